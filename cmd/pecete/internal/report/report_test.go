package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
	"github.com/pecete/pecete/cmd/pecete/internal/labelled"
)

var update = flag.Bool("update", false, "write what the tests compare with")

func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// sample is a document with something in every part, whose messages try to be
// taken for markup.
func sample(showText bool) Document {
	span := func(start, end int, detector string) labelled.Span {
		return labelled.Span{Start: start, End: end, Detector: detector}
	}
	find := func(start, end int, detector string, confidence float64) evaluation.Finding {
		return evaluation.Finding{Span: span(start, end, detector), Confidence: confidence}
	}
	tally := evaluation.New(evaluation.Options{Threshold: 0.5, Worst: 2, KindParts: 1, ShowText: showText})
	add := func(line int, kind, expected, answered string, spans []labelled.Span, findings ...evaluation.Finding) {
		tally.Add(evaluation.Answer{
			Place:    evaluation.Place{File: "a<b>.jsonl", Line: line},
			Message:  labelled.Message{Text: `<script>alert("1")</script> & more & more`, Spans: spans, Verdict: expected, Kind: kind},
			Findings: findings, Answered: answered,
		})
	}
	add(1, "cnp/form", "warn", "warn", []labelled.Span{span(0, 8, "ro.cnp")}, find(0, 8, "ro.cnp", 0.99))
	add(2, "cnp/chat", "warn", "allow", []labelled.Span{span(0, 8, "ro.cnp"), span(10, 14, "iban")}, find(0, 9, "ro.cnp", 0.55))
	add(3, "cnp/chat", "warn", "allow", []labelled.Span{span(2, 8, "ro.cnp")}, find(2, 8, "ro.cnp", 0.4))
	add(4, "</style>", "allow", "block", nil, find(3, 9, "iban", 0.8), find(20, 24, "iban", 0.2))
	add(5, "", "", "allow", nil)
	d := New()
	d.Files = []string{"a<b>.jsonl", "stdin"}
	d.Ruleset, d.Unit = "0123456789abcdef", "bytes"
	d.Settings = evaluation.Settings{Threshold: 0.5, SkippedKinds: []string{"dodge/"}}
	d.Skipped, d.Faults, d.Incomplete = 7, 1, 2
	d.Report = tally.Report()
	return d
}

// compared is the sample, compared with a record in which some figures are
// better.
func compared(t *testing.T) Document {
	t.Helper()
	d := sample(false)
	now := evaluation.NewRecord(d.Report, d.Settings)
	before := evaluation.NewRecord(d.Report, d.Settings)
	before.Higher["ro.cnp exact recall"] = 1
	before.Higher["vin exact recall"] = 1
	before.Lower["all Brier score"] = 0.9
	c, err := before.Compare(now)
	if err != nil {
		t.Fatal(err)
	}
	d.Against = &c
	return d
}

func draw(t *testing.T, how func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := how(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	checkGolden(t, "table.golden", draw(t, sample(false).Table))
	checkGolden(t, "table_text.golden", draw(t, sample(true).Table))
	checkGolden(t, "table_against.golden", draw(t, compared(t).Table))
	byBoth := sample(false)
	byBoth.KindDetectors = true
	checkGolden(t, "table_kind_detectors.golden", draw(t, byBoth.Table))
	nothing := New()
	nothing.Report = evaluation.New(evaluation.Options{}).Report()
	checkGolden(t, "table_empty.golden", draw(t, nothing.Table))
}

func TestJSON(t *testing.T) {
	checkGolden(t, "document.json", draw(t, compared(t).JSON))
	var empty map[string]any
	if err := json.Unmarshal([]byte(draw(t, New().JSON)), &empty); err != nil {
		t.Error(err)
	}
}

func TestHTML(t *testing.T) {
	checkGolden(t, "page.html", draw(t, compared(t).HTML))
}

// TestPageFetchesNothing: no address, no script, no style sheet but its own.
func TestPageFetchesNothing(t *testing.T) {
	page := draw(t, sample(true).HTML)
	for _, what := range []string{"http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link", "<iframe", "<img"} {
		if strings.Contains(page, what) {
			t.Errorf("the page has %s", what)
		}
	}
	if !strings.Contains(page, `content="default-src 'none'; style-src 'unsafe-inline'"`) {
		t.Error("the page does not forbid to fetch")
	}
}

// TestPageIsWellFormed: whatever stands in names and messages, the elements are
// closed and ids are unique.
func TestPageIsWellFormed(t *testing.T) {
	page := draw(t, sample(true).HTML)
	decoder := xml.NewDecoder(strings.NewReader(page))
	decoder.AutoClose, decoder.Entity = []string{"meta"}, xml.HTMLEntity
	decoder.Strict = false // for <!doctype html> and elements without an end
	var open []string
	ids := map[string]bool{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch element := token.(type) {
		case xml.StartElement:
			open = append(open, element.Name.Local)
			for _, a := range element.Attr {
				if a.Name.Local != "id" {
					continue
				}
				if ids[a.Value] {
					t.Errorf("two elements have the id %q", a.Value)
				}
				ids[a.Value] = true
			}
		case xml.EndElement:
			if last := open[len(open)-1]; last != element.Name.Local {
				t.Fatalf("%s is closed within %s", element.Name.Local, last)
			}
			open = open[:len(open)-1]
		}
	}
	for _, match := range regexp.MustCompile(`aria-labelledby="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for _, id := range strings.Fields(match[1]) {
			if !ids[id] {
				t.Errorf("an element is labelled by %s, which is not there", id)
			}
		}
	}
}

// TestPlotsHaveWords: each plot has a title, a description, and a table.
func TestPlotsHaveWords(t *testing.T) {
	page := draw(t, sample(false).HTML)
	plots := regexp.MustCompile(`(?s)<svg class="plot".*?</svg>`).FindAllString(page, -1)
	if len(plots) != 3 {
		t.Fatalf("%d plots: one of reliability and one for each detector with labels are wanted", len(plots))
	}
	for _, p := range plots {
		for _, what := range []string{`role="img"`, `<title id="`, `<desc id="`, `aria-labelledby="`, `<path class="line" d="M`} {
			if !strings.Contains(p, what) {
				t.Errorf("a plot has no %s:\n%s", what, p)
			}
		}
	}
	for _, what := range []string{"Reliability table", "Precision and recall of iban by threshold", "Precision and recall of ro.cnp by threshold"} {
		if !strings.Contains(page, what) {
			t.Errorf("there is no table %q", what)
		}
	}
}

// TestNothingIsQuotedUnasked in any of the forms.
func TestNothingIsQuotedUnasked(t *testing.T) {
	for name, how := range map[string]func(Document) string{
		"table": func(d Document) string { return draw(t, d.Table) },
		"JSON":  func(d Document) string { return draw(t, d.JSON) },
		"HTML":  func(d Document) string { return draw(t, d.HTML) },
	} {
		if strings.Contains(how(sample(false)), "alert") {
			t.Errorf("the %s quotes a message", name)
		}
		if !strings.Contains(how(sample(true)), "alert") {
			t.Errorf("the %s does not quote messages when asked", name)
		}
	}
}

// TestAlwaysTheSame: the same figures give the same bytes.
func TestAlwaysTheSame(t *testing.T) {
	all := func() string {
		d := sample(true)
		return draw(t, d.HTML) + draw(t, d.JSON) + draw(t, d.Table)
	}
	first := all()
	for range 5 {
		if again := all(); again != first {
			t.Fatal("the same figures are drawn in two ways")
		}
	}
}
