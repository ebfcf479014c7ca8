package patterns

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// BenchmarkDefault loads the built-in rules, as every start of the service does.
func BenchmarkDefault(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Default(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOverlay loads two thousand rules of somebody else.
func BenchmarkOverlay(b *testing.B) {
	rules, err := Default()
	if err != nil {
		b.Fatal(err)
	}
	dir := folder()
	for i := range 2000 {
		text := strings.Replace(soundRule, "acme.badge", fmt.Sprintf("acme.rule%d", i), 1)
		dir[fmt.Sprintf("rule%d.yaml", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rules.Overlay(dir); err != nil {
			b.Fatal(err)
		}
	}
}

// The service starts in a tenth of a second, and what it allocates then it may hold on
// to; seconds depend on the machine, allocations do not.
func TestLoadingAllocatesLittle(t *testing.T) {
	const most = 40_000
	if n := testing.AllocsPerRun(1, func() { builtIn(t) }); n > most {
		t.Errorf("loading the built-in rules allocates %v times, the limit is %d", n, most)
	}
}
