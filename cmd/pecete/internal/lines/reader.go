package lines

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
)

const (
	// bufferSize is how much a Reader reads at once, in bytes, and about how much
	// it gives at once.
	bufferSize = 64 << 10
	// maxAtOnce is the most lines Available gives at once.
	maxAtOnce = 512
	// escapeFactor is how many bytes JSON may need for one byte of text: \u0001.
	escapeFactor = 6
	// envelope is how many bytes a JSON line may spend on anything but its text.
	envelope = 64 << 10
)

// ErrUTF16 tells that an input begins with the byte order mark of UTF-16.
var ErrUTF16 = errors.New("is written in UTF-16; save it as UTF-8")

// Options are the settings of a Reader.
type Options struct {
	// Format of the lines; Auto means to see by the first that is not empty.
	Format Format
	// MaxText is the longest text of one message, in bytes.
	MaxText int
}

// Line is one line of an input.
type Line struct {
	// Number counts from 1.
	Number int
	// Ending is what closed the line: "\n", "\r\n", or "" at the end of input.
	Ending string

	content string
	format  Format
	maxText int
	tooLong bool
}

// Blank tells that the line is empty and thus carries no message.
func (l Line) Blank() bool { return l.content == "" && !l.tooLong }

// Format is how the line carries a message: Text or JSONL, or Auto for a Blank
// line before any that could tell.
func (l Line) Format() Format { return l.format }

// Reader cuts an input into lines. A byte order mark of UTF-8 at its start is
// skipped. It is for one goroutine.
type Reader struct {
	input   *bufio.Reader
	options Options
	number  int
	started bool
	// ended is why there are no more lines. It is kept because a terminal that
	// has said "end of input" once can be read on.
	ended error
}

// NewReader gives a Reader over input.
func NewReader(input io.Reader, options Options) *Reader {
	return &Reader{input: bufio.NewReaderSize(input, bufferSize), options: options}
}

// Available gives the lines that can be read without waiting, though at least
// one and not more than a few hundred, so that a person at a terminal has an
// answer after each line while a long file is read in large pieces. It fails
// with io.EOF at the end of input, with ErrUTF16, or as the input does; lines
// read before a failure are given first.
func (r *Reader) Available() ([]Line, error) {
	var lines []Line
	for size := 0; r.ended == nil && len(lines) < maxAtOnce && size < bufferSize; {
		if len(lines) > 0 && !r.holdsLine() {
			return lines, nil
		}
		line, ok := r.next()
		if !ok {
			break
		}
		lines = append(lines, line)
		size += len(line.content)
	}
	if len(lines) == 0 {
		return nil, r.ended
	}
	return lines, nil
}

// holdsLine tells whether a whole line stands in the buffer.
func (r *Reader) holdsLine() bool {
	held, _ := r.input.Peek(r.input.Buffered())
	return bytes.IndexByte(held, '\n') >= 0
}

// next reads one line, or tells that there is none and sets ended.
func (r *Reader) next() (Line, bool) {
	if !r.started {
		r.started, r.ended = true, r.skipMark()
	}
	if r.ended != nil {
		return Line{}, false
	}
	content, tooLong := r.cut()
	if content == "" && !tooLong {
		return Line{}, false
	}
	r.number++
	line := Line{Number: r.number, maxText: r.options.MaxText, tooLong: tooLong}
	line.content, line.Ending = splitEnding(content)
	if r.options.Format == Auto && !line.Blank() {
		r.options.Format = detect(line.content)
	}
	line.format = r.options.Format
	return line, true
}

// skipMark skips the byte order mark of UTF-8 and fails on that of UTF-16.
func (r *Reader) skipMark() error {
	if r.beginsWith("\xFE\xFF") || r.beginsWith("\xFF\xFE") {
		return ErrUTF16
	}
	if !r.beginsWith("\uFEFF") {
		return nil
	}
	_, err := r.input.Discard(len("\uFEFF"))
	return err
}

// beginsWith looks at no more bytes than it must, for a person may have typed
// only one.
func (r *Reader) beginsWith(mark string) bool {
	for n := 1; n <= len(mark); n++ {
		if head, _ := r.input.Peek(n); string(head) != mark[:n] {
			return false
		}
	}
	return true
}

// cut reads up to and with the next "\n". Of a line that is longer than any
// message can be it keeps nothing and tells so. It sets ended where the input
// fails, and gives nothing where nothing was left.
func (r *Reader) cut() (content string, tooLong bool) {
	var kept []byte
	for {
		piece, err := r.input.ReadSlice('\n')
		if err == nil && kept == nil && !tooLong {
			return string(piece), false // the usual case: no copy in between
		}
		tooLong = tooLong || len(kept)+len(piece) > r.longestLine()
		if tooLong {
			kept = nil
		} else {
			kept = append(kept, piece...)
		}
		if err == nil {
			return string(kept), tooLong
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		r.ended = err
		if !errors.Is(err, io.EOF) {
			return "", false // half a line is no message
		}
		return string(kept), tooLong
	}
}

// longestLine is the length in bytes from which on a line cannot carry a message.
func (r *Reader) longestLine() int {
	if r.options.MaxText > (math.MaxInt-envelope)/escapeFactor {
		return math.MaxInt
	}
	return r.options.MaxText*escapeFactor + envelope
}

func splitEnding(line string) (content, ending string) {
	for _, ending := range []string{"\r\n", "\n"} {
		if n := len(line) - len(ending); n >= 0 && line[n:] == ending {
			return line[:n], ending
		}
	}
	return line, ""
}

// Fault is a line that could not be read as a message. It holds nothing of the
// line.
type Fault struct {
	// Line counts from 1.
	Line int
	// Reason is safe to show.
	Reason string
}

// Error gives the line and the reason.
func (f *Fault) Error() string { return fmt.Sprintf("line %d: %s", f.Line, f.Reason) }
