package api

import (
	"fmt"
	"math"
	"time"

	"github.com/pecete/pecete/classifier"
)

// Limits bound what one call may ask and what its answer may hold.
type Limits struct {
	// TextBytes is the longest text of one message, in bytes of UTF-8.
	TextBytes int
	// Batch is the most messages in one ClassifyBatch.
	Batch int
	// RequestBytes is the largest request, or message of a stream, in bytes as
	// encoded. Up to twice that is refused by name; beyond, the transport ends
	// the call with RESOURCE_EXHAUSTED and does not read it.
	RequestBytes int
	// Findings is the most findings in the answer about one message.
	Findings int
	// ResponseBytes is the size, in bytes as encoded, up to which findings are
	// added to an answer. gRPC clients accept 4 MiB unless told otherwise.
	ResponseBytes int
	// ConcurrentStreams is the most calls in flight on one connection; more wait
	// in the client.
	ConcurrentStreams int
	// Conversations is the most conversations remembered for one stream; of each,
	// ConversationMessages is the most messages, ConversationBytes the most that
	// their texts and ids take up, and ConversationAge how long they count.
	Conversations, ConversationMessages, ConversationBytes int
	ConversationAge                                        time.Duration
}

// DefaultLimits gives the limits that the contract states.
func DefaultLimits() Limits {
	talk := classifier.DefaultConversationLimits()
	return Limits{
		TextBytes: 1 << 20, Batch: 1000, RequestBytes: 16 << 20,
		Findings: 10_000, ResponseBytes: 4 << 20, ConcurrentStreams: 256,
		Conversations: 64, ConversationMessages: talk.Messages, ConversationBytes: talk.Bytes, ConversationAge: talk.Age,
	}
}

// conversation gives the limits on one conversation.
func (l Limits) conversation() classifier.ConversationLimits {
	return classifier.ConversationLimits{Messages: l.ConversationMessages, Bytes: l.ConversationBytes, Age: l.ConversationAge}
}

// MaxDetectorNames is the most entries of ClassifyOptions.detectors: more than
// there are detectors in practice, and few enough to look up in no time.
const MaxDetectorNames = 256

// maxMessageID is the longest message_id or conversation_id, in bytes: the one
// comes back in the answer, and has to leave room for it, the other is kept.
const maxMessageID = 1024

// maxRequestBytes bounds the request limit, twice which must be a length that
// gRPC's frames can state.
const maxRequestBytes = 1 << 30

func (l Limits) check() error {
	for _, limit := range []struct {
		name  string
		value int
	}{
		{"bytes of a text", l.TextBytes}, {"messages in a batch", l.Batch}, {"bytes of a request", l.RequestBytes},
		{"findings of a message", l.Findings}, {"bytes of a response", l.ResponseBytes}, {"concurrent streams", l.ConcurrentStreams},
		{"conversations of a stream", l.Conversations}, {"messages of a conversation", l.ConversationMessages}, {"bytes of a conversation", l.ConversationBytes},
	} {
		if limit.value <= 0 || limit.value > math.MaxInt32 {
			return fmt.Errorf("the limit on %s is %d, but must lie between 1 and %d", limit.name, limit.value, math.MaxInt32)
		}
	}
	if l.RequestBytes > maxRequestBytes {
		return fmt.Errorf("the limit on bytes of a request is %d, but must be at most %d", l.RequestBytes, maxRequestBytes)
	}
	if l.ConversationAge <= 0 {
		return fmt.Errorf("the limit on the age of a conversation's messages is %v, but must lie above 0", l.ConversationAge)
	}
	if l.TextBytes > l.RequestBytes {
		return fmt.Errorf("the limit on bytes of a text, %d, lies above that on bytes of a request, %d", l.TextBytes, l.RequestBytes)
	}
	return nil
}
