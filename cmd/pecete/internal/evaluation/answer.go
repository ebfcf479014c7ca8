package evaluation

import (
	"cmp"
	"slices"

	"github.com/pecete/pecete/cmd/pecete/internal/labelled"
)

// Place is where a message stands.
type Place struct {
	File string `json:"file"`
	// Line counts from 1.
	Line int `json:"line"`
}

func (p Place) compare(o Place) int {
	return cmp.Or(cmp.Compare(p.File, o.File), cmp.Compare(p.Line, o.Line))
}

// Finding is a part of a message that was found.
type Finding struct {
	labelled.Span
	// Confidence is from 0 to 1.
	Confidence float64
}

// Answer is a labelled message and what was answered about it.
type Answer struct {
	Place
	labelled.Message
	// Findings are sorted by Start and do not overlap.
	Findings []Finding
	// Answered is the verdict: "allow", "warn" or "block".
	Answered string
}

// judgedLabel is a label and what was found of it.
type judgedLabel struct {
	labelled.Span
	// best is the greatest confidence of the findings of its detector that overlap
	// it, 0 if there are none.
	best float64
	// exact: one of them that counts as an answer has the same span.
	exact bool
	// foundAs is another detector that found something there, or "".
	foundAs string
}

// judgedFinding is a finding and whether it is right.
type judgedFinding struct {
	Finding
	// right: it overlaps a label of its detector.
	right bool
	// label is the first such label.
	label labelled.Span
	// exact: some label of its detector has the same span.
	exact bool
	// labelledAs is another detector that has a label there, or "".
	labelledAs string
	// open: it is not right, but it overlaps a span of its detector of which it is
	// open whether it should be found.
	open bool
}

// judge compares labels with findings. Findings count as answers from the
// threshold on. Of the findings those are left out of which it is open whether
// they are right.
func judge(a Answer, threshold float64) ([]judgedLabel, []judgedFinding) {
	findings := make([]judgedFinding, len(a.Findings))
	for i, f := range a.Findings {
		findings[i].Finding = f
	}
	labels := make([]judgedLabel, len(a.Spans))
	for i, span := range a.Spans {
		labels[i].Span = span
		for at := firstAfter(a.Findings, span.Start); at < len(findings) && findings[at].Start < span.End; at++ {
			meet(&labels[i], &findings[at], threshold)
		}
	}
	for _, span := range a.Optional {
		for at := firstAfter(a.Findings, span.Start); at < len(findings) && findings[at].Start < span.End; at++ {
			f := &findings[at]
			f.open = f.open || !f.right && f.Detector == span.Detector
		}
	}
	return labels, slices.DeleteFunc(findings, func(f judgedFinding) bool { return f.open })
}

// firstAfter gives the first finding that ends after an offset.
func firstAfter(findings []Finding, offset int) int {
	low, high := 0, len(findings)
	for low < high {
		if middle := (low + high) / 2; findings[middle].End > offset {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// meet notes on a label and a finding that overlap what they are to each other.
func meet(l *judgedLabel, f *judgedFinding, threshold float64) {
	if l.Detector != f.Detector {
		l.foundAs = cmp.Or(l.foundAs, f.Detector)
		f.labelledAs = cmp.Or(f.labelledAs, l.Detector)
		return
	}
	l.best = max(l.best, f.Confidence)
	if !f.right {
		f.right, f.label = true, l.Span
	}
	if l.Span == f.Span {
		f.exact = true
		l.exact = f.Confidence >= threshold
	}
}
