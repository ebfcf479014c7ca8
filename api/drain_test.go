package api

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// gatedEngine lets each text through when told to, and says when one has come.
func gatedEngine() (engine hookedEngine, arrived <-chan struct{}, release chan<- struct{}) {
	came, open := make(chan struct{}), make(chan struct{})
	return hookedEngine{testEngine(), func(string) {
		came <- struct{}{}
		<-open
	}}, came, open
}

// draining waits until a server has begun to stop.
func draining(t *testing.T, s *Server) {
	t.Helper()
	select {
	case <-s.draining:
	case <-time.After(10 * time.Second):
		t.Fatal("the server does not stop")
	}
}

func TestStoppingFinishesWhatIsInFlight(t *testing.T) {
	engine, arrived, release := gatedEngine()
	server := start(t, engine, Options{})
	ctx := within(t, 20*time.Second)
	answers := make(chan error, 2)
	go func() {
		out, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP: " + aCNP})
		if err == nil && out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
			err = errors.New("wrong answer")
		}
		answers <- err
	}()
	<-arrived
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: "Salut"}); err != nil {
		t.Fatal(err)
	}
	<-arrived
	server.stop()
	draining(t, server.server)
	check, err := server.server.health.Check(ctx, &healthv1.HealthCheckRequest{})
	if err != nil || check.GetStatus() != healthv1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("the health is %v, %v", check, err)
	}
	release <- struct{}{}
	release <- struct{}{}
	if err := <-answers; err != nil {
		t.Errorf("the call in flight: %v", err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Errorf("the message in flight on the stream: %v", err)
	}
	if err := stream.CloseSend(); err != nil {
		t.Error(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) && status.Code(err) != codes.Unavailable {
		t.Errorf("the stream ends with %v", err)
	}
	if err := <-server.stopped; err != nil {
		t.Errorf("Serve gives %v", err)
	}
}

// New connections and calls are not taken once the server stops.
func TestStoppingTakesNoMoreCalls(t *testing.T) {
	engine, arrived, release := gatedEngine()
	server := start(t, engine, Options{})
	answer := make(chan error, 1)
	go func() {
		_, err := server.Classify(within(t, 20*time.Second), &pecetev1.ClassifyRequest{Text: "Salut"})
		answer <- err
	}()
	<-arrived
	server.stop()
	draining(t, server.server)
	late := pecetev1.NewClassifierServiceClient(server.connect(t))
	if _, err := late.Classify(within(t, 300*time.Millisecond), &pecetev1.ClassifyRequest{Text: "Salut"}); err == nil {
		t.Error("a call on a new connection was answered")
	}
	release <- struct{}{}
	if err := <-answer; err != nil {
		t.Error(err)
	}
}

// Streams that nothing comes on do not hold up the end, whatever their service.
func TestIdleStreamsEndWhenTheServerStops(t *testing.T) {
	server := start(t, testEngine(), Options{StreamIdle: 50 * time.Millisecond})
	ctx := within(t, 20*time.Second)
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	exchange(t, stream, &pecetev1.ClassifyStreamRequest{Text: "Salut"})
	watch, err := healthv1.NewHealthClient(server.conn).Watch(ctx, &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Recv(); err != nil {
		t.Fatal(err)
	}
	reflection, err := reflectionv1.NewServerReflectionClient(server.conn).ServerReflectionInfo(ctx)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	server.stop()
	if err := <-server.stopped; err != nil {
		t.Errorf("Serve gives %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if _, err := stream.Recv(); status.Code(err) != codes.Unavailable {
		t.Errorf("the idle stream ends with %v, want Unavailable", err)
	}
	for err = nil; err == nil; _, err = watch.Recv() {
	}
	if _, err := reflection.Recv(); err == nil {
		t.Error("reflection goes on")
	}
}

// A stream that is in use goes on while the server drains.
func TestBusyStreamGoesOnWhileTheServerStops(t *testing.T) {
	server := start(t, testEngine(), Options{StreamIdle: 2 * time.Second})
	stream, err := server.ClassifyStream(within(t, 20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	exchange(t, stream, &pecetev1.ClassifyStreamRequest{Text: "Salut"})
	server.stop()
	draining(t, server.server)
	for range 100 {
		exchange(t, stream, &pecetev1.ClassifyStreamRequest{Text: "Salut"})
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ends with %v, want OK", err)
	}
	if err := <-server.stopped; err != nil {
		t.Error(err)
	}
}

// A call that does not finish is cut off after the drain timeout.
func TestDrainTimeout(t *testing.T) {
	server := start(t, testEngine(), Options{DrainTimeout: 200 * time.Millisecond})
	ctx, cancel := context.WithCancel(within(t, 20*time.Second))
	defer cancel()
	// A call whose request never comes is in flight for ever.
	stream, err := server.conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true}, pecetev1.ClassifierService_Classify_FullMethodName)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: "Salut"}); err != nil { // so that it has arrived
		t.Fatal(err)
	}
	began := time.Now()
	server.stop()
	if err := <-server.stopped; err != nil {
		t.Errorf("Serve gives %v", err)
	}
	if took := time.Since(began); took < 200*time.Millisecond || took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if err := stream.RecvMsg(&pecetev1.ClassifyResponse{}); status.Code(err) != codes.Unavailable {
		t.Errorf("the call ends with %v, want Unavailable", err)
	}
}
