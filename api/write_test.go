package api

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"github.com/pecete/pecete/api/telemetry"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// assessments gives assessments as answers have them, and such as none has.
func assessments() *rapid.Generator[*pecetev1.Assessment] {
	return rapid.Custom(func(t *rapid.T) *pecetev1.Assessment {
		a := &pecetev1.Assessment{
			Score:          rapid.Float64().Draw(t, "score"),
			Verdict:        pecetev1.Verdict(rapid.Int32().Draw(t, "verdict")),
			Level:          pecetev1.ClassificationLevel(rapid.Int32Range(0, 5).Draw(t, "level")),
			OffsetUnit:     pecetev1.OffsetUnit(rapid.Int32Range(0, 200).Draw(t, "unit")),
			RulesetVersion: rapid.String().Draw(t, "version"),
		}
		switch rapid.IntRange(0, 6).Draw(t, "more") {
		case 0:
			a.Findings = []*pecetev1.Finding{{Detector: "ro.cnp", Start: 3, End: 16, Evidence: []*pecetev1.Evidence{{Code: "X"}}}}
		case 1:
			a.Advice = &pecetev1.Advice{Title: "a"}
		case 2:
			a.IncompleteDetectors = []string{"iban"}
		case 3:
			a.OmittedFindings = 70000
		}
		return a
	})
}

// What is written by hand is what protobuf writes, byte by byte.
func TestAnswersAreEncodedAsProtobufSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.String()
		one := &pecetev1.ClassifyResponse{MessageId: ids.Draw(t, "id"), Assessment: assessments().Draw(t, "unary")}
		stream := &pecetev1.ClassifyStreamResponse{MessageId: ids.Draw(t, "id"), Outcome: &pecetev1.ClassifyStreamResponse_Assessment{Assessment: one.Assessment}}
		failed := &pecetev1.ClassifyStreamResponse{MessageId: ids.Draw(t, "id"), Outcome: &pecetev1.ClassifyStreamResponse_Error{Error: &rpcstatus.Status{Code: 3, Message: "no"}}}
		batch := &pecetev1.ClassifyBatchResponse{}
		for range rapid.IntRange(0, 60).Draw(t, "results") {
			result := &pecetev1.BatchResult{MessageId: ids.Draw(t, "id")}
			if rapid.Bool().Draw(t, "fails") {
				result.Outcome = &pecetev1.BatchResult_Error{Error: failed.GetError()}
			} else {
				result.Outcome = &pecetev1.BatchResult_Assessment{Assessment: assessments().Draw(t, "result")}
			}
			batch.Results = append(batch.Results, result)
		}
		for _, m := range []proto.Message{
			one, stream, failed, batch, &pecetev1.ClassifyResponse{}, &pecetev1.ClassifyStreamResponse{}, &pecetev1.ClassifyBatchResponse{},
			&pecetev1.ClassifyBatchResponse{Results: []*pecetev1.BatchResult{{}}},
		} {
			want, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			got, err := newCodec(DefaultLimits()).Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Materialize(), want) {
				t.Fatalf("%T is %x, want %x", m, got.Materialize(), want)
			}
		}
	})
}

// The quick way to read is the one taken for what proper clients send.
func TestProperRequestsAreReadPlainly(t *testing.T) {
	options := &pecetev1.ClassifyOptions{Detectors: []string{"ro.*"}, MinConfidence: 0.5, Channel: &pecetev1.Channel{BackedUp: true}}
	for name, m := range map[string]proto.Message{
		"a message":         &pecetev1.ClassifyRequest{MessageId: "a", Text: "Mâine, la gară"},
		"with options":      &pecetev1.ClassifyRequest{Text: "Salut", Options: options},
		"a long text":       &pecetev1.ClassifyRequest{Text: strings.Repeat("a", 1<<20)},
		"one of a stream":   &pecetev1.ClassifyStreamRequest{MessageId: "a", Text: "b", ConversationId: "c", Options: options},
		"a batch":           &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{MessageId: "a", Text: "b"}, {}, {Text: "ș"}}, Options: options},
		"a batch of nobody": &pecetev1.ClassifyBatchRequest{},
	} {
		data, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		half := len(data) / 2
		pieces := mem.BufferSlice{mem.SliceBuffer(data[:half]), mem.SliceBuffer(data[half:])}
		got := proto.Clone(m) // what was in it has to go
		if !newCodec(DefaultLimits()).readPlainly(pieces, got) || !proto.Equal(m, got) {
			t.Errorf("%s: %s", name, cmp.Diff(m, got, protocmp.Transform()))
		}
	}
}

