package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// patience is how long anything may take.
const patience = time.Minute

// service is the program, running.
type service struct {
	process *exec.Cmd
	conn    *grpc.ClientConn
	client  pecetev1.ClassifierServiceClient
	// failed counts the log's lines about rules that did not come into use.
	failed atomic.Int64
	// leaked has a line of the log that holds a message, if there was one.
	leaked atomic.Pointer[string]
	read   sync.WaitGroup
}

// startService starts the program on a free port and waits until it serves.
func startService(binary string, flags []string) (*service, error) {
	s := &service{process: exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--log-format", "json"}, flags...)...)}
	log, err := s.process.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	address := make(chan string, 1)
	s.read.Go(func() { s.readLog(log, address) })
	select {
	case at := <-address:
		if s.conn, err = grpc.NewClient(at, grpc.WithTransportCredentials(insecure.NewCredentials())); err != nil {
			s.kill()
			return nil, err
		}
	case <-time.After(patience):
		s.kill()
		return nil, fmt.Errorf("%s does not serve", binary)
	}
	s.client = pecetev1.NewClassifierServiceClient(s.conn)
	return s, nil
}

// readLog reads the program's log to its end. It gives the address once it is told.
func (s *service) readLog(log io.Reader, address chan<- string) {
	lines := bufio.NewReader(log)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var entry struct{ Message, Address string }
		_ = json.Unmarshal([]byte(line), &entry) // a line of another kind has no message
		switch entry.Message {
		case "serving":
			address <- entry.Address
		case "rules not reloaded: those in use stay":
			s.failed.Add(1)
		case "call":
			if strings.Contains(line, "123456") {
				s.leaked.Store(&line)
			}
		}
	}
}

// faults tells how often the log told of bad rules.
func (s *service) faults() int { return int(s.failed.Load()) }

// hangUp asks for the rules again.
func (s *service) hangUp() { _ = s.process.Process.Signal(syscall.SIGHUP) }

// waitFor waits for something to come true.
func (s *service) waitFor(what string, done func() bool) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if done() {
			return nil
		}
	}
	return fmt.Errorf("waited in vain for %s", what)
}

// category gives the one that all detectors of a generation have, in what the service
// lists.
func (s *service) category(ctx context.Context) string {
	out, err := s.client.ListDetectors(ctx, &pecetev1.ListDetectorsRequest{})
	if err != nil {
		return err.Error()
	}
	all := map[string]int{}
	for _, d := range out.GetDetectors() {
		if strings.HasPrefix(d.GetId(), "acme.") {
			all[d.GetCategory()]++
		}
	}
	for category, count := range all {
		if count == len(kinds()) {
			return category
		}
	}
	return fmt.Sprintf("a mix: %v", all)
}

// memory gives how much of the program is in memory, in bytes, or 0 where the system
// does not tell.
func (s *service) memory() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kib, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return kib << 10
}

// end asks the program to end and fails if it does not end well or its log held a message.
func (s *service) end() error {
	s.conn.Close()
	_ = s.process.Process.Signal(syscall.SIGTERM)
	s.read.Wait()
	if err := s.process.Wait(); err != nil {
		return fmt.Errorf("the program did not end well: %w", err)
	}
	if line := s.leaked.Load(); line != nil {
		return fmt.Errorf("the log holds a message: %s", *line)
	}
	return nil
}

// kill ends the program if it still runs.
func (s *service) kill() {
	if s.process.ProcessState == nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
	}
}
