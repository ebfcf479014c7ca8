package classifier

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// floodMessages is how many messages of each kind are made.
const floodMessages = 10_000

// flood is a kind of message full of numbers that are no identifiers. Its forms
// are filled anew for each message.
type flood struct {
	kind  string
	forms []string
	// most is how many of floodMessages may raise WARN or BLOCK.
	most int
}

// TestFloodsOfNumbersRaiseNothing makes messages with random numbers of each kind,
// the same ones every time, and counts how many warn.
func TestFloodsOfNumbersRaiseNothing(t *testing.T) {
	skipUnderRace(t)
	if testing.Short() {
		t.Skip("classifying every flood takes seconds")
	}
	c := newTestClassifier(t)
	for seed, f := range append(labelledFloods(), bareFloods()...) {
		t.Run(f.kind, func(t *testing.T) {
			raised := raisedBy(c, f, uint64(seed), t)
			t.Logf("%d of %d messages raised WARN or BLOCK", raised, floodMessages)
			if raised > f.most {
				t.Errorf("want at most %d", f.most)
			}
		})
	}
}

// raisedBy classifies the messages of a flood and counts those not allowed. The
// first few are logged: they are made up.
func raisedBy(c *Classifier, f flood, seed uint64, t *testing.T) int {
	r := rand.New(rand.NewPCG(seed, 2025))
	raised := 0
	for range floodMessages {
		text := fill(r, f.forms[r.IntN(len(f.forms))])
		a := c.Classify(text, Query{})
		if a.Verdict == Allow {
			continue
		}
		if raised++; raised <= 5 {
			t.Logf("%v %v: %q", a.Verdict, detectorsOf(a), text)
		}
	}
	return raised
}

// fill replaces the placeholders of a form: "<13>" by so many random digits that
// do not begin with 0, "<A4>" by so many capitals, "<x8>" by hexadecimal digits,
// "<7-30>" by a number between the two, and the names of filled.
func fill(r *rand.Rand, form string) string {
	var out []byte
	for i := 0; i < len(form); i++ {
		end := i + 1
		for end < len(form) && form[end] != '>' && form[end] != '<' {
			end++
		}
		if form[i] != '<' || end == len(form) || form[end] != '>' {
			out = append(out, form[i])
			continue
		}
		out = append(out, filled(r, form[i+1:end])...)
		i = end
	}
	return string(out)
}

func filled(r *rand.Rand, name string) string {
	switch name {
	case "ean":
		return withEANDigit("594" + digitsOf(r, 9))
	case "isbn":
		return withEANDigit("978" + digitsOf(r, 9))
	case "ms":
		return fmt.Sprint(1_500_000_000_000 + r.Int64N(350_000_000_000))
	case "s":
		return fmt.Sprint(1_500_000_000 + r.Int64N(350_000_000))
	case "date":
		return fmt.Sprintf("%02d.%02d.20%02d", 1+r.IntN(28), 1+r.IntN(12), 10+r.IntN(17))
	case "iso":
		return fmt.Sprintf("20%02d-%02d-%02d", 10+r.IntN(17), 1+r.IntN(12), 1+r.IntN(28))
	case "time":
		return fmt.Sprintf("%02d:%02d", r.IntN(24), r.IntN(60))
	}
	var n, m int
	if count, _ := fmt.Sscanf(name, "%d-%d", &n, &m); count == 2 {
		return fmt.Sprint(n + r.IntN(m-n+1))
	}
	if count, _ := fmt.Sscanf(name, "A%d", &n); count == 1 {
		return charactersOf(r, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	}
	if count, _ := fmt.Sscanf(name, "x%d", &n); count == 1 {
		return charactersOf(r, n, "0123456789abcdef")
	}
	if count, _ := fmt.Sscanf(name, "%d", &n); count == 1 {
		return charactersOf(r, 1, "123456789") + digitsOf(r, n-1)
	}
	return "<" + name + ">"
}

func digitsOf(r *rand.Rand, n int) string { return charactersOf(r, n, "0123456789") }

func charactersOf(r *rand.Rand, n int, alphabet string) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(out)
}

// withEANDigit appends the check digit of a bar code.
func withEANDigit(digits string) string {
	sum := 0
	for i := range digits {
		sum += int(digits[i]-'0') * (1 + i%2*2)
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}
