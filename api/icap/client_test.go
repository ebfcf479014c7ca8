package icap

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// handed is a message that a proxy hands over.
type handed struct {
	method, head  string
	fields        string // of ICAP
	body, trailer string
	// preview is the size of the preview; -1 for none.
	preview int
	// sizes are the sizes of the chunks, over and over.
	sizes []int
}

// got is what comes back.
type got struct {
	status    int
	fields    string
	head      string
	body      []byte
	continued bool
}

// begin gives the head of the request and the preview, and what is left of the body.
func (h handed) begin() (text, rest string) {
	text = fmt.Sprintf("%s icap://h/%s ICAP/1.0\r\n%s", h.method, strings.ToLower(h.method), crlf(h.fields))
	part := map[string]string{methodREQMOD: "req", methodRESPMOD: "res"}[h.method]
	if h.preview >= 0 {
		text += "Preview: " + strconv.Itoa(h.preview) + "\r\n"
	}
	text += fmt.Sprintf("Encapsulated: %s-hdr=0, %s-body=%d\r\n\r\n%s", part, part, len(h.head), h.head)
	switch {
	case h.preview < 0:
		return text, h.body
	case len(h.body) <= h.preview:
		return text + h.chunked(h.body) + "0; ieof\r\n" + h.trailer + "\r\n", ""
	}
	return text + h.chunked(h.body[:h.preview]) + "0\r\n\r\n", h.body[h.preview:]
}

// chunked gives a body in chunks, without the last.
func (h handed) chunked(body string) string {
	var b strings.Builder
	for at := 0; body != ""; at++ {
		n := len(body)
		if len(h.sizes) > 0 {
			n = min(n, h.sizes[at%len(h.sizes)])
		}
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	return b.String()
}

// hand hands a message over as a proxy does, which sends and reads at once.
func (p *proxy) hand(h handed) (got, error) {
	text, rest := h.begin()
	end := h.chunked(rest) + "0\r\n" + h.trailer + "\r\n"
	var sent chan struct{}
	send := func(text string) {
		sent = make(chan struct{})
		go func() {
			defer close(sent)
			io.WriteString(p.conn, text) // an early answer ends the connection meanwhile
		}()
	}
	if h.preview < 0 {
		text += end
	}
	send(text)
	defer func() { <-sent }()
	g, err := readAnswer(p.r)
	if err == nil && g.status == 100 {
		<-sent
		send(end)
		g, err = readAnswer(p.r)
		g.continued = true
	}
	if err != nil {
		p.conn.Close()
	}
	return g, err
}

// readAnswer reads an answer, as strictly as it can. What came before an error is given too.
func readAnswer(r *bufio.Reader) (got, error) {
	var g got
	line, err := readLine(r, 1<<10)
	if err != nil {
		return g, err
	}
	if _, err := fmt.Sscanf(string(line), "ICAP/1.0 %d ", &g.status); err != nil {
		return g, fmt.Errorf("%q: %w", line, err)
	}
	var names []string
	var e encapsulated
	for {
		line, err := readLine(r, 8<<10)
		if err != nil {
			return g, err
		}
		if len(line) == 0 {
			break
		}
		f, err := parseField(line)
		if err != nil {
			return g, err
		}
		names = append(names, strings.ToLower(string(f.name)))
		g.fields += string(line) + "\n"
		if !f.is("Encapsulated") {
			continue
		}
		method := methodREQMOD
		if bytes.Contains(f.value, []byte("res-")) {
			method = methodRESPMOD
		}
		if e, err = parseEncapsulated(string(f.value), method, 1<<20); err != nil {
			return g, err
		}
	}
	if slices.Sort(names); len(slices.Compact(names)) < len(names) {
		return g, fmt.Errorf("a field stands there twice: %q", names)
	}
	if g.status != 100 && (!slices.Contains(names, "istag") || !slices.Contains(names, "encapsulated")) {
		return g, fmt.Errorf("fields are missing: %q", names)
	}
	head := make([]byte, e.requestHead+e.responseHead)
	if _, err := io.ReadFull(r, head); err != nil {
		return g, err
	}
	g.head = string(head)
	if e.hasBody {
		c := &chunks{r: r}
		g.body, err = io.ReadAll(c)
		g.body = append(g.body, c.trailer...)
	}
	return g, err
}
