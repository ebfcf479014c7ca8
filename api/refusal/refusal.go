// Package refusal words what stands in place of what was blocked: a page in Romanian and
// English for people, a problem (RFC 9457) for programs, and one line where a protocol has
// room for no more. It says what was found, what to do instead and the reference under
// which the ruling stands in the log, and never anything of what was read.
package refusal

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Status is the HTTP status of a refusal.
const Status = http.StatusForbidden

// The kinds of text a refusal can be.
const (
	pageType    = "text/html; charset=utf-8"
	problemType = "application/problem+json"
)

//go:embed page.html
var page string

// Refusal is what to send in place of what was blocked.
type Refusal struct {
	// ContentType is the Content-Type header's value.
	ContentType string
	Body        []byte
}

// For words the refusal of a ruling as whoever sent the request wants it: accept is the
// request's Accept header, and contentType its Content-Type, which decides where accept
// leaves the choice. "" stands for one that was not there.
func For(ruling *inspection.Ruling, accept, contentType string) Refusal {
	if wantsProblem(accept, contentType) {
		return Refusal{ContentType: problemType, Body: problem(ruling)}
	}
	return Refusal{ContentType: pageType, Body: wordPage(ruling)}
}

// Line words the refusal of a ruling in one line of UTF-8, in Romanian and in English.
func Line(ruling *inspection.Ruling) string {
	romanian, english := advice(ruling)
	return fmt.Sprintf("%s / %s (ref. %s)", romanian.Title, english.Title, ruling.Reference)
}

// wordPage fills the page in.
func wordPage(ruling *inspection.Ruling) []byte {
	romanian, english := advice(ruling)
	return []byte(strings.NewReplacer(
		"{{ro.title}}", html.EscapeString(romanian.Title), "{{ro.body}}", html.EscapeString(romanian.Body),
		"{{en.title}}", html.EscapeString(english.Title), "{{en.body}}", html.EscapeString(english.Body),
		"{{reference}}", html.EscapeString(ruling.Reference),
	).Replace(page))
}

// words are a title and a text in one language.
type words struct {
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

// problem words a problem: its own title and detail are in English, as those of the
// protocols around it are, and both languages stand beside them.
func problem(ruling *inspection.Ruling) []byte {
	romanian, english := advice(ruling)
	body, err := json.Marshal(struct {
		Type      string           `json:"type"`
		Title     string           `json:"title"`
		Status    int              `json:"status"`
		Detail    string           `json:"detail"`
		Reference string           `json:"reference"`
		Advice    map[string]words `json:"advice"`
	}{
		Type: "about:blank", Title: english.Title, Status: Status, Detail: english.Body, Reference: ruling.Reference,
		Advice: map[string]words{"ro": {romanian.Title, romanian.Body}, "en": {english.Title, english.Body}},
	})
	if err != nil { // strings alone cannot fail
		return []byte(`{"status":403}`)
	}
	return body
}

// advice gives what to tell the sender in Romanian and in English: the ruling's own words,
// or what fits where there are none.
func advice(ruling *inspection.Ruling) (romanian, english *pecetev1.Advice) {
	romanian, english = spare(ruling)
	if ruling.Romanian.GetTitle() != "" {
		romanian = ruling.Romanian
	}
	if ruling.English.GetTitle() != "" {
		english = ruling.English
	}
	return romanian, english
}

// spare gives the words for a ruling that has none of its own.
func spare(ruling *inspection.Ruling) (romanian, english *pecetev1.Advice) {
	switch {
	case len(ruling.Detectors) > 0:
		return &pecetev1.Advice{
				Title: "Mesajul conține date care nu pot fi trimise",
				Body:  "Scoate datele personale sau clasificate și încearcă din nou.",
			}, &pecetev1.Advice{
				Title: "The message holds data that must not be sent",
				Body:  "Take out the personal or classified data and try again.",
			}
	case ruling.Failed():
		return &pecetev1.Advice{
				Title: "Mesajul nu a putut fi verificat",
				Body:  "Verificarea nu este disponibilă acum. Încearcă din nou peste câteva minute.",
			}, &pecetev1.Advice{
				Title: "The message could not be checked",
				Body:  "Checking is not available now. Try again in a few minutes.",
			}
	}
	return &pecetev1.Advice{
			Title: "Mesajul nu a putut fi verificat în întregime",
			Body:  "O parte din el nu poate fi citită: de pildă un fișier criptat sau de un tip necunoscut. Trimite-l într-o formă care poate fi verificată.",
		}, &pecetev1.Advice{
			Title: "The message could not be checked as a whole",
			Body:  "Part of it cannot be read: an encrypted file, for one, or one of an unknown type. Send it in a form that can be checked.",
		}
}
