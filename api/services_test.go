package api

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	channelzv1 "google.golang.org/grpc/channelz/grpc_channelz_v1"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestListDetectors(t *testing.T) {
	out, err := startPlain(t).ListDetectors(within(t, 10*time.Second), &pecetev1.ListDetectorsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	rules := testEngine().Rules()
	if out.GetRulesetVersion() != rules.Version || len(out.GetDetectors()) != len(rules.Detectors) {
		t.Errorf("version %q with %d detectors", out.GetRulesetVersion(), len(out.GetDetectors()))
	}
	if !slices.IsSortedFunc(out.GetDetectors(), func(a, b *pecetev1.Detector) int { return strings.Compare(a.GetId(), b.GetId()) }) {
		t.Error("the detectors are not sorted by id")
	}
	for _, d := range out.GetDetectors() {
		if d.GetId() == "" || d.GetCategory() == "" || d.GetDescription().GetRo() == "" || d.GetDescription().GetEn() == "" || d.GetDefaultSeverity() == 0 {
			t.Errorf("detector %v lacks something", d)
		}
	}
	at := slices.IndexFunc(out.GetDetectors(), func(d *pecetev1.Detector) bool { return d.GetId() == "ro.cnp" })
	if at < 0 {
		t.Fatal("ro.cnp is missing")
	}
	own := rules.Detector("ro.cnp")
	got := out.GetDetectors()[at]
	if own.Severity != patterns.SeverityHigh || got.GetDefaultSeverity() != pecetev1.Severity_SEVERITY_HIGH || got.GetDescription().GetRo() != own.Description.RO {
		t.Errorf("got %v", got)
	}
}

func TestHealthIsServed(t *testing.T) {
	server := startPlain(t)
	client := healthv1.NewHealthClient(server.conn)
	for _, service := range []string{"", "pecete.v1.ClassifierService"} {
		out, err := client.Check(within(t, 10*time.Second), &healthv1.HealthCheckRequest{Service: service}, grpc.WaitForReady(true))
		if err != nil || out.GetStatus() != healthv1.HealthCheckResponse_SERVING {
			t.Errorf("%q: %v, %v", service, out, err)
		}
	}
}

func TestReflectionDescribesTheContract(t *testing.T) {
	stream, err := reflectionv1.NewServerReflectionClient(startPlain(t).conn).ServerReflectionInfo(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	request := &reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}}
	if err := stream.Send(request); err != nil {
		t.Fatal(err)
	}
	out, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, service := range out.GetListServicesResponse().GetService() {
		names = append(names, service.GetName())
	}
	for _, want := range []string{"pecete.v1.ClassifierService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.channelz.v1.Channelz"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not among %q", want, names)
		}
	}
}

func TestChannelzKnowsTheServer(t *testing.T) {
	out, err := channelzv1.NewChannelzClient(startPlain(t).conn).GetServers(within(t, 10*time.Second), &channelzv1.GetServersRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.GetServer()) == 0 {
		t.Error("no server")
	}
}

func TestUnknownMethodIsNotEchoed(t *testing.T) {
	server := startPlain(t)
	for _, method := range []string{"/pecete.v1.ClassifierService/" + aCNP, "/" + aCNP + "/Classify"} {
		err := server.conn.Invoke(within(t, 10*time.Second), method, &emptypb.Empty{}, &emptypb.Empty{})
		if status.Code(err) != codes.Unimplemented || strings.Contains(err.Error(), aCNP) {
			t.Errorf("%s: %v", method, err)
		}
	}
}

// A request whose headers are out of proportion is turned away.
func TestHeadersAreBounded(t *testing.T) {
	server := startPlain(t)
	client := pecetev1.NewClassifierServiceClient(server.connect(t))
	ctx, cancel := context.WithTimeout(grpcHeader(strings.Repeat("a", 20<<10)), 5*time.Second)
	defer cancel()
	if _, err := client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "a"}); err == nil {
		t.Error("20 KB of headers were accepted")
	}
	if _, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "a"}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
