// Package milter proves the door for mail with a real Postfix: its tests send mails of all
// kinds through one, and its programs put it under load.
package milter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pecete/pecete/test/milter/postfix"
	"github.com/pecete/pecete/test/milter/sink"
	"github.com/pecete/pecete/test/process"
)

// Settings say how a scene is to be.
type Settings struct {
	// Binary is the service.
	Binary string
	// Args are more arguments of pecete serve.
	Args []string
	// Action is milter_default_action; "" leaves what the documented configuration says.
	Action string
	// Socket has Postfix reach the filter at a unix socket.
	Socket bool
	// Notices has senders told about held mail.
	Notices bool
}

// Scene is a Postfix with Pecete as its filter, and where its mail ends up.
type Scene struct {
	*postfix.Instance
	Sink   *sink.Sink
	Pecete *process.Server

	settings Settings
	filter   string
	dir      string

	mu  sync.Mutex
	log bytes.Buffer
}

// Open opens a scene, all of it on the loopback.
func Open(ctx context.Context, s Settings) (scene *Scene, err error) {
	dir, err := os.MkdirTemp("/tmp", "pecete-postfix-") // where others can look into it
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	c := &Scene{settings: s, dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Close())
		}
	}()
	if err := os.Chmod(dir, 0o755); err != nil { // Postfix's programs have a user of their own
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	if c.Sink, err = sink.Start(); err != nil {
		return nil, err
	}
	if c.filter, err = s.filter(dir); err != nil {
		return nil, err
	}
	c.Instance, err = postfix.Start(ctx, postfix.Options{Dir: dir, Filter: c.filter, Sink: c.Sink.Address, DefaultAction: s.Action})
	if err != nil {
		return nil, err
	}
	return c, c.Start(ctx)
}

// filter gives where the filter is to be.
func (s Settings) filter(dir string) (string, error) {
	if s.Socket {
		return "unix:" + dir + "/pecete.sock", nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// Start starts Pecete.
func (c *Scene) Start(ctx context.Context) (err error) {
	args := append([]string{"--milter-listen", c.filter}, c.settings.Args...)
	if c.settings.Notices {
		args = append(args, "--milter-notice-smtp", c.Notice, "--milter-notice-from", "postmaster@example.ro")
	}
	c.Pecete, err = process.Start(ctx, process.Options{Binary: c.settings.Binary, Args: args, Line: c.keep})
	if err != nil {
		return err
	}
	if path, ok := strings.CutPrefix(c.filter, "unix:"); ok {
		return os.Chmod(path, 0o666) // for Postfix's user
	}
	return nil
}

// keep keeps a line of Pecete's log.
func (c *Scene) keep(line []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log.Write(append(line, '\n'))
}

// Logged gives what Pecete logged.
func (c *Scene) Logged() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.String()
}

// Close ends all of it and removes its folder. It fails unless Pecete ends well.
func (c *Scene) Close() error {
	var errs []error
	if c.Pecete != nil {
		errs = append(errs, c.Pecete.Stop())
	}
	if c.Instance != nil {
		errs = append(errs, c.Instance.Stop())
	}
	if c.Sink != nil {
		c.Sink.Stop()
	}
	return errors.Join(append(errs, os.RemoveAll(c.dir))...)
}

// Settle waits until Postfix has delivered all it has, and forgets what came.
func (c *Scene) Settle(ctx context.Context) error {
	for ctx.Err() == nil {
		queued, err := c.Queue(ctx)
		if err != nil {
			return err
		}
		if len(queued) == 0 {
			c.Sink.Forget()
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return ctx.Err()
}
