package extproc

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// framed puts the prefix in front of a gRPC message.
func framed(compressed bool, message []byte) string {
	prefix := make([]byte, prefixBytes)
	if compressed {
		prefix[0] = 1
	}
	binary.BigEndian.PutUint32(prefix[1:], uint32(len(message)))
	return string(prefix) + string(message)
}

// encoded is a message with a text deep in it.
func encoded(t testing.TB, text string) []byte {
	t.Helper()
	message, err := proto.Marshal(&pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: "bună"}, {Text: text}}})
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func zipped(t testing.TB, message []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(message); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGRPCMessagesAreRead: with the real engine, whole and in single bytes.
func TestGRPCMessagesAreRead(t *testing.T) {
	base := start(t, realInspector(t, inspection.Options{}), Options{})
	json := []byte(`{"nume": "Ion Popescu", "text": "SECRET DE SERVICIU\nCNP ` + aCNP + `"}`)
	for _, c := range []struct {
		reason, contentType, body string
		wantFound                 bool
	}{
		{"nothing found", "application/grpc", framed(false, encoded(t, harmless)), false},
		{"found", "application/grpc", framed(false, encoded(t, secret)), true},
		{"in the second message", "application/grpc+proto", framed(false, encoded(t, harmless)) + framed(false, encoded(t, secret)), true},
		{"compressed", "application/grpc", framed(true, zipped(t, encoded(t, secret))), true},
		{"JSON", "application/grpc+json", framed(false, json), true},
		{"a message that ends too early", "application/grpc", framed(false, encoded(t, secret+" și altele"))[:len(framed(false, encoded(t, secret)))], true},
		{"no message at all", "application/grpc", "", false},
		{"what is no gRPC", "application/grpc", secret, true},
	} {
		for _, mode := range bodyModes {
			for _, size := range []int{1, 1 << 20} {
				e := *base
				e.request = mode
				m := post(c.contentType, cut(c.body, size)...)
				m.headers["grpc-encoding"] = "gzip"
				out := e.exchange(within(t, 20*time.Second), m, nil)
				found := out.metadata["verdict"] == "warn" || out.metadata["verdict"] == "block"
				if out.err != nil || found != c.wantFound {
					t.Errorf("%s, %v, chunks of %d: metadata %v, %v", c.reason, mode, size, out.metadata, out.err)
				}
				if out.refused != nil && out.refused.GrpcStatus.GetStatus() != uint32(codes.PermissionDenied) {
					t.Errorf("%s: %v", c.reason, out.refused)
				}
				if out.refused == nil && string(out.request.body) != c.body {
					t.Errorf("%s: the body passed changed", c.reason)
				}
			}
		}
	}
}

// TestEachMessageOfACallGoesOnByItself: both sides of a call may wait for each other.
func TestEachMessageOfACallGoesOnByItself(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{Patience: time.Hour})
	stream, err := e.client.Process(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	say := func(text string) {
		t.Helper()
		if err := stream.Send(requestBody(framed(false, protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), text)), false)); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Send(streamed(requestHeaders(false, "content-type", "application/grpc"))); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		say("a good word")
		if answer, err := stream.Recv(); err != nil || answer.GetRequestBody() == nil {
			t.Fatalf("%v, %v", answer, err)
		}
	}
	say("a BAD word")
	if answer, err := stream.Recv(); err != nil || answer.GetImmediateResponse() == nil {
		t.Fatalf("%v, %v", answer, err)
	}
}

