package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// longInput is from how many bytes on an input has a progress bar.
const longInput = 1 << 20

// progress is a bar on a terminal. A nil one does nothing.
type progress struct {
	bar *progressbar.ProgressBar
}

// newProgress gives a bar for an input of size bytes, or nil where it would not
// be seen or would stand in the way: on no terminal, or beside answers on one.
func newProgress(std streams, size int64) *progress {
	if screenOf(std.out).terminal {
		return nil
	}
	return newLoneProgress(std, size)
}

// newLoneProgress gives a bar for an input of size bytes whose answer comes only
// at its end, or nil where it would not be seen.
func newLoneProgress(std streams, size int64) *progress {
	if size < longInput || !screenOf(std.err).terminal {
		return nil
	}
	return &progress{bar: newBar(std.err, size)}
}

func newBar(w io.Writer, size int64) *progressbar.ProgressBar {
	return progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(w),
		progressbar.OptionShowBytes(true),
		progressbar.OptionUseIECUnits(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetWidth(30),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
	)
}

// show tells that the first bytes of the input have been read. A file that grows
// meanwhile does not run over the end.
func (p *progress) show(bytes int64) {
	if p != nil {
		_ = p.bar.Set64(min(bytes, p.bar.GetMax64()-1))
	}
}

// clear makes room for something else to be written.
func (p *progress) clear() {
	if p != nil {
		_ = p.bar.Clear()
	}
}

// finish takes the bar away.
func (p *progress) finish() {
	if p != nil {
		_ = p.bar.Finish()
	}
}
