package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pecete/pecete/test/milter/sink"
)

// kinds are the mails of a load, in turn: what a mail is, and whether it must never leave.
const kinds = 4

// numbered writes the mail of a number. One of each four is to be stopped.
func numbered(n int) (mail []byte, stopped bool) {
	subject := fmt.Sprintf("nr-%06d.", n)
	filler := strings.Repeat(harmless+"\r\n", 20+n%50*8)
	switch n % kinds {
	case 0:
		return letter(subject, plain(secret+"\r\n"+filler)), true
	case 1:
		return letter(subject, plain(filler+personal)), false
	case 2:
		return letter(subject, multipart("alternative", "alt", plain(filler), part{kind: "text/html; charset=utf-8", transfer: "base64", body: inBase64("<p>" + filler + "</p>")})), false
	}
	return letter(subject, plain(filler)), false
}

// load sends numbered mails as a mail server does: what is put off, or whose connection
// breaks, is sent again until it is taken or refused.
type load struct {
	address string
	// senders is how many send at once.
	senders int
	next    atomic.Int64

	mu sync.Mutex
	// taken are the numbers of the mails that were, and refused of those that were not.
	taken, refused []int
	// putOff counts how often a mail was to be sent again later.
	putOff int
}

// run sends mails until enough were sent, or ctx ends.
func (l *load) run(ctx context.Context, count int) error {
	var group sync.WaitGroup
	errs := make([]error, l.senders)
	for sender := range l.senders {
		group.Go(func() {
			for ctx.Err() == nil && errs[sender] == nil {
				n := int(l.next.Add(1))
				if n > count {
					return
				}
				errs[sender] = l.deliver(ctx, n)
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
func (l *load) deliver(ctx context.Context, n int) error {
	mail, _ := numbered(n)
	for ctx.Err() == nil {
		r, err := sendOne(l.address, "ana@example.ro", mail, "ion@elsewhere.example")
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
func (l *load) note(n int, r reply) (again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case r.code == 250:
		l.taken = append(l.taken, n)
	case r.code >= 500:
		l.refused = append(l.refused, n)
	default:
		l.putOff++
		return true
	}
	return false
}

// arrival is what arrived of the mails that were taken.
type arrival struct {
	lost, twice, changed int
	// stopped counts those that ought to have been stopped, unnoted those that came without
	// the note they ought to have.
	stopped, unnoted int
}

// arrived compares what was taken with what arrived.
func (l *load) arrived(mails []sink.Mail) arrival {
	var a arrival
	came := map[string][]sink.Mail{}
	for _, mail := range mails {
		key := subjectOf(mail)
		came[key] = append(came[key], mail)
	}
	for _, n := range l.taken {
		sent, stopped := numbered(n)
		got := came[fmt.Sprintf("nr-%06d.", n)]
		if len(got) == 0 {
			a.lost++
			continue
		}
		a.twice += len(got) - 1
		if stopped {
			a.stopped++
		}
		_, body, _ := strings.Cut(strings.ReplaceAll(string(sent), "\r\n", "\n"), "\n\n")
		if got[0].Body() != body {
			a.changed++
		}
		if noted := len(got[0].Header("X-Pecete-Verdict")) == 1; noted != (n%kinds == 1) && !stopped {
			a.unnoted++
		}
	}
	return a
}

func subjectOf(mail sink.Mail) string { return strings.Join(mail.Header("Subject"), "") }
