package classifier

import (
	"slices"

	"github.com/pecete/pecete/patterns"
)

const (
	// ibanHead is how many characters of an IBAN stand before the account number.
	ibanHead = 4
	// ibanGroup is how many characters stand together on paper.
	ibanGroup = 4
)

// undoIBAN puts IBANs together whose characters are divided in ways that their
// detector does not read, such as by emoji, if their sum is right.
func undoIBAN(p *program, v *view) []mend {
	var mends []mend
	end := 0
	for _, run := range v.runs {
		if run.start < end {
			continue
		}
		places, value, ok := p.ibanPlaces(v, run.start)
		if !ok {
			continue
		}
		mends = append(mends, v.joinPlaces(places, value))
		end = places[len(places)-1] + 1
	}
	return mends
}

// ibanStart gives where an IBAN begins one of whose check digits is at at: at two
// letters before them that no word touches. A check digit may be typed as a
// letter in a Romanian one.
func (v *view) ibanStart(at int) (start int, masked, ok bool) {
	last := at
	for steps := range 2 {
		second, ok := v.alnumBefore(last)
		if !ok || !isLatin(v.lower[second]) {
			return 0, false, false
		}
		first, ok := v.alnumBefore(second)
		if ok && isLatin(v.lower[first]) && !isAlnum(v.at(first-1)) &&
			(steps == 0 || v.lower[first] == 'r' && v.lower[second] == 'o') {
			return first, steps > 0, true
		}
		if !isMask(v.lower[second]) {
			return 0, false, false
		}
		last = second
	}
	return 0, false, false
}

// ibanPlaces gives where the characters of an IBAN stand one of whose check digits
// is at at, and its value, if something odd divides them and the sum is right.
func (p *program) ibanPlaces(v *view, at int) (places []int, value []byte, ok bool) {
	first, odd, ok := v.ibanStart(at)
	if !ok {
		return nil, nil, false
	}
	second, _ := v.alnumAfter(first)
	country := [2]byte{v.lower[first], v.at(second)}
	if p.accounts[string(country[:])] == nil { // most letters before digits are no country's
		return nil, nil, false
	}
	var placeBuffer [ibanHead + maxStructure]int
	var valueBuffer [ibanHead + maxStructure]byte
	places, value = placeBuffer[:0], valueBuffer[:0]
	group := 0
	for i := first; ; {
		group++
		places, value = append(places, i), append(value, v.lower[i])
		if n := len(value); (n == 3 || n == 4) && !isDigit(value[n-1]) && !isMask(value[n-1]) {
			return nil, nil, false
		}
		if p.endsIBAN(v, value, i) {
			fixed, ok := unmaskedIBAN(value)
			if !ok || !odd && !isMask(value[2]) && !isMask(value[3]) || p.isNumberSign(v, places) {
				return nil, nil, false
			}
			return slices.Clone(places), slices.Clone(fixed), true
		}
		next, ok := v.alnumAfter(i)
		if !ok || len(value) == ibanHead+maxStructure {
			return nil, nil, false
		}
		if next > i+1 {
			odd = odd || group != ibanGroup || v.gapKind(i+1, next)&(gapSymbol|gapOther|gapLong) != 0
			group = 0
		}
		i = next
	}
}

// isNumberSign tells whether what stands at some places is "no" and one number, as "no.
// 7319014641006", and no label before it says that this is Norway and an account.
func (p *program) isNumberSign(v *view, places []int) bool {
	first, number := places[0], places[2]
	return v.lower[first] == 'n' && v.lower[places[1]] == 'o' && places[1] == first+1 &&
		v.allDigits(number, places[len(places)-1]+1) && !v.labelledBy(p.accountLabels, first)
}

// dividedIBAN tells whether undoIBAN puts one together whose check digits are at at.
func (p *program) dividedIBAN(v *view, at int) bool {
	_, _, ok := p.ibanPlaces(v, at)
	return ok
}

// unmaskedIBAN gives a value with a right sum: as it is, or with the letters of its
// account number that may stand for digits read so.
func unmaskedIBAN(value []byte) ([]byte, bool) {
	const country, bank, account = 2, 4, 8
	if patterns.IBAN(string(value)) {
		return value, true
	}
	fixed := slices.Clone(value)
	for i := country; i < len(fixed); i++ {
		if isMask(fixed[i]) && (i < bank || i >= account) {
			fixed[i], _ = standsFor(fixed[i])
		}
	}
	return fixed, patterns.IBAN(string(fixed))
}

// endsIBAN tells whether an IBAN may end with its character at i: it is as long as
// those of its country, and no letter or digit touches it.
func (p *program) endsIBAN(v *view, value []byte, i int) bool {
	if len(value) < ibanHead || v.solid(i+1) {
		return false
	}
	return slices.ContainsFunc(p.accounts[string(value[:2])], func(s ibanStructure) bool {
		return len(value) == ibanHead+len(s.classes)
	})
}

// alnumBefore gives the place of the letter or digit before a position, across a
// gap; alnumAfter that of the next one after a position.
func (v *view) alnumBefore(at int) (int, bool) {
	i := at - 1
	for i >= 0 && at-1-i < partGap && !v.solid(i) {
		i--
	}
	return i, i >= 0 && v.solid(i)
}

func (v *view) alnumAfter(at int) (int, bool) {
	i := at + 1
	for i-at-1 < partGap && i < len(v.lower) && !v.solid(i) {
		i++
	}
	return i, v.solid(i)
}

// solid tells whether a letter or digit stands at a position that is no half of a
// flag.
func (v *view) solid(at int) bool { return isAlnum(v.at(at)) && !v.flagLetter(at) }

// joinPlaces writes the value whose characters stand at some places of a view.
func (v *view) joinPlaces(places []int, value []byte) mend {
	m := mend{
		start: v.offset(places[0]), end: v.endOffset(places[len(places)-1] + 1),
		evidence: patterns.SetOf(patterns.Disguised), proof: proof{whole: true, strong: true},
	}
	for i, at := range places {
		char := value[i]
		if isLetter(char) {
			char -= 'a' - 'A' // as IBANs are written
		}
		m.with = append(m.with, mendedByte{char: char, from: v.offset(at), to: v.endOffset(at + 1)})
	}
	return m
}
