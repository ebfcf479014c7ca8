package classifier

// other notes another of the detector's wordings. One that the text joins to
// this one, or two of them near by, make a list of levels, as laws and manuals
// have; a document bears one.
func (s *survey) other(found markingSpan) {
	w, own := found.wording, s.span.wording
	if w.abbreviation || s.distance(found.start, found.start) > listWide || found.end > s.span.start && found.start < s.span.end {
		return
	}
	if own.abbreviation {
		s.around.phrase = s.around.phrase || !w.ordinary || s.v.allCapitals(found.start, found.end)
	}
	if w.marking == own.marking || w.class || own.class || w.marking.Designation == own.marking.Designation {
		return
	}
	if !w.classified() && own.classified() { // "SECRET (NESECRET fără anexă)" is no list
		s.around.enumerated = s.around.enumerated || !s.punctuationOnly(found) && s.joined(found)
		return
	}
	s.around.enumerated = s.around.enumerated || s.joined(found)
	if w.ordinary && !s.v.allCapitals(found.start, found.end) || s.f.covered(s.v, found) {
		return
	}
	if s.second == nil {
		s.second = w.marking
	}
	if s.second.Designation != w.marking.Designation {
		s.around.enumerated = true
	}
}

// punctuationOnly tells whether no word stands between the wording and another.
func (s *survey) punctuationOnly(other markingSpan) bool {
	from, to := other.end, s.span.start
	if other.start >= s.span.end {
		from, to = s.span.end, other.start
	}
	for at := from; at < to && at < from+listReach; at++ {
		if isLetter(s.v.at(at)) {
			return false
		}
	}
	return true
}

// joined tells whether only punctuation and joining words stand between the
// wording and another.
func (s *survey) joined(other markingSpan) bool {
	from, to := other.end, s.span.start
	if other.start >= s.span.end {
		from, to = s.span.end, other.start
	}
	if to-from > listReach {
		return false
	}
	for at := from; at < to; at++ {
		if !isLetter(s.v.at(at)) || isLetter(s.v.at(at-1)) {
			continue
		}
		end, ok := s.connector(at)
		if !ok || end > to {
			return false
		}
		at = end - 1
	}
	return true
}

// connector gives the end of the joining word at a word start. A single letter,
// as in "a) strict secret; b) secret", joins too.
func (s *survey) connector(at int) (int, bool) {
	if s.v.singleLetter(at) {
		return at + 1, true
	}
	note := s.f.note(s.v, at)
	for _, hit := range note.hits[:note.count] {
		if hit.roles&roleConnector != 0 {
			return hit.end, true
		}
	}
	return 0, false
}
