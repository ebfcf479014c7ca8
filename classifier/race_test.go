package classifier

import "testing"

// skipUnderRace leaves out a long test of one goroutine, in which the race
// detector has nothing to see but takes ten times as long.
func skipUnderRace(t testing.TB) {
	t.Helper()
	if raceDetector {
		t.Skip("one goroutine: nothing for the race detector to see")
	}
}

// skipAllocationsUnderRace leaves out a test that counts allocations: under the race
// detector pools drop what they are given, so that races show.
func skipAllocationsUnderRace(t testing.TB) {
	t.Helper()
	if raceDetector {
		t.Skip("pools keep nothing under the race detector")
	}
}
