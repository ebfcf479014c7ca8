package icap

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http/httputil"
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/api/inspection"
)

func FuzzRequest(f *testing.F) {
	for _, seed := range []string{
		"OPTIONS icap://h/reqmod ICAP/1.0\n\n",
		"REQMOD icap://h:1344/reqmod?a ICAP/1.0\nHost: h\nEncapsulated: req-hdr=0, null-body=9\nAllow: 206, 204\nPreview: 0\nConnection: close\n\n",
		"\nRESPMOD /respmod ICAP/1.0\nA:\n\n", "X", "\n", "A B C\n",
	} {
		f.Add([]byte(crlf(seed)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bufio.NewReaderSize(bytes.NewReader(data), 16)
		q, err := readRequest(r, 1<<10)
		if err != nil {
			return
		}
		left, _ := io.ReadAll(r)
		head := data[:len(data)-len(left)]
		if !bytes.HasSuffix(head, []byte("\r\n\r\n")) || len(head) > 1<<10+4 {
			t.Errorf("the head is %q", head)
		}
		if n := bytes.Count(bytes.ToLower(head), []byte("encapsulated")); q.hasEncapsulated && n == 0 || q.preview < -1 {
			t.Errorf("%q: got %+v", head, q)
		}
	})
}

func FuzzEncapsulated(f *testing.F) {
	for _, seed := range []string{"req-hdr=0, req-body=412", "req-hdr=0, res-hdr=137, res-body=296", "null-body=0", "opt-body=0", "res-hdr=0,null-body=1", ",=,=0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, method := range []string{methodOptions, methodREQMOD, methodRESPMOD} {
			e, err := parseEncapsulated(value, method, 1000)
			if err != nil {
				continue
			}
			if e.requestHead < 0 || e.responseHead < 0 || e.requestHead > 1000 || e.responseHead > 1000 ||
				method == methodOptions && e.requestHead+e.responseHead > 0 || method == methodREQMOD && e.responseHead > 0 {
				t.Errorf("%s %q: got %+v", method, value, e)
			}
			if strings.Count(value, "-body") != 1 || strings.Count(value, "=") > 3 {
				t.Errorf("%s %q is taken", method, value)
			}
		}
	})
}

func FuzzMessage(f *testing.F) {
	for _, seed := range []string{postHead, getHead, okHead, "HTTP/1.1 200\nX-Pecete-Verdict: a\n\n", "GET / HTTP/1.1\n\n\n\n", "\n\n"} {
		f.Add([]byte(crlf(seed)))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		for _, isRequest := range []bool{true, false} {
			m, err := parseMessage(head, isRequest)
			if err != nil {
				continue
			}
			if bytes.Count(head, []byte("\r\n\r\n")) != 1 || bytes.Count(head, []byte("\n")) != bytes.Count(head, []byte("\r\n")) {
				t.Errorf("%q is taken for one head", head)
			}
			if same := withNotes(head, nil); !m.noted && !bytes.Equal(same, head) {
				t.Errorf("%q became %q", head, same)
			}
			noted := withNotes(head, []note{{Name: "X-Pecete-Verdict", Value: "warn"}})
			if again, err := parseMessage(noted, isRequest); err != nil || !again.noted || again.content != m.content || again.target != m.target {
				t.Errorf("%q became %q, %v", head, noted, err)
			}
			inspection.Target(m.target, true)
		}
	})
}

// FuzzChunks: what is read is what the library of HTTP reads, which takes more, and is
// the same again once it is written.
func FuzzChunks(f *testing.F) {
	for _, seed := range []string{"5\nhello\n0\n\n", "5;a=b\nhello\n0; ieof\nA: b\n\n", "0\n\n", "fffffffffffffff\n", "2\nhi\n3\nyou", "1\nab\n"} {
		f.Add([]byte(crlf(seed)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &chunks{r: bufio.NewReader(bytes.NewReader(data))}
		got, err := io.ReadAll(c)
		var why *refusal
		if err != nil {
			if !errors.As(err, &why) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		other, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(data)))
		if !bytes.Equal(got, other) && err == nil {
			t.Errorf("%q: got %q, the other %q", data, got, other)
		}
		var b bytes.Buffer
		w := bufio.NewWriter(&b)
		a := answer{w: w}
		if len(got) > 0 {
			a.chunk(got)
		}
		a.lastChunk(c.trailer)
		w.Flush()
		again := &chunks{r: bufio.NewReader(&b)}
		if back, err := io.ReadAll(again); err != nil || !bytes.Equal(back, got) || !bytes.Equal(again.trailer, c.trailer) {
			t.Errorf("%q came back as %q, %v", got, back, err)
		}
	})
}

// FuzzConnection: whatever a proxy sends, what it gets is answers of ICAP, the last of
// which may be cut, and then the end.
func FuzzConnection(f *testing.F) {
	for _, seed := range []string{
		"OPTIONS icap://h/reqmod ICAP/1.0\n\n",
		adapt("REQMOD", "", postHead, some) + adapt("REQMOD", "Allow: 204\n", postHead, "3\nBAD\n0\n\n"),
		adapt("REQMOD", "Preview: 3\n", postHead, "3\nhel\n0\n\n2\nlo\n0\n\n"),
		adapt("RESPMOD", "Preview: 3\n", okHead, "3\nODD\n0; ieof\n\n"),
		adapt("RESPMOD", "", okHead, "20\n"+strings.Repeat("a", 32)+"\n3\nBAD\n0\nA: b\n\n"),
		adapt("REQMOD", "", "HEAD /?q=BAD HTTP/1.1\nX-Pecete-A: b\n\n", ""),
	} {
		f.Add([]byte(crlf(seed)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		server, err := New(judge(wordJudge), Options{Hold: 16, Unsettled: 1 << 20, IdleTimeout: time.Second, HeadTimeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		conn := &said{r: bytes.NewReader(data)}
		v := &serving{Server: server, ctx: context.Background(), connections: map[*connection]bool{}}
		newConnection(v, conn).serve()
		if !conn.closed {
			t.Error("the connection is still open")
		}
		r := bufio.NewReader(&conn.answered)
		for err == nil {
			_, err = readAnswer(r)
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v", err)
		}
		if held := server.HeldBytes(); held != 0 {
			t.Errorf("%d bytes are still held", held)
		}
	})
}

// said is a connection of a proxy that has said all it wants to.
type said struct {
	net.Conn
	r        *bytes.Reader
	answered bytes.Buffer
	closed   bool
}

func (s *said) Read(into []byte) (int, error)    { return s.r.Read(into) }
func (s *said) Write(bytes []byte) (int, error)  { return s.answered.Write(bytes) }
func (s *said) SetReadDeadline(time.Time) error  { return nil }
func (s *said) SetWriteDeadline(time.Time) error { return nil }
func (s *said) Close() error {
	s.closed = true
	return nil
}
