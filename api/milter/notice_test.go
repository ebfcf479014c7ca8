package milter

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files instead of comparing")

// sink is a mail server that keeps what it gets.
type sink struct {
	net.Listener
	// refuse is the command it refuses, "" if none.
	refuse string

	mu       sync.Mutex
	sessions []string
	group    sync.WaitGroup
}

func newSink(t *testing.T, refuse string) *sink {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{Listener: listener, refuse: refuse}
	s.group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.group.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); s.group.Wait() })
	return s
}

// serve takes mails and keeps what was said.
func (s *sink) serve(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	var said strings.Builder
	lines := bufio.NewScanner(conn)
	fmt.Fprintf(conn, "220 sink.example ESMTP\r\n")
	for inData := false; lines.Scan(); {
		line := lines.Text()
		said.WriteString(line + "\n")
		switch command := strings.ToUpper(strings.Fields(line + " .")[0]); {
		case inData && line != ".":
			continue
		case s.refuse != "" && command == s.refuse:
			fmt.Fprintf(conn, "451 4.3.0 not now\r\n")
		case command == "DATA":
			inData = true
			fmt.Fprintf(conn, "354 go on\r\n")
		case command == "QUIT":
			s.keep(said.String())
			fmt.Fprintf(conn, "221 bye\r\n")
			return
		default:
			inData = false
			fmt.Fprintf(conn, "250 ok\r\n")
		}
	}
}

func (s *sink) keep(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions = append(s.sessions, session)
}

func (s *sink) kept() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.sessions...)
}

// golden compares with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s, written anew by -update:\n%s", name, diff)
	}
}

func someNotice() notice {
	r := byWordsOf("stop")
	return notice{
		from: "postmaster@example.ro", to: "ana@example.ro", about: "<1@example.ro>", reference: r.Reference,
		at: time.Date(2026, 11, 25, 9, 5, 0, 0, time.FixedZone("EET", 2*60*60)), romanian: r.Romanian, english: r.English,
	}
}

func TestNoticeAsPeopleReadIt(t *testing.T) {
	golden(t, "notice.txt", someNotice().text())
	unread := someNotice()
	unread.romanian, unread.english = nil, nil
	golden(t, "notice.unread.txt", unread.text())
}

func TestNoticeAsItIsSent(t *testing.T) {
	n := someNotice()
	message := string(n.message())
	for line := range strings.SplitSeq(message, "\r\n") {
		if len(line) > 78 || strings.ContainsAny(line, "\r\n") || strings.IndexFunc(line, func(r rune) bool { return r > '~' }) >= 0 {
			t.Errorf("a line that not all mail servers take: %q", line)
		}
	}
	golden(t, "notice.eml", strings.ReplaceAll(message, "\r\n", "\n"))
}

func withNotices(s *sink) Options {
	return Options{OnBlock: Quarantine, OnWarn: Quarantine, Notice: Notice{Submit: s.Addr().String(), From: "postmaster@example.ro"}}
}

// TestNotice: a sender of held mail gets one notice, from nobody who could answer, with
// nothing of the mail in it.
func TestNotice(t *testing.T) {
	s := newSink(t, "")
	d := open(t, inspectorFunc(byWords), withNotices(s))
	c := d.client(t).greet("127.0.0.1")
	c.send(letter{from: "ana@example.ro", header: append(subject("stop canary-5d2"), field{"Message-ID", "<1@example.ro>"}), body: "canary-5d2"})
	_ = c.Close()
	if err := d.stop(); err != nil { // has handed over what was to be
		t.Fatal(err)
	}
	sent := s.kept()
	if len(sent) != 1 {
		t.Fatalf("%d notices", len(sent))
	}
	envelope, message, _ := strings.Cut(sent[0], "DATA\n")
	if want := "EHLO example.ro\nMAIL FROM:<>\nRCPT TO:<ana@example.ro>\n"; envelope != want {
		t.Error(envelope)
	}
	for _, want := range []string{"\nAuto-Submitted: auto-replied\n", "\nIn-Reply-To: <1@example.ro>\n", "\nTo: <ana@example.ro>\n", "r0123", "SECRET"} {
		if !strings.Contains(message, want) {
			t.Errorf("no %q in the notice", want)
		}
	}
	if strings.Contains(message+d.log.String(), "canary") {
		t.Error("the mail is quoted")
	}
	if strings.Contains(d.log.String(), "ana@") {
		t.Error("the log names the sender")
	}
}

