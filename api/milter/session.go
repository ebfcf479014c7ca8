package milter

import (
	"context"
	"io"
	"net/netip"

	gomilter "github.com/d--j/go-milter"

	"github.com/pecete/pecete/api/inspection"
)

// session is what a mail server asks on one connection: about one SMTP session, or several
// one after the other, and about any number of mails in each. The library calls it from one
// goroutine.
type session struct {
	gomilter.NoOpMilter
	server *Server
	// life is the server's.
	life context.Context
	// entered tells that the server waits for the session.
	entered bool
	// machine is the SMTP client's; invalid if it has no IP address.
	machine netip.Addr
	mail    *mail
}

// mail is a mail that is being sent.
type mail struct {
	sender string
	// own tells that whoever sends it may be told about it: logged in, or on a machine that
	// is trusted.
	own bool
	// recipients counts those it goes to, and inside those whose mail is not judged.
	recipients, inside int
	header             header
	// examination is nil until the header is whole, and stays nil for a mail that is not
	// judged.
	examination *examination
	// done tells that no more of the body is wanted.
	done bool
}

// staysInside tells whether the mail is not to be judged.
func (m *mail) staysInside() bool { return m.recipients > 0 && m.inside == m.recipients }

var _ gomilter.Milter = (*session)(nil)

// closing is the error that ends a connection. The library takes it for the end of what
// the other side sends, and so does not write it to its log. The mail server then does
// what it does when a filter is gone.
type closing struct{}

func (closing) Error() string { return "the connection ends" }
func (closing) Unwrap() error { return io.EOF }

func (s *Server) session(life context.Context) *session {
	return &session{server: s, life: life, entered: s.work.enter(), mail: &mail{}}
}

// NewConnection begins with an SMTP session.
func (s *session) NewConnection(gomilter.Modifier) error {
	s.reset()
	s.machine = netip.Addr{}
	if !s.entered {
		return closing{}
	}
	return nil
}

// Connect takes the address of the SMTP client.
func (s *session) Connect(_, family string, _ uint16, address string, _ gomilter.Modifier) (*gomilter.Response, error) {
	if family == "tcp4" || family == "tcp6" {
		s.machine, _ = netip.ParseAddr(address)
	}
	return gomilter.RespContinue, nil
}

// MailFrom begins with a mail.
func (s *session) MailFrom(from, _ string, m gomilter.Modifier) (*gomilter.Response, error) {
	s.reset()
	loggedIn := m.Get(gomilter.MacroAuthAuthen) != ""
	s.mail.sender = from
	s.mail.own = loggedIn || s.server.options.Notice.trusts(s.machine)
	return gomilter.RespContinue, nil
}

// RcptTo takes a recipient.
func (s *session) RcptTo(to, _ string, _ gomilter.Modifier) (*gomilter.Response, error) {
	s.mail.recipients++
	if len(s.server.options.Inside) > 0 && s.server.options.inside(to) {
		s.mail.inside++
	}
	return gomilter.RespContinue, nil
}

// Data begins with the text of a mail.
func (s *session) Data(gomilter.Modifier) (*gomilter.Response, error) {
	return gomilter.RespContinue, nil
}

// Header takes a field of the header.
func (s *session) Header(name, value string, _ gomilter.Modifier) (_ *gomilter.Response, err error) {
	defer s.recoverTo(&err)
	s.mail.header.add(name, value)
	return gomilter.RespContinue, nil
}

// Headers begins to judge the mail, whose header is whole.
func (s *session) Headers(gomilter.Modifier) (_ *gomilter.Response, err error) {
	defer s.recoverTo(&err)
	if s.mail.staysInside() {
		s.mail.done = true
		return gomilter.RespContinue, nil
	}
	if s.mail.examination, err = s.server.examine(s.life, s.subject()); err != nil {
		return nil, closing{}
	}
	return gomilter.RespContinue, nil
}

// subject says what the mail is.
func (s *session) subject() inspection.Subject {
	direction := "mail"
	if len(s.server.options.Inside) > 0 {
		direction = "outbound"
	}
	h := &s.mail.header
	return inspection.Subject{Head: h.body(), Lead: h.lead.String(), Door: "milter", Direction: direction}
}

// BodyChunk takes a piece of the body.
func (s *session) BodyChunk(piece []byte, m gomilter.Modifier) (_ *gomilter.Response, err error) {
	defer s.recoverTo(&err)
	defer clear(piece) // nobody else looks at it
	if len(piece) > 0 && !s.mail.done && s.mail.examination != nil {
		s.mail.done = !s.mail.examination.write(piece)
	}
	if s.mail.done && m.Protocol()&gomilter.OptSkip != 0 {
		return gomilter.RespSkip, nil
	}
	return gomilter.RespContinue, nil
}

// EndOfMessage does with the mail what was ruled.
func (s *session) EndOfMessage(m gomilter.Modifier) (_ *gomilter.Response, err error) {
	defer s.recoverTo(&err)
	defer s.reset()
	if s.mail.examination == nil {
		if !s.mail.staysInside() { // its header never came to an end
			return nil, closing{}
		}
		return gomilter.RespAccept, s.strip(m)
	}
	ruling, err := s.mail.examination.end()
	if err != nil {
		return nil, closing{}
	}
	return s.act(ruling, m)
}

// Abort gives the mail up.
func (s *session) Abort(gomilter.Modifier) error {
	s.reset()
	return nil
}

// Cleanup ends the session.
func (s *session) Cleanup(gomilter.Modifier) {
	s.reset()
	if s.entered {
		s.server.work.leave()
	}
}

// reset forgets the mail.
func (s *session) reset() {
	if s.mail.examination != nil {
		s.mail.examination.giveUp()
	}
	s.mail = &mail{}
}

// recoverTo, when deferred, turns a panic into the end of the connection.
func (s *session) recoverTo(err *error) {
	if value := recover(); value != nil {
		s.server.panicked(value)
		*err = closing{}
	}
}
