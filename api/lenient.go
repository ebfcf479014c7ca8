package api

import (
	"errors"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// errMalformed says that bytes are no encoded message. It holds none of them.
var errMalformed = errors.New("malformed message")

// readLeniently adds the encoded message in data to m, like proto.Unmarshal, but
// takes strings as they are, so that a string of invalid UTF-8 can be refused by
// the name of its field. Unknown fields are dropped. It is slow and meant for
// what proto.Unmarshal has turned down; its recursion is as deep as the type of m
// nests, which is not within itself.
func readLeniently(data []byte, m protoreflect.Message) error {
	for len(data) > 0 {
		number, kind, tag := protowire.ConsumeTag(data)
		if tag < 0 {
			return errMalformed
		}
		length := protowire.ConsumeFieldValue(number, kind, data[tag:])
		if length < 0 {
			return errMalformed
		}
		whole := data[:tag+length]
		data = data[tag+length:]
		field := m.Descriptor().Fields().ByNumber(number)
		if field == nil {
			continue
		}
		if err := readField(whole, tag, kind, field, m); err != nil {
			return err
		}
	}
	return nil
}

// readField adds one encoded field, whose value begins at tag, to m.
func readField(whole []byte, tag int, kind protowire.Type, field protoreflect.FieldDescriptor, m protoreflect.Message) error {
	isString := field.Kind() == protoreflect.StringKind
	isMessage := field.Kind() == protoreflect.MessageKind
	if kind != protowire.BytesType || !isString && !isMessage {
		options := proto.UnmarshalOptions{Merge: true, DiscardUnknown: true}
		if options.Unmarshal(whole, m.Interface()) != nil {
			return errMalformed
		}
		return nil
	}
	value, _ := protowire.ConsumeBytes(whole[tag:])
	switch {
	case isString && field.IsList():
		m.Mutable(field).List().Append(protoreflect.ValueOfString(string(value)))
	case isString:
		m.Set(field, protoreflect.ValueOfString(string(value)))
	case field.IsList():
		return readLeniently(value, m.Mutable(field).List().AppendMutable().Message())
	default:
		return readLeniently(value, m.Mutable(field).Message())
	}
	return nil
}
