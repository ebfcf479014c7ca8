package classifier

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/patterns"
)

// twin is the slow, plain form of the engine: no gate, no trie, no index. It
// asks every rule at every position of the folded text and searches every
// context word with a regular expression of its own. What it finds is what the
// engine must find.
type twin struct {
	program *program
	// terms has the terms that begin with each letter.
	terms [256][]twinTerm
}

// twinTerm is a term by its number, as an expression of its own.
type twinTerm struct {
	id         int
	expression *regexp.Regexp
}

func newTwin(t testing.TB, c *Classifier) *twin {
	t.Helper()
	w := &twin{program: c.program}
	for id, term := range c.program.gate.terms.terms {
		w.terms[term[0]] = append(w.terms[term[0]], twinTerm{id, termRegexp(term)})
	}
	for _, terms := range w.terms {
		slices.SortFunc(terms, func(a, b twinTerm) int { return a.id - b.id })
	}
	return w
}

// termRegexp writes a folded term as an expression anchored at its beginning.
func termRegexp(term string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(term)
	quoted = strings.ReplaceAll(quoted, `\*`, `[a-z\x01]{0,24}`)
	quoted = strings.ReplaceAll(quoted, " ", `[ \n.,:;\-+_/'"()]{1,4}`)
	return regexp.MustCompile(`\A(?:` + quoted + `)`)
}

// candidates gives what the plain form sees in text, overlaps settled.
func (w *twin) candidates(text string, today civilDate) []candidate {
	v := &view{}
	v.read(text)
	v.today = today
	v.hits = w.hits(v)
	v.words, v.termsFrom, v.termsTo = v.hits, 0, len(v.lower)
	scanned := &view{}
	scanned.read(text)
	w.program.gate.scan(scanned)
	v.runs, v.chars, v.spaced = plainRuns(v), plainChars(w.program, v), scanned.spaced
	verify := verifier{program: w.program, view: v, plain: true}
	for at := range len(v.lower) {
		for _, r := range w.program.rules {
			if r.finder != nil || w.anchored(v, r, at) {
				verify.look(r, at)
			}
		}
	}
	return plainResolve(dedupe(verify.found))
}

// whole gives what the plain form sees in a message and in its readings. It looks
// for everything that may hide something, whatever the gate noted.
func (w *twin) whole(text string, today civilDate) []candidate {
	found := placed(foldedView(text), w.candidates(text, today))
	plain := found
	var current *reading
	for range maxReadings {
		v := &view{}
		v.read(text)
		v.today = today
		w.program.gate.scan(v)
		v.long, v.percent, v.entities, v.mojibake, v.leet, v.apart = true, true, true, true, true, true
		v.fragments, v.slips = true, true
		mends := w.program.mends(v)
		if len(mends) == 0 {
			break
		}
		current = current.apply(text, mends)
		text = string(current.text)
		for _, k := range current.found(foldedView(text), w.candidates(text, today)) {
			if !slices.ContainsFunc(plain, func(p candidate) bool {
				return p.rule == k.rule && p.start <= k.start && k.end <= p.end && p.confidence >= sureFinding
			}) {
				found = append(found, k)
			}
		}
	}
	return plainResolve(dedupe(found))
}

func foldedView(text string) *view {
	v := &view{}
	v.read(text)
	return v
}

// hits searches every term at every place where a word can begin.
func (w *twin) hits(v *view) []termHit {
	var hits []termHit
	for at := range len(v.lower) {
		if !isLetter(v.at(at)) || isLetter(v.at(at-1)) {
			continue
		}
		for _, term := range w.terms[v.lower[at]] {
			found := term.expression.FindIndex(v.lower[at:min(len(v.lower), at+400)])
			if found == nil {
				continue
			}
			end := at + found[1]
			if isLetter(v.at(end)) && !isDigit(v.at(end-1)) {
				continue
			}
			hits = append(hits, termHit{start: at, end: end, term: term.id})
		}
	}
	return hits
}

// anchored tells whether an expression's rule has an anchor at a position.
func (w *twin) anchored(v *view, r *rule, at int) bool {
	if r.Anchors.Digits > 0 && isDigit(v.at(at)) && !isDigit(v.at(at-1)) && plainReach(v, at) >= r.Anchors.Digits && plainRun(v, at) >= r.Anchors.Run {
		return true
	}
	if strings.IndexByte(r.Anchors.Chars, v.at(at)) >= 0 {
		return true
	}
	for _, hit := range v.hits {
		if hit.start != at {
			continue
		}
		for _, role := range w.program.roles[hit.term] {
			if int(role.rule) == r.index && role.group == anchorGroup {
				return true
			}
		}
	}
	return false
}

