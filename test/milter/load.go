package milter

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pecete/pecete/test/milter/sink"
)

// Kinds are the mails of a load, in turn: what a mail is, and whether it must never leave.
const Kinds = 4

// Numbered writes the mail of a number. One of each four is to be stopped.
func Numbered(n int) (mail []byte, stopped bool) {
	subject := fmt.Sprintf("nr-%06d.", n)
	filler := strings.Repeat(harmless+"\r\n", 20+n%50*8)
	switch n % Kinds {
	case 0:
		return Letter(subject, Plain(secret+"\r\n"+filler)), true
	case 1:
		return Letter(subject, Plain(filler+personal)), false
	case 2:
		return Letter(subject, Multipart("alternative", "alt", Plain(filler), part{kind: "text/html; charset=utf-8", transfer: "base64", body: inBase64("<p>" + filler + "</p>")})), false
	}
	return Letter(subject, Plain(filler)), false
}

// Load sends numbered mails as a mail server does: what is put off, or whose connection
// breaks, is sent again until it is taken or refused.
type Load struct {
	Address string
	// Senders is how many send at once.
	Senders int
	// Pause is how long each waits before the next mail.
	Pause time.Duration
	next  atomic.Int64

	mu sync.Mutex
	// Taken are the numbers of the mails that were, and Refused of those that were not.
	Taken, Refused []int
	// PutOff counts how often a mail was to be sent again later.
	PutOff int
}

// Run sends mails until enough were sent, or ctx ends.
func (l *Load) Run(ctx context.Context, count int) error {
	var group sync.WaitGroup
	errs := make([]error, l.Senders)
	for sender := range l.Senders {
		group.Go(func() {
			for ctx.Err() == nil && errs[sender] == nil {
				n := int(l.next.Add(1))
				if n > count {
					return
				}
				errs[sender] = l.deliver(ctx, n)
				time.Sleep(l.Pause)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// deliver sends a mail until it is taken or refused.
func (l *Load) deliver(ctx context.Context, n int) error {
	mail, _ := Numbered(n)
	for ctx.Err() == nil {
		r, err := SendOne(l.Address, "ana@example.ro", mail, "ion@elsewhere.example")
		if err != nil {
			return fmt.Errorf("sending mail %d: %w", n, err)
		}
		if !l.note(n, r) {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return ctx.Err()
}

// note notes an answer, and tells whether the mail is to be sent again.
func (l *Load) note(n int, r Reply) (again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case r.Code == 250:
		l.Taken = append(l.Taken, n)
	case r.Code >= 500:
		l.Refused = append(l.Refused, n)
	default:
		l.PutOff++
		return true
	}
	return false
}

// Arrival is what arrived of the mails that were taken.
type Arrival struct {
	Lost, Twice, Changed int
	// Stopped counts those that ought to have been stopped, Unnoted those that came without
	// the note they ought to have.
	Stopped, Unnoted int
}

// Arrived compares what was taken with what arrived.
func (l *Load) Arrived(mails []sink.Mail) Arrival {
	var a Arrival
	came := map[string][]sink.Mail{}
	for _, mail := range mails {
		key := subjectOf(mail)
		came[key] = append(came[key], mail)
	}
	for _, n := range l.Taken {
		sent, stopped := Numbered(n)
		got := came[fmt.Sprintf("nr-%06d.", n)]
		if len(got) == 0 {
			a.Lost++
			continue
		}
		a.Twice += len(got) - 1
		if stopped {
			a.Stopped++
		}
		_, body, _ := strings.Cut(strings.ReplaceAll(string(sent), "\r\n", "\n"), "\n\n")
		if got[0].Body() != body {
			a.Changed++
		}
		if noted := len(got[0].Header("X-Pecete-Verdict")) == 1; noted != (n%Kinds == 1) && !stopped {
			a.Unnoted++
		}
	}
	return a
}

func subjectOf(mail sink.Mail) string { return strings.Join(mail.Header("Subject"), "") }
