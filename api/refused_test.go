package api

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// wrongOptions are options that break a rule, and what the refusal says.
func wrongOptions() map[string]struct {
	options *pecetev1.ClassifyOptions
	want    string
} {
	unknown := "must name a detector of this server, or a prefix of some and \".*\""
	return map[string]struct {
		options *pecetev1.ClassifyOptions
		want    string
	}{
		"unknown offset unit":         {&pecetev1.ClassifyOptions{OffsetUnit: 9}, "options.offset_unit: must be a unit of the contract"},
		"negative offset unit":        {&pecetev1.ClassifyOptions{OffsetUnit: -1}, "options.offset_unit: must be a unit of the contract"},
		"unknown detector":            {&pecetev1.ClassifyOptions{Detectors: []string{"ro.cnp", "ro.cpn"}}, "options.detectors[1]: " + unknown},
		"prefix of no detector":       {&pecetev1.ClassifyOptions{Detectors: []string{"fr.*"}}, "options.detectors[0]: " + unknown},
		"empty detector":              {&pecetev1.ClassifyOptions{Detectors: []string{""}}, "options.detectors[0]: " + unknown},
		"prefix without its dot":      {&pecetev1.ClassifyOptions{Detectors: []string{"r*"}}, "options.detectors[0]: " + unknown},
		"too many detectors":          {&pecetev1.ClassifyOptions{Detectors: strings.Fields(strings.Repeat("ro.cnp ", 257))}, "options.detectors: must hold at most 256 entries, but holds 257"},
		"confidence that is NaN":      {&pecetev1.ClassifyOptions{MinConfidence: math.NaN()}, "options.min_confidence: must be a number between 0 and 1"},
		"confidence below 0":          {&pecetev1.ClassifyOptions{MinConfidence: -0.001}, "options.min_confidence: must be a number between 0 and 1"},
		"confidence above 1":          {&pecetev1.ClassifyOptions{MinConfidence: 1.001}, "options.min_confidence: must be a number between 0 and 1"},
		"confidence without end":      {&pecetev1.ClassifyOptions{MinConfidence: math.Inf(1)}, "options.min_confidence: must be a number between 0 and 1"},
		"unknown locale":              {&pecetev1.ClassifyOptions{Locale: "fr"}, `options.locale: must be "ro" or "en"`},
		"locale with a country":       {&pecetev1.ClassifyOptions{Locale: "ro-RO"}, `options.locale: must be "ro" or "en"`},
		"locale in capitals":          {&pecetev1.ClassifyOptions{Locale: "EN"}, `options.locale: must be "ro" or "en"`},
		"unknown channel":             {&pecetev1.ClassifyOptions{Channel: &pecetev1.Channel{Kind: 99}}, "options.channel.kind: must be a kind of the contract"},
		"unknown level":               {&pecetev1.ClassifyOptions{Channel: &pecetev1.Channel{AccreditedLevel: 6}}, "options.channel.accredited_level: must be a level of the contract"},
		"level that wraps to a known": {&pecetev1.ClassifyOptions{Channel: &pecetev1.Channel{Kind: 5, AccreditedLevel: 259}}, "options.channel.accredited_level: must be a level of the contract"},
	}
}

func TestWrongOptionsAreRefusedByName(t *testing.T) {
	server := startPlain(t)
	ctx := within(t, 30*time.Second)
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range wrongOptions() {
		t.Run(name, func(t *testing.T) {
			text := "CNP: " + aCNP
			_, classify := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: text, Options: tt.options})
			_, batch := server.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Options: tt.options})
			_, redact := server.Redact(ctx, &pecetev1.RedactRequest{Text: text, Options: tt.options})
			for method, err := range map[string]error{"Classify": classify, "ClassifyBatch": batch, "Redact": redact} {
				wantRefused(t, method, status.Convert(err), tt.want)
			}
			out := exchange(t, stream, &pecetev1.ClassifyStreamRequest{MessageId: name, Text: text, Options: tt.options})
			if out.GetMessageId() != name {
				t.Errorf("the answer is to %q", out.GetMessageId())
			}
			wantRefused(t, "ClassifyStream", errorOf(out.GetError()), tt.want)
		})
	}
}

// wantRefused checks that a status is INVALID_ARGUMENT because of one field.
func wantRefused(t *testing.T, method string, s *status.Status, want string) {
	t.Helper()
	if s.Code() != codes.InvalidArgument {
		t.Errorf("%s: %v: %s, want InvalidArgument", method, s.Code(), s.Message())
	}
	if diff := cmp.Diff([]string{want}, badFields(t, s)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", method, diff)
	}
	if s.Message() != want {
		t.Errorf("%s: message is %q, want %q", method, s.Message(), want)
	}
}

