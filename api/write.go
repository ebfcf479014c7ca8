package api

import (
	"encoding/binary"
	"errors"
	"math"

	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// outcome is what all answers about a message hold, in the fields 1, 2 and 3, in which
// the contract is the same for all of them.
type outcome struct {
	messageID  string
	assessment *pecetev1.Assessment
	failure    *rpcstatus.Status
}

func outcomeOfResult(r *pecetev1.BatchResult) outcome {
	return outcome{r.GetMessageId(), r.GetAssessment(), r.GetError()}
}

// Marshal encodes what is sent. Assessments that nothing was found for, which are
// most, are written by hand.
func (c codec) Marshal(v any) (mem.BufferSlice, error) {
	switch m := v.(type) {
	case *encoded:
		return m.data, nil
	case *pecetev1.ClassifyResponse:
		return c.marshalOutcome(outcome{messageID: m.GetMessageId(), assessment: m.GetAssessment()})
	case *pecetev1.ClassifyStreamResponse:
		return c.marshalOutcome(outcome{m.GetMessageId(), m.GetAssessment(), m.GetError()})
	case *pecetev1.ClassifyBatchResponse:
		return c.marshalBatch(m)
	case proto.Message:
		return c.marshal(proto.Size(m), func(b []byte) ([]byte, error) {
			return proto.MarshalOptions{UseCachedSize: true}.MarshalAppend(b, m)
		})
	}
	return nil, errUnwritten
}

// errUnwritten says that an answer could not be encoded. It holds nothing of that.
var errUnwritten = errors.New("encoding the answer failed")

// encoded is an answer that was encoded before it is sent.
type encoded struct{ data mem.BufferSlice }

func (c codec) marshalOutcome(o outcome) (mem.BufferSlice, error) {
	return c.marshal(o.size(), o.append)
}

func (c codec) marshalBatch(m *pecetev1.ClassifyBatchResponse) (mem.BufferSlice, error) {
	size := 0
	for _, result := range m.GetResults() {
		o := outcomeOfResult(result)
		size += sizeBytes(o.size())
	}
	return c.marshal(size, func(b []byte) (_ []byte, err error) {
		for _, result := range m.GetResults() {
			o := outcomeOfResult(result)
			b = appendLength(b, 1, o.sizeAgain())
			if b, err = o.append(b); err != nil {
				return nil, err
			}
		}
		return b, nil
	})
}

// marshal has a message of size bytes written to a buffer, a pooled one if it is large.
func (c codec) marshal(size int, write func([]byte) ([]byte, error)) (mem.BufferSlice, error) {
	if mem.IsBelowBufferPoolingThreshold(size) {
		data, err := write(make([]byte, 0, size))
		return mem.BufferSlice{mem.SliceBuffer(data)}, err
	}
	buffer := c.pool.Get(size)
	data, err := write((*buffer)[:0])
	if err != nil {
		c.pool.Put(buffer)
		return nil, err
	}
	*buffer = data
	return mem.BufferSlice{mem.NewBuffer(buffer, c.pool)}, nil
}

func (o *outcome) size() int { return o.sizeBy(proto.MarshalOptions{}) }

// sizeAgain is size for an outcome whose size was asked before.
func (o *outcome) sizeAgain() int { return o.sizeBy(proto.MarshalOptions{UseCachedSize: true}) }

func (o *outcome) sizeBy(options proto.MarshalOptions) int {
	size := 0
	if o.messageID != "" {
		size += sizeBytes(len(o.messageID))
	}
	if o.assessment != nil {
		size += sizeBytes(assessmentSize(o.assessment, options))
	}
	if o.failure != nil {
		size += sizeBytes(options.Size(o.failure))
	}
	return size
}

// append adds the encoded outcome to b. Its size must have been asked before.
func (o *outcome) append(b []byte) (_ []byte, err error) {
	sized := proto.MarshalOptions{UseCachedSize: true}
	if o.messageID != "" {
		b = appendString(b, 1, o.messageID)
	}
	if o.assessment != nil {
		b = appendLength(b, 2, assessmentSize(o.assessment, sized))
		if b, err = appendAssessment(b, o.assessment); err != nil {
			return nil, err
		}
	}
	if o.failure != nil {
		b = appendLength(b, 3, sized.Size(o.failure))
		return sized.MarshalAppend(b, o.failure)
	}
	return b, nil
}

// isPlain tells whether an assessment has numbers and a version in it, nothing more.
func isPlain(a *pecetev1.Assessment) bool {
	return len(a.Findings) == 0 && a.Advice == nil && len(a.IncompleteDetectors) == 0 && a.OmittedFindings == 0
}

// assessmentSize gives the bytes that an assessment takes up when encoded.
func assessmentSize(a *pecetev1.Assessment, options proto.MarshalOptions) int {
	if !isPlain(a) {
		return options.Size(a)
	}
	size := sizeEnum(int32(a.Verdict)) + sizeEnum(int32(a.Level)) + sizeEnum(int32(a.OffsetUnit))
	if math.Float64bits(a.Score) != 0 {
		size += 1 + 8
	}
	if a.RulesetVersion != "" {
		size += sizeBytes(len(a.RulesetVersion))
	}
	return size
}

// appendAssessment adds an encoded assessment to b. Its size must have been asked
// before.
func appendAssessment(b []byte, a *pecetev1.Assessment) ([]byte, error) {
	if !isPlain(a) {
		return proto.MarshalOptions{UseCachedSize: true}.MarshalAppend(b, a)
	}
	if bits := math.Float64bits(a.Score); bits != 0 {
		b = append(b, 1<<3|byte(protowire.Fixed64Type))
		b = binary.LittleEndian.AppendUint64(b, bits)
	}
	b = appendEnum(b, 2, int32(a.Verdict))
	b = appendEnum(b, 3, int32(a.Level))
	b = appendEnum(b, 6, int32(a.OffsetUnit))
	if a.RulesetVersion != "" {
		b = appendString(b, 7, a.RulesetVersion)
	}
	return b, nil
}

// The numbers of the fields here are below 16, so that a tag is one byte.

func sizeBytes(length int) int { return 1 + protowire.SizeBytes(length) }

func sizeEnum(value int32) int {
	if value == 0 {
		return 0
	}
	return 1 + protowire.SizeVarint(uint64(value))
}

func appendLength(b []byte, field byte, length int) []byte {
	return protowire.AppendVarint(append(b, field<<3|byte(protowire.BytesType)), uint64(length))
}

func appendString(b []byte, field byte, value string) []byte {
	return append(appendLength(b, field, len(value)), value...)
}

func appendEnum(b []byte, field byte, value int32) []byte {
	if value == 0 {
		return b
	}
	return protowire.AppendVarint(append(b, field<<3|byte(protowire.VarintType)), uint64(value))
}
