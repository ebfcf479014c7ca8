package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// output is a standard stream that the program writes and the test reads.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// serving is `pecete serve` running inside the test.
type serving struct {
	stdout, stderr output
	stop           context.CancelFunc
	status         chan int
	conn           *grpc.ClientConn
	client         pecetev1.ClassifierServiceClient
}

// serve runs `pecete serve` with more arguments on a free port until the test
// ends, and connects to it once it listens.
func serve(t *testing.T, ctx context.Context, args ...string) *serving {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	s := &serving{stop: stop, status: make(chan int, 1)}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		s.status <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), strings.NewReader(""), &s.stdout, &s.stderr)
	}()
	t.Cleanup(func() {
		stop()
		<-finished
	})
	conn, err := grpc.NewClient(s.address(t), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	s.conn, s.client = conn, pecetev1.NewClassifierServiceClient(conn)
	return s
}

// address waits for the log line that tells where the service listens.
func (s *serving) address(t *testing.T) string {
	t.Helper()
	for range 500 {
		for line := range strings.Lines(s.stderr.String()) {
			var entry struct{ Message, Address string }
			if json.Unmarshal([]byte(line), &entry) == nil && entry.Message == "serving" {
				return entry.Address
			}
		}
		select {
		case status := <-s.status:
			t.Fatalf("ended with status %d: %s", status, s.stderr.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatalf("does not serve: %s", s.stderr.String())
	return ""
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestServeShowsSamplesAndGoesOn(t *testing.T) {
	s := serve(t, context.Background(), "--sample")
	for range 500 {
		if strings.Contains(s.stdout.String(), "Still serving") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	for _, want := range []string{"Serving at 127.0.0.1:", "meeting  ALLOW", "contract  WARN", "report  BLOCK  1.00  SECRET", "ro.cnp", "[1850228120011]¹", "- The last digit, the control digit, agrees with the others.", "Still serving"} {
		if !strings.Contains(s.stdout.String(), want) {
			t.Errorf("no %q in:\n%s", want, s.stdout.String())
		}
	}
	out, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "CNP 1850228120011"})
	if err != nil || out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
		t.Errorf("afterwards: %v, %v", out, err)
	}
	s.stop()
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
	if strings.Contains(s.stderr.String(), "1850228120011") {
		t.Errorf("the log holds text:\n%s", s.stderr.String())
	}
}

// A call that has begun when SIGTERM comes gets its answer, and the program ends
// well.
func TestSIGTERMFinishesCallsInFlight(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent(), goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
	ctx, ignore := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer ignore()
	s := serve(t, ctx)
	defer s.conn.Close()
	calls := within(t, 20*time.Second)
	// The call begins; its request is sent once the server has begun to stop.
	call, err := s.conn.NewStream(calls, &grpc.StreamDesc{ClientStreams: true}, pecetev1.ClassifierService_Classify_FullMethodName)
	if err != nil {
		t.Fatal(err)
	}
	watch, err := healthv1.NewHealthClient(s.conn).Watch(calls, &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if first, err := watch.Recv(); err != nil || first.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Fatalf("the health is %v, %v", first, err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for err == nil { // the watch ends when the server stops
		_, err = watch.Recv()
	}
	out := &pecetev1.ClassifyResponse{}
	if err := call.SendMsg(&pecetev1.ClassifyRequest{MessageId: "in flight", Text: "CNP 1850228120011"}); err != nil {
		t.Fatal(err)
	}
	if err := call.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if err := call.RecvMsg(out); err != nil || out.GetMessageId() != "in flight" || out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
		t.Errorf("the call in flight got %v, %v", out, err)
	}
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
	for _, want := range []string{"finishing the calls in flight", `"message":"stopped"`} {
		if !strings.Contains(s.stderr.String(), want) {
			t.Errorf("no %q in the log:\n%s", want, s.stderr.String())
		}
	}
}

func TestServeCutsOffWhatDoesNotFinish(t *testing.T) {
	s := serve(t, context.Background(), "--drain-timeout", "100ms")
	call, err := s.conn.NewStream(within(t, 20*time.Second), &grpc.StreamDesc{ClientStreams: true}, pecetev1.ClassifierService_Classify_FullMethodName)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.ListDetectors(within(t, 10*time.Second), &pecetev1.ListDetectorsRequest{}); err != nil { // so that the call has arrived
		t.Fatal(err)
	}
	s.stop()
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
	if err := call.RecvMsg(&pecetev1.ClassifyResponse{}); status.Code(err) != codes.Unavailable {
		t.Errorf("the call ends with %v, want Unavailable", err)
	}
}

func TestServeLimitsAreFlags(t *testing.T) {
	s := serve(t, context.Background(), "--max-text-bytes", "1KiB", "--max-batch", "2", "--max-request-bytes", "4KiB", "--max-findings", "1")
	ctx := within(t, 10*time.Second)
	long := strings.Repeat("a", 1025)
	_, err := s.client.Classify(ctx, &pecetev1.ClassifyRequest{Text: long})
	if status.Convert(err).Message() != "text: must be at most 1024 bytes long, but is 1025" {
		t.Errorf("long text: %v", err)
	}
	_, err = s.client.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: make([]*pecetev1.BatchMessage, 3)})
	if status.Convert(err).Message() != "messages: must hold at most 2 messages, but holds 3" {
		t.Errorf("long batch: %v", err)
	}
	_, err = s.client.Classify(ctx, &pecetev1.ClassifyRequest{Text: strings.Repeat("a", 5000)})
	if !strings.HasPrefix(status.Convert(err).Message(), "text: the request must be at most 4096 bytes long") {
		t.Errorf("large request: %v", err)
	}
	out, err := s.client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP 1850228120011, CNP 1850228120011"})
	if err != nil || len(out.GetAssessment().GetFindings()) != 1 || out.GetAssessment().GetOmittedFindings() != 1 {
		t.Errorf("findings: %v, %v", out, err)
	}
}

func TestServeThresholdsAreFlags(t *testing.T) {
	s := serve(t, context.Background(), "--warn-threshold", "0.2", "--block-threshold", "0.4")
	out, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "CNP 1850228120011"})
	if err != nil || out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_BLOCK {
		t.Errorf("got %v, %v", out, err)
	}
}

