package classifier

import (
	"bytes"

	"github.com/pecete/pecete/patterns"
)

// licenceDigits is how many digits a driving licence's number has between its
// letters (Microsoft Purview, "Romania driver's license number").
const licenceDigits = 8

// findDrivingLicence looks for the number of a driving licence whose digits begin
// at at: a letter or a digit more before or after eight digits, or a letter on
// both sides. SHAPE tells that a letter stands where licences have one, which
// few other numbers share.
func findDrivingLicence(v *view, at int) (sighting, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) {
		return sighting{}, false
	}
	end, tail, ok := v.licenceEnd(at)
	if !ok {
		return sighting{}, false
	}
	start, letter := v.licenceStart(at)
	switch v.at(start - 1) {
	case '_', '/', '.', '-':
		return sighting{}, false
	}
	if isAlnum(v.at(start-1)) || v.insideToken(start, end) {
		return sighting{}, false
	}
	seen := sighting{start: start, end: end}
	if letter && (start == at-1 || tail) && v.countDigits(at) > idCardDigits {
		seen.evidence = seen.evidence.With(patterns.Shape)
	}
	return seen, true
}

// licenceEnd gives where a licence's number ends whose digits begin at at, and
// whether a letter ends it.
func (v *view) licenceEnd(at int) (end int, tail, ok bool) {
	end = at
	for end <= at+licenceDigits+1 && isDigit(v.at(end)) {
		end++
	}
	switch end - at {
	case licenceDigits:
		if tail = isLatin(v.at(end)); tail {
			end++
		}
	case licenceDigits + 1:
	case licenceDigits / 2:
		half := end + 1
		end = half
		for end <= half+licenceDigits/2 && isDigit(v.at(end)) {
			end++
		}
		if v.at(half-1) != ' ' || end-half != licenceDigits/2 {
			return 0, false, false
		}
	default:
		return 0, false, false
	}
	switch b := v.at(end); b {
	case '.', ',', '/', '-':
		return end, tail, !isDigit(v.at(end + 1))
	default:
		return end, tail, !isAlnum(b) && b != '_'
	}
}

// licenceStart gives where a licence's number begins whose digits begin at at,
// and whether a letter begins it: one that touches the digits, one that its label
// calls a series, or a consonant before a space that is no category of vehicles.
func (v *view) licenceStart(at int) (start int, letter bool) {
	if isLatin(v.at(at - 1)) {
		return at - 1, true
	}
	w, ok := v.cardWordBefore(at)
	numbered := ok && isNumberWord(v.lower[w.start:w.end]) && w.end-w.start > 1
	if numbered {
		w, ok = v.cardWordBefore(w.start)
	}
	if !ok || w.end-w.start != 1 {
		return at, false
	}
	before, named := v.cardWordBefore(w.start)
	text := v.lower[before.start:before.end]
	switch {
	case named && isSeriesWord(text):
		return w.start, true
	case numbered, w.end != at-1, v.at(w.end) != ' ', bytes.IndexByte([]byte("aeio"), v.lower[w.start]) >= 0:
		return at, false
	case named && (bytes.HasPrefix(text, []byte("categori")) || string(text) == "cat"):
		return at, false
	}
	return w.start, true
}
