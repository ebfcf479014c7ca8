package evaluation

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/cmd/pecete/internal/labelled"
)

// label and found make spans and findings.
func label(start, end int, detector string) labelled.Span {
	return labelled.Span{Start: start, End: end, Detector: detector}
}

func found(start, end int, detector string, confidence float64) Finding {
	return Finding{Span: label(start, end, detector), Confidence: confidence}
}

// answer makes an answer of one message; its text is long enough for all spans.
func answer(line int, labels []labelled.Span, findings ...Finding) Answer {
	return Answer{
		Place:    Place{"f", line},
		Message:  labelled.Message{Text: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", Spans: labels, Kind: "plain"},
		Findings: findings, Answered: "allow",
	}
}

// asJSON makes figures comparable: undefined is null, not a number that differs
// from itself.
func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func report(o Options, answers ...Answer) Report {
	tally := New(o)
	for _, a := range answers {
		tally.Add(a)
	}
	return tally.Report()
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// handMade is a small set of answers whose figures can be worked out by hand.
func handMade() []Answer {
	spans := func(s ...labelled.Span) []labelled.Span { return s }
	right := answer(1, spans(label(0, 5, "a")), found(0, 5, "a", 0.9))
	right.Verdict, right.Answered = "warn", "warn"
	wide := answer(2, spans(label(2, 6, "a")), found(1, 6, "a", 0.8))
	wide.Verdict, wide.Answered = "warn", "allow"
	wide.Kind = "chat/typos"
	unsure := answer(3, spans(label(0, 3, "a"), label(10, 13, "a")), found(0, 3, "a", 0.3))
	unsure.Verdict, unsure.Answered = "block", "allow"
	unsure.Kind = "chat"
	mixedUp := answer(4, spans(label(0, 4, "b")), found(0, 4, "a", 0.6), found(20, 24, "b", 0.9))
	empty := answer(5, nil)
	empty.Verdict = "allow"
	return []Answer{right, wide, unsure, mixedUp, empty}
}

// TestFigures: detector a has four labels; three findings count, of which the
// first is exact, the second overlaps, and the third is at a label of b. The
// unsure one does not count. Detector b has one label and one false finding.
func TestFigures(t *testing.T) {
	r := report(Options{Threshold: 0.5, Worst: 10}, handMade()...)
	if r.Messages != 5 {
		t.Errorf("%d messages", r.Messages)
	}
	same(t, "a", r.Detectors[0].Figures, Figures{
		Labelled: 4, Found: 3,
		Exact:   Agreement{FindingsRight: 1, LabelsFound: 1, Precision: 0.333333, Recall: 0.25, F1: 0.285714}, // 2·1/(3+4)
		Overlap: Agreement{FindingsRight: 2, LabelsFound: 2, Precision: 0.666667, Recall: 0.5, F1: 0.571429},  // 2·2/(3+4)
	})
	same(t, "b", r.Detectors[1].Figures, Figures{
		Labelled: 1, Found: 1,
		Exact:   Agreement{Precision: 0, Recall: 0, F1: 0},
		Overlap: Agreement{Precision: 0, Recall: 0, F1: 0},
	})
	same(t, "all", r.Total, Figures{
		Labelled: 5, Found: 4,
		Exact:   Agreement{FindingsRight: 1, LabelsFound: 1, Precision: 0.25, Recall: 0.2, F1: 0.222222},
		Overlap: Agreement{FindingsRight: 2, LabelsFound: 2, Precision: 0.5, Recall: 0.4, F1: 0.444444},
	})
}

// TestCalibration: the findings are 0.9 right, 0.8 right, 0.3 right, 0.6 wrong
// and 0.9 wrong; the unsure one counts as well.
func TestCalibration(t *testing.T) {
	c := report(Options{Threshold: 0.5}, handMade()...).Calibration
	// Squares: 0.01, 0.04, 0.49, 0.36, 0.81; their mean is 1.71/5.
	if c.Findings != 5 || c.Brier != 0.342 {
		t.Errorf("%d findings, Brier score %v", c.Findings, c.Brier)
	}
	// Apart: 0.3–0.4 by 0.7, 0.6–0.7 by 0.6, 0.8–0.9 by 0.2, and 0.9–1.0 by
	// |1.8 − 1| = 0.8; the sum is 2.3/5.
	if c.ECE != 0.46 {
		t.Errorf("calibration error %v", c.ECE)
	}
	same(t, "the last bin", c.Bins[9], Bin{From: 0.9, To: 1, Findings: 2, Confidence: 0.9, Right: 0.5})
	same(t, "an empty bin", c.Bins[0], Bin{From: 0, To: 0.1, Confidence: undefined(), Right: undefined()})
}

// TestWhatIsOpenCountsNowhere: neither finding an optional span nor missing it
// changes a figure, while a finding of another detector there is false, and one
// that also overlaps a label is right.
func TestWhatIsOpenCountsNowhere(t *testing.T) {
	spans := []labelled.Span{label(0, 5, "a")}
	open := answer(1, spans, found(0, 7, "a", 0.9), found(10, 14, "a", 0.8), found(20, 24, "b", 0.7))
	open.Optional = []labelled.Span{label(5, 7, "a"), label(11, 15, "a"), label(20, 24, "a"), label(30, 34, "a")}
	without := answer(1, spans, found(0, 7, "a", 0.9), found(20, 24, "b", 0.7))
	o := Options{Threshold: 0.5, Worst: 10}
	got, want := report(o, open), report(o, without)
	same(t, "figures", got, want)
	if got.Total.Found != 2 || got.Total.Overlap.FindingsRight != 1 || got.Count.FalseFindings != 1 {
		t.Errorf("%d findings, %d right, %d false", got.Total.Found, got.Total.Overlap.FindingsRight, got.Count.FalseFindings)
	}
}

func TestBinsIncludeTheirLowerEdge(t *testing.T) {
	for i := range 10 {
		c := calibration([]point{{confidence: float64(i) / 10, right: true}})
		if c.Bins[i].Findings != 1 {
			t.Errorf("%d/10 is not in bin %d", i, i)
		}
	}
	if c := calibration([]point{{confidence: 1, right: true}}); c.Bins[9].Findings != 1 || c.ECE != 0 {
		t.Errorf("1 is not in the last bin, or is not right: %+v", c)
	}
}

func TestCurve(t *testing.T) {
	r := report(Options{Threshold: 0.5}, handMade()...)
	same(t, "a", r.Detectors[0].Curve, []CurvePoint{
		{Confidence: 0.9, Precision: 1, Recall: 0.25},
		{Confidence: 0.8, Precision: 1, Recall: 0.5},
		{Confidence: 0.6, Precision: 0.666667, Recall: 0.5},
		{Confidence: 0.3, Precision: 0.75, Recall: 0.75},
	})
	if got := r.Detectors[0].AveragePrecision; got != 0.6875 { // 0.25·1 + 0.25·1 + 0.25·0.75
		t.Errorf("average precision %v", got)
	}
	only := report(Options{}, answer(1, nil, found(0, 2, "a", 0.5)))
	if len(only.Detectors[0].Curve) != 0 || only.Detectors[0].AveragePrecision.Defined() {
		t.Error("a detector without labels has a curve")
	}
}

func TestVerdicts(t *testing.T) {
	v := report(Options{Threshold: 0.5}, handMade()...).Verdicts
	if v.Messages != 4 || v.Right != 0.5 {
		t.Errorf("%d messages, %v right", v.Messages, v.Right)
	}
	same(t, "warn", v.Confusion[1], VerdictRow{Expected: "warn", Messages: 2, Right: 0.5, Answered: []VerdictCell{
		{"allow", 1, 0.5}, {"warn", 1, 0.5}, {"block", 0, 0},
	}})
	same(t, "block", v.Confusion[2], VerdictRow{Expected: "block", Messages: 1, Right: 0, Answered: []VerdictCell{
		{"allow", 1, 1}, {"warn", 0, 0}, {"block", 0, 0},
	}})
}

func TestKinds(t *testing.T) {
	names := func(parts int) (names []string, messages []int) {
		for _, k := range report(Options{Threshold: 0.5, KindParts: parts}, handMade()...).Kinds {
			names, messages = append(names, k.Name), append(messages, k.Messages)
		}
		return names, messages
	}
	got, messages := names(1)
	same(t, "one part", got, []string{"chat", "plain"})
	same(t, "messages", messages, []int{2, 3})
	got, _ = names(2)
	same(t, "two parts", got, []string{"chat", "chat/typos", "plain"})
	if got, _ := names(0); len(got) > 0 {
		t.Errorf("kinds that nobody asked for: %q", got)
	}
	chat := report(Options{Threshold: 0.5, KindParts: 1}, handMade()...).Kinds[0]
	same(t, "chat", chat.Total, Figures{
		Labelled: 3, Found: 1,
		Exact:   Agreement{Precision: 0, Recall: 0, F1: 0},
		Overlap: Agreement{FindingsRight: 1, LabelsFound: 1, Precision: 1, Recall: 0.333333, F1: 0.5},
	})
}

func TestMistakes(t *testing.T) {
	r := report(Options{Threshold: 0.5, Worst: 10}, handMade()...)
	wideLabel := label(2, 6, "a")
	same(t, "mistakes", r.Mistakes, Mistakes{
		FalseFindings: []Mistake{
			{Place: Place{"f", 4}, Span: label(20, 24, "b"), Confidence: 0.9},
			{Place: Place{"f", 4}, Span: label(0, 4, "a"), Confidence: 0.6, Other: "b"},
		},
		Misses: []Mistake{
			{Place: Place{"f", 3}, Span: label(10, 13, "a"), Confidence: undefined()},
			{Place: Place{"f", 4}, Span: label(0, 4, "b"), Confidence: undefined(), Other: "a"},
			{Place: Place{"f", 3}, Span: label(0, 3, "a"), Confidence: 0.3},
		},
		WrongSpans: []Mistake{{Place: Place{"f", 2}, Span: label(1, 6, "a"), Confidence: 0.8, Label: &wideLabel}},
		Verdicts:   []WrongVerdict{{Place{"f", 3}, "block", "allow"}, {Place{"f", 2}, "warn", "allow"}},
	})
	same(t, "count", r.Count, MistakeCount{2, 3, 1, 2})
}

func TestOnlySoManyMistakesAreKeptAndAllCounted(t *testing.T) {
	tally := New(Options{Threshold: 0.5, Worst: 3})
	for i := range 1000 {
		tally.Add(answer(i+1, nil, found(0, 2, "a", 0.5+float64(i*7%1000)/2000)))
	}
	r := tally.Report()
	if r.Count.FalseFindings != 1000 {
		t.Errorf("%d counted", r.Count.FalseFindings)
	}
	var got []Rate
	for _, m := range r.Mistakes.FalseFindings {
		got = append(got, m.Confidence)
	}
	same(t, "the surest", got, []Rate{0.9995, 0.999, 0.9985})
}

func TestTextIsOnlyQuotedWhereAskedFor(t *testing.T) {
	for _, m := range report(Options{Threshold: 0.5, Worst: 10}, handMade()...).Mistakes.FalseFindings {
		if m.Text != nil {
			t.Errorf("%+v quotes the message", m)
		}
	}
	shown := report(Options{Threshold: 0.5, Worst: 10, ShowText: true}, handMade()...).Mistakes.Misses[0]
	same(t, "excerpt", shown.Text, labelled.Excerpt{Before: "ABCDEFGHIJ", Span: "KLM", After: "NOPQRSTUVWXYZ0123456789"})
}

func TestNothingMeasuredIsUndefined(t *testing.T) {
	r := report(Options{Threshold: 0.5})
	for name, rate := range map[string]Rate{
		"precision": r.Total.Overlap.Precision, "recall": r.Total.Exact.Recall, "F1": r.Total.Overlap.F1,
		"verdicts": r.Verdicts.Right, "calibration error": r.Calibration.ECE, "Brier score": r.Calibration.Brier,
	} {
		if rate.Defined() {
			t.Errorf("%s of nothing is %v", name, rate)
		}
	}
	if silent := report(Options{Threshold: 0.5}, answer(1, []labelled.Span{label(0, 1, "a")})).Total.Exact; silent.F1 != 0 || silent.Precision.Defined() {
		t.Errorf("a detector that finds nothing of what it should has %+v", silent)
	}
}

func TestPercentIsCut(t *testing.T) {
	for rate, want := range map[Rate]string{1: "100.00", 0.999999: "99.99", 0.5: "50.00", 0.070009: "7.00", 0: "0.00", undefined(): "–"} {
		if got := rate.Percent(); got != want {
			t.Errorf("%v is %s %%, want %s", float64(rate), got, want)
		}
	}
}
