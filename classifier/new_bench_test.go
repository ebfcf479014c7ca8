package classifier

import (
	"testing"

	"github.com/pecete/pecete/patterns"
)

// defaultRules loads the built-in rules.
func defaultRules(t testing.TB) *patterns.Ruleset {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// BenchmarkNew compiles the built-in rules, as every start of the service does.
func BenchmarkNew(b *testing.B) {
	rules := defaultRules(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(rules, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// The service starts in a tenth of a second, and what it allocates then it may hold on
// to; seconds depend on the machine, allocations do not.
func TestCompilingAllocatesLittle(t *testing.T) {
	skipAllocationsUnderRace(t)
	const most = 80_000
	rules := defaultRules(t)
	if n := testing.AllocsPerRun(1, func() {
		if _, err := New(rules, Options{}); err != nil {
			t.Fatal(err)
		}
	}); n > most {
		t.Errorf("compiling the built-in rules allocates %v times, the limit is %d", n, most)
	}
}
