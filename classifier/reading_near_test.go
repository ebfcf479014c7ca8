package classifier

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadingOfLongMessages: what is found in a reading of a long message is the same
// whether all its anchors are looked at or only those near what was undone.
func TestReadingOfLongMessages(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	hidden := []string{"cnp 18502281200ll ", "S3CR3T DE S3RVICIU\n", "STRICT SECERT\n", "telefon 07😀12😀03😀45😀67 ", "l85O228l2OOll "}
	filler := []string{plainChat, dirtyChat}
	for _, worst := range append(worstTexts(), worstAddressTexts()...) {
		filler = append(filler, worst.text)
	}
	near := 0
	for _, around := range filler {
		before := sized(around, 11000)
		for _, piece := range hidden {
			if compareNear(t, c, before+piece+sized(around, 15000)) {
				near++
			}
		}
	}
	if near == 0 {
		t.Error("no text was read near what was undone alone")
	}
}

// compareNear compares the two ways on the first reading of a text, and tells whether
// they differ in what they look at.
func compareNear(t *testing.T, c *Classifier, text string) bool {
	t.Helper()
	v := foldedView(text)
	v.today = dateOf(testDay())
	c.program.gate.scan(v)
	mends := c.program.mends(v)
	if len(mends) == 0 {
		return false
	}
	var first *reading
	r := first.apply(text, mends)
	find := func(verify func(*verifier)) ([]candidate, bool) {
		view := foldedView(string(r.text))
		view.today = v.today
		c.program.gate.scan(view)
		w := verifier{program: c.program, view: view}
		verify(&w)
		return r.found(view, resolve(w.found)), w.near != nil
	}
	some, near := find(r.verifyNear)
	all, _ := find((*verifier).run)
	if diff := cmp.Diff(plainForm(all), plainForm(some)); diff != "" {
		t.Errorf("in %q... (-all +near):\n%s", text[:40], diff)
	}
	return near
}
