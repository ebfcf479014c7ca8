//go:build unix

package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// BenchmarkDoors makes the same calls through each door in turns, over loopback, and gives
// the processor time of client and server together, in microseconds for a call and as a
// ratio to native gRPC: what else the machine does changes that the least.
func BenchmarkDoors(b *testing.B) {
	r := start(b, testEngine(), api.Options{}, Options{})
	text := "Salut, ne vedem mâine la 10? Numărul meu e 0712 034 567, sunt Ana."
	in := &pecetev1.ClassifyRequest{Text: text}
	conn, err := grpc.NewClient(r.grpc, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	native := pecetev1.NewClassifierServiceClient(conn)
	doors := []struct {
		name string
		call func(context.Context) error
	}{
		{"grpc", func(ctx context.Context) error { _, err := native.Classify(ctx, in); return err }},
		{"grpc-on-the-web-door", callOver(r, r.h2, in, connect.WithGRPC())},
		{"grpc-web", callOver(r, r.client, in, connect.WithGRPCWeb())},
		{"connect-protobuf", callOver(r, r.client, in)},
		{"connect-json", callOver(r, r.client, in, connect.WithProtoJSON())},
		{"rest", func(ctx context.Context) error { return callPlainly(ctx, r, `{"text":"`+text+`"}`) }},
	}
	const turn = 200
	spent := make([]time.Duration, len(doors))
	for b.Loop() {
		for i, door := range doors {
			before := processorTime(b)
			for range turn {
				if err := door.call(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			spent[i] += processorTime(b) - before
		}
	}
	for i, door := range doors {
		b.ReportMetric(float64(spent[i].Microseconds())/float64(b.N*turn), door.name+"-µs")
		b.ReportMetric(float64(spent[i])/float64(spent[0]), door.name+"-x")
	}
}

// processorTime gives how long the process has had processors.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func callOver(r *running, client *http.Client, in *pecetev1.ClassifyRequest, options ...connect.ClientOption) func(context.Context) error {
	c := classifyClient(client, r.url, options...)
	return func(ctx context.Context) error {
		_, err := c.CallUnary(ctx, connect.NewRequest(in))
		return err
	}
}

func callPlainly(ctx context.Context, r *running, body string) error {
	request, err := http.NewRequestWithContext(ctx, "POST", r.url+"/v1/messages:classify", strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := r.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// BenchmarkJSON measures the look at JSON before it is read, beside the reading.
func BenchmarkJSON(b *testing.B) {
	body := []byte(`{"text":"` + strings.Repeat("Ne vedem mâine la 10? ", 40_000) + `"}`)
	reader := jsonReader{api.DefaultLimits()}
	b.Run("survey", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if reader.survey(body) != nil {
				b.Fatal("refused")
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if reader.read(bytes.Clone(body), &pecetev1.ClassifyRequest{}) != nil {
				b.Fatal("refused")
			}
		}
	})
}
