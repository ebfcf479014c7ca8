package milter

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gomilter "github.com/d--j/go-milter"
)

func TestOptionsThatContradictThemselves(t *testing.T) {
	for name, options := range map[string]Options{
		"a negative time":                  {Timeout: -1},
		"a negative number":                {Connections: -1},
		"a prefix of two lines":            {SubjectPrefix: "a\r\nb"},
		"a long prefix":                    {SubjectPrefix: strings.Repeat("x", 41)},
		"a domain that is an address":      {Inside: []string{"ana@example.ro"}},
		"a domain of nothing":              {Inside: []string{"."}},
		"notices from nobody":              {Notice: Notice{Submit: "127.0.0.1:25"}},
		"notices from what is no address":  {Notice: Notice{Submit: "127.0.0.1:25", From: "Pecete <a@b>"}},
		"notices with a negative number":   {Notice: Notice{PerHour: -1}},
		"notices with a negative patience": {Notice: Notice{Timeout: -1}},
	} {
		if _, err := New(inspectorFunc(byWords), options); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestParseStop(t *testing.T) {
	for _, want := range []Stop{Reject, Quarantine} {
		if got, err := ParseStop(want.String()); got != want || err != nil {
			t.Errorf("%v: %v, %v", want, got, err)
		}
	}
	if _, err := ParseStop("discard"); err == nil {
		t.Error("discard is taken")
	}
}

// TestConnectionsAreBounded: one too many waits until another has ended.
func TestConnectionsAreBounded(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{Connections: 1})
	first := d.client(t).greet("192.0.2.1")
	second := make(chan error, 1)
	go func() {
		session, err := gomilter.NewClient("tcp", d.address).Session(nil)
		if err == nil {
			_ = session.Close()
		}
		second <- err
	}()
	select {
	case err := <-second:
		t.Fatalf("taken at once (%v)", err)
	case <-time.After(100 * time.Millisecond):
	}
	_ = first.Close()
	if err := <-second; err != nil {
		t.Error(err)
	}
}

// shaky is a listener that cannot take a connection at times.
type shaky struct {
	net.Listener
	fail []error
}

func (s *shaky) Accept() (net.Conn, error) {
	if len(s.fail) > 0 {
		err := s.fail[0]
		s.fail = s.fail[1:]
		return nil, err
	}
	return s.Listener.Accept()
}

// TestAcceptMayFail: for a while it does not matter, for good it ends the server.
func TestAcceptMayFail(t *testing.T) {
	full := &net.OpError{Op: "accept", Err: os.NewSyscallError("accept", syscall.EMFILE)}
	serve := func(fail ...error) (address string, stop context.CancelFunc, served <-chan error) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		server, err := New(inspectorFunc(byWords), Options{DrainTimeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(ctx, &shaky{listener, fail}) }()
		return listener.Addr().String(), cancel, ended
	}
	address, stop, served := serve(full, full)
	d := &door{address: address}
	if r := d.client(t).greet("192.0.2.1").send(letter{body: "stop"}); !strings.HasPrefix(r.action, "550") {
		t.Error(r.action)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	_, stop, served = serve(errors.New("gone"))
	defer stop()
	if err := <-served; err == nil {
		t.Error("a listener that is gone is no error")
	}
}

func TestUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	server, err := New(inspectorFunc(byWords), Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	session, err := gomilter.NewClient("unix", path).Session(gomilter.NewMacroBag())
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t, session, gomilter.NewMacroBag()}
	if r := c.greet("192.0.2.1").send(letter{body: "stop"}); !strings.HasPrefix(r.action, "550") {
		t.Error(r.action)
	}
	_ = session.Close()
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
