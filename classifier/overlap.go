package classifier

import (
	"cmp"
	"slices"
)

// resolve settles overlaps: of two candidates that share a character the one of
// higher rank stands and the other is dropped. Rank is the confidence plus
// specificityWeight times the detector's specificity; equals are settled by
// length, then by position, then by the detector's place in the order of ids.
// Candidates are taken by falling rank, so the result does not depend on the
// order they were found in. The result is sorted by start.
func resolve(found []candidate, length int) []candidate {
	if len(found) < 2 {
		return found
	}
	slices.SortFunc(found, byRank)
	taken := make(bitset, length/64+1)
	kept := found[:0]
	for _, c := range found {
		if taken.any(c.start, c.end) {
			continue
		}
		taken.set(c.start, c.end)
		kept = append(kept, c)
	}
	slices.SortFunc(kept, func(a, b candidate) int { return cmp.Compare(a.start, b.start) })
	return kept
}

// specificityWeight is how much a format that gives away its kind counts beside
// the confidence.
const specificityWeight = 0.3

func (c candidate) rank() float64 {
	return c.confidence + specificityWeight*c.rule.Specificity
}

func byRank(a, b candidate) int {
	return cmp.Or(
		cmp.Compare(b.rank(), a.rank()),
		cmp.Compare(b.end-b.start, a.end-a.start),
		cmp.Compare(a.start, b.start),
		cmp.Compare(a.rule.index, b.rule.index),
		cmp.Compare(b.evidence, a.evidence),
	)
}

// bitset is a set of folded positions.
type bitset []uint64

func (s bitset) any(start, end int) bool {
	for i := start; i < end; i++ {
		if s[i/64]&(1<<(i%64)) != 0 {
			return true
		}
	}
	return false
}

func (s bitset) set(start, end int) {
	for i := start; i < end; i++ {
		s[i/64] |= 1 << (i % 64)
	}
}
