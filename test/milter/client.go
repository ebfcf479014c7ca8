package main

import (
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"time"
)

// reply is the answer to a mail: 250, or why not.
type reply struct {
	code int
	text string
}

func (r reply) String() string { return fmt.Sprintf("%d %s", r.code, r.text) }

// session is an SMTP session.
type session struct{ *smtp.Client }

// dial begins a session.
func dial(address string) (session, error) {
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return session{}, fmt.Errorf("reaching the mail server: %w", err)
	}
	if err := conn.SetDeadline(time.Now().Add(3 * time.Minute)); err != nil {
		return session{}, err
	}
	client, err := smtp.NewClient(conn, "127.0.0.1")
	if err != nil {
		return session{}, fmt.Errorf("greeting the mail server: %w", err)
	}
	return session{client}, nil
}

// send sends a mail and gives the answer. An error is one of the connection.
func (s session) send(from string, to []string, mail []byte) (reply, error) {
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
		return reply{}, err
	}
	if err := data.Close(); err != nil {
		return answered(err)
	}
	return reply{code: 250}, nil
}

// answered gives the answer that an error is.
func answered(err error) (reply, error) {
	var refused *textproto.Error
	if errors.As(err, &refused) {
		return reply{code: refused.Code, text: refused.Msg}, nil
	}
	return reply{}, err
}

// sendOne sends a mail in a session of its own.
func sendOne(address, from string, mail []byte, to ...string) (reply, error) {
	s, err := dial(address)
	if err != nil {
		return reply{}, err
	}
	defer s.Close()
	r, err := s.send(from, to, mail)
	if err != nil {
		return reply{}, err
	}
	return r, s.Quit()
}
