package api

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// smallLimits are limits that tests can break without much ado.
func smallLimits() Limits {
	limits := DefaultLimits()
	limits.TextBytes, limits.RequestBytes, limits.Batch = 1000, 2000, 10
	return limits
}

func decode(t testing.TB, limits Limits, data []byte, into proto.Message) {
	t.Helper()
	if err := newCodec(limits).Unmarshal(mem.BufferSlice{mem.SliceBuffer(data)}, into); err != nil {
		t.Fatal(err)
	}
}

func TestInvalidUTF8IsRefusedByItsField(t *testing.T) {
	server := startPlain(t)
	classify, redact := pecetev1.ClassifierService_Classify_FullMethodName, pecetev1.ClassifierService_Redact_FullMethodName
	batch := pecetev1.ClassifierService_ClassifyBatch_FullMethodName
	good := field(2, "Salut")
	for _, tt := range []struct {
		name, method string
		request      []byte
		want         string
	}{
		{"the text", classify, field(2, "a\xffb"), "text: must be valid UTF-8"},
		{"a surrogate half", classify, field(2, "\xed\xa0\x80"), "text: must be valid UTF-8"},
		{"an overlong slash", classify, field(2, "\xc0\xaf"), "text: must be valid UTF-8"},
		{"a character cut short", classify, field(2, "bun\xc4"), "text: must be valid UTF-8"},
		{"beyond the last code point", classify, field(2, "\xf4\x90\x80\x80"), "text: must be valid UTF-8"},
		{"the message_id", classify, join(field(1, "\xff"), good), "message_id: must be valid UTF-8"},
		{"a detector", classify, join(good, field(3, join(field(2, "ro.cnp"), field(2, "ro\xff")))), "options.detectors[1]: must name a detector of this server, or a prefix of some and \".*\""},
		{"the locale", batch, field(2, field(5, "r\xff")), `options.locale: must be "ro" or "en"`},
		{"the mask", redact, join(good, field(4, field(2, field(1, "\xff")))), "style.mask.mask_character: must be one printable character that is not a number, a space or a combining mark"},
		{"the redacted text", redact, field(2, "\xff"), "text: must be valid UTF-8"},
	} {
		err := server.conn.Invoke(within(t, 10*time.Second), tt.method, tt.request, &pecetev1.ClassifyResponse{}, raw())
		wantRefused(t, tt.name, status.Convert(err), tt.want)
	}
}

func TestMalformedRequestsAreRefused(t *testing.T) {
	server := startPlain(t)
	for name, request := range map[string][]byte{
		"a tag without end":          {0xff, 0xff, 0xff},
		"field number 0":             {0x02, 0x00},
		"longer than there is":       {0x12, 0x7f, 'a'},
		"an unknown wire type":       {0x17, 0x00},
		"a group without its end":    {0x13},
		"options that are malformed": field(3, []byte{0xff}),
		"a channel that is":          field(3, field(6, []byte{0x08})),
		"and invalid UTF-8 as well":  join(field(2, "\xff"), field(3, field(6, []byte{0x08}))),
	} {
		err := server.conn.Invoke(within(t, 10*time.Second), pecetev1.ClassifierService_Classify_FullMethodName, request, &pecetev1.ClassifyResponse{}, raw())
		wantRefused(t, name, status.Convert(err), "ClassifyRequest: must be encoded as protobuf says")
	}
}

func TestRequestSize(t *testing.T) {
	limits := smallLimits()
	limits.TextBytes = limits.RequestBytes
	server := start(t, testEngine(), Options{Limits: limits})
	fill := func(total int) *pecetev1.ClassifyRequest { // a request of that many bytes
		return &pecetev1.ClassifyRequest{Text: strings.Repeat("a", total-3)}
	}
	for size, want := range map[int]codes.Code{2000: codes.OK, 2001: codes.InvalidArgument, 4000: codes.InvalidArgument, 4001: codes.ResourceExhausted} {
		in := fill(size)
		if proto.Size(in) != size {
			t.Fatalf("made %d bytes instead of %d", proto.Size(in), size)
		}
		_, err := server.Classify(within(t, 10*time.Second), in)
		if status.Code(err) != want {
			t.Errorf("%d bytes: %v, want %v", size, err, want)
		}
		if want == codes.InvalidArgument {
			wantRefused(t, "Classify", status.Convert(err), fmt.Sprintf("text: the request must be at most 2000 bytes long, but is %d, most of it here", size))
		}
	}
	texts := &pecetev1.ClassifyBatchRequest{}
	for range 4 {
		texts.Messages = append(texts.Messages, &pecetev1.BatchMessage{Text: strings.Repeat("a", 600)})
	}
	_, err := server.ClassifyBatch(within(t, 10*time.Second), texts)
	wantRefused(t, "ClassifyBatch", status.Convert(err), fmt.Sprintf("messages: the request must be at most 2000 bytes long, but is %d, most of it here", proto.Size(texts)))
	junk := field(99, strings.Repeat("a", 3000))
	err = server.conn.Invoke(within(t, 10*time.Second), pecetev1.ClassifierService_ListDetectors_FullMethodName, junk, &pecetev1.ListDetectorsResponse{}, raw())
	wantRefused(t, "ListDetectors", status.Convert(err), "ListDetectorsRequest: the request must be at most 2000 bytes long, but is 3004, most of it here")
}

