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
func resolve(found []candidate) []candidate {
	if !slices.IsSortedFunc(found, byStart) {
		slices.SortFunc(found, byStart)
	}
	kept := found[:0]
	for len(found) > 0 {
		n := clusterSize(found)
		kept = append(kept, settle(found[:n])...)
		found = found[n:]
	}
	return kept
}

// clusterSize gives how many of the first candidates hang together: each
// overlaps one before it. Candidates are sorted by start.
func clusterSize(found []candidate) int {
	n, end := 1, found[0].end
	for n < len(found) && found[n].start < end {
		end = max(end, found[n].end)
		n++
	}
	return n
}

// settle keeps the best of candidates that hang together, sorted by start. The
// spans of candidates are bounded, and so the work for each.
func settle(cluster []candidate) []candidate {
	if len(cluster) == 1 {
		return cluster
	}
	first, last := cluster[0].start, 0
	for _, c := range cluster {
		last = max(last, c.end)
	}
	slices.SortFunc(cluster, byRank)
	var few [16]uint64
	taken := bitset(few[:])
	if need := (last-first)/64 + 1; need > len(few) {
		taken = make(bitset, need)
	}
	kept := cluster[:0]
	for _, c := range cluster {
		if taken.any(c.start-first, c.end-first) {
			continue
		}
		taken.set(c.start-first, c.end-first)
		kept = append(kept, c)
	}
	slices.SortFunc(kept, byStart)
	return kept
}

func byStart(a, b candidate) int { return cmp.Compare(a.start, b.start) }

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

// bitset is a set of folded positions, counted from the start of a cluster.
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
