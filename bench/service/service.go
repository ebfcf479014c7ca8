// Package service starts the programs that are measured from outside: the service
// as its users run it, and the door (bench/cmd/door), and looks at them through
// the operating system.
package service

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
)

// patience is how long a program may take to start.
const patience = 30 * time.Second

// Service is a running pecete serve.
type Service struct {
	// Address is where it serves, Took the time from its start to its first answer
	// that it is SERVING.
	Address string
	Took    time.Duration
	command *exec.Cmd
}

// Start runs a built pecete on a free loopback port until it is SERVING.
func Start(ctx context.Context, binary string) (*Service, error) {
	command := exec.CommandContext(ctx, binary, "serve", "--listen", "127.0.0.1:0", "--log-format", "json")
	log, err := command.StderrPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the service: %w", err)
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("starting the service: %w", err)
	}
	s := &Service{command: command}
	if s.Address, err = served(log); err == nil {
		err = serving(ctx, s.Address)
	}
	s.Took = time.Since(began)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting the service: %w", err), s.Stop())
	}
	return s, nil
}

// served reads the log up to the line with the address, and drops the rest as it
// comes.
func served(log io.Reader) (address string, err error) {
	lines := bufio.NewReader(log)
	for {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			return "", fmt.Errorf("it ended before it served: %w", err)
		}
		var line struct{ Address, Message string }
		if json.Unmarshal(text, &line) == nil && line.Message == "serving" {
			go func() { _, _ = io.Copy(io.Discard, lines) }()
			return line.Address, nil
		}
	}
}

// serving waits until the service says of itself that it serves.
func serving(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer client.Close()
	for {
		answer, err := healthv1.NewHealthClient(client).Check(ctx, &healthv1.HealthCheckRequest{}, grpc.WaitForReady(true))
		if err != nil {
			return err
		}
		if answer.GetStatus() == healthv1.HealthCheckResponse_SERVING {
			return nil
		}
	}
}

// Resident gives the memory of the service that is in RAM, in bytes.
func (s *Service) Resident() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("reading the memory of the service: %w", err)
	}
	return resident(string(status))
}

// resident finds the line "VmRSS:  12345 kB".
func resident(status string) (int64, error) {
	for line := range strings.Lines(status) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmRSS:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("the system does not tell the memory of the service")
}

// Stop ends the service and waits for it.
func (s *Service) Stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stopping the service: %w", err)
	}
	var status *exec.ExitError
	if err := s.command.Wait(); err != nil && !errors.As(err, &status) {
		return fmt.Errorf("stopping the service: %w", err)
	}
	return nil
}
