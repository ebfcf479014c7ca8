package api

import (
	"context"
	"strconv"

	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// ClassifyBatch scores messages in their order; one that cannot be scored has
// its own error. It fails as a whole with INVALID_ARGUMENT if the batch is too
// long or its options break a rule, and with the context's error once that ends.
func (s *Server) ClassifyBatch(ctx context.Context, in *pecetev1.ClassifyBatchRequest) (*pecetev1.ClassifyBatchResponse, error) {
	if err := refusal(in); err != nil {
		return nil, err
	}
	var broken violations
	q := s.question(in.GetOptions(), &broken)
	if err := broken.err(); err != nil {
		return nil, err
	}
	messages := in.GetMessages()
	out := &pecetev1.ClassifyBatchResponse{Results: make([]*pecetev1.BatchResult, len(messages))}
	left := newRoom(s.limits, len(messages))
	for i, message := range messages {
		out.Results[i] = s.batchResult(ctx, i, message, &q, left)
		if err := ctx.Err(); err != nil {
			return nil, status.FromContextError(err).Err()
		}
	}
	return out, nil
}

func (s *Server) batchResult(ctx context.Context, i int, message *pecetev1.BatchMessage, q *question, left *room) *pecetev1.BatchResult {
	out := &pecetev1.BatchResult{MessageId: returnable(message.GetMessageId())}
	assessment, err := s.batchAssessment(ctx, i, message, q, left)
	if err == nil {
		out.Outcome = &pecetev1.BatchResult_Assessment{Assessment: assessment}
		return out
	}
	callOf(ctx).failed()
	out.Outcome = &pecetev1.BatchResult_Error{Error: status.Convert(err).Proto()}
	left.settle(proto.Size(out) + frameBytes)
	return out
}

func (s *Server) batchAssessment(ctx context.Context, i int, message *pecetev1.BatchMessage, q *question, left *room) (*pecetev1.Assessment, error) {
	var broken violations
	broken.checkMessage(index("messages", i)+".", message.GetMessageId(), message.GetText(), s.limits)
	if err := broken.err(); err != nil {
		return nil, err
	}
	return s.assess(ctx, s.engine.Classify, message.GetText(), q, len(message.GetMessageId()), left)
}

// index names an element of a repeated field: "messages[3]".
func index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
