package extproc

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc"

	"github.com/pecete/pecete/api/inspection"
)

// idle is a processor that looks at nothing: what the protocol alone costs.
type idle struct {
	pb.UnimplementedExternalProcessorServer
}

func (idle) Process(stream pb.ExternalProcessor_ProcessServer) error {
	for {
		m, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		answer := &pb.ProcessingResponse{Response: &pb.ProcessingResponse_RequestHeaders{RequestHeaders: &pb.HeadersResponse{}}}
		if m.GetRequestBody() != nil {
			answer.Response = &pb.ProcessingResponse_RequestBody{RequestBody: &pb.BodyResponse{}}
		}
		if err := stream.Send(answer); err != nil {
			return err
		}
		if m.GetRequestBody().GetEndOfStream() || m.GetRequestHeaders().GetEndOfStream() {
			return nil
		}
	}
}

func (i idle) serve(ctx context.Context, listener net.Listener) error {
	server := grpc.NewServer(grpc.MaxRecvMsgSize(8<<20), grpc.StaticStreamWindowSize(512<<10), grpc.StaticConnWindowSize(2<<20))
	pb.RegisterExternalProcessorServer(server, i)
	go func() {
		<-ctx.Done()
		server.Stop()
	}()
	if err := server.Serve(listener); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// BenchmarkExchange gives what one HTTP request costs with a processor that looks at
// nothing, and with Pecete and the service behind it in one process.
func BenchmarkExchange(b *testing.B) {
	processors := []struct {
		name  string
		envoy *envoy
	}{
		{"idle", &envoy{client: pb.NewExternalProcessorClient(serve(b, idle{}.serve)), buffer: 1 << 20, trailers: modes.ProcessingMode_SEND}},
		{"pecete", start(b, realInspector(b, inspection.Options{}), Options{})},
	}
	line := "Bună ziua, vă trimit oferta cerută, vă rog să o confirmați până vineri. "
	for _, size := range []int{0, 256, 4 << 10, 64 << 10, 1 << 20} {
		for _, mode := range []modes.ProcessingMode_BodySendMode{modes.ProcessingMode_BUFFERED, modes.ProcessingMode_STREAMED} {
			for _, p := range processors {
				e := *p.envoy
				e.request = mode
				m := message{headers: map[string]string{":method": "GET", ":path": "/"}}
				if size > 0 {
					m = post("text/plain", cut(strings.Repeat(line, size/len(line)+1)[:size], 16<<10)...)
				}
				b.Run(fmt.Sprintf("%d/%v/%s", size, mode, p.name), func(b *testing.B) { exchanges(b, &e, m) })
			}
		}
	}
}

// exchanges makes one exchange after the other.
func exchanges(b *testing.B, e *envoy, m message) {
	b.SetBytes(int64(len(slices.Concat(m.chunks...))))
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if out := e.exchange(context.Background(), m, nil); out.err != nil || out.refused != nil {
			b.Fatalf("%+v", out)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkThroughput gives how many requests with a body of 4 KiB are done in a second, 64
// at once for each processor.
func BenchmarkThroughput(b *testing.B) {
	line := "Bună ziua, vă trimit oferta cerută, vă rog să o confirmați până vineri. "
	m := post("text/plain", strings.Repeat(line, 60)[:4<<10])
	for _, p := range []struct {
		name  string
		envoy *envoy
	}{
		{"idle", &envoy{client: pb.NewExternalProcessorClient(serve(b, idle{}.serve)), buffer: 1 << 20}},
		{"pecete", start(b, realInspector(b, inspection.Options{}), Options{})},
	} {
		p.envoy.request = modes.ProcessingMode_BUFFERED
		b.Run(p.name, func(b *testing.B) {
			b.SetParallelism(64)
			b.RunParallel(func(each *testing.PB) {
				for each.Next() {
					one := *p.envoy
					if out := one.exchange(context.Background(), m, nil); out.err != nil {
						b.Error(out.err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
