package inspection_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pecete/pecete/api/content"
	. "github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestNotesTellWhatThereIs(t *testing.T) {
	full := &Ruling{
		Action: Tag, Verdict: pecetev1.Verdict_VERDICT_WARN, Reference: "r1", Level: pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_RESTRICTED,
		Detectors: []string{"iban", "ro.cnp"}, Coverage: content.Coverage{Missed: []content.Missed{content.MissedEncrypted}},
	}
	want := []Note{
		{"X-Pecete-Verdict", "warn"}, {"X-Pecete-Action", "tag"}, {"X-Pecete-Reference", "r1"},
		{"X-Pecete-Level", "restricted"}, {"X-Pecete-Detectors", "iban, ro.cnp"}, {"X-Pecete-Missed", "encrypted"},
	}
	if got := full.Notes(); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	for at, note := range full.Notes() {
		if note.Name != NoteNames()[at] {
			t.Errorf("%s is not among the names where it stands", note.Name)
		}
	}
	if got := (&Ruling{Reference: "r1"}).Notes(); !slices.Equal(got, []Note{{"X-Pecete-Verdict", "none"}, {"X-Pecete-Action", "pass"}, {"X-Pecete-Reference", "r1"}}) {
		t.Errorf("of nothing: %v", got)
	}
}

func TestNotesAreHeadersWhateverAServiceSays(t *testing.T) {
	r := &Ruling{Reference: "r\r\nX-Evil: 1", Detectors: []string{"a\nb", "c,d", "ț"}}
	for range 1000 {
		r.Detectors = append(r.Detectors, "acme.detector")
	}
	for _, note := range r.Notes() {
		if strings.ContainsFunc(note.Value, func(r rune) bool { return r < ' ' || r > '~' }) || len(note.Value) > 1<<10 {
			t.Errorf("%s: %d bytes, %.40q", note.Name, len(note.Value), note.Value)
		}
	}
	if got := r.Notes()[3].Value; !strings.HasPrefix(got, "a_b, c_d, _, acme.detector, ") {
		t.Errorf("got %.60q", got)
	}
}
