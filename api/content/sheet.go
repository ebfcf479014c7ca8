package content

import (
	"bytes"
	"strconv"
)

// words are the strings of a workbook, which its cells name by number.
type words struct {
	text []byte
	ends []int
}

// wordCost is what a string costs beside its bytes.
const wordCost = 8

// at gives a string; what is not there is empty.
func (w *words) at(i int) []byte {
	if i < 0 || i >= len(w.ends) {
		return nil
	}
	begin := 0
	if i > 0 {
		begin = w.ends[i-1]
	}
	return w.text[begin:w.ends[i]]
}

// cost is the memory that the strings hold, in bytes.
func (w *words) cost() int64 { return int64(len(w.text) + wordCost*len(w.ends)) }

// wordsText reads the strings of a workbook. Those that do not fit in the memory that
// documents may hold are written at once: they are read, only not beside their row.
type wordsText struct {
	markup
	out   *output
	words *words
	// room is how much the strings may hold.
	room int64
	// shown is set in the text of a string, phonetic in what tells how to say it.
	shown, phonetic bool
	// over is set from the first string on that did not fit.
	over bool
}

func newWords(out *output, w *words, room int64) *wordsText {
	t := &wordsText{out: out, words: w, room: room}
	t.markup.to, t.markup.isXML = t, true
	return t
}

func (t *wordsText) end() {
	t.markup.end()
	t.out.endLine()
}

func (t *wordsText) open(name []byte) {
	switch string(localName(name)) {
	case "t":
		t.shown = true
	case "rPh":
		t.phonetic = true
	}
}

func (t *wordsText) attribute([]byte) bool { return false }

func (t *wordsText) value([]byte) {}

func (t *wordsText) valueEnd() {}

func (t *wordsText) opened(empty bool) {
	if empty {
		t.shown = false
	}
}

func (t *wordsText) close(name []byte) {
	switch string(localName(name)) {
	case "t":
		t.shown = false
	case "rPh":
		t.phonetic = false
	case "si":
		if t.over {
			t.out.endLine()
			return
		}
		t.words.ends = append(t.words.ends, len(t.words.text))
		t.over = t.words.cost() > t.room
	}
}

func (t *wordsText) text(p []byte) {
	if !t.shown || t.phonetic {
		return
	}
	if !t.over && t.words.cost()+int64(len(p))+wordCost > t.room {
		t.over = true
		t.out.endLine()
		begun := t.words.text
		if n := len(t.words.ends); n > 0 {
			begun = begun[t.words.ends[n-1]:]
		}
		_, _ = t.out.Write(begun)
	}
	if t.over {
		_, _ = t.out.Write(p)
		return
	}
	t.words.text = append(t.words.text, p...)
}

// sheetText reads a sheet.
type sheetText struct {
	markup
	flow  flow
	words *words
	tag   string
	// kind is the type of the cell: "s" names a string, "" is a number.
	kind []byte
	// isKind is set while the value of that attribute is read.
	isKind bool
	// shown is set in what holds the value of a cell, or the text above the pages.
	shown bool
	// held is a number or the number of a string, bounded.
	held []byte
}

func newSheet(out *output, w *words) *sheetText {
	s := &sheetText{flow: flow{out: out}, words: w}
	s.markup.to, s.markup.isXML = s, true
	return s
}

func (s *sheetText) end() {
	s.markup.end()
	s.flow.endLine()
}

func (s *sheetText) open(name []byte) {
	s.tag = string(localName(name))
	if s.tag == "c" {
		s.kind, s.held = s.kind[:0], s.held[:0]
		s.flow.cell()
	}
}

func (s *sheetText) attribute(name []byte) bool {
	s.isKind = s.tag == "c" && string(name) == "t"
	return s.isKind
}

func (s *sheetText) value(p []byte) {
	s.kind = append(s.kind, p[:min(len(p), maxLabel-len(s.kind))]...)
}

func (s *sheetText) valueEnd() {}

func (s *sheetText) opened(empty bool) {
	switch s.tag {
	case "v", "t", "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		s.shown = !empty
	}
}

func (s *sheetText) close(name []byte) {
	s.shown = false
	switch string(localName(name)) {
	case "c":
		s.endCell()
	case "row", "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		s.flow.endLine()
	}
}

func (s *sheetText) text(p []byte) {
	if !s.shown {
		return
	}
	if s.tag == "v" && (len(s.kind) == 0 || string(s.kind) == "s" || string(s.kind) == "n") && len(s.held)+len(p) <= maxLabel {
		s.held = append(s.held, p...)
		return
	}
	s.flow.write(p)
}

// endCell writes a number, or the string that a number names.
func (s *sheetText) endCell() {
	held := bytes.TrimSpace(s.held)
	if string(s.kind) == "s" {
		if i, err := strconv.Atoi(string(held)); err == nil {
			s.flow.write(s.words.at(i))
		}
	} else if len(held) > 0 {
		s.flow.write(wholeNumber(held))
	}
	s.held = s.held[:0]
}

// wholeNumber gives a number without exponent if it is whole: long numbers are kept
// as 1.960101123458E12.
func wholeNumber(number []byte) []byte {
	if !bytes.ContainsAny(number, "eE") {
		return number
	}
	value, err := strconv.ParseFloat(string(number), 64)
	if err != nil || value != float64(int64(value)) {
		return number
	}
	return strconv.AppendFloat(nil, value, 'f', -1, 64)
}
