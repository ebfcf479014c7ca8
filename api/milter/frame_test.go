package milter

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// frame writes a frame of the protocol.
func frame(code byte, data string) []byte {
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(data)+1)), code), data...)
}

// talk puts frames behind one another.
func talk(frames ...[]byte) []byte { return bytes.Join(frames, nil) }

func negotiation() []byte {
	return frame('O', "\x00\x00\x00\x06\x00\x00\x01\xff\x00\x1f\xff\xff")
}

// wholeMail is a session with a mail as a mail server sends it.
func wholeMail(header, body string) []byte {
	return talk(negotiation(),
		frame('D', "Cj\x00mail.example.ro\x00"), frame('C', "client\x004\x09\xdd192.0.2.1\x00"),
		frame('H', "client\x00"), frame('D', "Mi\x00ABC\x00{auth_authen}\x00ana\x00"), frame('M', "<ana@example.ro>\x00SIZE=10\x00"),
		frame('R', "<ion@elsewhere.example>\x00"), frame('T', ""), frame('L', header), frame('N', ""),
		frame('B', body), frame('E', ""), frame('A', ""), frame('Q', ""))
}

// TestWhatIsNoFrameEndsTheConnection: the library would end the process on some of these.
func TestWhatIsNoFrameEndsTheConnection(t *testing.T) {
	for name, sent := range map[string][]byte{
		"an empty frame":                        {0, 0, 0, 0},
		"an empty frame, later":                 talk(negotiation(), []byte{0, 0, 0, 0}),
		"a frame of 4 GB":                       {0xff, 0xff, 0xff, 0xff, 'B'},
		"a frame of 2 MB":                       talk(negotiation(), []byte{0, 0x20, 0, 0, 'B'}),
		"no negotiation":                        frame('M', "<ana@example.ro>\x00"),
		"two negotiations":                      talk(negotiation(), negotiation()),
		"a short negotiation":                   frame('O', "\x00\x00\x00\x06"),
		"a version that never was":              frame('O', "\x00\x00\x00\x01\x00\x00\x01\xff\x00\x1f\xff\xff"),
		"no actions":                            frame('O', "\x00\x00\x00\x06\x00\x00\x00\x00\x00\x1f\xff\xff"),
		"another protocol":                      []byte("EHLO client.example.ro\r\n"),
		"a web browser":                         []byte("GET / HTTP/1.1\r\nHost: mail\r\n\r\n"),
		"a sender without its end":              talk(negotiation(), frame('M', "<ana@example.ro>")),
		"a recipient without its end":           talk(negotiation(), frame('R', "<ana@example.ro>")),
		"a host without its end":                talk(negotiation(), frame('C', "client")),
		"a host without a family":               talk(negotiation(), frame('C', "client\x00")),
		"a family that never was":               talk(negotiation(), frame('C', "client\x00X\x00\x00here\x00")),
		"an address without a port":             talk(negotiation(), frame('C', "client\x004")),
		"an address that is none":               talk(negotiation(), frame('C', "client\x004\x00\x00canary\x00")),
		"an IPv6 address that is none":          talk(negotiation(), frame('C', "client\x006\x00\x00IPv6:canary\x00")),
		"macros of nothing":                     talk(negotiation(), frame('D', "")),
		"a field without a value":               talk(negotiation(), frame('L', "canary\x00")),
		"a field of three parts":                talk(negotiation(), frame('L', "a\x00b\x00canary\x00")),
		"a HELO without a name":                 talk(negotiation(), frame('H', "")),
		"an end with a piece of body":           talk(negotiation(), frame('E', "canary")),
		"a command that never was":              talk(negotiation(), frame('x', "canary")),
		"something else after a while":          talk(negotiation(), frame('M', "<ana@example.ro>\x00"), frame('A', ""), frame('?', "canary")),
		"an end of mail without a mail":         talk(negotiation(), frame('E', "")),
		"macros of a command that is not known": talk(negotiation(), frame('D', "?i\x00canary\x00"), frame('?', "")),
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, inspectorFunc(byWords), Options{})
			answer := exchange(t, d.address, sent)
			if bytes.Contains(answer, []byte("canary")) || strings.Contains(d.log.String(), "canary") {
				t.Errorf("quoted: %q, %s", answer, d.log.String())
			}
			// and others are served as before
			if r := d.client(t).greet("192.0.2.1").send(letter{body: "stop"}); !strings.HasPrefix(r.action, "550") {
				t.Error(r.action)
			}
		})
	}
}

// exchange sends bytes, and reads until the other side has closed the connection.
func exchange(t *testing.T, address string, sent []byte) []byte {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := conn.Write(sent); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("the connection does not end: %v", err)
	}
	return answer
}

// TestCutOff: a connection may end anywhere.
func TestCutOff(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{})
	sent := wholeMail("Subject\x00stop\x00", "body")
	for length := range len(sent) {
		conn, err := net.Dial("tcp", d.address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write(sent[:length]); err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
	}
	if err := d.stop(); err != nil {
		t.Error(err)
	}
}

// TestMacrosOfUnknownCommandsAreLeftOut: they are no reason to end.
func TestMacrosOfUnknownCommandsAreLeftOut(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{})
	sent := wholeMail("Subject\x00stop\x00", "x")
	sent = append(talk(negotiation(), frame('D', "?i\x00x\x00")), sent[len(negotiation()):]...)
	if answer := exchange(t, d.address, sent); !bytes.Contains(answer, []byte("550 5.7.1")) {
		t.Errorf("%q", answer)
	}
}

// pipeListener gives connections within the process.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{} }

// FuzzConnection sends whatever to a server: it must neither end the process nor have the
// library log anything, and every connection must come to its end.
func FuzzConnection(f *testing.F) {
	f.Add(wholeMail("Subject\x00stop\x00", "x"))
	f.Add(wholeMail("X-Pecete-Verdict\x00ALLOW\x00", "careful"))
	f.Add(talk(negotiation(), frame('C', "client\x006\x00\x00IPv6:2001:db8::1\x00"), frame('K', ""), frame('C', "client\x00U")))
	f.Add(talk(negotiation(), frame('N', ""), frame('N', ""), frame('B', "x"), frame('N', ""), frame('E', ""), frame('E', "")))
	f.Add(talk(negotiation(), frame('U', ""), frame('D', "U"), frame('D', "Mi"), frame('C', "\x00L\x00\x00"), []byte{0, 0, 0, 0}))
	server, err := New(inspectorFunc(byWords), Options{OnBlock: Quarantine, SubjectPrefix: "[!]", DrainTimeout: time.Second})
	if err != nil {
		f.Fatal(err)
	}
	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	f.Cleanup(func() { cancel(); <-served })
	f.Fuzz(func(t *testing.T, sent []byte) {
		ours, theirs := net.Pipe()
		listener.conns <- theirs
		_ = ours.SetDeadline(time.Now().Add(10 * time.Second))
		go func() {
			_, _ = ours.Write(sent)
			_, _ = ours.Write(frame('Q', ""))
			_, _ = ours.Write(make([]byte, 1<<20))
		}()
		if _, err := io.Copy(io.Discard, ours); err != nil {
			t.Error(err)
		}
		_ = ours.Close()
	})
}
