package content

import (
	"strconv"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// maxGroups is how deep groups of RTF are kept apart; deeper ones are as their parent is.
const maxGroups = 1024

// rtfText reads RTF and writes its text (Rich Text Format specification 1.9.1). What a page
// does not show, such as fonts, styles and pictures, is left out.
type rtfText struct {
	x      *extraction
	out    *output
	groups []rtfGroup
	depth  int
	rtfGroup
	// word is the control word that is read, or its beginning; number what follows it.
	word, number []byte
	state        rtfState
	// star is set behind \*, by which a program passes over what it does not know.
	star bool
	// skip is how many characters stand in for one that was written already.
	skip int
	// escape joins the halves of a code point that is written as two.
	escape  escape
	charset *charmap.Charmap
}

// rtfGroup is what holds inside a group.
type rtfGroup struct {
	hidden bool
	// fallback is how many characters follow a \u.
	fallback int
}

type rtfState int

const (
	rtfPlain rtfState = iota
	rtfControl
	rtfWord
	rtfNumber
	rtfHex
)

func newRTF(x *extraction) *rtfText {
	return &rtfText{x: x, out: x.out, rtfGroup: rtfGroup{fallback: 1}, charset: charmap.Windows1250}
}

func (r *rtfText) feed(p []byte) {
	for i := 0; i < len(p) && r.out.err == nil; {
		if r.step(p[i]) {
			i++
		}
	}
}

func (r *rtfText) end() {
	if r.state == rtfWord || r.state == rtfNumber {
		r.control()
	}
	r.escape.lone(r.out)
	r.out.endLine()
	if r.hidden {
		r.miss(MissedBroken)
	}
}

// miss notes what is not read; the sink's error is seen by whoever feeds.
func (r *rtfText) miss(m Missed) { _ = r.x.note(m) }

// step reads a byte and tells whether it was taken.
func (r *rtfText) step(b byte) bool {
	letter, digit := isLetter(b), b >= '0' && b <= '9'
	switch r.state {
	case rtfControl:
		return r.behindBackslash(b)
	case rtfWord:
		if letter && len(r.word) < maxLabel {
			r.word = append(r.word, b)
			return true
		}
		if digit || b == '-' {
			r.state = rtfNumber
			return false
		}
	case rtfNumber:
		if (digit || b == '-' && len(r.number) == 0) && len(r.number) < 12 {
			r.number = append(r.number, b)
			return true
		}
	case rtfHex:
		if hexValue(b) < 0 {
			r.state = rtfPlain
			return false
		}
		if r.word = append(r.word, b); len(r.word) == 2 {
			r.state = rtfPlain
			r.char(byte(hexValue(r.word[0])<<4 | hexValue(r.word[1])))
		}
		return true
	default:
		r.plain(b)
		return true
	}
	r.state = rtfPlain
	r.control()
	return b == ' '
}

// plain reads a byte outside control words.
func (r *rtfText) plain(b byte) {
	switch b {
	case '\\':
		r.state, r.word, r.number = rtfControl, r.word[:0], r.number[:0]
	case '{':
		if r.depth++; r.depth <= maxGroups {
			r.groups = append(r.groups, r.rtfGroup)
		}
		r.star, r.skip = false, 0
	case '}':
		if r.depth > 0 && r.depth <= maxGroups {
			r.rtfGroup = r.groups[r.depth-1]
			r.groups = r.groups[:r.depth-1]
		}
		r.depth = max(r.depth-1, 0)
		r.star, r.skip = false, 0
	case '\r', '\n':
	default:
		r.char(b)
	}
}

// behindBackslash reads the byte behind a backslash.
func (r *rtfText) behindBackslash(b byte) bool {
	r.state = rtfPlain
	switch {
	case isLetter(b):
		r.state = rtfWord
		return false
	case b == '\'':
		r.state = rtfHex
	case b == '*':
		r.star = true
	case b == '~':
		r.char(' ')
	case b == '_':
		r.char('-')
	case b == '\r' || b == '\n':
		r.line('\n')
	case b == '\\' || b == '{' || b == '}':
		r.char(b)
	}
	return true
}

// char writes a character of the text.
func (r *rtfText) char(b byte) {
	switch {
	case r.skip > 0:
		r.skip--
	case r.hidden:
	default:
		r.escape.lone(r.out)
		r.out.writeRune(r.charset.DecodeByte(b))
	}
}

// line writes what ends a line or a cell.
func (r *rtfText) line(b byte) {
	if r.skip = 0; !r.hidden {
		r.escape.lone(r.out)
		r.out.writeByte(b)
	}
}

// control does what a control word says.
func (r *rtfText) control() {
	number, _ := strconv.Atoi(string(r.number))
	star := r.star
	r.star = false
	switch string(r.word) {
	case "par", "line", "row", "sect", "page", "column", "nestrow":
		r.line('\n')
	case "tab", "cell", "nestcell":
		r.line('\t')
	case "u":
		if !r.hidden {
			r.escape.write(r.out, rune(uint16(number)))
		}
		r.skip = r.fallback
	case "uc":
		r.fallback = max(number, 0)
	case "ansicpg":
		if named, err := htmlindex.Get("windows-" + strconv.Itoa(number)); err == nil {
			if table, ok := named.(*charmap.Charmap); ok {
				r.charset = table
			}
		}
	case "emdash", "endash":
		r.char('-')
	case "emspace", "enspace":
		r.char(' ')
	case "pict":
		r.hidden = true
		r.miss(MissedPicture)
	case "objdata":
		r.hidden = true
		r.miss(MissedType)
	case "fonttbl", "colortbl", "stylesheet", "themedata", "colorschememapping", "latentstyles", "datastore", "listtable", "listoverridetable", "rsidtbl", "generator", "fldinst":
		r.hidden = true
	case "bin":
		r.skip = max(number, 0)
		r.miss(MissedType)
	case "shptxt", "shpinst", "annotation", "footnote", "bkmkstart", "bkmkend", "xmlopen":
	default:
		r.hidden = r.hidden || star && !r.isText()
	}
}

// isText tells the words behind \* in whose group people write.
func (r *rtfText) isText() bool {
	switch string(r.word) {
	case "ftnsep", "company", "manager", "category", "keywords", "docvar", "nesttableprops", "pn", "userprops", "atnauthor", "ud", "shppict":
		return true
	}
	return false
}
