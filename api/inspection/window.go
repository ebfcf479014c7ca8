package inspection

import (
	"context"
	"unicode/utf8"
)

// window gathers text and has it asked about in pieces that overlap. It is a
// content.Sink.
type window struct {
	ctx context.Context
	// ask judges a text; an error ends the reading.
	ask func(ctx context.Context, text string) error
	// places are the documents that may be held at once.
	places chan struct{}

	size, overlap int
	text          []byte
	// old is how much of text was asked about already.
	old int
	// gathering tells that what was read is not written yet.
	gathering bool
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

// Gather waits for a place to hold a document in. If the reading is given up meanwhile it
// returns at once: what reads notices that by itself.
func (w *window) Gather() {
	if w.gathering {
		return
	}
	w.gathering = true
	select {
	case w.places <- struct{}{}:
	case <-w.ctx.Done():
		w.places = nil // nothing to give back
	}
}

// Gathered gives the place back.
func (w *window) Gathered() {
	if !w.gathering {
		return
	}
	w.gathering = false
	if w.places != nil {
		<-w.places
	}
}

// wipe forgets the text.
func (w *window) wipe() {
	w.Gathered()
	clear(w.text[:cap(w.text)])
}
