package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pecete/pecete/test/milter/postfix"
	"github.com/pecete/pecete/test/milter/sink"
	"github.com/pecete/pecete/test/process"
)

var binary = flag.String("binary", "", "the service; built from the module around if not given")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(withBinary(m))
}

// withBinary builds the service, if it is to be tested at all.
func withBinary(m *testing.M) int {
	if missing := postfix.Missing(); missing != "" {
		fmt.Println("skipped:", missing)
		return 0
	}
	if *binary != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "pecete-mail-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir)
	if *binary, err = process.Build(context.Background(), dir); err != nil {
		fmt.Println(err)
		return 1
	}
	return m.Run()
}

// scene is a Postfix with Pecete as its filter, and where its mail ends up.
type scene struct {
	testing.TB
	*postfix.Instance
	sink   *sink.Sink
	filter string
	pecete *process.Server
	args   []string

	mu  sync.Mutex
	log bytes.Buffer
}

// settings say how a scene is to be.
type settings struct {
	// args are those of pecete serve.
	args []string
	// action is milter_default_action; "" leaves what the documented configuration says.
	action string
	// socket has Postfix reach the filter at a unix socket.
	socket bool
	// notices has senders told about held mail.
	notices bool
}

// open opens a scene for the length of a test.
func open(t testing.TB, s settings) *scene {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pecete-postfix-") // where others can look into it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // Postfix's programs have a user of their own
		t.Fatal(err)
	}
	c := &scene{TB: t, args: s.args}
	if c.sink, err = sink.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.sink.Stop)
	c.filter = freeAddress(t)
	if s.socket {
		c.filter = "unix:" + dir + "/pecete.sock"
	}
	c.Instance, err = postfix.Start(context.Background(), postfix.Options{Dir: dir, Filter: c.filter, Sink: c.sink.Address, DefaultAction: s.action})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Instance.Stop(); err != nil {
			t.Error(err)
		}
	})
	if s.notices {
		c.args = append(c.args, "--milter-notice-smtp", c.Notice, "--milter-notice-from", "postmaster@example.ro")
	}
	c.start()
	t.Cleanup(func() {
		if err := c.pecete.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// start starts Pecete.
func (c *scene) start() {
	c.Helper()
	var err error
	c.pecete, err = process.Start(context.Background(), process.Options{
		Binary: *binary, Args: append([]string{"--milter-listen", c.filter}, c.args...),
		Line: func(line []byte) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.log.Write(append(line, '\n'))
		},
	})
	if err != nil {
		c.Fatal(err)
	}
	if path, ok := strings.CutPrefix(c.filter, "unix:"); ok {
		if err := os.Chmod(path, 0o666); err != nil {
			c.Fatal(err)
		}
	}
}

// logged gives what Pecete logged.
func (c *scene) logged() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.String()
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// send sends a mail through the filter.
func (c *scene) send(mail []byte) reply {
	c.Helper()
	r, err := sendOne(c.SMTP, "ana@example.ro", mail, "ion@elsewhere.example")
	if err != nil {
		c.Fatal(err)
	}
	return r
}

// delivered waits for a number of mails in which a word stands, and gives them.
func (c *scene) delivered(count int, word string) []sink.Mail {
	c.Helper()
	mails, err := c.sink.Await(count, 30*time.Second, func(m sink.Mail) bool { return strings.Contains(m.Text, word) })
	if err != nil {
		c.Error(err)
	}
	return mails
}

// must fails the test on an error.
func must[T any](t testing.TB, value T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return value
}
