package evaluation

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/cmd/pecete/internal/labelled"
)

// answers draws answers about messages: labels anywhere, findings that do not
// overlap, as the engine promises.
func answers(t *rapid.T) []Answer {
	detector := rapid.SampledFrom([]string{"a", "b", "c"})
	verdict := rapid.SampledFrom(verdictNames())
	var all []Answer
	for line := range rapid.IntRange(0, 12).Draw(t, "messages") {
		a := answer(line+1, nil)
		a.Kind = rapid.SampledFrom([]string{"", "x", "x/y", "z/y/x"}).Draw(t, "kind")
		a.Verdict = rapid.SampledFrom([]string{"", "allow", "warn", "block"}).Draw(t, "expected")
		a.Answered = verdict.Draw(t, "answered")
		for range rapid.IntRange(0, 4).Draw(t, "labels") {
			start := rapid.IntRange(0, 30).Draw(t, "start")
			s := label(start, start+rapid.IntRange(1, 5).Draw(t, "length"), detector.Draw(t, "detector"))
			if !slices.Contains(a.Spans, s) {
				a.Spans = append(a.Spans, s)
			}
		}
		for range rapid.IntRange(0, 2).Draw(t, "optional") {
			start := rapid.IntRange(0, 30).Draw(t, "start of optional")
			a.Optional = append(a.Optional, label(start, start+rapid.IntRange(1, 5).Draw(t, "length of optional"), detector.Draw(t, "detector of optional")))
		}
		for at := 0; at < 30; {
			start := at + rapid.IntRange(0, 15).Draw(t, "gap")
			at = start + rapid.IntRange(1, 5).Draw(t, "length")
			a.Findings = append(a.Findings, found(start, at, detector.Draw(t, "detector"), float64(rapid.IntRange(1, 1000).Draw(t, "confidence"))/1000))
		}
		all = append(all, a)
	}
	return all
}

func drawOptions(t *rapid.T) Options {
	return Options{Threshold: rapid.SampledFrom([]float64{0, 0.25, 0.5, 1}).Draw(t, "threshold"), Worst: 5, KindParts: rapid.IntRange(0, 2).Draw(t, "parts")}
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, o := answers(t), drawOptions(t)
		shuffled := rapid.Permutation(slices.Clone(all)).Draw(t, "order")
		if a, b := report(o, all...), report(o, shuffled...); marshal(t, a) != marshal(t, b) {
			t.Errorf("the report depends on the order:\n%s\n%s", marshal(t, a), marshal(t, b))
		}
	})
}

// TestPerfectAnswers: findings that are the labels get 1 for everything, and
// there are no mistakes.
func TestPerfectAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := answers(t)
		for i := range all {
			all[i].Spans = nil
			for j := range all[i].Findings {
				all[i].Findings[j].Confidence = 1
				all[i].Spans = append(all[i].Spans, all[i].Findings[j].Span)
			}
			all[i].Answered = all[i].Verdict
		}
		r := report(drawOptions(t), all...)
		for _, d := range r.Detectors {
			for _, rate := range []Rate{d.Exact.Precision, d.Exact.Recall, d.Exact.F1, d.Overlap.Precision, d.Overlap.Recall, d.Overlap.F1, d.AveragePrecision, 1 - d.Calibration.ECE, 1 - d.Calibration.Brier} {
				if rate != 1 {
					t.Errorf("%+v is not perfect", d)
				}
			}
		}
		if r.Verdicts.Right.Defined() && r.Verdicts.Right != 1 || r.Count != (MistakeCount{}) {
			t.Errorf("verdicts %v, mistakes %+v", r.Verdicts.Right, r.Count)
		}
	})
}

// TestFiguresAreInBounds also compares with the plainest way to count.
func TestFiguresAreInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, o := answers(t), drawOptions(t)
		r := report(o, all...)
		for _, d := range append(r.Detectors, Detector{Figures: r.Total, Calibration: r.Calibration}) {
			for _, rate := range []Rate{d.Exact.Precision, d.Exact.Recall, d.Exact.F1, d.Overlap.Precision, d.Overlap.Recall, d.Overlap.F1, d.Calibration.ECE, d.Calibration.Brier, d.AveragePrecision} {
				if rate.Defined() && (rate < 0 || rate > 1) {
					t.Errorf("%s has a figure of %v", d.ID, rate)
				}
			}
			if d.Exact.LabelsFound > d.Overlap.LabelsFound || d.Exact.FindingsRight > d.Overlap.FindingsRight {
				t.Errorf("%s has more exact than overlapping: %+v", d.ID, d.Figures)
			}
		}
		for _, d := range r.Detectors {
			if want := countPlainly(d.ID, o.Threshold, all); d.Labelled != want[0] || d.Found != want[1] ||
				d.Overlap.LabelsFound != want[2] || d.Overlap.FindingsRight != want[3] || d.Exact.LabelsFound != want[4] || d.Exact.FindingsRight != want[4] {
				t.Errorf("%s: %+v, counted plainly %v", d.ID, d.Figures, want)
			}
		}
	})
}

// countPlainly gives labels, findings, labels found, findings right, and exact
// ones, by comparing each with each.
func countPlainly(detector string, threshold float64, all []Answer) [5]int {
	var n [5]int
	overlap := func(a, b labelled.Span) bool { return a.Start < b.End && b.Start < a.End }
	for _, a := range all {
		for _, l := range a.Spans {
			if l.Detector != detector {
				continue
			}
			n[0]++
			if slices.ContainsFunc(a.Findings, func(f Finding) bool {
				return f.Detector == detector && f.Confidence >= threshold && overlap(f.Span, l)
			}) {
				n[2]++
			}
		}
		for _, f := range a.Findings {
			if f.Detector != detector || f.Confidence < threshold {
				continue
			}
			meets := func(l labelled.Span) bool { return l.Detector == detector && overlap(f.Span, l) }
			right := slices.ContainsFunc(a.Spans, meets)
			if !right && slices.ContainsFunc(a.Optional, meets) {
				continue
			}
			n[1]++
			if right {
				n[3]++
			}
			if slices.Contains(a.Spans, f.Span) {
				n[4]++
			}
		}
	}
	return n
}

// TestCurvePassesThroughTheFigures: at the threshold, the curve says what the
// figures say.
func TestCurvePassesThroughTheFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOptions(t)
		for _, d := range report(o, answers(t)...).Detectors {
			last := -1
			for i, p := range d.Curve {
				if i > 0 && (p.Confidence >= d.Curve[i-1].Confidence || p.Recall < d.Curve[i-1].Recall) {
					t.Errorf("the curve of %s turns back: %+v", d.ID, d.Curve)
				}
				if float64(p.Confidence) >= o.Threshold {
					last = i
				}
			}
			if last >= 0 && (d.Curve[last].Precision != d.Overlap.Precision || d.Curve[last].Recall != d.Overlap.Recall) {
				t.Errorf("%s: the curve has %+v, the figures %+v", d.ID, d.Curve[last], d.Overlap)
			}
		}
	})
}

// TestARecordAgreesWithItself, also after it has been written and read.
func TestARecordAgreesWithItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOptions(t)
		record := NewRecord(report(o, answers(t)...), Settings{Threshold: o.Threshold})
		if len(record.Higher)+len(record.Lower) == 0 {
			return
		}
		data, err := record.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		read, err := ReadRecord(data)
		if err != nil {
			t.Fatal(err)
		}
		c, err := read.Compare(record)
		if err != nil || len(c.Fell)+len(c.Rose)+len(c.New) > 0 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}
