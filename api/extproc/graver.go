package extproc

import (
	"slices"

	"github.com/pecete/pecete/api/inspection"
)

// graver puts two rulings about one HTTP message together: what counts is the graver, and
// what was found and missed is that of both. The second may be nil.
func graver(one, other *inspection.Ruling) *inspection.Ruling {
	if other == nil {
		return one
	}
	if isGraver(other, one) {
		one, other = other, one
	}
	both := *one
	both.Verdict, both.Score, both.Level = max(one.Verdict, other.Verdict), max(one.Score, other.Score), max(one.Level, other.Level)
	both.Detectors = united(one.Detectors, other.Detectors)
	both.Coverage.Missed = united(one.Coverage.Missed, other.Coverage.Missed)
	if both.Romanian == nil {
		both.Romanian, both.English = other.Romanian, other.English
	}
	return &both
}

func isGraver(one, other *inspection.Ruling) bool {
	if one.Action != other.Action {
		return one.Action > other.Action
	}
	return one.Verdict > other.Verdict || one.Verdict == other.Verdict && one.Score > other.Score
}

// united gives the sorted values of both lists, each once.
func united[T ~string](one, other []T) []T {
	all := slices.Concat(one, other)
	slices.Sort(all)
	return slices.Compact(all)
}
