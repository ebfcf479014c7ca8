package icap

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// readRefusal reads an answer that has an HTTP response in it, and gives that.
func (p *proxy) readRefusal() (*http.Response, []byte) {
	p.t.Helper()
	line, err := p.r.ReadString('\n')
	if err != nil || line != "ICAP/1.0 200 OK\r\n" {
		p.t.Fatalf("got %q, %v", line, err)
	}
	var encapsulated string
	for line != "\r\n" {
		if line, err = p.r.ReadString('\n'); err != nil {
			p.t.Fatal(err)
		}
		if value, found := strings.CutPrefix(line, "Encapsulated: "); found {
			encapsulated = strings.TrimSpace(value)
		}
	}
	var size int
	var name string
	if _, err := fmt.Sscanf(strings.Replace(encapsulated, "=", " ", 2), "res-hdr 0, %s %d", &name, &size); err != nil {
		p.t.Fatalf("%q: %v", encapsulated, err)
	}
	head := make([]byte, size)
	if _, err := io.ReadFull(p.r, head); err != nil {
		p.t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(head)), &http.Request{Method: "HEAD"})
	if err != nil {
		p.t.Fatal(err)
	}
	if name == "null-body" {
		return response, nil
	}
	body, err := io.ReadAll(&chunks{r: p.r})
	if err != nil {
		p.t.Fatal(err)
	}
	if response.ContentLength != int64(len(body)) {
		p.t.Errorf("the page has %d bytes and says that it has %d", len(body), response.ContentLength)
	}
	return response, body
}

func TestBlockedMessagesAreReplaced(t *testing.T) {
	bad := "3\nBAD\n0\n\n"
	tests := map[string]struct{ send, method string }{
		"a request":                           {send: adapt("REQMOD", "Allow: 204\n", postHead, bad)},
		"a request that would be handed back": {send: adapt("REQMOD", "", postHead, bad)},
		"in the preview":                      {send: adapt("REQMOD", "Preview: 3\n", postHead, "3\nBAD\n0\n\n")},
		"before the end of the preview":       {send: adapt("REQMOD", "Preview: 9\n", postHead, "3\nBAD\n2\nly\n0\n\n")},
		"a query":                             {send: adapt("REQMOD", "", "GET /?q=%42AD HTTP/1.1\n\n", "")},
		"a response":                          {send: adapt("RESPMOD", "Allow: 204\n", okHead, bad)},
		"a response in the preview":           {send: adapt("RESPMOD", "Preview: 30\n", okHead, "3\nBAD\n0; ieof\n\n")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := open(t, judge(wordJudge), Options{}).dial(t)
			for range 2 { // the connection goes on
				p.send(test.send)
				response, body := p.readRefusal()
				if response.StatusCode != 403 || response.Header.Get("X-Pecete-Reference") != "r1" {
					t.Errorf("got %d, %v", response.StatusCode, response.Header)
				}
				if !bytes.Contains(body, []byte("Advice.")) || !bytes.Contains(body, []byte("Sfat.")) || bytes.Contains(body, []byte("BAD")) {
					t.Errorf("got %s", body)
				}
			}
		})
	}
}

func TestHeadIsRefusedWithoutABody(t *testing.T) {
	p := open(t, judge(wordJudge), Options{}).dial(t)
	p.send(adapt("REQMOD", "", "HEAD /?q=BAD HTTP/1.1\n\n", ""))
	response, body := p.readRefusal()
	if response.StatusCode != 403 || response.ContentLength < 1000 || body != nil {
		t.Errorf("got %d with %d bytes of %d", response.StatusCode, len(body), response.ContentLength)
	}
	p.send(adapt("REQMOD", "Allow: 204\n", postHead, "5\nhello\n0\n\n"))
	p.expect(mayGo)
}

// TestCertainVerdictEndsTheReading: the answer comes although the body never ends, and
// then the connection does.
func TestCertainVerdictEndsTheReading(t *testing.T) {
	p := open(t, judge(wordJudge), Options{}).dial(t)
	p.send(adapt("REQMOD", "Allow: 204\n", postHead, "3\nBAD\nffffff\nand so on"))
	if response, _ := p.readRefusal(); response.StatusCode != 403 {
		t.Errorf("got %d", response.StatusCode)
	}
	p.expectEnd()
}

// page gives the refusal by a ruling of a request with fields of its own.
func page(t *testing.T, r *inspection.Ruling, fields string) (*http.Response, []byte) {
	t.Helper()
	p := open(t, judge(func(context.Context, inspection.Subject, io.Reader, func(int64)) (*inspection.Ruling, error) {
		return r, nil
	}), Options{}).dial(t)
	p.send(adapt("REQMOD", "", "GET /?q=x HTTP/1.1\n"+fields+"\n", ""))
	return p.readRefusal()
}

