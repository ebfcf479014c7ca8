// Package process starts the service as its users run it and looks at it from outside:
// through the operating system, its metrics and its log.
package process

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// patience is how long the service may take to start.
const patience = 30 * time.Second

// Root gives the folder of the module around this one.
func Root(ctx context.Context) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/pecete/pecete").Output()
	if err != nil {
		return "", fmt.Errorf("looking for the module of pecete: %w", err)
	}
	return strings.TrimSpace(string(root)), nil
}

// Build builds the program from the module around this one, and gives its file, which is
// in dir.
func Build(ctx context.Context, dir string) (string, error) {
	root, err := Root(ctx)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "pecete")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", name, "./cmd/pecete")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building pecete: %w\n%s", err, out)
	}
	return name, nil
}

// Server is a running pecete serve.
type Server struct {
	// Address is where it serves, Metrics the URL of its metrics, Web where its web door
	// is, "" if it has none.
	Address, Metrics, Web string
	// ICAP is where its door for web proxies is, "" if it has none.
	ICAP    string
	command *exec.Cmd
	ended   chan error
	logged  chan struct{}
}

// Options say how a service is started.
type Options struct {
	// Binary is the program.
	Binary string
	// Listen is the address to serve at; "" takes a free port of the loopback.
	Listen string
	// Web has it open the web door too, at a free port of the loopback.
	Web bool
	// ICAP is the address to open the door for web proxies at, "" opens none.
	ICAP string
	// Args are more arguments.
	Args []string
	// CPUs, if not "", are the processors it may use, as taskset takes them.
	CPUs string
	// Line, if not nil, gets every line of the log, one after the other.
	Line func(line []byte)
}

// Start starts a service and waits until it serves.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	args := append([]string{o.Binary, "serve", "--listen", o.Listen, "--metrics-listen", "127.0.0.1:0", "--log-format", "json"}, o.Args...)
	if o.Web {
		args = append(args, "--web-listen", "127.0.0.1:0")
	}
	if o.ICAP != "" {
		args = append(args, "--icap-listen", o.ICAP)
	}
	if o.CPUs != "" {
		args = append([]string{"taskset", "-c", o.CPUs}, args...)
	}
	s := &Server{command: exec.CommandContext(ctx, args[0], args[1:]...), ended: make(chan error, 1), logged: make(chan struct{})}
	log, err := s.command.StderrPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the service: %w", err)
	}
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("starting the service: %w", err)
	}
	serving := make(chan struct{})
	go s.read(log, o, serving)
	select {
	case <-serving:
		return s, nil
	case <-s.logged:
		return nil, fmt.Errorf("the service ended before it served: %w", s.wait())
	case <-time.After(patience):
		return nil, errors.Join(errors.New("the service does not serve"), s.Kill())
	}
}

// read reads the log to its end, and closes serving when it has said where all doors are.
func (s *Server) read(log io.Reader, o Options, serving chan<- struct{}) {
	defer close(s.logged)
	opened := false
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct{ Message, Address string }
		if !opened && json.Unmarshal(lines.Bytes(), &line) == nil {
			switch line.Message {
			case "serving metrics":
				s.Metrics = "http://" + line.Address + "/metrics"
			case "serving the web":
				s.Web = line.Address
			case "serving icap":
				s.ICAP = line.Address
			case "serving":
				s.Address = line.Address
			}
			if opened = s.Address != "" && (s.Web != "" || !o.Web) && (s.ICAP != "" || o.ICAP == ""); opened {
				close(serving)
			}
		}
		if o.Line != nil {
			o.Line(lines.Bytes())
		}
	}
}

// wait waits until the service has ended and its log is read.
func (s *Server) wait() error {
	<-s.logged
	return s.command.Wait()
}

// Stop ends the service as an operator does, with SIGTERM, and waits for it. It fails
// unless the service ends well.
func (s *Server) Stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stopping the service: %w", err)
	}
	if err := s.wait(); err != nil {
		return fmt.Errorf("stopping the service: %w", err)
	}
	return nil
}

// Kill ends the service with SIGKILL, and waits for it.
func (s *Server) Kill() error {
	if err := s.command.Process.Kill(); err != nil {
		return fmt.Errorf("killing the service: %w", err)
	}
	var status *exec.ExitError
	if err := s.wait(); err != nil && !errors.As(err, &status) {
		return fmt.Errorf("killing the service: %w", err)
	}
	return nil
}

// Pid is the id of the service's process.
func (s *Server) Pid() int { return s.command.Process.Pid }

// Resident gives the memory of the service that is in RAM, in bytes.
func (s *Server) Resident() (int64, error) { return s.memory("VmRSS:") }

// Peak gives the most memory of the service that was in RAM at any time, in bytes.
func (s *Server) Peak() (int64, error) { return s.memory("VmHWM:") }

// memory gives a size that the system tells of the service.
func (s *Server) memory(name string) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("reading the memory of the service: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == name {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("the system does not tell the memory of the service")
}

// Sum gives the sum of the series of a metric whose labels have all of some parts, such
// as `code="OK"`.
func (s *Server) Sum(ctx context.Context, metric string, labels ...string) (float64, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Metrics, nil)
	if err != nil {
		return 0, fmt.Errorf("reading metrics: %w", err)
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return 0, fmt.Errorf("reading metrics: %w", err)
	}
	defer answer.Body.Close()
	return sum(answer.Body, metric, labels)
}

func sum(text io.Reader, metric string, labels []string) (total float64, err error) {
	found := false
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		series, value, _ := strings.Cut(lines.Text(), " ")
		name, rest, _ := strings.Cut(series, "{")
		if name != metric || !hasAll(rest, labels) {
			continue
		}
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, fmt.Errorf("reading metrics: %w", err)
		}
		total, found = total+number, true
	}
	if err := lines.Err(); err != nil {
		return 0, fmt.Errorf("reading metrics: %w", err)
	}
	if !found {
		return 0, fmt.Errorf("the service has no metric %s", metric)
	}
	return total, nil
}

func hasAll(labels string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(labels, part) {
			return false
		}
	}
	return true
}
