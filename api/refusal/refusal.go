// Package refusal words what stands in place of what was blocked: a page in Romanian and
// English for people, a problem (RFC 9457) for programs, and one line where a protocol has
// room for no more. It says what was found, what to do instead and the reference under
// which the ruling stands in the log, and never anything of what was read.
package refusal

import (
	_ "embed"
	"encoding/json"
	"html"
	"net/http"
	"strings"

	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// The kinds of text a refusal can be.
const (
	pageType    = "text/html; charset=utf-8"
	problemType = "application/problem+json"
)

//go:embed page.html
var page string

// Asked is what is known of the HTTP request; "" stands for a header that it did not have.
type Asked struct {
	// Accept, AcceptLanguage and ContentType are the request's headers.
	Accept, AcceptLanguage, ContentType string
	// Answered tells that the response was blocked, and not the request.
	Answered bool
}

// Field is a header of a refusal.
type Field struct{ Name, Value string }

// Refusal is the HTTP response in place of what was blocked.
type Refusal struct {
	// Status is 403, or 503 where it was blocked because nobody could be asked.
	Status int
	// Fields are the headers, without Content-Length. The names are in lower case.
	Fields []Field
	Body   []byte
}

// For words the refusal of a ruling for whoever sent the request: a problem if it prefers
// JSON to HTML, or is JSON itself and has no preference, and otherwise the page. Both have
// both languages, English first if that is preferred.
func For(ruling *inspection.Ruling, asked Asked) Refusal {
	said := words(ruling, asked)
	refusal := Refusal{Status: status(ruling)}
	contentType := pageType
	if wantsProblem(asked) {
		contentType = problemType
		refusal.Body = problem(ruling, refusal.Status, said)
	} else {
		refusal.Body = fill(said, ruling.Reference)
	}
	refusal.Fields = []Field{
		{"content-type", contentType},
		{"content-language", said[0].language + ", " + said[1].language},
		{"vary", "Accept, Accept-Language"},
		{"cache-control", "no-store"},
		{"content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"},
		{"x-content-type-options", "nosniff"},
		{"referrer-policy", "no-referrer"},
		{"x-pecete-reference", ruling.Reference},
	}
	if refusal.Status == http.StatusServiceUnavailable {
		refusal.Fields = append(refusal.Fields, Field{"retry-after", "60"})
	}
	return refusal
}

// Line words the refusal of a ruling in one line of UTF-8, in both languages.
func Line(ruling *inspection.Ruling, asked Asked) string {
	said := words(ruling, asked)
	return said[0].Title + " / " + said[1].Title + " (ref. " + ruling.Reference + ")"
}

// status gives the status of a refusal.
func status(ruling *inspection.Ruling) int {
	if ruling.Failed() && ruling.Verdict != pecetev1.Verdict_VERDICT_BLOCK {
		return http.StatusServiceUnavailable
	}
	return http.StatusForbidden
}

// fill fills the page in.
func fill(said [2]text, reference string) []byte {
	return []byte(strings.NewReplacer(
		"{{first.language}}", said[0].language, "{{second.language}}", said[1].language,
		"{{first.title}}", html.EscapeString(said[0].Title), "{{second.title}}", html.EscapeString(said[1].Title),
		"{{first.body}}", html.EscapeString(said[0].Body), "{{second.body}}", html.EscapeString(said[1].Body),
		"{{first.what}}", said[0].what, "{{second.what}}", said[1].what,
		"{{first.mistake}}", said[0].mistake, "{{second.mistake}}", said[1].mistake,
		"{{first.number}}", said[0].number, "{{second.number}}", said[1].number,
		"{{reference}}", html.EscapeString(reference),
	).Replace(page))
}

// problem words a problem document.
func problem(ruling *inspection.Ruling, status int, said [2]text) []byte {
	body, err := json.Marshal(struct {
		Type      string          `json:"type"`
		Title     string          `json:"title"`
		Status    int             `json:"status"`
		Detail    string          `json:"detail"`
		Reference string          `json:"reference"`
		Detectors []string        `json:"detectors,omitempty"`
		Advice    map[string]text `json:"advice"`
	}{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: said[0].Title + ". " + said[0].Body,
		Reference: ruling.Reference, Detectors: ruling.Detectors,
		Advice: map[string]text{said[0].language: said[0], said[1].language: said[1]},
	})
	if err != nil { // strings and numbers cannot fail
		return []byte("{}")
	}
	return append(body, '\n')
}