// TestPages: what the page says is package refusal's to test.
func TestPages(t *testing.T) {
	found := &inspection.Ruling{Action: inspection.Block, Reference: "r2k4", Verdict: pecetev1.Verdict_VERDICT_BLOCK}
	failed := &inspection.Ruling{Action: inspection.Block, Reference: "r2k4", Failure: codes.Unavailable}
	for name, test := range map[string]struct {
		ruling         *inspection.Ruling
		fields         string
		status         int
		kind, language string
	}{
		"for a browser":               {found, "Accept: text/html, */*;q=0.5\n", 403, "text/html; charset=utf-8", "ro, en"},
		"for who reads English":       {found, "Accept-Language: en-GB, ro;q=0.5\n", 403, "text/html; charset=utf-8", "en, ro"},
		"for a program":               {found, "Accept: application/json, */*\n", 403, "application/problem+json", "ro, en"},
		"for who sent JSON":           {found, "Content-Type: application/json\n", 403, "application/problem+json", "ro, en"},
		"where nobody could be asked": {failed, "", 503, "text/html; charset=utf-8", "ro, en"},
	} {
		t.Run(name, func(t *testing.T) {
			response, body := page(t, test.ruling, test.fields)
			if response.StatusCode != test.status || response.Header.Get("Content-Type") != test.kind || response.Header.Get("Content-Language") != test.language {
				t.Errorf("got %d, %v", response.StatusCode, response.Header)
			}
			if response.Header.Get("Cache-Control") != "no-store" || !bytes.Contains(body, []byte("r2k4")) {
				t.Errorf("got %v\n%s", response.Header, body)
			}
		})
	}
}

// refused gives the answer of a status.
func refused(status int, text string) string {
	return fmt.Sprintf("ICAP/1.0 %d %s\nConnection: close\nEncapsulated: null-body=0\n\n", status, text)
}

