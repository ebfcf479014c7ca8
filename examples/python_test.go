package examples_test

import (
	"context"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// python gives a Python that has gRPC: Debian's, or the one that comes first.
func python(t *testing.T) string {
	t.Helper()
	need(t, "python3", "python/gen/pecete/v1/classifier_pb2_grpc.py")
	for _, program := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), program, "-c", "import grpc, google.protobuf").Run() == nil {
			return program
		}
	}
	need(t, "gRPC for Python") // which is no program, so that the test ends here
	return ""
}

func TestPython(t *testing.T) {
	program := python(t)
	address, _ := start(t, "*")
	input := "Ne vedem la 7? 😀\n😀 CNP-ul meu e 1850228120011\ne\n😀 CNP-ul meu e 1850228120011\ns\nSTRICT SECRET nr. SS/1234\n\n\xff\n"
	out, status := run(t, input, program, "-B", "python/chat.py", address, "--open")
	want := `-> Ne vedem la 7? 😀
sent
? Careful: the message contains a personal identification number (CNP) [e: edit, s: send anyway]
kept to edit
   ro.cnp: 1850228120011
? Careful: the message contains a personal identification number (CNP) [e: edit, s: send anyway]
-> 😀 CNP-ul meu e 1850228120011
sent anyway
! Message stopped: it is marked STRICT SECRET
refused
   marking.ro: STRICT SECRET
kept unchecked
kept unchecked
`
	if diff := cmp.Diff(want, out); status != 0 || diff != "" {
		t.Errorf("status %d\n%s", status, diff)
	}
}

// TestPythonWithoutAnAnswer: nobody there, or nobody who answers, and what the policy says.
func TestPythonWithoutAnAnswer(t *testing.T) {
	program := python(t)
	slow := &replica{answer: func(ctx context.Context, _ int64) error { <-ctx.Done(); return ctx.Err() }}
	for name, address := range map[string]string{"nobody there": "127.0.0.1:9", "nobody who answers": slow.serve(t)} {
		for policy, want := range map[string]string{"": "kept unchecked\n", "--open": "-> Salut\nsent unchecked\n"} {
			begun := time.Now()
			args := strings.Fields("-B python/chat.py " + address + " --timeout 0.5 " + policy)
			if out, status := run(t, "Salut\n", program, args...); status != 0 || out != want {
				t.Errorf("%s %s: status %d, %s", name, policy, status, out)
			}
			if took := time.Since(begun); took > 40*time.Second {
				t.Errorf("%s %s took %v", name, policy, took)
			}
		}
	}
}

// TestPythonTriesAgain: where a server has gone away or is busy, and not where the message
// is at fault.
func TestPythonTriesAgain(t *testing.T) {
	program := python(t)
	for code, tries := range map[codes.Code]int64{codes.Unavailable: 3, codes.ResourceExhausted: 3, codes.InvalidArgument: 1} {
		busy := &replica{answer: func(_ context.Context, call int64) error {
			if call < 3 {
				return status.Error(code, "not now")
			}
			return nil
		}}
		want := map[bool]string{true: "-> Salut\nsent\n", false: "kept unchecked\n"}[tries == 3]
		out, exit := run(t, "Salut\n", program, "-B", "python/chat.py", busy.serve(t))
		if exit != 0 || out != want || busy.calls.Load() != tries {
			t.Errorf("%v: status %d after %d calls, %s", code, exit, busy.calls.Load(), out)
		}
	}
}

// TestPythonAsksTheHealthy: of two servers, only the one that serves.
func TestPythonAsksTheHealthy(t *testing.T) {
	program := python(t)
	well := &replica{answer: func(context.Context, int64) error { return nil }}
	ill := &replica{isIll: true, answer: func(context.Context, int64) error { return status.Error(codes.Internal, "ill") }}
	target := "ipv4:" + well.serve(t) + "," + ill.serve(t)
	out, exit := run(t, strings.Repeat("Salut\n", 8), program, "-B", "python/chat.py", target)
	if exit != 0 || out != strings.Repeat("-> Salut\nsent\n", 8) || well.calls.Load() != 8 || ill.calls.Load() != 0 {
		t.Errorf("status %d after %d and %d calls:\n%s", exit, well.calls.Load(), ill.calls.Load(), out)
	}
}

// replica is a server that says ALLOW, or what answer returns for a call, counted from 1.
type replica struct {
	pecetev1.UnimplementedClassifierServiceServer
	answer func(ctx context.Context, call int64) error
	isIll  bool
	calls  atomic.Int64
}

func (r *replica) Classify(ctx context.Context, _ *pecetev1.ClassifyRequest) (*pecetev1.ClassifyResponse, error) {
	if err := r.answer(ctx, r.calls.Add(1)); err != nil {
		return nil, err
	}
	return &pecetev1.ClassifyResponse{Assessment: &pecetev1.Assessment{Verdict: pecetev1.Verdict_VERDICT_ALLOW}}, nil
}

// serve serves until the test ends and gives the address.
func (r *replica) serve(t *testing.T) string {
	t.Helper()
	server, state := grpc.NewServer(), health.NewServer()
	pecetev1.RegisterClassifierServiceServer(server, r)
	grpc_health_v1.RegisterHealthServer(server, state)
	said := grpc_health_v1.HealthCheckResponse_SERVING
	if r.isIll {
		said = grpc_health_v1.HealthCheckResponse_NOT_SERVING
	}
	state.SetServingStatus("pecete.v1.ClassifierService", said)
	listener := listen(t)
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}
