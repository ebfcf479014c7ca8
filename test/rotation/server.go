package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// reread is how often the service looks at its certificates here.
const reread = 20 * time.Millisecond

// server is the service.
type server struct {
	address string
	command *exec.Cmd
	read    chan struct{} // closed at the end of its log
}

// build builds the service from the module around this one.
func build(ctx context.Context, folder string) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/pecete/pecete").Output()
	if err != nil {
		return "", fmt.Errorf("looking for the module of pecete: %w", err)
	}
	binary := filepath.Join(folder, "pecete")
	command := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/pecete")
	command.Dir = strings.TrimSpace(string(root))
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building pecete: %w\n%s", err, out)
	}
	return binary, nil
}

// startServer starts the service with the certificates in a folder.
func startServer(ctx context.Context, binary, folder string) (*server, error) {
	if binary == "" {
		var err error
		if binary, err = build(ctx, folder); err != nil {
			return nil, err
		}
	}
	s := &server{read: make(chan struct{})}
	s.command = exec.CommandContext(ctx, binary, "serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--reread", reread.String(),
		"--tls-cert", filepath.Join(folder, "tls.crt"), "--tls-key", filepath.Join(folder, "tls.key"), "--tls-client-ca", filepath.Join(folder, "clients.pem"))
	log, err := s.command.StderrPipe()
	if err != nil {
		return nil, fmt.Errorf("starting pecete: %w", err)
	}
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("starting pecete: %w", err)
	}
	serving := make(chan string, 1)
	go s.follow(log, serving)
	select {
	case s.address = <-serving:
		return s, nil
	case <-s.read:
		return nil, errors.Join(errors.New("pecete ended before it served"), s.command.Wait())
	case <-time.After(30 * time.Second):
		return nil, errors.Join(errors.New("pecete does not serve"), s.command.Process.Kill())
	}
}

// follow reads the log to its end.
func (s *server) follow(log io.Reader, serving chan<- string) {
	defer close(s.read)
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var line struct{ Message, Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Message == "serving" {
			serving <- line.Address
		}
	}
}

// stop ends the service as an operator does.
func (s *server) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stopping pecete: %w", err)
	}
	<-s.read
	if err := s.command.Wait(); err != nil {
		return fmt.Errorf("stopping pecete: %w", err)
	}
	return nil
}
