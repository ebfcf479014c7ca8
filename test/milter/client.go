package milter

import (
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"time"
)

// Reply is the answer to a mail: 250, or why not.
type Reply struct {
	Code int
	Text string
}

func (r Reply) String() string { return fmt.Sprintf("%d %s", r.Code, r.Text) }

// Session is an SMTP session.
type Session struct{ *smtp.Client }

// Dial begins a session.
func Dial(address string) (Session, error) {
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return Session{}, fmt.Errorf("reaching the mail server: %w", err)
	}
	if err := conn.SetDeadline(time.Now().Add(3 * time.Minute)); err != nil {
		return Session{}, err
	}
	client, err := smtp.NewClient(conn, "127.0.0.1")
	if err != nil {
		return Session{}, fmt.Errorf("greeting the mail server: %w", err)
	}
	return Session{client}, nil
}

// Send sends a mail and gives the answer. An error is one of the connection.
func (s Session) Send(from string, to []string, mail []byte) (Reply, error) {
	if err := s.Mail(from); err != nil {
		return answered(err)
	}
	for _, one := range to {
		if err := s.Rcpt(one); err != nil {
			return answered(err)
		}
	}
	data, err := s.Data()
	if err != nil {
		return answered(err)
	}
	if _, err := data.Write(mail); err != nil {
		return Reply{}, err
	}
	if err := data.Close(); err != nil {
		return answered(err)
	}
	return Reply{Code: 250}, nil
}

// answered gives the answer that an error is.
func answered(err error) (Reply, error) {
	var refused *textproto.Error
	if errors.As(err, &refused) {
		return Reply{Code: refused.Code, Text: refused.Msg}, nil
	}
	return Reply{}, err
}

// SendOne sends a mail in a session of its own.
func SendOne(address, from string, mail []byte, to ...string) (Reply, error) {
	s, err := Dial(address)
	if err != nil {
		return Reply{}, err
	}
	defer s.Close()
	r, err := s.Send(from, to, mail)
	if err != nil {
		return Reply{}, err
	}
	return r, s.Quit()
}
