package api

import (
	"context"

	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/classifier"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Classify scores one message. It fails with INVALID_ARGUMENT on a request that
// breaks a rule of the contract, and with the context's error once that ends.
func (s *Server) Classify(ctx context.Context, in *pecetev1.ClassifyRequest) (*pecetev1.ClassifyResponse, error) {
	if err := refusal(in); err != nil {
		return nil, err
	}
	var broken violations
	q := s.question(in.GetOptions(), &broken)
	broken.checkMessage("", in.GetMessageId(), in.GetText(), s.limits)
	if err := broken.err(); err != nil {
		return nil, err
	}
	assessment, err := s.assess(ctx, s.engine.Classify, in.GetText(), &q, len(in.GetMessageId()), newRoom(s.limits, 1))
	if err != nil {
		return nil, err
	}
	return &pecetev1.ClassifyResponse{MessageId: in.GetMessageId(), Assessment: assessment}, nil
}

// judge gives what the classifier thinks of a text.
type judge func(text string, query classifier.Query) classifier.Assessment

// assess asks about a text that has been checked, notes the
// outcome for the log, and gives the answer; other is how many bytes stand
// beside it. A panic costs the message an INTERNAL error, nothing more. The work
// on one text is not interrupted, for it takes milliseconds, but an answer that
// comes after the deadline is not given.
func (s *Server) assess(ctx context.Context, ask judge, text string, q *question, other int, left *room) (out *pecetev1.Assessment, err error) {
	defer s.recoverTo(ctx, &err)
	if err := ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	found := ask(text, q.query)
	callOf(ctx).assessed(&found)
	if err := ctx.Err(); err != nil {
		return nil, status.FromContextError(err).Err()
	}
	return s.answer(text, &found, q, other, left), nil
}