// exchange sends a message on a stream and gives its answer.
func exchange(t testing.TB, stream pecetev1.ClassifierService_ClassifyStreamClient, in *pecetev1.ClassifyStreamRequest) *pecetev1.ClassifyStreamResponse {
	t.Helper()
	if err := stream.Send(in); err != nil {
		t.Fatal(err)
	}
	out, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWrongTextsAreRefusedByName(t *testing.T) {
	limits := DefaultLimits()
	limits.TextBytes, limits.Batch, limits.RequestBytes = 100, 10, 10_000
	server := start(t, testEngine(), Options{Limits: limits})
	ctx := within(t, 30*time.Second)
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ text, want string }{
		"empty":                                   {"", "text: must not be empty"},
		"one byte too long":                       {strings.Repeat("a", 101), "text: must be at most 100 bytes long, but is 101"},
		"few characters but too many bytes":       {strings.Repeat("ș", 51), "text: must be at most 100 bytes long, but is 102"},
		"as long as may be":                       {strings.Repeat("a", 100), ""},
		"a zero byte, which is a character too":   {"\x00", ""},
		"the replacement character, as was typed": {"\ufffd", ""},
		"nothing but spaces":                      {"  \n", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, classify := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: tt.text})
			_, redact := server.Redact(ctx, &pecetev1.RedactRequest{Text: tt.text})
			batch, err := server.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: "a"}, {Text: tt.text}}})
			if err != nil {
				t.Fatal(err)
			}
			out := exchange(t, stream, &pecetev1.ClassifyStreamRequest{Text: tt.text})
			second := batch.GetResults()[1]
			if tt.want == "" {
				if classify != nil || redact != nil || second.GetError() != nil || out.GetError() != nil {
					t.Errorf("refused: %v, %v, %v, %v", classify, redact, second, out)
				}
				return
			}
			wantRefused(t, "Classify", status.Convert(classify), tt.want)
			wantRefused(t, "Redact", status.Convert(redact), tt.want)
			wantRefused(t, "ClassifyBatch", errorOf(second.GetError()), "messages[1]."+tt.want)
			wantRefused(t, "ClassifyStream", errorOf(out.GetError()), tt.want)
		})
	}
}

// A message_id comes back in the answer, so it must not be what fills it.
func TestLongMessageID(t *testing.T) {
	server := startPlain(t)
	ctx := within(t, 10*time.Second)
	longest := strings.Repeat("ș", 512)
	out, err := server.Classify(ctx, &pecetev1.ClassifyRequest{MessageId: longest, Text: "a"})
	if err != nil || out.GetMessageId() != longest {
		t.Errorf("1024 bytes: %v, %v", out, err)
	}
	const want = "message_id: must be at most 1024 bytes long, but is 1025"
	_, err = server.Classify(ctx, &pecetev1.ClassifyRequest{MessageId: longest + "a", Text: "a"})
	wantRefused(t, "Classify", status.Convert(err), want)
	batch, err := server.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{MessageId: longest + "a", Text: "a"}}})
	if err != nil || batch.GetResults()[0].GetMessageId() != "" {
		t.Fatalf("got %v, %v", batch, err)
	}
	wantRefused(t, "ClassifyBatch", errorOf(batch.GetResults()[0].GetError()), "messages[0]."+want)
}

func TestSeveralFaultsAreToldAtOnce(t *testing.T) {
	_, err := startPlain(t).Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Options: &pecetev1.ClassifyOptions{Locale: "xx", MinConfidence: 2}})
	want := []string{"options.min_confidence: must be a number between 0 and 1", `options.locale: must be "ro" or "en"`, "text: must not be empty"}
	if diff := cmp.Diff(want, badFields(t, status.Convert(err))); diff != "" {
		t.Error(diff)
	}
}

func TestWrongStyleIsRefused(t *testing.T) {
	server := startPlain(t)
	const want = "style.mask.mask_character: must be one printable character that is not a number, a space or a combining mark"
	for mask, ok := range map[string]bool{
		"": true, "*": true, "#": true, "•": true, "█": true, "x": true, "🔒": true, "\ufffd": true,
		"**": false, "1": false, "٣": false, "①": false, "½": false, " ": false, "\u00a0": false, "\t": false, "\n": false,
		"\u0301": false, "a\u0301": false, "\u200b": false, "\x00": false, "\u202e": false,
	} {
		_, err := server.Redact(within(t, 10*time.Second), &pecetev1.RedactRequest{
			Text:  "CNP: " + aCNP,
			Style: &pecetev1.RedactionStyle{Kind: &pecetev1.RedactionStyle_Mask{Mask: &pecetev1.MaskStyle{MaskCharacter: mask}}},
		})
		if ok && err != nil {
			t.Errorf("%+q: %v", mask, err)
		}
		if !ok {
			wantRefused(t, mask, status.Convert(err), want)
		}
	}
}

func TestLimitsThatContradictThemselves(t *testing.T) {
	for name, change := range map[string]func(*Limits){
		"no text":                    func(l *Limits) { l.TextBytes = 0 },
		"negative batch":             func(l *Limits) { l.Batch = -1 },
		"no findings":                func(l *Limits) { l.Findings = 0 },
		"no response":                func(l *Limits) { l.ResponseBytes = 0 },
		"no streams":                 func(l *Limits) { l.ConcurrentStreams = 0 },
		"no conversations":           func(l *Limits) { l.Conversations = 0 },
		"no messages of one":         func(l *Limits) { l.ConversationMessages = 0 },
		"no bytes of one":            func(l *Limits) { l.ConversationBytes = -1 },
		"no time for one":            func(l *Limits) { l.ConversationAge = 0 },
		"request beyond a frame":     func(l *Limits) { l.RequestBytes = 1<<30 + 1 },
		"text longer than a request": func(l *Limits) { l.TextBytes = l.RequestBytes + 1 },
	} {
		limits := DefaultLimits()
		change(&limits)
		if _, err := New(testEngine(), Options{Limits: limits}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
