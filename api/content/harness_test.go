package content

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// failer is what a test and the trial of a property have in common.
type failer interface {
	Helper()
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
}

// page is a sink that keeps the text and checks what the contract says of calls.
type page struct {
	t         failer
	text      strings.Builder
	gathering bool
	gathers   int
	noted     []Missed
}

func (p *page) Write(b []byte) (int, error) {
	if len(b) == 0 || !utf8.Valid(b) {
		p.t.Errorf("a write of %d bytes that is no text", len(b))
	}
	return p.text.Write(b)
}

func (p *page) Gather() {
	if p.gathering {
		p.t.Error("Gather twice")
	}
	p.gathering = true
	p.gathers++
}

func (p *page) Gathered() {
	if !p.gathering {
		p.t.Error("Gathered without Gather")
	}
	p.gathering = false
}

func (p *page) Note(m Missed) error {
	p.noted = append(p.noted, m)
	return nil
}

// read extracts a body and gives its text and what was missed.
func read(t testing.TB, head Head, body io.Reader, limits Limits) (string, []Missed) {
	t.Helper()
	p := &page{t: t}
	coverage, err := Extract(context.Background(), head, body, p, limits)
	if err != nil {
		t.Fatalf("Extract: %v", err)
	}
	if p.gathering {
		t.Error("Gather without Gathered")
	}
	if !slices.Equal(p.noted, coverage.Missed) {
		t.Errorf("noted %v, covered %v", p.noted, coverage.Missed)
	}
	return p.text.String(), coverage.Missed
}

// byByte gives a body one byte at a time.
type byByte struct{ r io.Reader }

func (b byByte) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	return b.r.Read(p[:1])
}

// check extracts a body whole and byte by byte and compares the text.
func check(t *testing.T, head Head, body, want string, missed ...Missed) {
	t.Helper()
	got, why := read(t, head, strings.NewReader(body), Limits{})
	if got != want || !slices.Equal(why, missed) {
		t.Errorf("got  %q %v\nwant %q %v", got, why, want, missed)
	}
	slow, whySlow := read(t, head, byByte{strings.NewReader(body)}, Limits{})
	if slow != got || !slices.Equal(whySlow, why) {
		t.Errorf("byte by byte %q %v\nwhole        %q %v", slow, whySlow, got, why)
	}
}
