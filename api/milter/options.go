package milter

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/rs/zerolog"
)

// Stop is how a mail is stopped.
type Stop int

const (
	// Reject refuses it; the sender's program shows the reply, or the sender's mail server
	// sends it to the sender.
	Reject Stop = iota
	// Quarantine takes it and puts it into the hold queue, where an administrator looks at
	// it; the sender gets a notice, if notices are sent.
	Quarantine
)

// String gives the name of a way to stop a mail: "reject" or "quarantine".
func (s Stop) String() string {
	if s == Quarantine {
		return "quarantine"
	}
	return "reject"
}

// ParseStop reads the name of a way to stop a mail.
func ParseStop(name string) (Stop, error) {
	for s := Reject; s <= Quarantine; s++ {
		if s.String() == name {
			return s, nil
		}
	}
	return Reject, errors.New("a mail is stopped by reject or quarantine")
}

// Options are the settings of a Server. The zero value of each field means its default.
type Options struct {
	// OnBlock is how a mail is stopped that got a verdict of BLOCK, and OnWarn how one
	// that is stopped by policy, with a lesser verdict or because not all of it could be
	// read. One that nobody could be asked about is never refused for good, nor held: it
	// is to be sent again later.
	OnBlock, OnWarn Stop
	// SubjectPrefix is put in front of the subject of a mail that passes with a note, such
	// as "[ATENȚIE]"; "" leaves the subject as it is.
	SubjectPrefix string
	// Inside are the domains whose mail is not judged: that which goes to them alone. One
	// with a dot in front means what is below it. Without any, all mail is judged.
	Inside []string
	// Notice says how senders are told that their mail is held.
	Notice Notice
	// Connections is how many mail sessions may be open at once, 512 by default; others
	// wait to be taken.
	Connections int
	// Idle is how long a connection may be silent, 10 min by default: it lives as long as
	// the SMTP session whose mail it is about, and Postfix gives a client that sends
	// nothing 5 min.
	Idle time.Duration
	// Timeout is how long judging one mail may take, from the end of its header, 2 min by
	// default. Then the connection is closed, and the mail server does what it does when a
	// filter is gone.
	Timeout time.Duration
	// DrainTimeout is how long the sessions that are open may go on when the server ends,
	// 10 s by default.
	DrainTimeout time.Duration
	// Log gets a line when something goes wrong and for each notice; the zero value drops
	// them.
	Log zerolog.Logger
}

// Notice says how senders are told that their mail is held. Only those are told who sent
// it themselves: who logged in, or whose machine is in one of the networks. So nobody gets
// a notice about a mail that a stranger sent in their name.
type Notice struct {
	// Submit is the HOST:PORT that notices are handed to, over SMTP, in the clear: the mail
	// server's own, on the same machine or a network that is trusted. "" sends none.
	Submit string
	// From is the address that notices come from, such as "postmaster@example.ro", for
	// people to see and to answer; the envelope's is empty, so that nothing answers.
	From string
	// Networks are those whose machines are trusted to name their sender; this machine by
	// default.
	Networks []netip.Prefix
	// PerHour is how many notices a sender gets in an hour, 6 by default; a sender of more
	// held mail gets no more of them.
	PerHour int
	// Timeout is how long it may take to hand over one, 30 s by default.
	Timeout time.Duration
}

func (o Options) withDefaults() Options {
	byDefault(&o.Connections, 512)
	byDefault(&o.Idle, 10*time.Minute)
	byDefault(&o.Timeout, 2*time.Minute)
	byDefault(&o.DrainTimeout, 10*time.Second)
	byDefault(&o.Notice.PerHour, 6)
	byDefault(&o.Notice.Timeout, 30*time.Second)
	if o.Notice.Networks == nil {
		o.Notice.Networks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	return o
}

// byDefault sets a setting that was not.
func byDefault[T int | time.Duration](setting *T, value T) {
	if *setting == 0 {
		*setting = value
	}
}

// check fails if the options contradict themselves.
func (o Options) check() error {
	if o.Connections < 0 || o.Idle < 0 || o.Timeout < 0 || o.DrainTimeout < 0 || o.Notice.PerHour < 0 || o.Notice.Timeout < 0 {
		return errors.New("times and numbers must not be negative")
	}
	if strings.ContainsAny(o.SubjectPrefix, "\r\n\x00") || len(o.SubjectPrefix) > 40 {
		return errors.New("the prefix of a subject must be one line of at most 40 bytes")
	}
	for _, domain := range o.Inside {
		if strings.Trim(domain, ".") == "" || strings.ContainsAny(domain, "@ ") {
			return fmt.Errorf("%q is no domain", domain)
		}
	}
	return o.Notice.check()
}

func (n Notice) check() error {
	if n.Submit == "" {
		return nil
	}
	if !isAddress(n.From) {
		return errors.New("notices need an address that they come from")
	}
	return nil
}
