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

	"github.com/pecete/pecete/api"
)

// messageBytes is the largest message that is translated: a request, or an answer, whose
// JSON may be several times as long as its protobuf, up to six bytes for one.
func messageBytes(limits api.Limits) uint32 {
	return uint32(min(2*int64(limits.RequestBytes)+8*int64(limits.ResponseBytes), math.MaxUint32))
}

// jsonCodec reads and writes the JSON of one call. What protojson says of JSON that is not
// as it should be quotes it, and it unpacks whatever fits the limit of bytes, where three
// bytes can stand for a message of a batch; so the JSON is looked at before, and named
// after.
type jsonCodec struct {
	limits api.Limits
	broken *refusal // why a request could not be read
}

// Name gives the name of the codec in Content-Types.
func (c *jsonCodec) Name() string { return "json" }

// MarshalAppend adds m to b. Fields of their default value are there too, so that who
// reads need not know the defaults, but for messages that are not set.
func (c *jsonCodec) MarshalAppend(b []byte, m proto.Message) ([]byte, error) {
	out, err := protojson.MarshalOptions{EmitDefaultValues: true}.MarshalAppend(b, m)
	if err != nil { // its text may quote the answer
		return nil, connect.NewError(connect.CodeInternal, errors.New("encoding the answer failed"))
	}
	return out, nil
}

// Unmarshal reads a request.
func (c *jsonCodec) Unmarshal(data []byte, m proto.Message) error {
	if broken := c.read(data, m); broken != nil {
		c.broken = broken
		return broken.asConnect()
	}
	return nil
}

func (c *jsonCodec) read(data []byte, m proto.Message) *refusal {
	if broken := c.survey(data); broken != nil {
		return broken
	}
	if (protojson.UnmarshalOptions{}).Unmarshal(data, m) == nil {
		return nil
	}
	proto.Reset(m)
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
func (c *jsonCodec) survey(data []byte) *refusal {
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
func (c *jsonCodec) tooMany(name string) *refusal {
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
