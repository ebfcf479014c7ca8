package icap

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"

	"github.com/pecete/pecete/api/inspection"
)

// pageTemplate is the page for those who are stopped.
//
//go:embed page.html
var pageTemplate string

// advice is what a page says in one language.
type advice struct {
	Language string `json:"-"`
	Title    string `json:"title"`
	Body     string `json:"body"`
	// What tells what was stopped, Mistake what to do if that is wrong, and Number what the
	// reference is called.
	What    string `json:"-"`
	Mistake string `json:"-"`
	Number  string `json:"-"`
}

// refusalOf gives the HTTP response in the place of a message that is stopped: its head
// and its body. It has the advice and the reference in it, and nothing of the message.
func (x *exchange) refusalOf(r *inspection.Ruling) (head, body []byte, err error) {
	status := http.StatusForbidden
	if r.Failed() && r.Verdict != pecetev1.Verdict_VERDICT_BLOCK {
		status = http.StatusServiceUnavailable
	}
	said := advices(r, x.request.method == methodREQMOD)
	if prefersEnglish(x.asked.acceptLanguage) {
		said[0], said[1] = said[1], said[0]
	}
	kind := "text/html; charset=utf-8"
	if prefersJSON(x.asked.accept) {
		kind = "application/problem+json"
		body, err = problem(status, r, said)
	} else {
		body, err = x.render(r, said)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("making the page: %w", err)
	}
	head = refusalHead(status, kind, said[0].Language, len(body), r)
	if x.asked.method == http.MethodHead {
		body = nil
	}
	return head, body, nil
}

// refusalHead gives the head of the response.
func refusalHead(status int, kind, language string, length int, r *inspection.Ruling) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	all := []note{
		{"Content-Type", kind},
		{"Content-Length", strconv.Itoa(length)},
		{"Content-Language", language},
		{"Vary", "Accept, Accept-Language"},
		{"Cache-Control", "no-store"},
		{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "no-referrer"},
		{notePrefix + "Reference", plain(r.Reference)},
	}
	if status == http.StatusServiceUnavailable {
		all = append(all, note{"Retry-After", "60"})
	}
	for _, n := range all {
		fmt.Fprintf(&b, "%s: %s\r\n", n.name, n.value)
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// render makes the page.
func (x *exchange) render(r *inspection.Ruling, said [2]advice) ([]byte, error) {
	var page bytes.Buffer
	err := x.page.Execute(&page, struct {
		First, Second advice
		Reference     string
	}{said[0], said[1], r.Reference})
	return page.Bytes(), err
}

// problem makes a problem document (RFC 9457) for a program.
func problem(status int, r *inspection.Ruling, said [2]advice) ([]byte, error) {
	return json.MarshalIndent(struct {
		Type      string            `json:"type"`
		Title     string            `json:"title"`
		Status    int               `json:"status"`
		Detail    string            `json:"detail"`
		Reference string            `json:"reference"`
		Detectors []string          `json:"detectors,omitempty"`
		Advice    map[string]advice `json:"advice"`
	}{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: said[0].Title + ". " + said[0].Body, Reference: r.Reference, Detectors: r.Detectors,
		Advice: map[string]advice{said[0].Language: said[0], said[1].Language: said[1]},
	}, "", "  ")
}
