package classifier

import (
	"testing"
	"time"
)

// What follows guards the speed without asking for seconds: allocations, and how the
// engine compares with a plain pass over the same bytes in the same process.

func TestCleanMessagesAllocateNothing(t *testing.T) {
	skipAllocationsUnderRace(t)
	c := newTestClassifier(t)
	for _, text := range []string{
		sized(plainChat, 200), sized(cleanChat, 200), sized(plainChat, 20000), "ok, ne vedem acolo! 😀👍 ❤️", "un cal alb pe al doilea drum",
		"ne vedem la 18:30 la gară", "ȘEDINȚA ESTE MÂINE", "nu, nu vreau", "",
	} {
		c.Classify(text, Query{}) // the first takes a view
		if n := testing.AllocsPerRun(100, func() { c.Classify(text, Query{}) }); n > 0 {
			t.Errorf("%.0f allocations for %q", n, text[:min(40, len(text))])
		}
	}
}

func TestFindingsAllocateLittle(t *testing.T) {
	skipAllocationsUnderRace(t)
	c := newTestClassifier(t)
	for _, text := range []string{
		sized(dirtyChat, 200), "sună-mă la 0712034567", "scrie-mi la ana@example.com", "locuiesc pe str. Teilor nr. 5, bl. C2, ap. 14, Cluj-Napoca",
		"CNP 1850228120011, tel 0712034567, mail ion.pop@example.com", "SECRET DE SERVICIU\n\nNotă privind situația",
	} {
		found := len(c.Classify(text, Query{}).Findings)
		if found == 0 {
			t.Errorf("nothing is found in %q", text)
		}
		if n := testing.AllocsPerRun(100, func() { c.Classify(text, Query{}) }); n > float64(2*found) {
			t.Errorf("%.0f allocations for %d findings in %q", n, found, text)
		}
	}
}

// TestCleanMessagesComparedWithTablePass: the bounds are a sixth of what is measured on
// a quiet machine, the best of many short runs of each in turn; without the first look
// it is less than half of them.
func TestCleanMessagesComparedWithTablePass(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector watches one of them more than the other")
	}
	c := newTestClassifier(t)
	for _, test := range []struct {
		name, text string
		least      float64
	}{
		{"without diacritics", sized(plainChat, 2000), 0.05},
		{"with diacritics", sized(cleanChat, 2000), 0.035},
	} {
		table, engine := time.Hour, time.Hour
		for range 300 {
			table = min(table, timeOf(func() { tablePass(test.text) }))
			engine = min(engine, timeOf(func() { c.Classify(test.text, Query{}) }))
		}
		if got := float64(table) / float64(engine); got < test.least {
			t.Errorf("clean text %s goes at %.3f of the speed of a table pass, less than %.2f", test.name, got, test.least)
		}
	}
}

func timeOf(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// tablePass looks each byte of text up in a table, the least a scan could do.
func tablePass(text string) byte {
	var table [256]byte
	for i := range table {
		table[i] = byte(i) & 1
	}
	sum := byte(0)
	for i := range len(text) {
		sum |= table[text[i]]
	}
	return sum
}
