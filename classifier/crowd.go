package classifier

const (
	// crowdReach is how far to each side of a number others like it are looked
	// for, in folded characters; crowdMost is how many are looked at.
	crowdReach = 400
	crowdMost  = 8
)

// crowd counts the unbroken numbers of so many digits around the span
// [start,end), itself among them, and how many of them pass a check. A list of
// numbers of which few pass is a list of something else. The check is asked with where
// a number begins. Numbers that begin
// with 0 are left out: they are phones.
func (v *view) crowd(start, end int, pass func(at int) bool) (count, passing int) {
	length := end - start
	see := func(from, to int) {
		if to-from != length || v.lower[from] == '0' {
			return
		}
		count++
		if pass(from) {
			passing++
		}
	}
	see(start, end)
	for i := start - 1; i >= max(0, start-crowdReach) && count < crowdMost; {
		if !isDigit(v.lower[i]) {
			i--
			continue
		}
		from := v.digitRunStart(i, length)
		see(from, i+1)
		i = from - 1
	}
	for i := end; i < min(len(v.lower), end+crowdReach) && count < 2*crowdMost; {
		if !isDigit(v.lower[i]) {
			i++
			continue
		}
		to := v.digitRunEnd(i, length)
		see(i, to)
		i = to
	}
	return count, passing
}

// digitRunStart gives where the digits begin that end with the one at last,
// looking one further than length.
func (v *view) digitRunStart(last, length int) int {
	from := last
	for from > last-length && isDigit(v.at(from-1)) {
		from--
	}
	return from
}

// digitRunEnd gives where the digits end that begin at first, looking one
// further than length.
func (v *view) digitRunEnd(first, length int) int {
	to := first
	for to <= first+length && isDigit(v.at(to)) {
		to++
	}
	return to
}
