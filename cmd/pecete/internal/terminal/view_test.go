package terminal

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

var update = flag.Bool("update", false, "write the golden files")

// found gives a finding at the first place of part in text.
func found(text, part, detector string, severity pecetev1.Severity, reasons ...string) *pecetev1.Finding {
	start := strings.Index(text, part)
	f := &pecetev1.Finding{
		Detector: detector, Start: uint32(start), End: uint32(start + len(part)),
		Confidence: 0.97, Severity: severity,
	}
	for _, reason := range reasons {
		f.Evidence = append(f.Evidence, &pecetev1.Evidence{Code: "CODE", Description: reason})
	}
	return f
}

// cards are messages with answers made up for them.
func cards() []Card {
	mixed := "👩‍👩‍👧 Bună! CNP-ul e 1850228120011 (s\u0326tii), iar 漢字 și IBAN RO09 BCYP 0000 0012 3456 7890, da? 👍🏽 Stau pe Str. Lalelelor nr. 12, bl. B4, sc. 1, et. 3, ap. 15, sector 3, București, dacă vii."
	letter := "STRICT SECRET\r\nNr. 00/1234\r\n\r\nCitește\ttot."
	hostile := "a\x1b[2Jb\u202Ec\u2066d\u200B1\u009B2\u2028e\x00\rf\u00ADg"
	long := strings.Repeat("vorbă lungă ", 200) + "1850228120011" + strings.Repeat(" și iar", 300)
	return []Card{
		{Name: "1", Text: "Ne vedem mâine la 10?", Assessment: &pecetev1.Assessment{Verdict: pecetev1.Verdict_VERDICT_ALLOW}},
		{Name: "m2", Text: mixed, Assessment: &pecetev1.Assessment{
			Verdict: pecetev1.Verdict_VERDICT_WARN, Score: 0.913,
			Findings: []*pecetev1.Finding{
				found(mixed, "1850228120011", "ro.cnp", pecetev1.Severity_SEVERITY_HIGH, "Cifra de control este corectă.", "Este etichetat ca atare în text."),
				found(mixed, "RO09 BCYP 0000 0012 3456 7890", "iban", pecetev1.Severity_SEVERITY_MEDIUM, "Codul este al unei bănci cunoscute."),
				found(mixed, "Str. Lalelelor nr. 12, bl. B4, sc. 1, et. 3, ap. 15, sector 3, București", "ro.address", pecetev1.Severity_SEVERITY_LOW),
			},
			Advice: &pecetev1.Advice{Title: "Mesajul conține date personale", Body: "Ștergeți-le sau trimiteți-le pe un canal sigur."},
		}},
		{Name: "3", Text: letter, Assessment: &pecetev1.Assessment{
			Verdict: pecetev1.Verdict_VERDICT_BLOCK, Score: 1, Level: pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_SECRET,
			Findings: []*pecetev1.Finding{func() *pecetev1.Finding {
				f := found(letter, "STRICT SECRET", "marking.ro", pecetev1.Severity_SEVERITY_CRITICAL, "Este scris cu majuscule.")
				f.Marking = &pecetev1.Marking{Scheme: "ro", Designation: "STRICT SECRET"}
				return f
			}()},
		}},
		{Name: "4", Text: hostile, Assessment: &pecetev1.Assessment{
			Verdict: pecetev1.Verdict_VERDICT_ALLOW, IncompleteDetectors: []string{"acme.badge", "vin"},
			Findings: []*pecetev1.Finding{found(hostile, "1\u009B2", "acme.badge", pecetev1.Severity_SEVERITY_INFO)},
		}},
		{Name: "5", Text: long, Assessment: &pecetev1.Assessment{
			Verdict: pecetev1.Verdict_VERDICT_WARN, Score: 0.6, OmittedFindings: 12,
			Findings: []*pecetev1.Finding{found(long, "1850228120011", "ro.cnp", pecetev1.Severity_SEVERITY_HIGH)},
		}},
	}
}

func draw(view View) string {
	view.Descriptions = map[string]string{"ro.cnp": "Cod numeric personal (CNP)", "iban": "Cont bancar (IBAN)"}
	var b strings.Builder
	for _, card := range cards() {
		b.WriteString(view.Card(card) + "\n")
	}
	b.WriteString(view.Summary(map[pecetev1.Verdict]int{pecetev1.Verdict_VERDICT_ALLOW: 2, pecetev1.Verdict_VERDICT_WARN: 2, pecetev1.Verdict_VERDICT_BLOCK: 1}))
	b.WriteString(view.Summary(map[pecetev1.Verdict]int{pecetev1.Verdict_VERDICT_ALLOW: 1}))
	return b.String()
}

func TestView(t *testing.T) {
	for name, view := range map[string]View{
		"plain": {}, "wrapped": {Width: 60}, "narrow": {Width: 20}, "colour": {Colour: true, Width: 72},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".golden")
			got := draw(view)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got), -update writes it:\n%s", file, diff)
			}
		})
	}
}

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	for _, width := range []int{20, 40, 80} {
		for line := range strings.Lines(draw(View{Width: width})) {
			if got := uniseg.StringWidth(strings.TrimSuffix(line, "\n")); got > width {
				t.Errorf("at %d columns, a line has %d: %q", width, got, line)
			}
		}
	}
}

// TestNothingDrivesTheTerminal draws any text at all.
func TestNothingDrivesTheTerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab 1\u202E\u2066\x1b\x07\u009b\u200d\u0301👍漢\n\r\t\x00"), unicode.Cf, unicode.Cc), 1, 80, -1).Draw(t, "text")
		cuts := []int{0}
		for at := range text {
			cuts = append(cuts, at)
		}
		start := rapid.SampledFrom(cuts).Draw(t, "start")
		finding := &pecetev1.Finding{Start: uint32(start), End: uint32(len(text))}
		width := rapid.IntRange(0, 30).Draw(t, "width")
		view := View{Width: width}
		drawn := view.Card(Card{Name: "1", Text: text, Assessment: &pecetev1.Assessment{Findings: []*pecetev1.Finding{finding}}})
		graphemes := uniseg.NewGraphemes(drawn)
		for graphemes.Next() {
			first := graphemes.Runes()[0]
			if first != '\n' && (unicode.Is(unicode.Cc, first) || unicode.Is(unicode.Cf, first) && !joins(first)) {
				t.Fatalf("draws %U as it is", first)
			}
		}
	})
}

// joins tells characters that only join others, wherever they stand.
func joins(r rune) bool { return r == '\u200C' || r == '\u200D' || r >= 0xE0020 && r <= 0xE007F }

func TestColoursEndBeforeTheirLine(t *testing.T) {
	for line := range strings.Lines(draw(View{Colour: true, Width: 30})) {
		if at := strings.LastIndex(line, "\x1b["); at >= 0 && !strings.HasPrefix(line[at:], "\x1b[0m") {
			t.Errorf("a colour runs over the end of %q", line)
		}
	}
}

func TestEveryCharacterOfATextIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab șț漢👍🏽é")), 1, 60, -1).Draw(t, "text")
		view := View{Width: rapid.SampledFrom([]int{0, 30, 40, 50}).Draw(t, "width")} // the headline takes one line
		drawn := view.Card(Card{Name: "1", Text: text, Assessment: &pecetev1.Assessment{Verdict: pecetev1.Verdict_VERDICT_ALLOW}})
		_, body, _ := strings.Cut(drawn, "\n")
		if letters(body) != letters(text) {
			t.Fatalf("%q is drawn as %q", text, body)
		}
	})
}

// letters leaves out what wrapping may change.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}
