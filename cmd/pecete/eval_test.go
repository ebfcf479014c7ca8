package main

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// labelledLines gives lines enough for several batches: right, missed, false,
// and some that cannot be read.
func labelledLines(n int) string {
	var b strings.Builder
	for i := range n {
		text := fmt.Sprintf("mesajul %d: CNP 1850228120011, salut", i)
		start := strings.Index(text, "185")
		switch i % 7 {
		case 0:
			fmt.Fprintf(&b, "{\"text\": %q, \"spans\": []}\n", text)
		case 1:
			fmt.Fprintf(&b, "{\"text\": %q, \"spans\": [{\"start\": 0, \"end\": 7, \"detector\": \"iban\"}], \"verdict\": \"block\"}\n", text)
		case 2:
			fmt.Fprintf(&b, "{\"text\": %q, \"spans\": [{\"start\": 900, \"end\": 7, \"detector\": \"iban\"}]}\n", text)
		default:
			fmt.Fprintf(&b, "{\"text\": %q, \"spans\": [{\"start\": %d, \"end\": %d, \"detector\": \"ro.cnp\"}], \"verdict\": \"warn\", \"kind\": \"k%d\"}\n", text, start, start+13, i%3)
		}
	}
	return b.String()
}

func TestEvalIsTheSameOnAnyNumberOfCores(t *testing.T) {
	lines := labelledLines(5000)
	evaluate := func(cores int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		status, out, errs := pecete(t, lines, "eval", "--json", "--by-kind", "-")
		if status != statusUsage {
			t.Fatalf("status %d: %s", status, errs)
		}
		return out + errs
	}
	alone := evaluate(1)
	for _, cores := range []int{2, 8} {
		if evaluate(cores) != alone {
			t.Errorf("%d cores give something else than one", cores)
		}
	}
}

// TestEvalQuotesNothingUnasked: whatever the form, and also where lines cannot
// be read.
func TestEvalQuotesNothingUnasked(t *testing.T) {
	lines := labelledLines(50)
	for _, form := range []string{"--by-kind", "--json", "--html=-"} {
		_, out, errs := pecete(t, lines, "eval", form, "-")
		for _, secret := range []string{"mesajul", "1850228120011", "salut"} {
			if strings.Contains(out+errs, secret) {
				t.Errorf("%s: the output quotes a message", form)
			}
		}
		if _, shown, _ := pecete(t, lines, "eval", "--show-text", form, "-"); !strings.Contains(shown, "1850228120011") {
			t.Errorf("%s: --show-text shows no text", form)
		}
	}
}
