package milter

import (
	"errors"
	"fmt"
	"mime"
	"strings"

	gomilter "github.com/d--j/go-milter"

	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// act does with the mail what was ruled.
func (s *session) act(r *inspection.Ruling, m gomilter.Modifier) (*gomilter.Response, error) {
	switch {
	case r.Action == inspection.Pass:
		return s.let(r, m)
	case r.Action == inspection.Tag:
		s.log(r, m, "noted")
		return s.let(r, m)
	case r.Failed():
		s.log(r, m, "put off")
		return gomilter.RejectWithCodeAndReason(451, laterReply(r.Reference))
	case s.server.stop(r) == Reject:
		s.log(r, m, "rejected")
		return gomilter.RejectWithCodeAndReason(550, rejectReply(r))
	}
	s.log(r, m, "held")
	return s.hold(r, m)
}

// log tells what is done with a mail, by the name that the mail server has for it, under
// which the mail server's log has its sender and recipients.
func (s *session) log(r *inspection.Ruling, m gomilter.Modifier, done string) {
	line := s.server.options.Log.Info().Str("request_id", r.Reference)
	if id := m.Get(gomilter.MacroQueueId); isQueueID(id) {
		line.Str("queue_id", id)
	}
	line.Msg("mail " + done)
}

// isQueueID tells whether a name is one that mail servers give to a mail.
func isQueueID(id string) bool {
	return id != "" && len(id) <= 40 && !strings.ContainsFunc(id, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z')
	})
}

// stop gives how a mail is stopped.
func (s *Server) stop(r *inspection.Ruling) Stop {
	if r.Verdict == pecetev1.Verdict_VERDICT_BLOCK {
		return s.options.OnBlock
	}
	return s.options.OnWarn
}

// let lets the mail pass, with a note or without.
func (s *session) let(r *inspection.Ruling, m gomilter.Modifier) (*gomilter.Response, error) {
	err := s.strip(m)
	if r.Action == inspection.Tag {
		err = errors.Join(err, note(r, m), s.prefix(m))
	}
	return accept(err)
}

// hold puts the mail into the hold queue, and tells the sender.
func (s *session) hold(r *inspection.Ruling, m gomilter.Modifier) (*gomilter.Response, error) {
	err := errors.Join(s.strip(m), note(r, m), m.Quarantine("held by Pecete, reference "+r.Reference))
	if err == nil {
		s.tell(r)
	}
	return accept(err)
}

// accept accepts the mail, unless the mail server could not be told what to do with it.
func accept(err error) (*gomilter.Response, error) {
	if err != nil {
		return nil, closing{}
	}
	return gomilter.RespAccept, nil
}

// strip removes notes that others wrote: whoever reads one must be able to believe it. The
// last goes first, as the others are counted again then.
func (s *session) strip(m gomilter.Modifier) error {
	for _, name := range inspection.NoteNames() {
		for index := s.mail.header.forged[name]; index > 0; index-- {
			if err := m.ChangeHeader(index, name, ""); err != nil {
				return closing{}
			}
		}
	}
	return nil
}

// note writes what was found into the header, a list with each name on a line of its own.
func note(r *inspection.Ruling, m gomilter.Modifier) error {
	var all []error
	for _, n := range r.Notes() {
		all = append(all, m.AddHeader(n.Name, strings.ReplaceAll(n.Value, ", ", ",\n ")))
	}
	return errors.Join(all...)
}

// prefix puts the prefix in front of the subject, unless it stands there.
func (s *session) prefix(m gomilter.Modifier) error {
	prefix, h := s.server.options.SubjectPrefix, &s.mail.header
	if prefix == "" || strings.HasPrefix(strings.TrimSpace(decode(h.subject)), prefix) {
		return nil
	}
	if !h.hasSubject {
		return m.AddHeader("Subject", mime.QEncoding.Encode("utf-8", prefix))
	}
	return m.ChangeHeader(1, "Subject", prefixed(prefix, strings.TrimSpace(h.subject)))
}

// prefixed puts a prefix in front of a subject as it stands in a header. Space between two
// encoded words is not shown, so then it is in the first.
func prefixed(prefix, subject string) string {
	encoded := mime.QEncoding.Encode("utf-8", prefix)
	if encoded != prefix && strings.HasPrefix(subject, "=?") {
		encoded = mime.QEncoding.Encode("utf-8", prefix+" ")
	}
	return fmt.Sprintf("%s %s", encoded, subject)
}
