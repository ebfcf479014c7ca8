package content

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errLine = errors.New("the line broke")

// refusing is a sink that fails at its nth write.
type refusing struct {
	page
	left int
}

func (r *refusing) Write(p []byte) (int, error) {
	if r.left--; r.left < 0 {
		return 0, errLine
	}
	return r.page.Write(p)
}

// kinds gives a body of each kind, long enough for several writes, and its head.
func kinds(t testing.TB) map[string]struct {
	head Head
	body string
} {
	text := numbered(3000)
	return map[string]struct {
		head Head
		body string
	}{
		"text":      {Head{Type: "text/plain; charset=utf-8"}, text},
		"guessed":   {Head{Type: "text/plain"}, text},
		"gzip":      {Head{Type: "text/plain", Encoding: "gzip"}, pack(t, "gzip", text)},
		"JSON":      {Head{Type: "application/json"}, `{"a":"` + strings.ReplaceAll(text, "\n", `\n`) + `"}`},
		"HTML":      {Head{Type: "text/html"}, "<p title='" + text[:5000] + "'>" + text},
		"XML":       {Head{Type: "text/xml"}, "<a b='c'>" + text + "</a>"},
		"form":      {Head{Type: "application/x-www-form-urlencoded"}, "a=" + text},
		"multipart": {Head{Type: "multipart/mixed; boundary=b"}, "--b\r\n\r\n" + text + "\r\n--b\r\n\r\n" + text + "\r\n--b--"},
		"archive":   {Head{}, zipped(t, "a", text, "b", text)},
		"workbook":  {Head{}, xlsx(t, `<row><c t="s"><v>0</v></c></row>`, "<si><t>"+text+"</t></si>")},
		"PDF":       {Head{}, "%PDF-1.4\n1 0 obj <</Pages 2 0 R>> endobj 2 0 obj <</Kids[3 0 R]>> endobj\n3 0 obj <</Type/Page/Contents 4 0 R>> endobj 4 0 obj <<>> stream\nBT (" + text + ") Tj ET\nendstream endobj trailer <</Root 1 0 R>> startxref"},
		"binary":    {Head{}, "\x00" + text},
	}
}

// TestSinkFails: the sink's error comes back as it is, at once, from every format.
func TestSinkFails(t *testing.T) {
	for name, kind := range kinds(t) {
		for _, writes := range []int{0, 1} {
			sink := &refusing{page: page{t: t}, left: writes}
			_, err := Extract(t.Context(), kind.head, strings.NewReader(kind.body), sink, Limits{})
			if err != errLine {
				t.Errorf("%s, write %d: %v", name, writes, err)
			}
			if sink.left < -1 {
				t.Errorf("%s: %d writes after the error", name, -1-sink.left)
			}
		}
	}
}

