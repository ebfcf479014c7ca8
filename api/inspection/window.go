package inspection

import (
	"context"
	"unicode/utf8"

	"github.com/pecete/pecete/api/content"
)

// window gathers text and has it asked about in pieces that overlap. It is a
// content.Sink.
type window struct {
	ctx context.Context
	// ask judges a text; an error ends the reading.
	ask func(ctx context.Context, text string) error
	// memory is what documents that have to be held may take up together.
	memory *memory
	// missed is told what cannot be read as text; an error ends the reading.
	missed func(content.Missed) error

	size, overlap int
	text          []byte
	// old is how much of text was asked about already.
	old int
	// gathering tells that what was read is not written yet, held how much that is.
	gathering bool
	held      int64
}

// Write takes text and has it asked about as soon as a window is full.
func (w *window) Write(text []byte) (int, error) {
	taken := 0
	for taken < len(text) {
		piece := text[taken:min(len(text), taken+w.size-len(w.text))]
		w.text = append(w.text, piece...)
		taken += len(piece)
		if len(w.text) < w.size {
			break
		}
		if err := w.settle(); err != nil {
			return taken, err
		}
	}
	return taken, nil
}

// settle has all that was written asked about, but for the bytes of a code point whose
// others are not there yet.
func (w *window) settle() error {
	whole := wholeCodePoints(w.text)
	if whole <= w.old {
		return nil
	}
	if err := w.ask(w.ctx, string(w.text[:whole])); err != nil {
		return err
	}
	keep := w.kept(whole)
	left := copy(w.text, w.text[keep:])
	clear(w.text[left:])
	w.text, w.old = w.text[:left], whole-keep
	return nil
}

// kept gives where in the first end bytes of the text the overlap begins: behind the
// space that is nearest, so that no word is cut that need not be.
func (w *window) kept(end int) int {
	begin := end - w.overlap
	if begin <= 0 {
		return 0
	}
	for at := begin; at < end && at < begin+w.overlap/4; at++ {
		if c := w.text[at]; c == '\n' || c == ' ' {
			return at + 1
		}
	}
	for begin < end && !utf8.RuneStart(w.text[begin]) {
		begin++
	}
	return begin
}

// wholeCodePoints gives how many bytes of a text are code points that are all there.
func wholeCodePoints(text []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		if at := len(text) - back; utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				return at
			}
			break
		}
	}
	return len(text)
}

// Gather notes that what is read from now on is held.
func (w *window) Gather() { w.gathering = true }

// hold takes memory for what was read, if it is held. It fails if there is no more.
func (w *window) hold(bytes int) error {
	if !w.gathering {
		return nil
	}
	if !w.memory.take(int64(bytes)) {
		return errFull
	}
	w.held += int64(bytes)
	return nil
}

// Gathered gives the memory back.
func (w *window) Gathered() {
	w.gathering = false
	w.memory.give(w.held)
	w.held = 0
}

// Note is told what cannot be read as text.
func (w *window) Note(missed content.Missed) error { return w.missed(missed) }

// wipe forgets the text.
func (w *window) wipe() {
	w.Gathered()
	clear(w.text[:cap(w.text)])
}