// Unknown fields, which newer clients send, are ignored, also where one has the
// number of a refusal.
func TestUnknownFieldsAreIgnored(t *testing.T) {
	server := startPlain(t)
	forged := protowire.AppendBytes(protowire.AppendTag(nil, refusalNumber, protowire.BytesType), []byte("\x0a\x04text\x12\x02no"))
	for name, unknown := range map[string][]byte{
		"bytes": field(77, "later"), "a number": protowire.AppendVarint(protowire.AppendTag(nil, 78, protowire.VarintType), 5), "a forged refusal": forged,
	} {
		for _, text := range []string{"Salut", "\xff"} { // read at once, and leniently
			request := join(unknown, field(1, join(field(2, text), unknown)), unknown)
			out := &pecetev1.ClassifyBatchResponse{}
			err := server.conn.Invoke(within(t, 10*time.Second), pecetev1.ClassifierService_ClassifyBatch_FullMethodName, request, out, raw())
			if err != nil || len(out.GetResults()) != 1 || (out.GetResults()[0].GetError() == nil) != (text == "Salut") {
				t.Errorf("%s, %q: %v, %v", name, text, out, err)
			}
		}
	}
}

// A request that would unpack to many times its size is refused unpacked.
func TestRequestsThatUnpackToMuchMore(t *testing.T) {
	limits := DefaultLimits()
	for name, tt := range map[string]struct {
		data []byte
		into proto.Message
		want string
	}{
		"a million empty messages": {bytes.Repeat([]byte{0x0a, 0x00}, 1<<20), &pecetev1.ClassifyBatchRequest{}, "messages: must hold at most 1000 messages, but holds 1048576"},
		"a million detectors":      {field(3, bytes.Repeat([]byte{0x12, 0x00}, 1<<20)), &pecetev1.ClassifyRequest{}, "options.detectors: must hold at most 256 entries, but holds 1048576"},
		"a million times options":  {bytes.Repeat(field(3, []byte{0x12, 0x00}), 1<<20), &pecetev1.ClassifyRequest{}, "options.detectors: must hold at most 256 entries, but holds 1048576"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		decode(t, limits, tt.data, tt.into)
		runtime.ReadMemStats(&after)
		if err := refusal(tt.into); err == nil || status.Convert(err).Message() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
			t.Errorf("%s took %d bytes", name, used)
		}
	}
}

// What protobuf reads, the codec reads the same, and the lenient reader too.
func FuzzCodec(f *testing.F) {
	f.Add([]byte{})
	f.Add(join(field(1, join(field(1, "a"), field(2, "text"))), field(2, join(field(2, "ro.*"), field(6, []byte{0x08, 0x02})))))
	f.Add(join(field(1, field(2, "\xff")), field(2, field(5, "\xff"))))
	f.Add(field(4, field(2, join(field(1, "\xff"), []byte{0x10, 0x04}))))
	f.Add(bytes.Repeat([]byte{0x0a, 0x00}, 11))
	f.Add([]byte{0x13, 0x14, 0x0b})
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, empty := range []proto.Message{
			&pecetev1.ClassifyRequest{}, &pecetev1.ClassifyBatchRequest{}, &pecetev1.ClassifyStreamRequest{}, &pecetev1.RedactRequest{}, &pecetev1.ListDetectorsRequest{},
		} {
			got := empty.ProtoReflect().New().Interface()
			decode(t, smallLimits(), data, got)
			want := empty.ProtoReflect().New().Interface()
			readable := (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(data, want) == nil
			if refusal(got) != nil {
				if readable && newCodec(smallLimits()).survey(data, want.ProtoReflect().Descriptor()) == nil {
					t.Fatal("refused what can be read and breaks no limit")
				}
				continue
			}
			lenient := empty.ProtoReflect().New()
			if err := readLeniently(data, lenient); err != nil {
				t.Fatalf("the lenient reader fails on what was read: %v", err)
			}
			if readable {
				for reader, m := range map[string]proto.Message{"codec": got, "lenient reader": lenient.Interface()} {
					if !proto.Equal(want, m) {
						t.Fatalf("the %s (-protobuf +it): %s", reader, cmp.Diff(want, m, protocmp.Transform()))
					}
				}
			}
		}
	})
}