// TestWhoIsTold: nobody but who sent the mail, and no program.
func TestWhoIsTold(t *testing.T) {
	held := letter{from: "ana@example.ro", body: "stop"}
	with := func(change func(*letter)) letter { l := held; change(&l); return l }
	header := func(name, value string) letter {
		return with(func(l *letter) { l.header = []field{{name, value}} })
	}
	from := func(address string) letter { return with(func(l *letter) { l.from = address }) }
	for name, c := range map[string]struct {
		machine string
		letter  letter
		options func(*Options)
		told    bool
	}{
		"this machine":                            {machine: "127.0.0.1", letter: held, told: true},
		"this machine, IPv6":                      {machine: "::1", letter: held, told: true},
		"this machine, IPv4 in IPv6":              {machine: "::ffff:127.0.0.1", letter: held, told: true},
		"a stranger":                              {machine: "192.0.2.1", letter: held},
		"a stranger who logged in":                {machine: "192.0.2.1", letter: with(func(l *letter) { l.login = "ana" }), told: true},
		"a trusted network":                       {machine: "192.0.2.1", letter: held, options: func(o *Options) { o.Notice.Networks = prefixes("192.0.2.0/24") }, told: true},
		"no network is trusted":                   {machine: "127.0.0.1", letter: held, options: func(o *Options) { o.Notice.Networks = prefixes() }},
		"a sender inside":                         {machine: "127.0.0.1", letter: held, options: func(o *Options) { o.Inside = []string{"example.ro"} }, told: true},
		"a sender outside":                        {machine: "127.0.0.1", letter: from("eva@elsewhere.example"), options: func(o *Options) { o.Inside = []string{"example.ro"} }},
		"an empty return path":                    {machine: "127.0.0.1", letter: from("")},
		"mailer-daemon":                           {machine: "127.0.0.1", letter: from("MAILER-DAEMON@example.ro")},
		"a list's owner":                          {machine: "127.0.0.1", letter: from("owner-list@example.ro")},
		"a list's bounces":                        {machine: "127.0.0.1", letter: from("list-bounces@example.ro")},
		"who sends the notices":                   {machine: "127.0.0.1", letter: from("postmaster@example.ro")},
		"an address with a line end":              {machine: "127.0.0.1", letter: from("ana@example.ro\r\nBcc: eva@example.ro")},
		"an address with quotes":                  {machine: "127.0.0.1", letter: from("\"ana b\"@example.ro")},
		"no address":                              {machine: "127.0.0.1", letter: from("ana")},
		"sent by a program":                       {machine: "127.0.0.1", letter: header("Auto-Submitted", "auto-generated")},
		"another notice":                          {machine: "127.0.0.1", letter: header("auto-submitted", " Auto-Replied ")},
		"a mailing list":                          {machine: "127.0.0.1", letter: header("List-Id", "<list.example.ro>")},
		"bulk":                                    {machine: "127.0.0.1", letter: header("Precedence", "bulk")},
		"not held":                                {machine: "127.0.0.1", letter: with(func(l *letter) { l.body = "careful" })},
		"rejected: the reply says it":             {machine: "127.0.0.1", letter: held, options: func(o *Options) { o.OnBlock = Reject }},
		"not held, as nobody could be asked":      {machine: "127.0.0.1", letter: with(func(l *letter) { l.body = "down closed" })},
		"a mail that says a person has sent it":   {machine: "127.0.0.1", letter: header("Auto-Submitted", "no"), told: true},
		"a message id that is none is left out":   {machine: "127.0.0.1", letter: header("Message-ID", "<x> canary"), told: true},
		"a stranger in the name of who is inside": {machine: "192.0.2.1", letter: held, options: func(o *Options) { o.Inside = []string{"example.ro"} }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSink(t, "")
			options := withNotices(s)
			if c.options != nil {
				c.options(&options)
			}
			d := open(t, inspectorFunc(byWords), options)
			client := d.client(t).greet(c.machine)
			client.send(c.letter)
			_ = client.Close()
			if err := d.stop(); err != nil {
				t.Fatal(err)
			}
			sent := s.kept()
			if told := len(sent) == 1; told != c.told || len(sent) > 1 {
				t.Errorf("%d notices", len(sent))
			}
			if strings.Contains(strings.Join(sent, ""), "canary") {
				t.Error("quoted")
			}
		})
	}
}

