// Package postfix runs a Postfix of its own on the loopback: with folders, a queue and a
// log of its own, beside the machine's, which it neither needs nor touches. Its mail goes
// through the filter, and what it delivers goes to a sink.
package postfix

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// patience is how long Postfix may take to start or to end.
const patience = 30 * time.Second

// Missing tells why there can be no Postfix here, "" if there can.
func Missing() string {
	if os.Getuid() != 0 {
		return "Postfix can only be started by root"
	}
	if _, err := exec.LookPath("postfix"); err != nil {
		return "there is no Postfix here; .ci/postfix installs it"
	}
	return ""
}

// Options say what a Postfix is about.
type Options struct {
	// Dir is its folder. It must be one that others can look into.
	Dir string
	// Filter is the HOST:PORT of the mail filter, or the unix:/PATH.
	Filter string
	// Sink is the HOST:PORT that all its mail is delivered to.
	Sink string
	// DefaultAction is what it does without the filter; "" leaves what the configuration
	// says.
	DefaultAction string
}

// Instance is a running Postfix.
type Instance struct {
	// SMTP takes mail through the filter, Plain without, and Notice takes notices.
	SMTP, Plain, Notice string

	dir     string
	command *exec.Cmd
	ended   chan error
}

// Start starts a Postfix and waits until it takes mail.
func Start(ctx context.Context, o Options) (*Instance, error) {
	i := &Instance{dir: o.Dir, ended: make(chan error, 1)}
	for _, address := range []*string{&i.SMTP, &i.Plain, &i.Notice} {
		var err error
		if *address, err = freeAddress(); err != nil {
			return nil, err
		}
	}
	if err := i.configure(ctx, o); err != nil {
		return nil, fmt.Errorf("configuring Postfix: %w", err)
	}
	i.command = exec.CommandContext(ctx, "postfix", "-c", i.config(), "start-fg")
	var said bytes.Buffer
	i.command.Stdout, i.command.Stderr = &said, &said
	i.command.Cancel = i.terminate
	i.command.WaitDelay = patience
	if err := i.command.Start(); err != nil {
		return nil, fmt.Errorf("starting Postfix: %w", err)
	}
	go func() { i.ended <- i.command.Wait() }()
	for _, address := range []string{i.SMTP, i.Plain, i.Notice} {
		if err := i.await(address); err != nil {
			return nil, errors.Join(fmt.Errorf("starting Postfix: %w\n%s", err, said.Bytes()), i.Stop())
		}
	}
	return i, nil
}

// freeAddress gives an address of the loopback that nobody listens at.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// await waits until somebody listens at an address.
func (i *Instance) await(address string) error {
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		select {
		case err := <-i.ended:
			i.ended <- err
			return fmt.Errorf("it ended: %w", err)
		default:
		}
		if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			return conn.Close()
		}
	}
	return fmt.Errorf("nobody listens at %s", address)
}

// config is the folder of its configuration.
func (i *Instance) config() string { return filepath.Join(i.dir, "config") }

// LogFile is the file of its log.
func (i *Instance) LogFile() string { return filepath.Join(i.dir, "log", "mail.log") }

// Queued is a mail in its queue.
type Queued struct {
	Queue  string `json:"queue_name"`
	ID     string `json:"queue_id"`
	Sender string `json:"sender"`
}

// Queue gives what is in its queue.
func (i *Instance) Queue(ctx context.Context) ([]Queued, error) {
	listed, err := exec.CommandContext(ctx, "postqueue", "-c", i.config(), "-j").Output()
	if err != nil {
		return nil, fmt.Errorf("listing the queue: %w", err)
	}
	var all []Queued
	lines := bufio.NewScanner(bytes.NewReader(listed))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var one Queued
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("listing the queue: %w", err)
		}
		all = append(all, one)
	}
	return all, lines.Err()
}

// Cat gives a mail in its queue, header and body.
func (i *Instance) Cat(ctx context.Context, id string) (string, error) {
	mail, err := exec.CommandContext(ctx, "postcat", "-c", i.config(), "-q", "-h", "-b", id).Output()
	if err != nil {
		return "", fmt.Errorf("reading a mail of the queue: %w", err)
	}
	return string(mail), nil
}

// Release delivers the mail that is on hold.
func (i *Instance) Release(ctx context.Context) error {
	if err := exec.CommandContext(ctx, "postsuper", "-c", i.config(), "-H", "ALL").Run(); err != nil {
		return fmt.Errorf("releasing held mail: %w", err)
	}
	return nil
}

// Sendmail hands a mail to it as programs of the machine do.
func (i *Instance) Sendmail(ctx context.Context, from, to string, mail []byte) error {
	command := exec.CommandContext(ctx, "sendmail", "-C", i.config(), "-i", "-f", from, to)
	command.Stdin = bytes.NewReader(mail)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("sendmail: %w\n%s", err, out)
	}
	return nil
}

// Stop ends it.
func (i *Instance) Stop() error {
	if err := i.terminate(); err != nil {
		return fmt.Errorf("stopping Postfix: %w", err)
	}
	select {
	case <-i.ended:
		return nil
	case <-time.After(patience):
		return errors.New("stopping Postfix: it goes on")
	}
}

// terminate asks its master to end, which ends the others. The master has a process group
// of its own, and its number in a file.
func (i *Instance) terminate() error {
	text, err := os.ReadFile(filepath.Join(i.dir, "queue", "pid", "master.pid"))
	if errors.Is(err, os.ErrNotExist) {
		return i.command.Process.Signal(syscall.SIGTERM) // it did not come that far
	}
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGTERM)
}