// plainReach counts the digits from at on across short gaps without letters,
// and the letters that stand for digits between two of them.
func plainReach(v *view, at int) int {
	digits := regexp.MustCompile(`\A[0-9]+(?:[^a-z\x01]{0,3}[0-9]|[oli]{1,3}[0-9])*`).Find(v.lower[at:])
	return len(regexp.MustCompile(`[^0-9oli]`).ReplaceAll(digits, nil))
}

func plainRun(v *view, at int) int {
	end := at
	for isDigit(v.at(end)) {
		end++
	}
	return end - at
}

func plainRuns(v *view) []digitRun {
	var runs []digitRun
	for at := range len(v.lower) {
		if !isDigit(v.at(at)) || isDigit(v.at(at-1)) {
			continue
		}
		end := at
		for isDigit(v.at(end)) {
			end++
		}
		runs = append(runs, digitRun{start: at, end: end, reach: plainReach(v, at)})
	}
	return runs
}

func plainChars(p *program, v *view) []charHit {
	var chars []charHit
	for at, b := range v.lower {
		if !isAlnum(b) && p.gate.chars[b] {
			chars = append(chars, charHit{at: at, char: b})
		}
	}
	return chars
}

// plainCandidate is a candidate in a form that can be compared.
type plainCandidate struct {
	Detector   string
	Start, End int
	Confidence float64
	Evidence   patterns.CodeSet
	Marking    string
}

func plainForm(found []candidate) []plainCandidate {
	plain := []plainCandidate{}
	for _, c := range found {
		p := plainCandidate{Detector: c.rule.ID, Start: c.start, End: c.end, Confidence: c.confidence, Evidence: c.evidence}
		if c.marking != nil {
			p.Marking = c.marking.Designation
		}
		plain = append(plain, p)
	}
	return plain
}

// plainResolve settles overlaps by comparing every candidate with every other.
func plainResolve(found []candidate) []candidate {
	slices.SortStableFunc(found, byRank)
	var kept []candidate
	for _, c := range found {
		if !slices.ContainsFunc(kept, func(k candidate) bool { return c.start < k.end && k.start < c.end }) {
			kept = append(kept, c)
		}
	}
	slices.SortFunc(kept, byStart)
	return kept
}

// dedupe drops candidates that equal an earlier one, as calling a finder at
// every position gives many.
func dedupe(found []candidate) []candidate {
	seen := map[plainCandidate]bool{}
	var unique []candidate
	for i, p := range plainForm(found) {
		if !seen[p] {
			seen[p] = true
			unique = append(unique, found[i])
		}
	}
	return unique
}

func compareWithTwin(t testing.TB, c *Classifier, w *twin, text string) {
	t.Helper()
	today := dateOf(testDay())
	seen, _ := c.sight(&view{}, text, today)
	fast, plain := plainForm(seen), plainForm(w.whole(text, today))
	if diff := cmp.Diff(plain, fast); diff != "" {
		t.Errorf("engine and plain twin differ on %q (-plain +engine):\n%s", text, diff)
	}
}

// exampleTexts gives the examples of all built-in rules.
func exampleTexts(t testing.TB) []string {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, d := range rules.Detectors {
		for _, e := range d.Examples.Match {
			texts = append(texts, e.Text)
		}
		texts = append(texts, d.Examples.NoMatch...)
	}
	return texts
}

func TestEngineEqualsPlainTwinOnExamples(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	w := newTwin(t, c)
	for _, text := range append(exampleTexts(t), hiddenTexts()...) {
		compareWithTwin(t, c, w, text)
	}
}

// hiddenTexts gives messages that hide something, in every way but pairs.
func hiddenTexts() []string {
	var texts []string
	for _, one := range hideable() {
		for _, dodge := range dodges() {
			if h, ok := dodge.does(one.message); ok && len(h.text) < 300 {
				texts = append(texts, h.text)
			}
		}
	}
	return texts
}

func FuzzEngineEqualsPlainTwin(f *testing.F) {
	skipUnderRace(f)
	for _, text := range append(exampleTexts(f), hiddenTexts()...) {
		f.Add(text)
	}
	c := newTestClassifier(f)
	w := newTwin(f, c)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 600 {
			return
		}
		compareWithTwin(t, c, w, text)
	})
}
