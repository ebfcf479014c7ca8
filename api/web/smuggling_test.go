package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What a proxy in front may read as one request must not be answered as two here: the
// second answer would be another caller's. Where it ends is refused if two lengths say so;
// after chunks, beside which a length counts for nothing, the connection ends with the
// answer.
func TestOneRequestIsNotAnsweredAsTwo(t *testing.T) {
	r := startPlain(t)
	const head = "POST /v1/messages:classify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
	const second = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
	for name, sent := range map[string]string{
		"a length and chunks":         head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second,
		"chunks and a length":         head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + second,
		"two lengths":                 head + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + second,
		"a list of lengths":           head + "Content-Length: 2, 40\r\n\r\n{}" + second,
		"a length with a sign":        head + "Content-Length: +2\r\n\r\n{}" + second,
		"chunks twice":                head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + second,
		"chunks and something else":   head + "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + second,
		"chunks misspelt":             head + "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}" + second,
		"a space before the colon":    head + "Content-Length : 2\r\n\r\n{}" + second,
		"a zero byte in a header":     head + "X-A: \x00\r\nContent-Length: 2\r\n\r\n{}" + second,
		"a carriage return in a line": head + "X-A: b\rContent-Length: 40\r\nContent-Length: 2\r\n\r\n{}" + second,
	} {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, sent)
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		from := bufio.NewReader(conn)
		first, err := http.ReadResponse(from, nil)
		if err != nil {
			t.Errorf("%s: no answer: %v", name, err)
			continue
		}
		if _, err := io.Copy(io.Discard, first.Body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if rest, _ := io.ReadAll(from); strings.Contains(string(rest), "HTTP/1.1") {
			t.Errorf("%s: after %s another request is answered:\n%s", name, first.Status, rest)
		}
		conn.Close()
	}
}
