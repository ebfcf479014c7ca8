package extproc

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	"github.com/rs/zerolog"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/inspection"
)

func TestARefusalIsReadableForWhoGetsIt(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{})
	for _, c := range []struct{ reason, accept, contentType, want string }{
		{"a browser", "text/html", "application/x-www-form-urlencoded", "text/html; charset=utf-8"},
		{"a program", "application/json", "text/plain", "application/problem+json"},
		{"JSON was sent", "*/*", "application/json", "application/problem+json"},
	} {
		m := post(c.contentType, "BAD")
		m.headers["accept"], m.headers["x-request-id"] = c.accept, "abc-123"
		out := e.exchange(within(t, 10*time.Second), m, nil)
		if out.err != nil || out.refused == nil {
			t.Fatalf("%s: %v", c.reason, out.err)
		}
		got := map[string]string{}
		if err := mutate(got, out.refused.Headers); err != nil {
			t.Error(err)
		}
		if got["content-type"] != c.want || got["cache-control"] != "no-store" || got["x-pecete-reference"] != "abc-123" {
			t.Errorf("%s: %v", c.reason, got)
		}
		if !strings.Contains(string(out.refused.Body), "abc-123") || out.refused.GrpcStatus != nil || out.refused.Details != details {
			t.Errorf("%s: %s", c.reason, out.refused.Body)
		}
		if c.want != "text/html; charset=utf-8" && !json.Valid(out.refused.Body) {
			t.Errorf("%s: no JSON", c.reason)
		}
		if err := out.refused.Validate(); err != nil {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
}

// TestWhatNobodyCouldJudge: the ruling says whether it goes on; the answer, that it may be
// tried again.
func TestWhatNobodyCouldJudge(t *testing.T) {
	for _, action := range []inspection.Action{inspection.Pass, inspection.Tag, inspection.Block} {
		e := start(t, inspectorFunc(func(context.Context, inspection.Subject, io.Reader, func(int64)) (*inspection.Ruling, error) {
			return &inspection.Ruling{Action: action, Reference: "r", Failure: codes.Unavailable}, nil
		}), Options{})
		for _, mode := range bodyModes {
			e.request = mode
			out := e.exchange(within(t, 10*time.Second), post("text/plain", "a", "b", "c"), nil)
			if out.err != nil || (out.refused != nil) != (action == inspection.Block) {
				t.Fatalf("%v, %v: refused %t, %v", action, mode, out.refused != nil, out.err)
			}
			if out.refused != nil && out.refused.Status.Code != 503 {
				t.Errorf("%v, %v: %v", action, mode, out.refused.Status)
			}
			if out.refused == nil && string(out.request.body) != "abc" {
				t.Errorf("%v, %v: passed %q", action, mode, out.request.body)
			}
		}
		if action == inspection.Block {
			out := e.exchange(within(t, 10*time.Second), post("application/grpc", "\x00\x00\x00\x00\x00"), nil)
			if out.refused == nil || out.refused.GrpcStatus.GetStatus() != uint32(codes.Unavailable) {
				t.Errorf("a gRPC call: %v, %v", out.refused, out.err)
			}
		}
	}
}

// TestAnInspectionThatFailsEndsTheStream: what Envoy does then is up to failure_mode_allow.
// Nothing of what went wrong is told.
func TestAnInspectionThatFailsEndsTheStream(t *testing.T) {
	for reason, inspector := range map[string]inspectorFunc{
		"an error": func(context.Context, inspection.Subject, io.Reader, func(int64)) (*inspection.Ruling, error) {
			return nil, errors.New(canary)
		},
		"a panic": func(context.Context, inspection.Subject, io.Reader, func(int64)) (*inspection.Ruling, error) {
			panic(canary)
		},
	} {
		var log syncBuffer
		e := start(t, inspector, Options{Log: zerolog.New(&log)})
		out := e.exchange(within(t, 10*time.Second), post("text/plain", "x"), nil)
		if status.Code(out.err) != codes.Internal || strings.Contains(out.err.Error(), canary) {
			t.Errorf("%s: %v", reason, out.err)
		}
		if strings.Contains(log.String(), canary) || !strings.Contains(log.String(), notJudged) {
			t.Errorf("%s: the log says %s", reason, log.String())
		}
	}
}

// canary is what must not come out anywhere but in the body that goes on.
const canary = "canar1850228120011"

// TestNothingOfTheTextIsTold: in logs, statuses and answers, whatever happens.
func TestNothingOfTheTextIsTold(t *testing.T) {
	var log syncBuffer
	logger := zerolog.New(&log).Level(zerolog.TraceLevel)
	e := start(t, realInspector(t, inspection.Options{Log: logger}), Options{Log: logger, Patience: 20 * time.Millisecond, Responses: true, Paths: true})
	for _, mode := range bodyModes {
		for _, contentType := range []string{"text/plain", "application/json", "application/grpc", "image/png", canary} {
			m := post(contentType, "SECRET DE SERVICIU\nCNP "+canary[5:], " "+canary)
			m.headers[":path"] = "/" + canary + "?cnp=" + canary
			m.headers["x-request-id"] = "/" + canary
			m.headers["x-extra"] = canary
			m.trailers = map[string]string{"x-extra": canary}
			e.request, e.response, e.pause = mode, mode, 30*time.Millisecond
			response := message{headers: map[string]string{":status": "200", "x-extra": canary, "content-type": contentType}, chunks: [][]byte{[]byte(canary)}}
			out := e.exchange(within(t, 10*time.Second), m, &response)
			told := []string{out.refused.String()}
			if out.err != nil {
				told = append(told, out.err.Error())
			}
			for name, value := range out.metadata {
				if text, ok := value.(string); ok {
					told = append(told, name, text)
				}
			}
			for _, text := range told {
				if strings.Contains(text, canary[5:]) {
					t.Errorf("%v, %s: told %s", mode, contentType, text)
				}
			}
		}
	}
	for _, says := range []error{
		tell(t, e, requestHeaders(true, canary, canary), requestBody(canary, true)),
		tell(t, e, inMode(requestBody(canary, true), modes.ProcessingMode_GRPC, 0)),
	} {
		if says == nil || strings.Contains(says.Error(), canary[5:]) {
			t.Errorf("told %v", says)
		}
	}
	if text := log.String(); strings.Contains(text, canary[5:]) || text == "" {
		t.Errorf("the log says %s", text)
	}
}