// Whatever can be said on the command line can be said in the environment.
func TestEveryFlagHasItsVariable(t *testing.T) {
	var line commandLine
	parser, err := kong.New(&line, kong.DefaultEnvars("PECETE"), kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Leaves(false) {
		for _, flag := range command.Flags {
			want := "PECETE_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
			if len(flag.Envs) == 0 || flag.Envs[0] != want {
				t.Errorf("%s: --%s has the variables %q, want %s", command.Path(), flag.Name, flag.Envs, want)
			}
		}
	}
}

func TestServeReadsItsEnvironment(t *testing.T) {
	t.Setenv("PECETE_MAX_BATCH", "1")
	t.Setenv("PECETE_LOG_LEVEL", "debug")
	t.Setenv("PECETE_WARN_THRESHOLD", "0.9")
	s := serve(t, context.Background())
	ctx := within(t, 10*time.Second)
	if _, err := s.client.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: make([]*pecetev1.BatchMessage, 2)}); status.Code(err) != codes.InvalidArgument {
		t.Errorf("PECETE_MAX_BATCH was not read: %v", err)
	}
	if out, err := s.client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP 1850228120011"}); err != nil || out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_ALLOW {
		t.Errorf("PECETE_WARN_THRESHOLD was not read: %v, %v", out, err)
	}
	if _, err := healthv1.NewHealthClient(s.conn).Check(ctx, &healthv1.HealthCheckRequest{}); err != nil {
		t.Fatal(err)
	}
	s.stop()
	<-s.status
	if !strings.Contains(s.stderr.String(), `"level":"debug","method":"/grpc.health.v1.Health/Check"`) {
		t.Errorf("PECETE_LOG_LEVEL was not read:\n%s", s.stderr.String())
	}
}

