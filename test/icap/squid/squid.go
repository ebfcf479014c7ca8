// Package squid starts Debian's Squid as docs/icap.md sets it up, on free ports of the
// loopback, and ends it again.
package squid

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

// patience is how long Squid may take to start, and to end.
const patience = 20 * time.Second

// Options say how a Squid is started.
type Options struct {
	// Config is the name of a file of docs/examples/squid, such as "closed.conf".
	Config string
	// TLS takes the Squid that is built with OpenSSL.
	TLS bool
	// ICAP is where the ICAP server listens.
	ICAP string
	// Without leaves ICAP out: Squid and nothing else.
	Without bool
	// Ports are those that CONNECT may ask for besides 443.
	Ports []int
	// Trust is a certificate, in PEM, that Squid trusts as a site's issuer, nil for none.
	Trust []byte
}

// Squid is a running Squid.
type Squid struct {
	// Address is where it serves, CA the certificate it signs others with, in PEM, nil
	// without TLS.
	Address string
	CA      []byte
	dir     string
	options Options
	owner   *syscall.Credential
	command *exec.Cmd
	ended   chan error
}

// Require fails with report.ErrMissing unless the Squids are here.
func Require(ctx context.Context) error {
	for _, kind := range []string{"squid", "squid-openssl"} {
		dir, err := Unpacked(ctx, kind)
		if err != nil {
			return err
		}
		if _, err := os.Stat(dir); err != nil {
			return fmt.Errorf("%w: Debian's %s; .ci/proxies unpacks it", report.ErrMissing, kind)
		}
	}
	return nil
}

// Unpacked gives the folder where .ci/proxies unpacks a package.
func Unpacked(ctx context.Context, name string) (string, error) {
	root, err := process.Root(ctx)
	if err != nil {
		return "", err
	}
	return filepath.Join(root, "test", "icap", "debian", name), nil
}

// Libraries is the environment in which a program of an unpacked package finds the
// libraries of its package.
func Libraries(unpacked string) []string {
	found, _ := filepath.Glob(filepath.Join(unpacked, "usr", "lib", "*-linux-gnu*"))
	more, _ := filepath.Glob(filepath.Join(unpacked, "lib", "*-linux-gnu*"))
	path := ""
	for _, folder := range append(found, more...) {
		path += folder + ":"
	}
	return append(os.Environ(), "LD_LIBRARY_PATH="+path+os.Getenv("LD_LIBRARY_PATH"))
}

// Launch prepares a Squid and starts it. End ends it.
func Launch(ctx context.Context, o Options) (*Squid, error) {
	s, err := New(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.Start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// New prepares a Squid in a folder of its own. Close takes it away.
func New(ctx context.Context, o Options) (*Squid, error) {
	s := &Squid{options: o}
	var err error
	if s.owner, err = owner(); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "pecete-squid"); err != nil {
		return nil, fmt.Errorf("making a folder for Squid: %w", err)
	}
	if err := s.furnish(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// owner is who Squid runs as: it does not run as root. nil is who runs this program.
func owner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	proxy, err := user.Lookup("proxy")
	if err != nil {
		return nil, fmt.Errorf("looking for the user that Squid runs as: %w", err)
	}
	id, err := strconv.ParseUint(proxy.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("reading the id of the user that Squid runs as: %w", err)
	}
	group, err := strconv.ParseUint(proxy.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("reading the group of the user that Squid runs as: %w", err)
	}
	return &syscall.Credential{Uid: uint32(id), Gid: uint32(group)}, nil
}

// furnish copies Squid to where its user can read it, and writes its configuration.
func (s *Squid) furnish(ctx context.Context) error {
	kind := "squid"
	if s.options.TLS {
		kind = "squid-openssl"
	}
	unpacked, err := Unpacked(ctx, kind)
	if err != nil {
		return err
	}
	for _, part := range []string{"lib", "usr/sbin", "usr/lib", "usr/share/squid", "usr/share/squid-langpack/en"} {
		from := filepath.Join(unpacked, filepath.FromSlash(part))
		if err := os.CopyFS(filepath.Join(s.program(), filepath.FromSlash(part)), os.DirFS(from)); err != nil && part != "lib" {
			return fmt.Errorf("copying Squid: %w", err)
		}
	}
	if s.Address, err = FreeAddress(); err != nil {
		return err
	}
	if s.options.TLS {
		if err := s.issue(); err != nil {
			return err
		}
	}
	if err := s.configure(ctx); err != nil {
		return err
	}
	return s.give()
}

// program is the folder of the copy of the package.
func (s *Squid) program() string { return filepath.Join(s.dir, "debian") }

// give gives all in the folder to the user that Squid runs as.
func (s *Squid) give() error {
	if s.owner == nil {
		return nil
	}
	return filepath.WalkDir(s.dir, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(name, int(s.owner.Uid), int(s.owner.Gid))
	})
}

// Start starts it and waits until it serves.
func (s *Squid) Start(ctx context.Context) error {
	if s.options.TLS {
		if err := s.makeStore(ctx); err != nil {
			return err
		}
	}
	s.command = s.run(ctx, filepath.Join(s.program(), "usr", "sbin", "squid"), "-N", "-f", filepath.Join(s.dir, "squid.conf"))
	log, err := os.OpenFile(filepath.Join(s.dir, "output"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("starting Squid: %w", err)
	}
	defer log.Close()
	s.command.Stdout, s.command.Stderr = log, log
	if err := s.command.Start(); err != nil {
		return fmt.Errorf("starting Squid: %w", err)
	}
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.command.Wait() }()
	return s.await()
}

// run is a command as Squid's user, in its folder.
func (s *Squid) run(ctx context.Context, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = s.dir
	command.Env = Libraries(s.program())
	command.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner}
	return command
}

