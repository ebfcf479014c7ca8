// Package serving checks, for tests, that a program serves with the arguments
// that an image or a manifest gives it.
package serving

import (
	"bytes"
	"context"
	"net"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Check starts a program with the arguments and variables that an image or
// a manifest gives it, but for the address, which must be :50051 there; asks it
// what a probe and a caller ask; and stops it. It fails the test where an answer is
// not the right one.
func Check(t *testing.T, program string, arguments, variables []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	arguments = slices.Clone(arguments)
	port := slices.Index(arguments, ":50051")
	if port < 0 {
		t.Fatalf("%q listens at another port than :50051", arguments)
	}
	arguments[port] = address
	var log bytes.Buffer
	service := exec.Command(program, arguments...)
	service.Env = slices.Concat([]string{"PATH="}, variables)
	service.Stderr = &log
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = service.Process.Kill() })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	health, err := healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{Service: pecetev1.ClassifierService_ServiceDesc.ServiceName}, grpc.WaitForReady(true))
	if err != nil || health.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Fatalf("%s %s: a probe is told %v, %v\n%s", program, strings.Join(arguments, " "), health.GetStatus(), err, log.String())
	}
	answer, err := pecetev1.NewClassifierServiceClient(conn).Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP: 1850228120011"})
	if err != nil || answer.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
		t.Errorf("a caller is told %v, %v", answer.GetAssessment().GetVerdict(), err)
	}
	if err := service.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := service.Wait(); err != nil {
		t.Errorf("the service ended badly: %v\n%s", err, log.String())
	}
}