const goodRule = `id: acme.badge
category: badge
label: BADGE
description: {ro: legitimație, en: badge}
severity: high
anchors: {words: [acme], after: 20}
expression: acme-[0-9]{6}(?![0-9])
confidence: 0.95
examples:
  match: [{text: acme-123456}]
  no_match: [acme-12345]
`

func TestServeWithRulesOfOnesOwn(t *testing.T) {
	s := serve(t, context.Background(), "--rules", ruleFolder(t, goodRule))
	out, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "Am pierdut ACME-654321.", Options: &pecetev1.ClassifyOptions{Detectors: []string{"acme.*"}}})
	if err != nil || len(out.GetAssessment().GetFindings()) != 1 || out.GetAssessment().GetFindings()[0].GetStart() != 11 {
		t.Errorf("got %v, %v", out, err)
	}
}

// ruleFolder makes a folder with one rule file, badge.yaml.
func ruleFolder(t *testing.T, rule string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "badge.yaml"), []byte(rule), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestServeRefusesToStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tests := map[string]struct {
		args   []string
		status int
		want   []string // all on standard error
	}{
		"rule with an unknown key": {[]string{"--rules", ruleFolder(t, goodRule+"colour: red\n")}, 1, []string{"badge.yaml:12:1", "colour"}},
		"rule with a bad value":    {[]string{"--rules", ruleFolder(t, strings.Replace(goodRule, "0.95", "1.95", 1))}, 1, []string{"badge.yaml:8:", "confidence must lie"}},
		"rule whose match is not found": {[]string{"--rules", ruleFolder(t, strings.Replace(goodRule, "text: acme-123456", "text: acme-1234567", 1))}, 1,
			[]string{"badge.yaml:10:11: acme.badge", `"acme-1234567"`, "found"}},
		"rule whose no_match is found": {[]string{"--rules", ruleFolder(t, strings.Replace(goodRule, "[acme-12345]", "[acme-999999]", 1))}, 1,
			[]string{"badge.yaml:11:14: acme.badge", "must not match"}},
		"no such folder":         {[]string{"--rules", "/no/such/folder"}, 1, []string{"/no/such/folder"}},
		"threshold out of range": {[]string{"--warn-threshold", "1.5"}, 1, []string{"threshold"}},
		"threshold that is NaN":  {[]string{"--warn-threshold", "NaN"}, 1, []string{"threshold"}},
		"thresholds crossed":     {[]string{"--warn-threshold", "0.9", "--block-threshold", "0.8"}, 1, []string{"0.9", "0.8"}},
		"text above request":     {[]string{"--max-text-bytes", "32MiB"}, 1, []string{"bytes of a text"}},
		"size that is none":      {[]string{"--max-text-bytes", "lots"}, 2, []string{"max-text-bytes", "1MiB"}},
		"no batch":               {[]string{"--max-batch", "0"}, 1, []string{"messages in a batch"}},
		"unknown log format":     {[]string{"--log-format", "xml"}, 2, []string{"log-format"}},
		"unknown flag":           {[]string{"--unknown"}, 2, []string{"--unknown"}},
		"address taken":          {[]string{"--listen", taken.Addr().String()}, 1, []string{taken.Addr().String(), "taken", "--listen"}},
		"address that is none":   {[]string{"--listen", "localhost"}, 1, []string{"listening"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr output
			status := run(within(t, 20*time.Second), append([]string{"serve"}, tt.args...), strings.NewReader(""), &stdout, &stderr)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("no %q in: %s", want, stderr.String())
				}
			}
		})
	}
}

func TestByteSize(t *testing.T) {
	for text, want := range map[string]byteSize{"1": 1, "1048576": 1 << 20, "1KiB": 1024, "1MiB": 1 << 20, "2GiB": 2 << 30, "16 MiB": 16 << 20} {
		var got byteSize
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "1.5MiB", "1MB", "MiB", "1e6", "9999999999GiB"} {
		var got byteSize
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
}