// TestBodyFails: the body's error comes back wrapped, and what came before is written
// where the format lets it.
func TestBodyFails(t *testing.T) {
	for name, kind := range kinds(t) {
		p := &page{t: t}
		_, err := Extract(t.Context(), kind.head, io.MultiReader(strings.NewReader(kind.body[:len(kind.body)/2]), iotest.ErrReader(errLine)), p, Limits{})
		if !errors.Is(err, errLine) || err == errLine {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(err.Error(), "rândul") {
			t.Errorf("%s: the error quotes the body", name)
		}
	}
}

// TestCancelled: a reading whose context ends is over.
func TestCancelled(t *testing.T) {
	for name, kind := range kinds(t) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := Extract(ctx, kind.head, strings.NewReader(kind.body), &page{t: t}, Limits{})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestStuckBody: a body that gives nothing for ever does not hang the reading.
func TestStuckBody(t *testing.T) {
	_, err := Extract(t.Context(), Head{}, stuck{}, &page{t: t}, Limits{})
	if !errors.Is(err, io.ErrNoProgress) {
		t.Error(err)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// TestPanicsOfOthersGoOn: a panic of the sink or the body is theirs, and is not taken
// for a broken format.
func TestPanicsOfOthersGoOn(t *testing.T) {
	for name, run := range map[string]func(){
		"body": func() { _, _ = Extract(t.Context(), Head{}, panicking{}, &page{t: t}, Limits{}) },
		"sink": func() { _, _ = Extract(t.Context(), Head{}, strings.NewReader("abc"), panicking{}, Limits{}) },
	} {
		func() {
			defer func() {
				if recover() != "mine" {
					t.Errorf("%s: the panic was swallowed", name)
				}
			}()
			run()
		}()
	}
}

type panicking struct{}

func (panicking) Read([]byte) (int, error)  { panic("mine") }
func (panicking) Write([]byte) (int, error) { panic("mine") }
func (panicking) Gather()                   {}
func (panicking) Gathered()                 {}

// TestPanicsOfFormats: a panic of a format's reader costs its part and tells nothing.
func TestPanicsOfFormats(t *testing.T) {
	p := &page{t: t}
	x := &extraction{ctx: t.Context(), limits: DefaultLimits(), out: newOutput(p)}
	x.source = &source{x: x, r: strings.NewReader("")}
	err := x.settle(x.guard(func() error { panic("CNP 1960101123458") }))
	if err != nil || len(x.missed) != 1 || x.missed[0] != MissedBroken {
		t.Errorf("%v, missed %v", err, x.missed)
	}
}

// watched checks, whenever more is read, that what was read before was written, but
// for Lag.
type watched struct {
	t    *testing.T
	page *page
	body string
	at   int
	// want is how much text a byte of the body is, at least.
	step int
}

func (w *watched) Read(p []byte) (int, error) {
	if lag := w.at - w.page.text.Len(); lag > Lag && !w.page.gathering {
		w.t.Fatalf("%d bytes read, %d written", w.at, w.page.text.Len())
	}
	n := copy(p[:min(len(p), w.step)], w.body[w.at:])
	w.at += n
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// TestNothingIsHeldBack: text is written before more is read, in every format that
// streams, so that whoever lets bytes pass knows what he lets pass.
func TestNothingIsHeldBack(t *testing.T) {
	text := strings.ReplaceAll(numbered(60_000), "\n", " ")
	for name, c := range map[string]struct {
		head Head
		body string
	}{
		"text":        {Head{Type: "text/plain"}, text},
		"JSON string": {Head{Type: "application/json"}, `["` + text},
		"HTML value":  {Head{Type: "text/html"}, "<p><img title='" + text},
		"XML text":    {Head{Type: "text/xml"}, "<a>" + text},
		"form":        {Head{Type: "application/x-www-form-urlencoded"}, "a=" + text},
		"part":        {Head{Type: "multipart/mixed; boundary=b"}, "--b\r\n\r\n" + text},
	} {
		t.Run(name, func(t *testing.T) {
			p := &page{t: t}
			if _, err := Extract(t.Context(), c.head, &watched{t: t, page: p, body: c.body, step: 5000}, p, Limits{}); err != nil {
				t.Fatal(err)
			}
			if p.gathers > 0 {
				t.Errorf("%d times gathered", p.gathers)
			}
		})
	}
	// Packed bytes that unpack to nothing for long make the sink wait.
	empty := strings.Repeat("\x00\x00\x00\xff\xff", 100_000)
	p := &page{t: t}
	if _, err := Extract(t.Context(), Head{Type: "text/plain", Encoding: "deflate"}, strings.NewReader(empty+pack(t, "raw", text)), p, Limits{}); err != nil || p.gathers == 0 {
		t.Errorf("%v, gathered %d times", err, p.gathers)
	}
	p = &page{t: t}
	if _, err := Extract(t.Context(), Head{}, strings.NewReader(zipped(t, "a", text)), p, Limits{}); err != nil || p.gathers != 1 {
		t.Errorf("archive: %v, gathered %d times", err, p.gathers)
	}
}
