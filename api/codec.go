package api

import (
	"errors"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	grpcproto "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// codec reads requests of the contract in a way that leaves it to the handlers
// to refuse them. gRPC's own answers INTERNAL to a single string of invalid
// UTF-8 anywhere, which would cost the caller a whole batch or stream, and
// unpacks whatever fits the size limit, where sixteen million bytes can stand for
// eight million empty messages.
//
// A request that must not or cannot be unpacked comes out empty but for its
// message_id, with the reason in it (see refusal). The buffers that it works in are
// wiped, which those of gRPC's own are not.
type codec struct {
	limits Limits
	pool   mem.BufferPool
}

func newCodec(limits Limits) codec { return codec{limits: limits, pool: &wipedPool{}} }

// Name gives the name of the encoding, as it stands in content types.
func (c codec) Name() string { return grpcproto.Name }

// errUnread says that what came could not be read. It holds nothing of that.
var errUnread = errors.New("reading the message failed")

// Unmarshal reads data, which is not kept, into v.
func (c codec) Unmarshal(data mem.BufferSlice, v any) (err error) {
	defer func() {
		if recover() != nil { // its value may quote the request
			err = errUnread
		}
	}()
	if r, ok := v.(*received); ok {
		r.bytes = data.Len()
		v = r.into
	}
	if c.readPlainly(data, v) {
		return nil
	}
	m, ok := v.(proto.Message)
	if !ok {
		return errUnread
	}
	buffer := data.MaterializeToBuffer(c.pool)
	defer buffer.Free()
	if m.ProtoReflect().Descriptor().ParentFile() != pecetev1.File_pecete_v1_classifier_proto {
		if proto.Unmarshal(buffer.ReadOnlyData(), m) != nil {
			return errUnread
		}
		return nil
	}
	proto.Reset(m)
	c.read(buffer.ReadOnlyData(), m)
	return nil
}

// received is a request to read, and how many bytes it had.
type received struct {
	into  any
	bytes int
}

func (c codec) read(data []byte, m proto.Message) {
	if violation := c.survey(data, m.ProtoReflect().Descriptor()); violation != nil {
		refuse(m, data, violation)
		return
	}
	// Without unknown fields a caller cannot write a refusal himself, nor make us
	// carry what we do not read.
	if (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(data, m) == nil {
		return
	}
	proto.Reset(m)
	if err := readLeniently(data, m.ProtoReflect()); err != nil {
		refuse(m, data, notAMessage(m.ProtoReflect().Descriptor()))
	}
}

// survey looks at the outline of an encoded request and gives the limit it
// breaks, if any. Its cost is that of stepping over the fields.
func (c codec) survey(data []byte, of protoreflect.MessageDescriptor) *errdetails.BadRequest_FieldViolation {
	messages, detectors := 0, 0
	share := map[protoreflect.FieldDescriptor]int{}
	readable := eachField(data, of, func(field protoreflect.FieldDescriptor, value []byte) {
		if len(data) > c.limits.RequestBytes {
			share[field] += len(value)
		}
		switch field.Name() {
		case "messages":
			messages++
		case "options":
			eachField(value, field.Message(), func(option protoreflect.FieldDescriptor, _ []byte) {
				if option.Name() == "detectors" {
					detectors++
				}
			})
		}
	})
	switch {
	case len(data) > c.limits.RequestBytes:
		return &errdetails.BadRequest_FieldViolation{Field: largest(share, of), Description: fmt.Sprintf(
			"the request must be at most %d bytes long, but is %d, most of it here", c.limits.RequestBytes, len(data))}
	case !readable:
		return notAMessage(of)
	case messages > c.limits.Batch:
		return &errdetails.BadRequest_FieldViolation{Field: "messages", Description: fmt.Sprintf(
			"must hold at most %d messages, but holds %d", c.limits.Batch, messages)}
	case detectors > MaxDetectorNames:
		return &errdetails.BadRequest_FieldViolation{Field: "options.detectors", Description: fmt.Sprintf(
			"must hold at most %d entries, but holds %d", MaxDetectorNames, detectors)}
	}
	return nil
}

func notAMessage(of protoreflect.MessageDescriptor) *errdetails.BadRequest_FieldViolation {
	return &errdetails.BadRequest_FieldViolation{Field: string(of.Name()), Description: "must be encoded as protobuf says"}
}

// largest gives the name of the field that takes up most of a request, or the
// name of the request if no field of it is known.
func largest(share map[protoreflect.FieldDescriptor]int, of protoreflect.MessageDescriptor) string {
	name, most := string(of.Name()), 0
	for field, bytes := range share {
		if bytes > most {
			name, most = string(field.Name()), bytes
		}
	}
	return name
}

// eachField gives the known fields of an encoded message that have a length,
// with their content, and tells whether it could step through to the end.
func eachField(data []byte, of protoreflect.MessageDescriptor, give func(protoreflect.FieldDescriptor, []byte)) bool {
	for len(data) > 0 {
		number, kind, tag := protowire.ConsumeTag(data)
		if tag < 0 {
			return false
		}
		length := protowire.ConsumeFieldValue(number, kind, data[tag:])
		if length < 0 {
			return false
		}
		if field := of.Fields().ByNumber(number); field != nil && kind == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(data[tag:])
			give(field, value)
		}
		data = data[tag+length:]
	}
	return true
}

// refusalNumber is the number of the unknown field that carries a refusal from
// the codec to the handler: the highest there is, so that no field gets it.
const refusalNumber = protowire.MaxValidNumber

// refuse empties m but for the message_id in data, and leaves the reason in it.
func refuse(m proto.Message, data []byte, violation *errdetails.BadRequest_FieldViolation) {
	proto.Reset(m)
	eachField(data, m.ProtoReflect().Descriptor(), func(field protoreflect.FieldDescriptor, value []byte) {
		if field.Name() == "message_id" {
			m.ProtoReflect().Set(field, protoreflect.ValueOfString(returnable(string(value))))
		}
	})
	reason, err := proto.Marshal(violation)
	if err != nil {
		reason = nil // the refusal then has no words, but stands
	}
	m.ProtoReflect().SetUnknown(protowire.AppendBytes(protowire.AppendTag(nil, refusalNumber, protowire.BytesType), reason))
}

// refusal gives the INVALID_ARGUMENT for a request that the codec would not
// unpack, or nil. Every handler asks it first.
func refusal(m proto.Message) error {
	unknown := m.ProtoReflect().GetUnknown()
	if len(unknown) == 0 {
		return nil
	}
	_, _, tag := protowire.ConsumeTag(unknown)
	reason, _ := protowire.ConsumeBytes(unknown[tag:])
	violation := &errdetails.BadRequest_FieldViolation{}
	if err := proto.Unmarshal(reason, violation); err != nil {
		violation = notAMessage(m.ProtoReflect().Descriptor())
	}
	return violations{violation}.err()
}
