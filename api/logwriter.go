package api

import (
	"io"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

const (
	// logDelay is how long a line may wait for others to be written with it: nothing to
	// who reads, and under load hundreds of lines.
	logDelay = 10 * time.Millisecond
	// logBytes is how much waits at most.
	logBytes = 64 << 10
)

// LogWriter writes the lines of a log, together where many come at a time, so that not
// every call costs a call of the system. A line after a pause is written at once, and so
// is a warning or worse with all before it; others wait 10 ms at most. It is safe for
// concurrent use, and holds up who logs while what it writes to is slow.
type LogWriter struct {
	out io.Writer

	mu      sync.Mutex
	waiting []byte
	written time.Time   // when something was written last
	timer   *time.Timer // writes what waits; nil while nothing does
}

// NewLogWriter gives a writer to out. It has to be closed.
func NewLogWriter(out io.Writer) *LogWriter { return &LogWriter{out: out} }

// Write writes a line of no level.
func (w *LogWriter) Write(line []byte) (int, error) {
	return w.WriteLevel(zerolog.NoLevel, line)
}

// WriteLevel writes a line. The error may be that of lines before it.
func (w *LogWriter) WriteLevel(level zerolog.Level, line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	isFirst := w.timer == nil && time.Since(w.written) >= logDelay
	isGrave := level >= zerolog.WarnLevel && level <= zerolog.PanicLevel
	w.waiting = append(w.waiting, line...)
	if isFirst || isGrave || len(w.waiting) >= logBytes {
		return len(line), w.flush()
	}
	if w.timer == nil {
		w.timer = time.AfterFunc(logDelay, w.late)
	}
	return len(line), nil
}

// late writes what has waited long enough. Whoever logs next learns of what fails.
func (w *LogWriter) late() {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.flush()
}

// flush writes what waits.
func (w *LogWriter) flush() error {
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
	if len(w.waiting) == 0 {
		return nil
	}
	_, err := w.out.Write(w.waiting)
	w.waiting = w.waiting[:0]
	w.written = time.Now()
	return err
}

// Close writes what waits. It does not close what it writes to.
func (w *LogWriter) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush()
}