// await waits until Squid takes connections.
func (s *Squid) await() error {
	for began := time.Now(); time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
		if connection, err := net.Dial("tcp", s.Address); err == nil {
			return connection.Close()
		}
		select {
		case err := <-s.ended:
			return fmt.Errorf("the Squid ended before it served: %w\n%s", err, s.tail())
		default:
		}
	}
	return errors.Join(fmt.Errorf("the Squid does not serve\n%s", s.tail()), s.Kill())
}

// Pid is the id of its process.
func (s *Squid) Pid() int { return s.command.Process.Pid }

// Stop ends it as an operator does, with SIGTERM, and waits for it.
func (s *Squid) Stop() error { return s.end(syscall.SIGTERM) }

// Kill ends it with SIGKILL, and waits for it.
func (s *Squid) Kill() error { return s.end(syscall.SIGKILL) }

func (s *Squid) end(signal syscall.Signal) error {
	if err := s.command.Process.Signal(signal); err != nil {
		return fmt.Errorf("ending Squid: %w", err)
	}
	select {
	case err := <-s.ended:
		var status *exec.ExitError
		if err == nil || errors.As(err, &status) && status.Sys().(syscall.WaitStatus).Signal() == signal {
			return nil
		}
		return fmt.Errorf("ending Squid: %w\n%s", err, s.tail())
	case <-time.After(patience):
		return errors.Join(errors.New("the Squid does not end"), s.command.Process.Kill())
	}
}

// tail is the end of Squid's log.
func (s *Squid) tail() string {
	text, _ := os.ReadFile(filepath.Join(s.dir, "output"))
	log, _ := os.ReadFile(filepath.Join(s.dir, "cache.log"))
	text = append(text, log...)
	return string(text[max(0, len(text)-4000):])
}

// End ends it and takes its folder away.
func (s *Squid) End() error { return errors.Join(s.Stop(), s.Close()) }

// Close takes its folder away.
func (s *Squid) Close() error { return os.RemoveAll(s.dir) }

// FreeAddress gives an address of the loopback at which nobody listens.
func FreeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// ICAPLog is what Squid noted of its calls over ICAP.
func (s *Squid) ICAPLog() string {
	text, _ := os.ReadFile(filepath.Join(s.dir, "icap.log"))
	return string(text)
}

// With gives the options of this Squid with other ports for CONNECT.
func (s *Squid) With(ports []int) Options {
	o := s.options
	o.Ports = ports
	return o
}
