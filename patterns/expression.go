package patterns

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/dlclark/regexp2/v2/syntax"
)

// ErrTimeLimit reports that an expression was stopped before it could decide.
// It carries nothing of the text (the library's own error would).
var ErrTimeLimit = errors.New("expression stopped at its time limit")

const (
	// expressionTimeLimit bounds one search. A search over a window takes
	// microseconds; the limit is for expressions that backtrack without end, and
	// is wide enough that a busy machine does not stop an honest one. The library
	// checks its clock only now and then and may take a few times as long.
	expressionTimeLimit = 250 * time.Millisecond
	// expressionStackLimit bounds the memory of one search, in integers.
	expressionStackLimit = 20_000
	// expressionMaxLength is the longest expression a rule file may hold, bytes.
	expressionMaxLength = 4096
	// expressionOptions are those of the library.
	expressionOptions = regexp2.IgnorePatternWhitespace | regexp2.RE2
	// MaxWindow is the most text one search may see, in folded characters.
	MaxWindow = 768
)

// Expression is a compiled regular expression bounded in time and input. It is
// the only place where regexp2 is used. Safe for concurrent use.
type Expression struct {
	source string
	// free finds a match anywhere, anchored at the start of a window; only some rules
	// need the latter, which is compiled when it is first asked for (atStart).
	free       *regexp2.Regexp
	anchored   *regexp2.Regexp
	anchorOnce sync.Once
	group      int
	buffers    sync.Pool
}

// CompileExpression compiles source for folded text. White space and comments
// in source are ignored; \d, \w and \s are ASCII. It fails if source is longer
// than 4096 bytes or is not a valid expression.
func CompileExpression(source string) (*Expression, error) {
	if len(source) > expressionMaxLength {
		return nil, fmt.Errorf("expression is %d bytes long, the limit is %d", len(source), expressionMaxLength)
	}
	// By itself first, so that a fault shows the source as it was written and no
	// bracket of the source closes one of those put around it.
	if _, err := syntax.Parse(source, syntax.ParseOptions{RegexOptions: syntax.RegexOptions(expressionOptions)}); err != nil {
		return nil, fmt.Errorf("expression does not compile: %w", err)
	}
	free, err := compileRegexp("(?:" + source + "\n)")
	if err != nil {
		return nil, err
	}
	e := &Expression{source: source, free: free}
	if n := free.GroupNumberFromName("value"); n > 0 {
		e.group = n
	}
	return e, nil
}

// atStart gives the expression that looks for a match at the start of a window. The
// free one finds the same, but may look further for what then does not count.
func (e *Expression) atStart() *regexp2.Regexp {
	e.anchorOnce.Do(func() {
		e.anchored = e.free
		if anchored, err := compileRegexp(`\G(?:` + e.source + "\n)"); err == nil {
			e.anchored = anchored
		}
	})
	return e.anchored
}

func compileRegexp(source string) (*regexp2.Regexp, error) {
	re, err := regexp2.Compile(source,
		expressionOptions,
		regexp2.OptionMaxBacktrackingStackSize(expressionStackLimit))
	if err != nil {
		return nil, fmt.Errorf("expression does not compile: %w", err)
	}
	re.MatchTimeout = expressionTimeLimit
	return re, nil
}

// String gives the expression's source.
func (e *Expression) String() string { return e.source }

// Search looks in text[lo:hi] for a match that covers the byte at anchor, and
// gives the reported part as half-open offsets in text. If lo equals anchor the
// match must begin there. Text must be ASCII (the folded view); hi-lo is cut to
// MaxWindow. The only error is ErrTimeLimit.
func (e *Expression) Search(text []byte, lo, anchor, hi int) (start, end int, found bool, err error) {
	hi = min(hi, lo+MaxWindow)
	window := e.window(text[lo:hi])
	defer e.giveBack(window)
	re := e.free
	if lo == anchor {
		re = e.atStart()
	}
	err = re.FindRunesMatches(*window, 0, func(m regexp2.MatchView) bool {
		from, length, ok := m.GroupRange(0)
		if !ok || lo+from > anchor {
			return false
		}
		if lo+from+length <= anchor {
			return true
		}
		if e.group > 0 {
			from, length, ok = m.GroupRange(e.group)
		}
		start, end, found = lo+from, lo+from+length, ok && length > 0
		return false
	})
	if err != nil {
		return 0, 0, false, ErrTimeLimit
	}
	return start, end, found, nil
}

// window copies folded text into a pooled rune slice, which is what regexp2
// searches without allocating.
func (e *Expression) window(text []byte) *[]rune {
	buffer, ok := e.buffers.Get().(*[]rune)
	if !ok {
		buffer = new([]rune)
	}
	runes := (*buffer)[:0]
	for _, b := range text {
		runes = append(runes, rune(b))
	}
	*buffer = runes
	return buffer
}

// giveBack keeps a window for the next search, without the text that was in it.
func (e *Expression) giveBack(window *[]rune) {
	clear(*window)
	e.buffers.Put(window)
}

// UnmarshalText compiles an expression from a rule file.
func (e *Expression) UnmarshalText(text []byte) error {
	compiled, err := CompileExpression(string(text))
	if err != nil {
		return err
	}
	e.source, e.free, e.group = compiled.source, compiled.free, compiled.group
	return nil
}
