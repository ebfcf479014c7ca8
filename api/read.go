package api

import (
	"strings"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// readPlainly reads an encoded request that is as a proper client sends it, in a
// fraction of the time that protobuf takes: a copy of the whole, of which the strings
// are pieces. They are taken as they are, for the handlers to check. It tells whether
// it could: not if the request is of another type, breaks a limit, or has anything in
// it that is out of the ordinary, and is then to be read by other means.
func (c codec) readPlainly(data mem.BufferSlice, v any) bool {
	size := data.Len()
	if size > c.limits.RequestBytes {
		return false
	}
	switch m := v.(type) {
	case *pecetev1.ClassifyRequest:
		m.Reset()
		return readClassify(joined(data, size), m)
	case *pecetev1.ClassifyStreamRequest:
		m.Reset()
		return readStream(joined(data, size), m)
	case *pecetev1.ClassifyBatchRequest:
		m.Reset()
		return c.readBatch(joined(data, size), m)
	}
	return false
}

// joined copies the pieces of a message.
func joined(data mem.BufferSlice, size int) string {
	var whole strings.Builder
	whole.Grow(size)
	for _, piece := range data {
		whole.Write(piece.ReadOnlyData())
	}
	return whole.String()
}

func readClassify(data string, m *pecetev1.ClassifyRequest) bool {
	for data != "" {
		number, value, rest, ok := cutField(data)
		if !ok {
			return false
		}
		switch data = rest; number {
		case 1:
			m.MessageId = value
		case 2:
			m.Text = value
		case 3:
			ok = readOptions(value, &m.Options)
		}
		if !ok {
			return false
		}
	}
	return true
}

func readStream(data string, m *pecetev1.ClassifyStreamRequest) bool {
	for data != "" {
		number, value, rest, ok := cutField(data)
		if !ok {
			return false
		}
		switch data = rest; number {
		case 1:
			m.MessageId = value
		case 2:
			m.Text = value
		case 3:
			ok = readOptions(value, &m.Options)
		case 4:
			m.ConversationId = value
		}
		if !ok {
			return false
		}
	}
	return true
}

// readBatch makes room for all messages of a batch at once.
func (c codec) readBatch(data string, m *pecetev1.ClassifyBatchRequest) bool {
	count, ok := countFields(data, 1)
	if !ok || count > c.limits.Batch {
		return false
	}
	messages := make([]pecetev1.BatchMessage, count)
	m.Messages = make([]*pecetev1.BatchMessage, 0, count)
	for data != "" {
		number, value, rest, ok := cutField(data)
		if !ok {
			return false
		}
		switch data = rest; number {
		case 1:
			next := &messages[len(m.Messages)]
			m.Messages = append(m.Messages, next)
			ok = readMessage(value, next)
		case 2:
			ok = readOptions(value, &m.Options)
		}
		if !ok {
			return false
		}
	}
	return true
}

func readMessage(data string, m *pecetev1.BatchMessage) bool {
	for data != "" {
		number, value, rest, ok := cutField(data)
		if !ok {
			return false
		}
		switch data = rest; number {
		case 1:
			m.MessageId = value
		case 2:
			m.Text = value
		}
	}
	return true
}

// shortOptions is how many bytes of options are read without counting what is in
// them: an entry of a list takes two or more.
const shortOptions = 2 * MaxDetectorNames

// readOptions reads options that were not given before and are short.
func readOptions(data string, into **pecetev1.ClassifyOptions) bool {
	if *into != nil || len(data) > shortOptions {
		return false
	}
	*into = &pecetev1.ClassifyOptions{}
	return (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(data), *into) == nil
}

// countFields counts the fields of a number, and tells whether all can be read.
func countFields(data string, of protowire.Number) (count int, ok bool) {
	for data != "" {
		number, _, rest, ok := cutField(data)
		if !ok {
			return 0, false
		}
		if number == of {
			count++
		}
		data = rest
	}
	return count, true
}

// cutField cuts the first field off an encoded message. It can only if that is one
// with a length, as all are that requests have.
func cutField(data string) (number protowire.Number, value, rest string, ok bool) {
	tag, tagged := cutVarint(data)
	if tagged == 0 || tag&7 != uint64(protowire.BytesType) || tag>>3 < 1 || tag>>3 > uint64(protowire.MaxValidNumber) {
		return 0, "", "", false
	}
	data = data[tagged:]
	length, measured := cutVarint(data)
	if measured == 0 || length > uint64(len(data)-measured) {
		return 0, "", "", false
	}
	end := measured + int(length)
	return protowire.Number(tag >> 3), data[measured:end], data[end:], true
}

// cutVarint reads the number that data begins with and gives its length, 0 if there
// is none of up to five bytes, which are enough for tags and lengths.
func cutVarint(data string) (value uint64, length int) {
	for i := 0; i < len(data) && i < 5; i++ {
		value |= uint64(data[i]&0x7f) << (7 * i)
		if data[i] < 0x80 {
			return value, i + 1
		}
	}
	return 0, 0
}
