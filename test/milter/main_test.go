package milter

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
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
	if *binary != "" || postfix.Missing() != "" {
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

// scene is a Scene of a test.
type scene struct {
	testing.TB
	*Scene
}

// open opens a scene for the length of a test.
func open(t testing.TB, s Settings) *scene {
	t.Helper()
	if missing := postfix.Missing(); missing != "" {
		t.Skip(missing)
	}
	s.Binary = *binary
	c, err := Open(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return &scene{t, c}
}

// start starts Pecete again.
func (c *scene) start() {
	c.Helper()
	if err := c.Start(context.Background()); err != nil {
		c.Fatal(err)
	}
}

// send sends a mail through the filter.
func (c *scene) send(mail []byte) Reply {
	c.Helper()
	r, err := SendOne(c.SMTP, "ana@example.ro", mail, "ion@elsewhere.example")
	if err != nil {
		c.Fatal(err)
	}
	return r
}

// logs waits until something stands in the log of Pecete, which gathers lines for a moment.
func (c *scene) logs(t *testing.T, what string) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); !strings.Contains(c.Logged(), what); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Errorf("the log does not have %s", what)
			return
		}
	}
}

// delivered waits for a number of mails in which a word stands, and gives them.
func (c *scene) delivered(count int, word string) []sink.Mail {
	c.Helper()
	mails, err := c.Sink.Await(count, 30*time.Second, func(m sink.Mail) bool { return strings.Contains(m.Text, word) })
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
