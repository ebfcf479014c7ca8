package icap

import (
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api/inspection"
)

// Options are the settings of a Server. The zero value of each field means its default.
type Options struct {
	// Log gets a line for each exchange that failed; the zero value drops them.
	Log zerolog.Logger
	// Observe, if not nil, is called once for each exchange that was answered or cut.
	Observe func(Observation)
	// TLS encrypts; nil serves in the clear.
	TLS *tls.Config
	// Ruleset gives the version of the rules in force, which the ISTag is made from, so
	// that proxies forget answers when it changes; nil means that it never does.
	Ruleset func() string

	// Preview is how much of a body, in bytes, proxies are asked to send before they wait
	// to be told to go on; 0 means 4 KiB, less than 0 that they are not asked.
	Preview int
	// OptionsTTL is how long proxies may believe an answer to OPTIONS, an hour by default: the
	// ISTag of every answer tells them of new rules, and one that asks just while the service
	// is away does without it for a while.
	OptionsTTL time.Duration
	// TagRequests puts the notes about a request into the request itself too, where the
	// server that it goes to sees them. They are always in the ICAP answer, which only the
	// proxy sees.
	TagRequests bool
	// Paths has the path of a request's URL inspected too, and not its query alone.
	Paths bool

	// Hold is how much of a body that has to be handed back, in bytes, is held for the sake
	// of a page in its place; once there is more, what is judged is let go. 1 MiB by default.
	Hold int64
	// Unsettled is the most that is held, in bytes, of one body that the inspector reads and
	// cannot judge yet, such as a document that has to be read whole. 16 MiB by default, but
	// not less than Hold nor more than HeldBytes.
	Unsettled int64
	// HeldBytes is the most that is held of all messages together, in bytes, 128 MiB by
	// default.
	HeldBytes int64
	// Overload is what is done with a message that there is no room to hold: the same as
	// inspection.Policy's Failure.
	Overload inspection.Action

	// Connections is how many there may be at once, 2,000 by default; others are told so
	// and closed.
	Connections int
	// HeadBytes is the most that the head of an ICAP request may have; each head of the
	// HTTP message in it may have twice as many. 64 KiB by default.
	HeadBytes int

	// IdleTimeout is how long a connection may wait for its next request, 2 min by default.
	IdleTimeout time.Duration
	// HeadTimeout is how long all the heads of a request may take to arrive, 10 s by default.
	HeadTimeout time.Duration
	// ReadTimeout is how long nothing may arrive of a body, and WriteTimeout how long a
	// piece of an answer may take to be taken; a minute each by default.
	ReadTimeout, WriteTimeout time.Duration
	// RequestTimeout is how long one exchange may take in all, 30 min by default.
	RequestTimeout time.Duration
	// DrainTimeout is how long exchanges in flight may take to finish when the server is to
	// stop, 10 s by default.
	DrainTimeout time.Duration
}

// Observation is what is known about an exchange that is over. It holds names and numbers
// of our own only.
type Observation struct {
	// Method is "OPTIONS", "REQMOD" or "RESPMOD", or "" where the request was none of them.
	Method string
	// Status is the ICAP status of the answer, 0 if there was none.
	Status int
	// Action is what was done with the message.
	Action inspection.Action
	// Cut tells whether the connection was cut in the middle of the answer.
	Cut bool
	// Overloaded tells whether there was no room to hold the message.
	Overloaded bool
	// Bytes is how much of a body was read.
	Bytes int64
	// Duration is from the first byte of the request to the end of the answer.
	Duration time.Duration
}

func (o Options) withDefaults() Options {
	setIfZero(&o.Preview, 4<<10)
	setIfZero(&o.OptionsTTL, time.Hour)
	setIfZero(&o.Hold, 1<<20)
	setIfZero(&o.HeldBytes, 128<<20)
	setIfZero(&o.Unsettled, min(max(16<<20, o.Hold), o.HeldBytes))
	setIfZero(&o.Connections, 2000)
	setIfZero(&o.HeadBytes, 64<<10)
	setIfZero(&o.IdleTimeout, 2*time.Minute)
	setIfZero(&o.HeadTimeout, 10*time.Second)
	setIfZero(&o.ReadTimeout, time.Minute)
	setIfZero(&o.WriteTimeout, time.Minute)
	setIfZero(&o.RequestTimeout, 30*time.Minute)
	setIfZero(&o.DrainTimeout, 10*time.Second)
	if o.Ruleset == nil {
		o.Ruleset = func() string { return "" }
	}
	return o
}

// setIfZero gives a setting its default.
func setIfZero[T comparable](setting *T, byDefault T) {
	var zero T
	if *setting == zero {
		*setting = byDefault
	}
}

// check fails if the options contradict themselves.
func (o Options) check() error {
	for _, d := range []time.Duration{o.OptionsTTL, o.IdleTimeout, o.HeadTimeout, o.ReadTimeout, o.WriteTimeout, o.RequestTimeout, o.DrainTimeout} {
		if d < 0 {
			return fmt.Errorf("a timeout is %v, but must not be negative", d)
		}
	}
	if o.Connections < 0 || o.HeadBytes < 1<<10 {
		return errors.New("there must be room for a connection, and for 1 KiB of a head")
	}
	if o.Hold < 0 || o.Unsettled < o.Hold || o.HeldBytes < o.Unsettled {
		return fmt.Errorf("what is held of one body must not be more than what may wait to be judged, nor that more than what is held of all, but they are %d, %d and %d bytes",
			o.Hold, o.Unsettled, o.HeldBytes)
	}
	return nil
}
