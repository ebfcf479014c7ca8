package evaluation

import (
	"cmp"
	"slices"

	"github.com/pecete/pecete/cmd/pecete/internal/labelled"
)

// Mistakes are the worst mistakes of each sort, the worst first.
type Mistakes struct {
	// FalseFindings overlap no label of their detector; the surest come first.
	FalseFindings []Mistake `json:"falseFindings"`
	// Misses are labels that no finding of their detector overlaps, or only ones
	// that are too unsure to count; those of which least was found come first.
	Misses []Mistake `json:"misses"`
	// WrongSpans overlap a label of their detector without being the same as any;
	// the surest come first.
	WrongSpans []Mistake `json:"wrongSpans"`
	// Verdicts are not the expected ones; those furthest off come first.
	Verdicts []WrongVerdict `json:"verdicts"`
}

// Mistake is a finding or a label that has no counterpart.
type Mistake struct {
	Place
	// Span is what was found, or of a miss what was labelled.
	labelled.Span
	// Confidence is the finding's; of a miss that of the surest finding that was
	// too unsure to count, or null.
	Confidence Rate `json:"confidence"`
	// Other is the detector of something else that was labelled, or of a miss
	// found, at that place.
	Other string `json:"other,omitempty"`
	// Label is the label that a wrong span overlaps.
	Label *labelled.Span `json:"label,omitempty"`
	// Text quotes the message. It is only there if that was asked for.
	Text *labelled.Excerpt `json:"text,omitempty"`
}

// WrongVerdict is a message with another verdict than expected.
type WrongVerdict struct {
	Place
	Expected string `json:"expected"`
	Answered string `json:"answered"`
}

// worst keeps the worst few of what it is given, in an order that does not
// depend on when.
type worst[T any] struct {
	keep    int
	compare func(a, b T) int
	kept    []T
	// all counts what was given.
	all int
}

func (w *worst[T]) add(one T) {
	w.all++
	w.kept = append(w.kept, one)
	if len(w.kept) > 2*w.keep+100 {
		w.kept = w.first()
	}
}

// first gives the worst, sorted; it is never nil.
func (w *worst[T]) first() []T {
	slices.SortFunc(w.kept, w.compare)
	return append([]T{}, w.kept[:min(w.keep, len(w.kept))]...)
}

// surestFinding puts the surest mistake first.
func surestFinding(a, b Mistake) int {
	return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), comparePlace(a, b))
}

// leastFound puts the label first of which least was found. NaN, which stands
// for nothing, is before all numbers.
func leastFound(a, b Mistake) int {
	return cmp.Or(cmp.Compare(a.Confidence, b.Confidence), comparePlace(a, b))
}

func comparePlace(a, b Mistake) int {
	return cmp.Or(a.Place.compare(b.Place), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Detector, b.Detector))
}

// furthestOff puts the verdict first that is furthest from the expected one, and
// of equals the milder one.
func furthestOff(a, b WrongVerdict) int {
	off := func(v WrongVerdict) int {
		d := slices.Index(verdictNames(), v.Answered) - slices.Index(verdictNames(), v.Expected)
		return max(d, -d)
	}
	return cmp.Or(cmp.Compare(off(b), off(a)),
		cmp.Compare(slices.Index(verdictNames(), a.Answered), slices.Index(verdictNames(), b.Answered)),
		a.Place.compare(b.Place))
}

// mistakes gathers the mistakes of answers.
type mistakes struct {
	threshold     float64
	showText      bool
	falseFindings worst[Mistake]
	misses        worst[Mistake]
	wrongSpans    worst[Mistake]
	verdicts      worst[WrongVerdict]
}

func newMistakes(o Options) *mistakes {
	return &mistakes{
		threshold: o.Threshold, showText: o.ShowText,
		falseFindings: worst[Mistake]{keep: o.Worst, compare: surestFinding},
		misses:        worst[Mistake]{keep: o.Worst, compare: leastFound},
		wrongSpans:    worst[Mistake]{keep: o.Worst, compare: surestFinding},
		verdicts:      worst[WrongVerdict]{keep: o.Worst, compare: furthestOff},
	}
}

func (m *mistakes) add(a Answer, labels []judgedLabel, findings []judgedFinding) {
	for _, l := range labels {
		if l.best > 0 && l.best >= m.threshold {
			continue
		}
		miss := m.mistake(a, l.Span, rounded(l.best))
		if l.best == 0 {
			miss.Confidence = undefined()
		}
		miss.Other = l.foundAs
		m.misses.add(miss)
	}
	for _, f := range findings {
		if f.Confidence < m.threshold || f.exact {
			continue
		}
		one := m.mistake(a, f.Span, rounded(f.Confidence))
		if f.right {
			one.Label = &labelled.Span{Start: f.label.Start, End: f.label.End, Detector: f.label.Detector}
			m.wrongSpans.add(one)
			continue
		}
		one.Other = f.labelledAs
		m.falseFindings.add(one)
	}
	if a.Verdict != "" && a.Verdict != a.Answered {
		m.verdicts.add(WrongVerdict{a.Place, a.Verdict, a.Answered})
	}
}

func (m *mistakes) mistake(a Answer, span labelled.Span, confidence Rate) Mistake {
	one := Mistake{Place: a.Place, Span: span, Confidence: confidence}
	if m.showText {
		excerpt := a.Message.Excerpt(span.Start, span.End)
		one.Text = &excerpt
	}
	return one
}

func (m *mistakes) worst() Mistakes {
	return Mistakes{m.falseFindings.first(), m.misses.first(), m.wrongSpans.first(), m.verdicts.first()}
}
