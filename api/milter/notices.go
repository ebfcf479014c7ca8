package milter

import (
	"context"
	"fmt"
	"hash/maphash"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"github.com/pecete/pecete/api/inspection"
)

const (
	// waitingNotices is how many notices may wait to be handed over.
	waitingNotices = 64
	// countedSenders is how many senders' notices are counted.
	countedSenders = 4096
)

// notices tells senders that their mail is held.
type notices struct {
	settings Notice
	log      zerolog.Logger
	queue    chan notice
	now      func() time.Time

	mu     sync.Mutex
	closed bool
	// counted limits the notices of each sender. It knows senders by a hash only.
	counted map[uint64]*rate.Limiter
	seed    maphash.Seed
}

func newNotices(o Options) *notices {
	return &notices{
		settings: o.Notice, log: o.Log, now: time.Now, queue: make(chan notice, waitingNotices),
		counted: map[uint64]*rate.Limiter{}, seed: maphash.MakeSeed(),
	}
}

// tell has the sender of the mail told that it is held, if it is somebody who can be told.
func (s *session) tell(r *inspection.Ruling) {
	n := s.server.notices
	if n.settings.Submit == "" {
		return
	}
	if why := s.untold(); why != "" {
		n.log.Info().Str("request_id", r.Reference).Str("why", why).Msg("no notice")
		return
	}
	n.offer(notice{
		from: n.settings.From, to: s.mail.sender, about: s.mail.header.messageID,
		reference: r.Reference, at: n.now(), romanian: r.Romanian, english: r.English,
	})
}

// untold gives why the sender of the mail is not told, "" if it is. A notice goes only to
// who sent the mail, and never to a program (RFC 3834, 2).
func (s *session) untold() string {
	m := s.mail
	switch {
	case m.sender == "":
		return "no sender"
	case !m.own:
		return "not logged in, nor on a trusted machine"
	case m.header.automatic:
		return "sent by a program"
	case !isAddress(m.sender) || isProgram(m.sender) || strings.EqualFold(m.sender, s.server.options.Notice.From):
		return "not an address of a person"
	case len(s.server.options.Inside) > 0 && !s.server.options.inside(m.sender):
		return "not an address inside"
	}
	return ""
}

// isProgram tells whether an address is one that programs read.
func isProgram(address string) bool {
	local := strings.ToLower(address[:strings.LastIndexByte(address, '@')])
	switch local {
	case "mailer-daemon", "postmaster", "root", "noreply", "no-reply", "listserv", "majordomo":
		return true
	}
	return strings.HasPrefix(local, "owner-") || strings.HasSuffix(local, "-request") ||
		strings.HasSuffix(local, "-owner") || strings.Contains(local, "bounce")
}

// offer has a notice sent, unless there are too many.
func (n *notices) offer(one notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	why := "too many to this sender"
	if n.closed {
		why = "the server ends"
	} else if n.mayTell(one.to) {
		select {
		case n.queue <- one:
			return
		default:
			why = "too many at once"
		}
	}
	n.log.Warn().Str("request_id", one.reference).Str("why", why).Msg("no notice")
}

// mayTell counts a notice to a sender, and tells whether it may be sent.
func (n *notices) mayTell(sender string) bool {
	key, now := maphash.String(n.seed, strings.ToLower(sender)), n.now()
	limiter := n.counted[key]
	if limiter == nil {
		if n.forget(now); len(n.counted) >= countedSenders {
			return false
		}
		limiter = rate.NewLimiter(rate.Every(time.Hour/time.Duration(n.settings.PerHour)), n.settings.PerHour)
		n.counted[key] = limiter
	}
	return limiter.AllowN(now, 1)
}

// forget forgets the senders who may be told as often as any, once there are many.
func (n *notices) forget(now time.Time) {
	if len(n.counted) < countedSenders {
		return
	}
	for key, limiter := range n.counted {
		if limiter.TokensAt(now) >= float64(n.settings.PerHour) {
			delete(n.counted, key)
		}
	}
}

// close takes no more notices.
func (n *notices) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.closed = true
		close(n.queue)
	}
}

// run hands notices over, one after the other, until they are closed and done, or ctx ends.
func (n *notices) run(ctx context.Context) {
	for one := range n.queue {
		if err := n.post(ctx, one); err != nil {
			n.log.Error().Str("request_id", one.reference).Msg("a notice could not be handed over")
			continue
		}
		n.log.Info().Str("request_id", one.reference).Msg("notice sent")
	}
}

// post hands a notice over to the mail server.
func (n *notices) post(ctx context.Context, one notice) error {
	ctx, cancel := context.WithTimeout(ctx, n.settings.Timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", n.settings.Submit)
	if err != nil {
		return fmt.Errorf("reaching the mail server: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	host, _, _ := net.SplitHostPort(n.settings.Submit)
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return fmt.Errorf("greeting the mail server: %w", err)
	}
	if err := submit(client, one); err != nil {
		return fmt.Errorf("handing over a notice: %w", err)
	}
	return nil
}

// submit sends a notice with an empty return path, so that nothing comes back.
func submit(client *smtp.Client, one notice) error {
	if err := client.Hello(one.domain()); err != nil {
		return err
	}
	if err := client.Mail(""); err != nil {
		return err
	}
	if err := client.Rcpt(one.to); err != nil {
		return err
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := body.Write(one.message()); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	_ = client.Quit() // it has the notice
	return nil
}
