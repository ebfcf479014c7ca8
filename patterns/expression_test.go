package patterns

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestExpressionsSearchAtTheirAnchor(t *testing.T) {
	for _, c := range []struct {
		name, source, text string
		lo, anchor, hi     int
		want               string
	}{
		{"begins at the anchor", `[0-9]{4}`, "nr 1234", 3, 3, 7, "1234"},
		{"must begin at the anchor if nothing is seen before it", `[0-9]{4}`, "nr 1234", 0, 0, 7, ""},
		{"may begin before the anchor", `[a-z]+ \x20 [0-9]{4}`, "nr 1234", 0, 3, 7, "nr 1234"},
		{"must cover the anchor", `[0-9]{4}`, "1234 nr 12", 0, 8, 10, ""},
		{"a match before the anchor is passed by", `[0-9]{2,4}`, "1234 12", 0, 5, 7, "12"},
		{"does not see beyond the window", `[0-9]{4}`, "nr 1234", 3, 3, 6, ""},
		{"does not see before the window", `(?<! x ) [0-9]{4}`, "x1234", 1, 1, 5, "1234"},
		{"reports the value", `nr \x20 (?<value> [0-9]+ )`, "nr 1234", 0, 0, 7, "1234"},
		{"an empty value is nothing", `nr (?<value> [0-9]* )`, "nr 1234", 0, 0, 7, ""},
		{"an empty match is nothing", `[0-9]*`, "nr", 0, 0, 2, ""},
		{"remarks and white space are none of it", "[0-9] # digits\n {4} # four", "1234", 0, 0, 4, "1234"},
		{"a remark at the end", "[0-9]{4} # four", "1234", 0, 0, 4, "1234"},
		{"a choice stays whole", "12|34", "x34", 0, 1, 3, "34"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := CompileExpression(c.source)
			if err != nil {
				t.Fatal(err)
			}
			start, end, found, err := e.Search([]byte(c.text), c.lo, c.anchor, c.hi)
			if err != nil || found != (c.want != "") || c.text[start:end] != c.want {
				t.Errorf("found %v %q, %v, want %q", found, c.text[start:end], err, c.want)
			}
		})
	}
}

func TestExpressionsSeeAtMostAWindow(t *testing.T) {
	e, err := CompileExpression(`a+ b`)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(strings.Repeat("a", MaxWindow) + "b")
	if _, _, found, err := e.Search(text, 0, 0, len(text)); found || err != nil {
		t.Errorf("found %v, %v beyond %d characters", found, err, MaxWindow)
	}
	if _, _, found, err := e.Search(text, 1, 1, len(text)); !found || err != nil {
		t.Errorf("found %v, %v within %d characters", found, err, MaxWindow)
	}
}

// TestCatastrophicExpressionsStop runs expressions that take for ever on a text
// that only just does not match. What they say must hold nothing of the text.
func TestCatastrophicExpressionsStop(t *testing.T) {
	for _, source := range []string{`(a+)+$`, `(a*)*b`, `(a|a)*b`, `(a|aa)+$`, `(?:a?){60}a{60}b`, `(.*)*x`, `(([a-z])+.)+[A-Z]([a-z])+$`} {
		t.Run(source, func(t *testing.T) {
			e, err := CompileExpression(source)
			if err != nil {
				t.Fatal(err)
			}
			text := []byte(strings.Repeat("a", MaxWindow-1) + "!")
			begin := time.Now()
			_, _, found, err := e.Search(text, 0, 0, len(text))
			if took := time.Since(begin); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			if err == nil {
				if found {
					t.Error("found what is not there")
				}
				return
			}
			if !errors.Is(err, ErrTimeLimit) || strings.Contains(err.Error(), "aa") {
				t.Errorf("error is %q", err)
			}
		})
	}
	e, err := CompileExpression(`(a+)+$`)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := e.Search([]byte(strings.Repeat("a", 400)+"!"), 0, 0, 401); err != ErrTimeLimit {
		t.Errorf("the best known of them ends with %v", err)
	}
}

// TestExpressionsServeManyAtOnce also proves, under the race detector, that
// searches share nothing; each must see its own text.
func TestExpressionsServeManyAtOnce(t *testing.T) {
	e, err := CompileExpression(`(?<! [0-9] ) (?<value> [0-9]+ ) (?! [0-9] )`)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for worker := range 8 {
		text := []byte("nr " + strings.Repeat(string(rune('0'+worker)), worker+1) + " x")
		all.Go(func() {
			for range 200 {
				start, end, found, err := e.Search(text, 0, 3, len(text))
				if err != nil || !found || start != 3 || end != 4+worker {
					t.Errorf("found %v at %d..%d, %v", found, start, end, err)
					return
				}
			}
		})
	}
	all.Wait()
}

// FuzzExpression checks that no expression makes the compiler or a search panic,
// and that what a search gives lies in the text.
func FuzzExpression(f *testing.F) {
	for _, source := range []string{`[0-9]{4}`, `(a+)+$`, `(?<value> x?)`, `\G`, `(?=a)`, `(?<=b)a`, `)(`, `\`, `[`, `(?i)A`, `a{9999}`, `\p{L}`, `#`} {
		f.Add(source, "nr 1234 aaaab", 3)
	}
	f.Fuzz(func(t *testing.T, source, text string, anchor int) {
		e, err := CompileExpression(source)
		if err != nil {
			return
		}
		folded := []byte(text)
		for i := range folded {
			folded[i] &= 0x7f
		}
		anchor = max(0, min(anchor, len(folded)))
		lo := max(0, anchor-MaxWindow/2)
		start, end, found, err := e.Search(folded, lo, anchor, len(folded))
		if err != nil && err != ErrTimeLimit {
			t.Errorf("error is %v", err)
		}
		if found && (start < lo || end <= start || end > len(folded) || end > lo+MaxWindow) {
			t.Errorf("found %d..%d from %d on in %d characters", start, end, lo, len(folded))
		}
	})
}

func TestWindowsAreClearedBeforeTheyAreUsedAgain(t *testing.T) {
	e, err := CompileExpression(`[0-9]{13}`)
	if err != nil {
		t.Fatal(err)
	}
	window := e.window([]byte("1850228120011"))
	e.giveBack(window)
	for i, r := range (*window)[:cap(*window)] {
		if r != 0 {
			t.Errorf("character %d of what was searched is left", i)
		}
	}
}
