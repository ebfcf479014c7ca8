package chatclient_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/pecete/pecete/examples/chatclient"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// replica is a server whose answers a test decides.
type replica struct {
	pecetev1.UnimplementedClassifierServiceServer
	address string
	health  *health.Server
	calls   atomic.Int32
	// answer, if set, answers the call of a number in place of the replica.
	answer func(ctx context.Context, call int32) error
}

func (r *replica) Classify(ctx context.Context, _ *pecetev1.ClassifyRequest) (*pecetev1.ClassifyResponse, error) {
	n := r.calls.Add(1)
	if r.answer != nil {
		if err := r.answer(ctx, n); err != nil {
			return nil, err
		}
	}
	return &pecetev1.ClassifyResponse{}, nil
}

func startReplica(t *testing.T, answer func(context.Context, int32) error) *replica {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &replica{address: listener.Addr().String(), health: health.NewServer(), answer: answer}
	r.health.SetServingStatus(pecetev1.ClassifierService_ServiceDesc.ServiceName, healthv1.HealthCheckResponse_SERVING)
	server := grpc.NewServer()
	pecetev1.RegisterClassifierServiceServer(server, r)
	healthv1.RegisterHealthServer(server, r.health)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return r
}

// connectTo makes the connection of the example to replicas that one name stands for.
func connectTo(t *testing.T, replicas ...*replica) pecetev1.ClassifierServiceClient {
	t.Helper()
	name := manual.NewBuilderWithScheme("three")
	var state resolver.State
	for _, r := range replicas {
		state.Addresses = append(state.Addresses, resolver.Address{Addr: r.address})
	}
	name.InitialState(state)
	conn, err := chatclient.Connect("three:///pecete", insecure.NewCredentials(), grpc.WithResolvers(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return pecetev1.NewClassifierServiceClient(conn)
}

func classify(t *testing.T, client pecetev1.ClassifierServiceClient) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "Salut"})
	return err
}

func TestCallsSpreadOverTheHealthy(t *testing.T) {
	a, b, c := startReplica(t, nil), startReplica(t, nil), startReplica(t, nil)
	client := connectTo(t, a, b, c)
	for began := time.Now(); a.calls.Load() == 0 || b.calls.Load() == 0 || c.calls.Load() == 0; {
		if err := classify(t, client); err != nil || time.Since(began) > 10*time.Second {
			t.Fatalf("%d, %d and %d calls, %v", a.calls.Load(), b.calls.Load(), c.calls.Load(), err)
		}
	}
	// One that says of itself that it does not serve gets no more, though it would answer.
	b.health.SetServingStatus(pecetev1.ClassifierService_ServiceDesc.ServiceName, healthv1.HealthCheckResponse_NOT_SERVING)
	time.Sleep(200 * time.Millisecond)
	before := [3]int32{a.calls.Load(), b.calls.Load(), c.calls.Load()}
	for range 20 {
		if err := classify(t, client); err != nil {
			t.Fatal(err)
		}
	}
	if a.calls.Load()-before[0] != 10 || b.calls.Load() != before[1] || c.calls.Load()-before[2] != 10 {
		t.Errorf("calls went from %v to %d, %d and %d", before, a.calls.Load(), b.calls.Load(), c.calls.Load())
	}
}

func TestCallThatFailsIsTriedAgainElsewhere(t *testing.T) {
	away := func(context.Context, int32) error { return status.Error(codes.Unavailable, "going away") }
	a, b := startReplica(t, away), startReplica(t, nil)
	client := connectTo(t, a, b)
	for range 10 {
		if err := classify(t, client); err != nil {
			t.Fatal(err)
		}
	}
	if b.calls.Load() != 10 {
		t.Errorf("%d calls were answered", b.calls.Load())
	}
}

// busy answers RESOURCE_EXHAUSTED as the service does, with advice.
func busy(ctx context.Context, pushback string) error {
	if err := grpc.SetTrailer(ctx, metadata.Pairs("grpc-retry-pushback-ms", pushback)); err != nil {
		return err
	}
	s, err := status.New(codes.ResourceExhausted, "busy").WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(time.Second)})
	if err != nil {
		return err
	}
	return s.Err()
}

func TestBusyServerIsAskedAgainWhenItSays(t *testing.T) {
	a := startReplica(t, func(ctx context.Context, call int32) error {
		if call == 1 {
			return busy(ctx, "300")
		}
		return nil
	})
	began := time.Now()
	if err := classify(t, connectTo(t, a)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 300*time.Millisecond || a.calls.Load() != 2 {
		t.Errorf("%d calls, %v", a.calls.Load(), took)
	}
}

func TestCallThatIsTooLargeIsNotTriedAgain(t *testing.T) {
	a := startReplica(t, func(ctx context.Context, _ int32) error {
		_ = grpc.SetTrailer(ctx, metadata.Pairs("grpc-retry-pushback-ms", "-1"))
		return status.Error(codes.ResourceExhausted, "too large")
	})
	if err := classify(t, connectTo(t, a)); status.Code(err) != codes.ResourceExhausted || a.calls.Load() != 1 {
		t.Errorf("%d calls, %v", a.calls.Load(), err)
	}
}

// Nobody is there yet: a call waits for a server as long as its deadline allows.
func TestCallWaitsForAServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	client := connectTo(t, &replica{address: address})
	time.AfterFunc(300*time.Millisecond, func() {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Error(err)
			return
		}
		r := &replica{health: health.NewServer()}
		r.health.SetServingStatus(pecetev1.ClassifierService_ServiceDesc.ServiceName, healthv1.HealthCheckResponse_SERVING)
		server := grpc.NewServer()
		pecetev1.RegisterClassifierServiceServer(server, r)
		healthv1.RegisterHealthServer(server, r.health)
		t.Cleanup(server.Stop)
		go func() { _ = server.Serve(listener) }()
	})
	if err := classify(t, client); err != nil {
		t.Error(err)
	}
}
