// Package sink is a mail server that keeps what it gets: where the mail of a Postfix under
// test ends up.
package sink

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"time"
)

// Mail is a mail that was delivered.
type Mail struct {
	From string
	To   []string
	// Text is its header and body, with lines that end in "\n".
	Text string
}

// Header gives the values of a field of the mail's header, lines unfolded.
func (m Mail) Header(name string) []string {
	header, _, _ := strings.Cut(m.Text, "\n\n")
	var values []string
	for line := range strings.SplitSeq(strings.NewReplacer("\n ", " ", "\n\t", " ").Replace(header), "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			values = append(values, strings.TrimSpace(value))
		}
	}
	return values
}

// Body gives the mail's body.
func (m Mail) Body() string {
	_, body, _ := strings.Cut(m.Text, "\n\n")
	return body
}

// Sink is a mail server that takes everything.
type Sink struct {
	// Address is where it listens.
	Address string

	listener net.Listener
	group    sync.WaitGroup
	mu       sync.Mutex
	mails    []Mail
	arrived  chan struct{}
}

// Start starts a sink on the loopback.
func Start() (*Sink, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting a sink: %w", err)
	}
	s := &Sink{Address: listener.Addr().String(), listener: listener, arrived: make(chan struct{}, 1)}
	s.group.Go(s.accept)
	return s, nil
}

// Stop ends it.
func (s *Sink) Stop() {
	s.listener.Close()
	s.group.Wait()
}

func (s *Sink) accept() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			s.group.Go(func() { s.serve(conn) })
		}
	}
}

// serve takes the mails of a session.
func (s *Sink) serve(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Minute))
	text := textproto.NewConn(conn)
	_ = text.PrintfLine("220 sink.example ESMTP")
	var mail Mail
	for {
		line, err := text.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			err = text.PrintfLine("250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 104857600")
		case "MAIL":
			mail = Mail{From: address(rest)}
			err = text.PrintfLine("250 ok")
		case "RCPT":
			mail.To = append(mail.To, address(rest))
			err = text.PrintfLine("250 ok")
		case "DATA":
			_ = text.PrintfLine("354 go on")
			var all []byte
			if all, err = io.ReadAll(text.DotReader()); err == nil {
				mail.Text = string(all)
				s.keep(mail)
				err = text.PrintfLine("250 kept")
			}
		case "QUIT":
			_ = text.PrintfLine("221 bye")
			return
		default:
			err = text.PrintfLine("250 ok")
		}
		if err != nil {
			return
		}
	}
}

// address gives what stands in angle brackets.
func address(rest string) string {
	_, rest, _ = strings.Cut(rest, "<")
	inner, _, _ := strings.Cut(rest, ">")
	return inner
}

func (s *Sink) keep(mail Mail) {
	s.mu.Lock()
	s.mails = append(s.mails, mail)
	s.mu.Unlock()
	select {
	case s.arrived <- struct{}{}:
	default:
	}
}

// Mails gives all mails that came.
func (s *Sink) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Forget forgets the mails that came.
func (s *Sink) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = nil
}

// Await waits until as many mails came that match, and gives those.
func (s *Sink) Await(count int, within time.Duration, matches func(Mail) bool) ([]Mail, error) {
	late := time.After(within)
	for {
		found := slices.DeleteFunc(s.Mails(), func(m Mail) bool { return !matches(m) })
		if len(found) >= count {
			return found, nil
		}
		select {
		case <-s.arrived:
		case <-late:
			return found, fmt.Errorf("%d of %d mails came within %s", len(found), count, within)
		}
	}
}
