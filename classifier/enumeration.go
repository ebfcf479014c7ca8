package classifier

// listedBefore gives where the number begins that stands before the span
// [start,end) in a list of two, such as "051234567 si Ana 051234568" or
// "051234567, 051234568": one of as many digits, behind a comma or the word
// "and", with a name at most. What labels the first labels the second. It gives
// start if there is none, or the span is not digits alone.
func (v *view) listedBefore(start, end int) int {
	if !v.allDigits(start, end) {
		return start
	}
	i, ok := v.skipListJoin(start)
	if !ok {
		return start
	}
	from := i
	for from > i-maxNumeral && isDigit(v.at(from-1)) {
		from--
	}
	if i-from != end-start || isAlnum(v.at(from-1)) {
		return start
	}
	return from
}

// skipListJoin gives where what joins two members of a list begins, which ends
// at a position.
func (v *view) skipListJoin(at int) (int, bool) {
	i := v.skipSpaceBack(at)
	if b := v.at(i - 1); b == ',' || b == '/' || b == '&' || b == '+' {
		return v.skipSpaceBack(i - 1), true
	}
	for range 2 {
		word := v.letterRun(i)
		if word == i {
			return at, false
		}
		joins := isJoin(v.lower[word:i])
		if i = v.skipSpaceBack(word); joins {
			return i, true
		}
		if v.at(i-1) == ',' && v.upper(word) && !v.upper(word+1) && !isNumberWord(v.lower[word:wordEnd(v.lower, word)]) {
			return v.skipSpaceBack(i - 1), true
		}
	}
	return at, false
}

func isJoin(word []byte) bool {
	switch string(word) {
	case "si", "and", "iar", "plus":
		return true
	}
	return false
}

// skipSpaceBack gives where the spaces begin that end at a position.
func (v *view) skipSpaceBack(at int) int {
	for i := at; ; i-- {
		if v.at(i-1) != ' ' || i <= at-runGap {
			return i
		}
	}
}