func TestRefusals(t *testing.T) {
	long := strings.Repeat("x", 70<<10)
	bad := refused(400, "Bad Request")
	tests := map[string]struct{ send, expect string }{
		"no service of that name":                 {"OPTIONS icap://h/virus_scan ICAP/1.0\n\n", refused(404, "ICAP Service Not Found")},
		"no service at all":                       {"OPTIONS icap://h ICAP/1.0\n\n", refused(404, "ICAP Service Not Found")},
		"the other method":                        {"RESPMOD icap://h/reqmod ICAP/1.0\nEncapsulated: res-body=0\n\n", refused(405, "Method Not Allowed For Service")},
		"another method":                          {"LOGMOD icap://h/reqmod ICAP/1.0\n\n", refused(501, "Method Not Implemented")},
		"another version":                         {"OPTIONS icap://h/reqmod ICAP/2.0\n\n", refused(505, "ICAP Version Not Supported")},
		"HTTP":                                    {"GET / HTTP/1.1\n\n", bad},
		"no version":                              {"OPTIONS icap://h/reqmod\n\n", bad},
		"no Encapsulated":                         {"REQMOD icap://h/reqmod ICAP/1.0\n\n", bad},
		"two Encapsulated":                        {"REQMOD icap://h/reqmod ICAP/1.0\nEncapsulated: null-body=0\nEncapsulated: null-body=0\n\n", bad},
		"no number for a preview":                 {adapt("REQMOD", "Preview: -1\n", postHead, "0\n\n"), bad},
		"two previews":                            {adapt("REQMOD", "Preview: 1\nPreview: 1\n", postHead, "0\n\n"), bad},
		"a preview longer than it says":           {adapt("REQMOD", "Preview: 2\n", postHead, "3\nhel\n0\n\n"), bad},
		"a trailer behind a preview":              {adapt("REQMOD", "Preview: 9\n", postHead, "3\nhel\n0\nA: b\n\n"), bad},
		"a field that goes on":                    {"OPTIONS icap://h/reqmod ICAP/1.0\nA: b\n c\n\n", bad},
		"a space before the colon":                {"OPTIONS icap://h/reqmod ICAP/1.0\nA : b\n\n", bad},
		"a line too long":                         {"OPTIONS icap://h/reqmod ICAP/1.0\nA: " + long + "\n\n", bad},
		"a head too large":                        {"OPTIONS icap://h/reqmod ICAP/1.0\n" + strings.Repeat("A: "+long[:1000]+"\n", 70) + "\n", bad},
		"too many fields":                         {"OPTIONS icap://h/reqmod ICAP/1.0\n" + strings.Repeat("A: b\n", 101) + "\n", bad},
		"a head of the message too large":         {"REQMOD icap://h/reqmod ICAP/1.0\nEncapsulated: req-hdr=0, null-body=131073\n\n", bad},
		"two messages in a head":                  {adapt("REQMOD", "", getHead+getHead, ""), bad},
		"a head without an end":                   {adapt("REQMOD", "", strings.TrimSuffix(getHead, "\n"), ""), bad},
		"two lengths":                             {adapt("REQMOD", "", "POST / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n", "0\n\n"), bad},
		"a length that is none":                   {adapt("REQMOD", "", "POST / HTTP/1.1\nContent-Length: +1\n\n", "0\n\n"), bad},
		"a length and chunks":                     {adapt("REQMOD", "", "POST / HTTP/1.1\nTransfer-Encoding: chunked\nContent-Length: 1\n\n", "0\n\n"), bad},
		"a field of the message goes on":          {adapt("REQMOD", "", "POST / HTTP/1.1\nA: b\n c\n\n", "0\n\n"), bad},
		"a message that is no request":            {adapt("REQMOD", "", "POST /\n\n", "0\n\n"), bad},
		"a message that is no response":           {adapt("RESPMOD", "", "POST / HTTP/1.1\n\n", "0\n\n"), bad},
		"a chunk without a size":                  {adapt("REQMOD", "", postHead, "x\n"), bad},
		"a chunk of a size beyond measure":        {adapt("REQMOD", "", postHead, "1000000000000000\n"), bad},
		"a chunk longer than it says":             {adapt("REQMOD", "", postHead, "2\nhello\n"), bad},
		"a line before a chunk too long":          {adapt("REQMOD", "", postHead, "2;"+long[:1100]+"\n"), bad},
		"a trailer too large":                     {adapt("REQMOD", "", postHead, "0\n"+strings.Repeat("A: "+long[:1000]+"\n", 9)+"\n"), bad},
		"a trailer that is none":                  {adapt("REQMOD", "", postHead, "0\nA\n\n"), bad},
		"the rest is broken after all was judged": {adapt("REQMOD", "Allow: 204\n", postHead, "5\nhello\n\n"), bad},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := open(t, judge(wordJudge), Options{})
			p := d.dial(t)
			p.send(test.send)
			p.expect(test.expect)
			p.expectEnd()
			if o := d.waitObserved(t, 1)[0]; !strings.Contains(test.expect, fmt.Sprint(o.Status)) {
				t.Errorf("%+v was observed", o)
			}
		})
	}
}

func TestLinesEndInCRLF(t *testing.T) {
	p := open(t, judge(wordJudge), Options{}).dial(t)
	if _, err := io.WriteString(p.conn, "OPTIONS icap://h/reqmod ICAP/1.0\n\n"); err != nil {
		t.Fatal(err)
	}
	p.expect(refused(400, "Bad Request"))
}

func TestInspectionThatFails(t *testing.T) {
	tests := map[string]judge{
		"with an error": func(context.Context, inspection.Subject, io.Reader, func(int64)) (*inspection.Ruling, error) {
			return nil, errors.New("the text")
		},
		"with a panic": func(context.Context, inspection.Subject, io.Reader, func(int64)) (*inspection.Ruling, error) {
			panic("the text")
		},
	}
	for name, inspector := range tests {
		t.Run(name, func(t *testing.T) {
			d := open(t, inspector, Options{})
			p := d.dial(t)
			p.send(adapt("REQMOD", "Allow: 204\n", postHead, "5\nhello\n0\n\n"))
			p.expect(refused(500, "Server Error"))
			p.expectEnd()
			if strings.Contains(d.log.String(), "the text") {
				t.Errorf("the log has it: %s", d.log)
			}
		})
	}
}

// TestRefusalIsNotLostWithWhatComesAfter: a connection that is closed while something is
// unread is reset, and what was answered may be lost.
func TestRefusalIsNotLostWithWhatComesAfter(t *testing.T) {
	p := open(t, judge(wordJudge), Options{}).dial(t)
	p.send("LOGMOD icap://h/reqmod ICAP/1.0\n\n" + strings.Repeat("and more ", 30000))
	p.expect(refused(501, "Method Not Implemented"))
	if rest, err := io.ReadAll(p.r); len(rest) > 0 || err != nil {
		t.Errorf("%d bytes, %v", len(rest), err)
	}
}
