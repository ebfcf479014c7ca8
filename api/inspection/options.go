package inspection

import (
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api/content"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Options are the settings of an Inspector. The zero value of each field means its
// default, and that of Policy means Pass throughout.
type Options struct {
	Policy Policy
	// Question is how each text is asked about: detectors, least confidence and channel.
	// Locale, unit and matches are the Inspector's own business.
	Question *pecetev1.ClassifyOptions
	// Content bounds what reading one body may cost; the zero value means
	// content.DefaultLimits.
	Content content.Limits
	// Window is how much text is asked about at once, in bytes, 64 KiB by default. It must
	// not be more than the service takes as a text.
	Window int
	// Overlap is how much text at the end of a window is asked about once more at the
	// beginning of the next, in bytes, 4 KiB by default.
	Overlap int
	// Timeout is how long one question may take, tries again included, 10 s by default.
	Timeout time.Duration
	// Gathered is how much of documents that must be held whole is held at once, in bytes
	// as they come, 64 MiB by default. A body that there is no room for is one that nobody
	// can be asked about.
	Gathered int64
	// Log gets a line for each body; the zero value drops them.
	Log zerolog.Logger
	// Observe is told of each body; nil means nobody is.
	Observe func(Outcome)
}

func (o Options) withDefaults() Options {
	if o.Content == (content.Limits{}) {
		o.Content = content.DefaultLimits()
	}
	if o.Window == 0 {
		o.Window = 64 << 10
	}
	if o.Overlap == 0 {
		o.Overlap = 4 << 10
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Gathered == 0 {
		o.Gathered = 64 << 20
	}
	return o
}

// check fails if the options contradict themselves.
func (o Options) check() error {
	if o.Overlap < 0 || o.Window < 2*o.Overlap || o.Window < 1<<10 {
		return fmt.Errorf("a window of %d bytes is too small for an overlap of %d: it must be at least 1 KiB, and twice the overlap", o.Window, o.Overlap)
	}
	if o.Timeout < 0 || o.Gathered < 0 {
		return errors.New("times and numbers must not be negative")
	}
	return nil
}

// Outcome is what became of one body, in numbers and names of the project's own.
type Outcome struct {
	// Door and Direction are the Subject's.
	Door, Direction string
	Action          Action
	// Verdict is unspecified where nobody could be asked.
	Verdict pecetev1.Verdict
	// Coverage tells what could not be read as text.
	Coverage content.Coverage
	// Failed tells whether nobody could be asked.
	Failed bool
	// Bytes is how much of the body was read.
	Bytes int64
	// Took is how long that was, with the time the body took to arrive, and Asked how much
	// of it the service took to answer.
	Took, Asked time.Duration
}