func FuzzIsUTF8(f *testing.F) {
	for _, text := range []string{"", "Salut, ce mai faci?", "mâine mergem în oraș", "🎉🎉", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "12345678\xc4", "\xc4\xc4", "€uro"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if isUTF8(text) != utf8.ValidString(text) {
			t.Fatalf("%x", text)
		}
	})
}

// calm is a text that nothing is found in.
const calm = "Salut, ne vedem mâine la film cu toată lumea, e bine așa? Hai să mergem pe jos, e frumos afară."

// The door must not make work for the collector: of a call, a handler leaves one piece
// of memory, its answer, and reading, writing and the log a few more.
func TestAllocationsOfACall(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	server, err := New(testEngine(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithValue(t.Context(), callKey{}, &call{})
	in := &pecetev1.ClassifyRequest{MessageId: "m1", Text: calm}
	if got := testing.AllocsPerRun(1000, func() {
		if _, err := server.Classify(ctx, in); err != nil {
			t.Fatal(err)
		}
	}); got > 1 {
		t.Errorf("the handler allocates %v times a call", got)
	}
	data, err := proto.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	codec := newCodec(DefaultLimits())
	log := &callLog{
		log: zerolog.New(&nowhere{}), codec: codec, gate: open{}, recoverTo: server.recoverTo,
		metrics: telemetry.NewMetrics("v1"), queue: newTestQueue(t),
	}
	handle := log.unary(pecetev1.ClassifierService_Classify_FullMethodName, pecetev1.ClassifierService_ServiceDesc.Methods[0].Handler)
	read := func(m any) error { return codec.Unmarshal(mem.BufferSlice{mem.SliceBuffer(data)}, m) }
	if got := testing.AllocsPerRun(1000, func() {
		if _, err := handle(server, ctx, read, server.recoverUnary); err != nil {
			t.Fatal(err)
		}
	}); got > 20 {
		t.Errorf("a call allocates %v times", got)
	}
	if name := pecetev1.ClassifierService_ServiceDesc.Methods[0].MethodName; name != "Classify" {
		t.Errorf("measured %s", name)
	}
}

// A message of a batch leaves nothing behind but for a share of the whole.
func TestAllocationsOfABatch(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	server, err := New(testEngine(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := &pecetev1.ClassifyBatchRequest{}
	for i := range 100 {
		in.Messages = append(in.Messages, &pecetev1.BatchMessage{MessageId: fmt.Sprint(i), Text: calm})
	}
	c := &call{}
	ctx := context.WithValue(t.Context(), callKey{}, c)
	codec := newCodec(DefaultLimits())
	if got := testing.AllocsPerRun(100, func() {
		out, err := server.ClassifyBatch(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		data, err := codec.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		data.Free()
		c.sent()
	}); got > 15 {
		t.Errorf("a batch of 100 messages allocates %v times", got)
	}
}

// nowhere is a log that goes nowhere.
type nowhere struct{}

func (*nowhere) Write(line []byte) (int, error) { return len(line), nil }

// givenHandlers answers in place of a server.
type givenHandlers struct {
	pecetev1.UnimplementedClassifierServiceServer
}

func (givenHandlers) Classify(_ context.Context, in *pecetev1.ClassifyRequest) (*pecetev1.ClassifyResponse, error) {
	return &pecetev1.ClassifyResponse{MessageId: in.GetMessageId() + " was here"}, nil
}

func TestHandlersCanBeGiven(t *testing.T) {
	log := &syncBuffer{}
	server := start(t, testEngine(), Options{Handlers: givenHandlers{}, Log: zerolog.New(log)})
	out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{MessageId: "a"}, grpc.WaitForReady(true))
	if err != nil || out.GetMessageId() != "a was here" {
		t.Errorf("%v, %v", out, err)
	}
	if line := log.waitFor(t, 1)[0]; line["code"] != "OK" || line["bytes_in"] != 3.0 || line["bytes_out"] != 12.0 {
		t.Errorf("the log says %v", line)
	}
}
