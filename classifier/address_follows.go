package classifier

// What follows a supposed part of an address, and so tells what it is.

// countyFollows tells whether a county follows a position.
func (f *addressFinder) countyFollows(v *view, at int) bool {
	g, ok := f.gapAfter(v, at)
	if !ok || g.stop || g.linked || g.line {
		return false
	}
	word, end := f.words.at(v, g.next)
	return (word == countyName || word == seatName || word == countyWord) && !isLetter(v.at(end))
}

// unitFollows tells whether a part of a building follows a position.
func (f *addressFinder) unitFollows(v *view, at int) bool {
	g, ok := f.gapAfter(v, at)
	if !ok || g.stop || g.linked {
		return false
	}
	e, ok := f.read(v, g.next)
	return ok && e.part&(partsOfBuilding|partSection) != 0
}

// placeFollows tells whether a county, postal code or country follows a
// supposed town, which then is one.
func (f *addressFinder) placeFollows(v *view, at int) bool {
	g, ok := f.gapAfter(v, at)
	if !ok || g.stop || g.linked {
		return false
	}
	e, ok := f.read(v, g.next)
	return ok && e.part&(partCounty|partPostcode|partCountry|partTown|partSector|partCommune) != 0
}
