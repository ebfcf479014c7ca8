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

// The fields that a note about a ruling is made of.
const (
	verdictField   = "X-Pecete-Verdict"
	referenceField = "X-Pecete-Reference"
	detectorsField = "X-Pecete-Detectors"
	missedField    = "X-Pecete-Missed"

	noteCount = 4
)

// noteFields gives the names of the fields of a note.
func noteFields() [noteCount]string {
	return [noteCount]string{verdictField, referenceField, detectorsField, missedField}
}

// act does with the mail what was ruled.
func (s *session) act(r *inspection.Ruling, m gomilter.Modifier) (*gomilter.Response, error) {
	if r.Action != inspection.Block {
		return s.let(r, m)
	}
	if r.Failed() {
		return gomilter.RejectWithCodeAndReason(451, laterReply(r.Reference))
	}
	if s.server.stop(r) == Reject {
		return gomilter.RejectWithCodeAndReason(550, rejectReply(r))
	}
	return s.hold(r, m)
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
	for at, name := range noteFields() {
		for index := s.mail.header.forged[at]; index > 0; index-- {
			if err := m.ChangeHeader(index, name, ""); err != nil {
				return closing{}
			}
		}
	}
	return nil
}

// note writes what was found into the header.
func note(r *inspection.Ruling, m gomilter.Modifier) error {
	verdict := "NONE"
	if r.Verdict != pecetev1.Verdict_VERDICT_UNSPECIFIED {
		verdict = strings.TrimPrefix(r.Verdict.String(), "VERDICT_")
	}
	err := errors.Join(m.AddHeader(verdictField, verdict), m.AddHeader(referenceField, r.Reference))
	if len(r.Detectors) > 0 {
		err = errors.Join(err, m.AddHeader(detectorsField, list(r.Detectors)))
	}
	if len(r.Coverage.Missed) > 0 {
		err = errors.Join(err, m.AddHeader(missedField, list(r.Coverage.Missed)))
	}
	return err
}

// list writes names behind each other, each on a line of its own.
func list[T ~string](names []T) string {
	parts := make([]string, len(names))
	for at, name := range names {
		parts[at] = string(name)
	}
	return strings.Join(parts, ",\n ")
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
