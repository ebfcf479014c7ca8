package classifier

import (
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

func TestLabelledBy(t *testing.T) {
	labels := newTermSet()
	for _, word := range []string{"cnp", "cnp ul", "cod* numeric* personal*"} {
		if _, err := labels.add(word); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string]bool{
		"cnp 7": true, "cnp7": true, "CNP: 7": true, "cnp=7": true, `"cnp":"7`: true, "CNP-ul: 7": true, "CNP\n7": true,
		"codul numeric personal 7": true, "CNP (7": true, "cnp_7": true,
		"cnp meu 7": false, "xcnp 7": false, "cnp-urile 7": false, "7": false, "numeric 7": false, "cnp       7": false,
	} {
		v := viewOf(text)
		if got := v.labelledBy(labels, strings.IndexByte(text, '7')); got != want {
			t.Errorf("%q: labelled %v, want %v", text, got, want)
		}
	}
}

func TestTermsOf(t *testing.T) {
	d := &patterns.Detector{Lists: map[string][]string{"labels": {"cnp", "cod* numeric*"}, "bad": {"7"}}}
	if set, err := termsOf(d, "labels"); err != nil || set.size() != 2 {
		t.Errorf("labels: %v", err)
	}
	for _, list := range []string{"bad", "missing"} {
		if _, err := termsOf(d, list); err == nil {
			t.Errorf("%s: want an error", list)
		}
	}
}
