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
	q := s.question(ctx, in.GetOptions(), &broken)
	if err := broken.err(); err != nil {
		return nil, err
	}
	messages := in.GetMessages()
	q.call.metrics.Batch(len(messages))
	places := s.places.take(len(messages))
	q.call.whenSent = func() { s.places.giveBack(places) }
	out := &pecetev1.ClassifyBatchResponse{Results: places.results}
	left := newRoom(s.limits, len(messages))
	for i, message := range messages {
		out.Results[i] = s.batchResult(ctx, i, message, &q, &left, &places.each[i])
		if err := ctx.Err(); err != nil {
			return nil, status.FromContextError(err).Err()
		}
	}
	return out, nil
}

func (s *Server) batchResult(ctx context.Context, i int, m *pecetev1.BatchMessage, q *question, left *room, place *batchPlace) *pecetev1.BatchResult {
	out := &place.result
	out.MessageId = returnable(m.GetMessageId())
	err := s.batchAssessment(ctx, i, m, q, left, &place.assessment)
	if err == nil {
		place.outcome.Assessment = &place.assessment
		out.Outcome = &place.outcome
		return out
	}
	q.call.failed()
	out.Outcome = &pecetev1.BatchResult_Error{Error: status.Convert(err).Proto()}
	left.settle(proto.Size(out) + frameBytes)
	return out
}

func (s *Server) batchAssessment(ctx context.Context, i int, m *pecetev1.BatchMessage, q *question, left *room, out *pecetev1.Assessment) error {
	if !fine(m.GetMessageId(), m.GetText(), s.limits) {
		var broken violations
		broken.checkMessage(index("messages", i)+".", m.GetMessageId(), m.GetText(), s.limits)
		return broken.err()
	}
	return s.judged(ctx, q.engine.Classify, message{m.GetMessageId(), m.GetText()}, q, left, out)
}

// index names an element of a repeated field: "messages[3]".
func index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
