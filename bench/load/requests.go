package load

import (
	"fmt"

	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Kind is how messages are sent.
type Kind string

// The kinds of call.
const (
	Unary  Kind = "Classify"
	Batch  Kind = "ClassifyBatch"
	Stream Kind = "ClassifyStream"
)

// Kinds gives all of them.
func Kinds() []Kind { return []Kind{Unary, Batch, Stream} }

// perBatch is how many messages a batch has.
const perBatch = 100

// method gives the path of a kind of call.
func (k Kind) method() string {
	return "/" + pecetev1.ClassifierService_ServiceDesc.ServiceName + "/" + string(k)
}

// messages gives how many messages a request has.
func (k Kind) messages() int {
	if k == Batch {
		return perBatch
	}
	return 1
}

// encoded gives requests that hold messages one after the other, each at least
// once.
func (k Kind) encoded(messages []string) ([][]byte, error) {
	var all [][]byte
	for from := 0; from < len(messages); from += k.messages() {
		data, err := proto.Marshal(k.request(messages, from))
		if err != nil {
			return nil, fmt.Errorf("encoding a request: %w", err)
		}
		all = append(all, data)
	}
	return all, nil
}

// request gives one request with the messages from a place on, going round.
func (k Kind) request(messages []string, from int) proto.Message {
	at := func(i int) (id, text string) {
		i = (from + i) % len(messages)
		return fmt.Sprint("m", i), messages[i]
	}
	id, text := at(0)
	switch k {
	case Unary:
		return &pecetev1.ClassifyRequest{MessageId: id, Text: text}
	case Stream:
		return &pecetev1.ClassifyStreamRequest{MessageId: id, Text: text}
	}
	batch := &pecetev1.ClassifyBatchRequest{}
	for i := range perBatch {
		id, text := at(i)
		batch.Messages = append(batch.Messages, &pecetev1.BatchMessage{MessageId: id, Text: text})
	}
	return batch
}

// frame is a message as it is on the wire.
type frame struct {
	data []byte
	// received is the length of an answer, all that is kept of it.
	received int
}

// wire is the codec of frames: it encodes nothing and decodes nothing.
type wire struct{}

var _ encoding.CodecV2 = wire{}

// Marshal gives the bytes of a frame.
func (wire) Marshal(v any) (mem.BufferSlice, error) {
	f, ok := v.(*frame)
	if !ok {
		return nil, fmt.Errorf("%T is no frame", v)
	}
	return mem.BufferSlice{mem.SliceBuffer(f.data)}, nil
}

// Unmarshal notes the length of an answer.
func (wire) Unmarshal(data mem.BufferSlice, v any) error {
	f, ok := v.(*frame)
	if !ok {
		return fmt.Errorf("%T is no frame", v)
	}
	f.received = data.Len()
	return nil
}

// Name gives the name of the encoding that frames are in.
func (wire) Name() string { return "proto" }
