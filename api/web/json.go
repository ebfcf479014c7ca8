package web

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"connectrpc.com/connect"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/pecete/pecete/api"
)

// messageBytes is the largest message that is translated: a request, or an answer, whose
// JSON may be several times as long as its protobuf, up to six bytes for one.
func messageBytes(limits api.Limits) uint32 {
	return uint32(min(2*int64(limits.RequestBytes)+8*int64(limits.ResponseBytes), math.MaxUint32))
}

// jsonCodec is JSON as vanguard sees it. It writes the JSON of answers. The JSON of
// requests has been read before (see jsonReader), for while vanguard reads, nothing may
// fail: it would write the error from another goroutine than the one that writes answers.
type jsonCodec struct{}

// Name gives the name of the codec in Content-Types.
func (jsonCodec) Name() string { return "json" }

// MarshalAppend adds m to b. Fields of their default value are there too, so that who
// reads need not know the defaults, but for messages that are not set.
func (jsonCodec) MarshalAppend(b []byte, m proto.Message) ([]byte, error) {
	out, err := protojson.MarshalOptions{EmitDefaultValues: true}.MarshalAppend(b, m)
	if err != nil { // its text may quote the answer
		return nil, connect.NewError(connect.CodeInternal, errors.New("encoding the answer failed"))
	}
	return out, nil
}

// Unmarshal reads what jsonReader has made of JSON.
func (jsonCodec) Unmarshal(data []byte, m proto.Message) error {
	if len(data) == 0 {
		return connect.NewError(connect.CodeInternal, errors.New("a request was not read"))
	}
	return proto.Unmarshal(data[1:], m)
}

// jsonReader reads the JSON of requests. What protojson says of JSON that is not as it
// should be quotes it, and it unpacks whatever fits the limit of bytes, where three bytes
// can stand for a message of a batch; so the JSON is looked at before, and named after.
type jsonReader struct{ limits api.Limits }

// protobuf gives a request that is JSON as protobuf, behind a byte that says nothing but
// that there is a request, also if it is an empty one. It overwrites data.
func (c jsonReader) protobuf(data []byte, request protoreflect.MessageType) ([]byte, *refusal) {
	defer clear(data)
	m := request.New().Interface()
	if broken := c.read(data, m); broken != nil {
		return nil, broken
	}
	out, err := proto.MarshalOptions{}.MarshalAppend([]byte{0}, m)
	if err != nil {
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must be JSON as protobuf says"}
	}
	return out, nil
}

// read reads a request.
func (c jsonReader) read(data []byte, m proto.Message) *refusal {
	if broken := c.survey(data); broken != nil {
		return broken
	}
	if (protojson.UnmarshalOptions{}).Unmarshal(data, m) == nil {
		return nil
	}
	return nameFault(data, m.ProtoReflect().Descriptor())
}

// maxDepth is more than the contract nests.
const maxDepth = 16

// nesting is a list or object that is open.
type nesting struct {
	isList  bool
	name    string // of the field it is the value of, in JSON
	entries int    // of a list, but for the last
}

// survey looks at the outline of JSON and gives the limit that it breaks, if any. Its cost
// is that of stepping over the bytes.
func (c jsonReader) survey(data []byte) *refusal {
	var open []nesting
	var text []byte // the last string
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := endOfString(data, i)
			text, i = data[i+1:end], end
		case '[', '{':
			if len(open) == maxDepth {
				return &refusal{code: codes.InvalidArgument, field: "body", rule: "must not nest deeper than the contract does"}
			}
			open = append(open, nesting{isList: data[i] == '[', name: string(text[:min(len(text), 16)])})
		case ']', '}':
			open = open[:max(len(open)-1, 0)]
		case ',':
			if len(open) == 0 || !open[len(open)-1].isList {
				continue
			}
			list := &open[len(open)-1]
			if list.entries++; list.entries >= c.limits.Batch || list.name == "detectors" && list.entries >= api.MaxDetectorNames {
				return c.tooMany(list.name)
			}
		}
	}
	return nil
}

// tooMany gives the refusal of a list that is too long.
func (c jsonReader) tooMany(name string) *refusal {
	field, limit := "body", c.limits.Batch
	switch name {
	case "messages":
		field = name
	case "detectors":
		field, limit = "options.detectors", api.MaxDetectorNames
	}
	return &refusal{code: codes.InvalidArgument, field: field, rule: fmt.Sprintf("must hold at most %d entries", limit)}
}

// endOfString gives where the string that begins at i ends: the place of its last quote, or
// behind the last byte if it has none.
func endOfString(data []byte, i int) int {
	for j := i + 1; j < len(data); j++ {
		n := bytes.IndexByte(data[j:], '"')
		if n < 0 {
			return len(data)
		}
		escapes := 0
		for k := j + n - 1; k > i && data[k] == '\\'; k-- {
			escapes++
		}
		if j += n; escapes%2 == 0 {
			return j
		}
	}
	return len(data)
}