func prefixes(networks ...string) []netip.Prefix {
	all := []netip.Prefix{}
	for _, network := range networks {
		all = append(all, netip.MustParsePrefix(network))
	}
	return all
}

// TestNoticesAreCounted: who sends much held mail gets some notices, others theirs.
func TestNoticesAreCounted(t *testing.T) {
	n := newNotices(Options{Notice: Notice{PerHour: 3}}.withDefaults())
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	n.now = func() time.Time { return now }
	told := func(sender string, times int) (count int) {
		for range times {
			if n.mayTell(sender) {
				count++
			}
		}
		return count
	}
	if got := told("ana@example.ro", 10); got != 3 {
		t.Errorf("%d at first", got)
	}
	if got := told("ANA@example.ro", 10); got != 0 {
		t.Errorf("%d in capitals", got)
	}
	if got := told("ion@example.ro", 2); got != 2 {
		t.Errorf("%d to another", got)
	}
	now = now.Add(20 * time.Minute)
	if got := told("ana@example.ro", 10); got != 1 {
		t.Errorf("%d after 20 minutes", got)
	}
	for i := range countedSenders {
		n.mayTell(fmt.Sprint(i, "@example.ro"))
	}
	if len(n.counted) > countedSenders || told("new@example.ro", 1) != 0 {
		t.Errorf("%d senders counted", len(n.counted))
	}
	now = now.Add(time.Hour)
	if told("new@example.ro", 1) != 1 || len(n.counted) > 2 {
		t.Errorf("%d senders counted an hour later", len(n.counted))
	}
}

// TestNoticeThatCannotBeSent: the mail is held all the same, and the log tells no more
// than that.
func TestNoticeThatCannotBeSent(t *testing.T) {
	for name, refuse := range map[string]string{"greeting": "EHLO", "sender": "MAIL", "recipient": "RCPT", "text": "DATA", "end": "."} {
		t.Run(name, func(t *testing.T) {
			s := newSink(t, refuse)
			d := open(t, inspectorFunc(byWords), withNotices(s))
			c := d.client(t).greet("127.0.0.1")
			if r := c.send(letter{from: "ana@example.ro", body: "stop"}); r.action != "accept" {
				t.Error(r.action)
			}
			_ = c.Close()
			if err := d.stop(); err != nil {
				t.Fatal(err)
			}
			if refuse == "EHLO" { // falls back to HELO
				return
			}
			log := d.log.String()
			if !strings.Contains(log, "could not be handed over") || regexp.MustCompile(`ana@|not now`).MatchString(log) {
				t.Error(log)
			}
		})
	}
}

// TestNoticeToAServerThatIsSilent: it holds up nothing.
func TestNoticeToAServerThatIsSilent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	options := Options{OnBlock: Quarantine, Notice: Notice{Submit: listener.Addr().String(), From: "postmaster@example.ro"}, DrainTimeout: 100 * time.Millisecond}
	d := open(t, inspectorFunc(byWords), options)
	c := d.client(t).greet("127.0.0.1")
	c.send(letter{from: "ana@example.ro", body: "stop"})
	_ = c.Close()
	began := time.Now()
	if err := d.stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %s to end", took)
	}
}