// TestWhatAMessageCarriesIsLookedAt: documents in fields, encodings that are not known,
// messages that are too large to be held.
func TestWhatAMessageCarriesIsLookedAt(t *testing.T) {
	binary := append(bytes.Repeat([]byte{0xff, 0x00}, minAttachment), "BAD word"...)
	for _, c := range []struct {
		reason, encoding string
		message          []byte
		compressed       bool
		wantHeads        []content.Head
	}{
		{"a picture in a field", "", protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), binary), false,
			[]content.Head{{Type: "text/plain; charset=utf-8"}, {}}},
		{"an encoding that is not known", "snappy", []byte("xxx"), true, []content.Head{{Encoding: "snappy"}}},
		{"what is not gzip", "gzip", []byte("xxx"), true, []content.Head{{Encoding: "gzip"}}},
		{"too large to be held", "", bytes.Repeat([]byte("x"), 1<<20+1), false, []content.Head{{}}},
	} {
		var heads []content.Head
		inspector := inspectorFunc(func(ctx context.Context, s inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
			heads = append(heads, s.Head)
			return missing(ctx, s, body, settled)
		})
		c1 := callsOf(fields{"content-type": "application/grpc", "grpc-encoding": c.encoding}, inspector, 1<<20)
		read := int64(0)
		body := framed(c.compressed, c.message)
		ruling, err := c1.Inspect(context.Background(), inspection.Subject{}, strings.NewReader(body), func(n int64) { read = n })
		if err != nil || ruling.Action != inspection.Tag || read != int64(len(body)) {
			t.Errorf("%s: %v, %d of %d read, %v", c.reason, ruling, read, len(body), err)
		}
		if len(heads) != len(c.wantHeads) {
			t.Errorf("%s: judged %v", c.reason, heads)
			continue
		}
		for at, head := range heads {
			if head != c.wantHeads[at] {
				t.Errorf("%s: judged %v", c.reason, heads)
			}
		}
	}
}

func TestWireIsReadAsText(t *testing.T) {
	field := func(number protowire.Number, value string) string {
		return string(protowire.AppendString(protowire.AppendTag(nil, number, protowire.BytesType), value))
	}
	number := string(protowire.AppendVarint(protowire.AppendTag(nil, 3, protowire.VarintType), 1850228120011))
	fortyNine := aCNP + strings.Repeat(" x", 18) // whose length is the digit '1'
	for _, c := range []struct{ reason, message, want string }{
		{"nothing", "", ""},
		{"a string", field(1, "Ion Popescu"), "Ion Popescu\n"},
		{"strings of several fields", field(1, "Ion") + field(2, "Popescu"), "Ion\nPopescu\n"},
		{"a string in messages in messages", field(1, field(2, field(3, "Ion Popescu"))), "Ion Popescu\n"},
		{"a long number", number, "1850228120011\n"},
		{"a short number", string(protowire.AppendVarint(protowire.AppendTag(nil, 3, protowire.VarintType), 1850)), ""},
		{"a length that looks like a digit before a number", field(1, field(1, fortyNine)), fortyNine + "\n"},
		{"digits that look like a message", field(1, "0101"), "0101\n"},
		{"bytes with words in them", field(1, "\x00\x01Ion Popescu\xff\xfe"), "Ion Popescu\n"},
		{"what is no message", "SECRET DE SERVICIU", "SECRET DE SERVICIU\n"},
		{"letters of ours", field(1, "Țară, șură, înalt"), "Țară, șură, înalt\n"},
	} {
		if got := string(readWire([]byte(c.message)).text); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

// FuzzWire: whatever comes, reading ends, and gives text.
func FuzzWire(f *testing.F) {
	f.Add(encoded(f, secret))
	f.Add([]byte("0101"))
	f.Add(bytes.Repeat([]byte{0x0a, 0x80, 0x01}, 100))
	f.Fuzz(func(t *testing.T, data []byte) {
		read := readWire(data)
		if !bytes.Equal(bytes.ToValidUTF8(read.text, []byte("?")), read.text) {
			t.Errorf("no text: %q", read.text)
		}
		if len(read.text) > 20*len(data)+20 {
			t.Errorf("%d bytes out of %d", len(read.text), len(data))
		}
		length := 0
		for _, attachment := range read.attachments {
			length += len(attachment)
		}
		if length > len(data) {
			t.Errorf("%d bytes of attachments in %d", length, len(data))
		}
	})
}
