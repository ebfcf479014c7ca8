package classifier

import (
	"fmt"
	"sync"
	"time"

	"github.com/pecete/pecete/patterns"
)

// Options are the settings of a Classifier that hold for every message.
type Options struct {
	// Now gives the present time; nil means time.Now. It decides which dates of
	// birth lie in the future, and by it the time is bounded that the expressions of
	// rules take together of a message (5 s), on top of the bound of each search.
	Now func() time.Time
	// Thresholds turn scores into verdicts; the zero value means
	// DefaultThresholds.
	Thresholds Thresholds
}

// Query is what a caller asks about one message. The zero value asks for every
// detector, in Romanian, for an unknown channel.
type Query struct {
	// Detectors limits the answer to some detectors; the zero value means all.
	Detectors Selection
	// MinConfidence (0..1) leaves out findings that are less sure.
	MinConfidence float64
	// Locale of the advice: "ro" or "en"; anything else means "ro".
	Locale string
	// Channel is how the message is going to travel.
	Channel Channel
}

// Classifier finds what is sensitive in messages. It is safe for concurrent use.
// Between messages it keeps its rules, buffers that have been cleared, and advices
// that it has worded, which hold nothing of a message.
type Classifier struct {
	rules   *patterns.Ruleset
	program *program
	options Options
	views   sync.Pool
	advices adviceCache
}

// New compiles rules. It fails if a rule names a finder that does not exist or
// holds words that cannot be matched, or if the thresholds are out of order.
func New(rules *patterns.Ruleset, options Options) (*Classifier, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Thresholds == (Thresholds{}) {
		options.Thresholds = DefaultThresholds()
	}
	if err := options.Thresholds.check(); err != nil {
		return nil, err
	}
	compiled, err := compile(rules)
	if err != nil {
		return nil, fmt.Errorf("compiling rules: %w", err)
	}
	return &Classifier{rules: rules, program: compiled, options: options}, nil
}

// Rules gives the ruleset the classifier was made from.
func (c *Classifier) Rules() *patterns.Ruleset { return c.rules }

// Classify reads one message. Text may be anything, also invalid UTF-8. The
// time it takes is linear in the length of text.
func (c *Classifier) Classify(text string, query Query) Assessment {
	if c.clean(text) {
		return Assessment{Verdict: c.options.Thresholds.verdict(0)}
	}
	findings, incomplete := c.find(text, query)
	return c.conclude(findings, incomplete, query)
}

// clean tells whether the first look finds nothing in a text that is worth another.
func (c *Classifier) clean(text string) bool {
	l := look{sieve: c.program.sieve, text: text}
	return l.pass() && (l.asking == 0 || !c.asked(text, l.asks[:l.asking]))
}

// asked tells whether one of the finders that need digits sees something in a text at one
// of some bytes, at which words begin.
func (c *Classifier) asked(text string, words []int) bool {
	v := c.borrow()
	defer c.giveBack(v)
	v.read(text)
	v.today = dateOf(c.options.Now())
	for _, offset := range words {
		at := v.position(offset)
		for _, r := range c.program.rules {
			if r.undigited == nil {
				continue
			}
			if _, ok := r.finder.find(v, at); ok {
				return true
			}
		}
	}
	return false
}

// find gives what the query asks for in one text, sorted and without overlaps,
// and the ids of the detectors that had to stop.
func (c *Classifier) find(text string, query Query) (found []Finding, incomplete []string) {
	v := c.borrow()
	defer c.giveBack(v)
	seen, stopped := c.sight(v, text, dateOf(c.options.Now()))
	for _, r := range stopped {
		if query.Detectors.has(r.index) {
			incomplete = append(incomplete, r.ID)
		}
	}
	return findings(seen, query), incomplete
}

// conclude scores findings and words the advice.
func (c *Classifier) conclude(findings []Finding, incomplete []string, query Query) Assessment {
	assessment := c.options.Thresholds.assess(findings, query.Channel)
	assessment.Advice = c.advise(&assessment, &query)
	assessment.Incomplete = incomplete
	return assessment
}

// sight reads a message into v, on a day, and gives what is found in it, overlaps
// settled, and the rules whose expression had to stop. What is found belongs to v.
func (c *Classifier) sight(v *view, text string, today civilDate) ([]candidate, []*rule) {
	v.read(text)
	v.today = today
	c.program.gate.scan(v)
	w := verifier{program: c.program, view: v, found: v.candidates[:0], expressions: expressionTime{now: c.options.Now}}
	w.run()
	v.candidates = w.found
	found := placed(v, resolve(w.found))
	if !c.program.hides(v) {
		return found, w.expressions.stopped
	}
	return c.reread(v, found, w.expressions)
}

// borrow takes a view from the pool; giveBack returns it, cleared.
func (c *Classifier) borrow() *view {
	if v, ok := c.views.Get().(*view); ok {
		return v
	}
	return &view{folds: c.program.folds}
}

func (c *Classifier) giveBack(v *view) {
	v.release()
	c.views.Put(v)
}

// valueOf hashes the letters and digits of folded text (FNV-1a, 64 bits), so
// that a value written in two ways counts as one.
func valueOf(text []byte) uint64 {
	hash := uint64(14695981039346656037)
	for _, b := range text {
		if isAlnum(b) {
			hash = (hash ^ uint64(b)) * 1099511628211
		}
	}
	return hash
}

// placed gives candidates of a message their places in it: start and end become
// bytes of the message.
func placed(v *view, candidates []candidate) []candidate {
	for i := range candidates {
		k := &candidates[i]
		k.value = valueOf(v.lower[k.start:k.end])
		k.start, k.end = v.offset(k.start), v.endOffset(k.end)
	}
	return candidates
}

// findings turns the candidates that the query asks for, which have their
// places in the message, into findings.
func findings(kept []candidate, query Query) []Finding {
	if len(kept) == 0 {
		return nil
	}
	findings := make([]Finding, 0, len(kept))
	for i := range kept {
		k := &kept[i]
		confidence := rounded(k.rule.Calibration.Confidence(k.confidence))
		if !query.Detectors.has(k.rule.index) || confidence < query.MinConfidence {
			continue
		}
		f := Finding{
			Detector: k.rule.ID, Category: k.rule.Category, Start: k.start, End: k.end,
			Confidence: confidence, Severity: k.rule.Severity, Evidence: k.evidence, value: k.value,
		}
		if m := k.marking; m != nil {
			f.Marking = &Marking{Scheme: m.Scheme, Level: m.Level, Designation: m.Designation}
			if m.Severity > 0 {
				f.Severity = m.Severity
			}
		}
		findings = append(findings, f)
	}
	return findings
}
