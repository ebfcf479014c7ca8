package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/health" // lets connections watch the health of a server
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// dial makes a connection of gRPC to the web door, by the service config that
// docs/clients.md advises, as far as it is about the health.
func dial(t *testing.T, r *running) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(r.address, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultServiceConfig(`{
		"loadBalancingConfig": [{"round_robin": {}}],
		"healthCheckConfig": {"serviceName": "pecete.v1.ClassifierService"},
		"methodConfig": [{"name": [{"service": "pecete.v1.ClassifierService"}], "waitForReady": true}]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// A client of gRPC that asks for the health of servers before it calls them can use the
// web door like the native one.
func TestClientsOfGRPCThatWatchTheHealth(t *testing.T) {
	r := startPlain(t)
	conn := dial(t, r)
	out, err := pecetev1.NewClassifierServiceClient(conn).Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "CNP " + aCNP})
	if err != nil || out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
		t.Errorf("%v, %v", out, err)
	}
}

// The health is that of the service, also for who watches it while it stops.
func TestHealthOverGRPC(t *testing.T) {
	r := start(t, testEngine(), api.Options{DrainDelay: 300 * time.Millisecond}, Options{DrainDelay: 300 * time.Millisecond, BodyTimeout: 100 * time.Millisecond})
	client := healthv1.NewHealthClient(dial(t, r))
	ctx := within(t, 20*time.Second)
	watch, err := client.Watch(ctx, &healthv1.HealthCheckRequest{Service: pecetev1.ClassifierService_ServiceDesc.ServiceName})
	if err != nil {
		t.Fatal(err)
	}
	if first, err := watch.Recv(); err != nil || first.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Fatalf("%v, %v", first, err)
	}
	if now, err := client.Check(ctx, &healthv1.HealthCheckRequest{}); err != nil || now.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Errorf("%v, %v", now, err)
	}
	for _, name := range []string{"Connect with JSON", "gRPC-Web with protobuf"} {
		check := connect.NewClient[healthv1.HealthCheckRequest, healthv1.HealthCheckResponse](r.client, r.url+healthv1.Health_Check_FullMethodName, dialects()[name]...)
		if now, err := check.CallUnary(ctx, connect.NewRequest(&healthv1.HealthCheckRequest{})); err != nil || now.Msg.GetStatus() != healthv1.HealthCheckResponse_SERVING {
			t.Errorf("%s: %v, %v", name, now, err)
		}
	}
	time.Sleep(time.Second) // several times as long as an answer may take
	r.stop()
	if next, err := watch.Recv(); err != nil || next.GetStatus() != healthv1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("when it is to stop: %v, %v", next, err)
	}
	if err := <-r.stopped; err != nil {
		t.Error(err)
	}
	if strings.Contains(r.log.String(), `"cut_off":true`) {
		t.Errorf("who watches holds up the end:\n%s", r.log)
	}
}

func TestReflection(t *testing.T) {
	r := startPlain(t)
	stream, err := reflectionv1.NewServerReflectionClient(dial(t, r)).ServerReflectionInfo(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	err = stream.Send(&reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := stream.Recv()
	if err != nil || !strings.Contains(answer.String(), pecetev1.ClassifierService_ServiceDesc.ServiceName) {
		t.Errorf("%v, %v", answer, err)
	}
}

// What does not exist is refused in the words of gRPC, or its clients would take it for a
// fault on the way, and try again.
func TestUnknownMethodsOfGRPC(t *testing.T) {
	r := startPlain(t)
	conn := dial(t, r)
	for _, method := range []string{"/pecete.v1.ClassifierService/Delete", "/grpc.channelz.v1.Channelz/GetServers", "/nope"} {
		err := conn.Invoke(within(t, 10*time.Second), method, &pecetev1.ClassifyRequest{Text: aCNP}, &pecetev1.ClassifyResponse{})
		if status.Code(err) != codes.Unimplemented || strings.Contains(err.Error(), "405") || strings.Contains(err.Error(), method) {
			t.Errorf("%s: %v", method, err)
		}
		answer, _ := askWith(t, r.client, "POST", r.url+method, strings.NewReader(string(frame(0, nil))), "Content-Type: application/grpc-web+proto")
		if answer.StatusCode != http.StatusOK || answer.Header.Get("Grpc-Status") != "12" {
			t.Errorf("%s in gRPC-Web: %s, %v", method, answer.Status, answer.Header)
		}
	}
	if log := r.log.String(); !strings.Contains(log, `"method":"unknown","protocol":"grpc","code":"UNIMPLEMENTED"`) || strings.Contains(log, "nope") {
		t.Errorf("the log:\n%s", log)
	}
}
