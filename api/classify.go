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
	q := s.question(ctx, in.GetOptions(), &broken)
	broken.checkMessage("", in.GetMessageId(), in.GetText(), s.limits)
	if err := broken.err(); err != nil {
		return nil, err
	}
	out := &struct { // in one piece of memory
		response   pecetev1.ClassifyResponse
		assessment pecetev1.Assessment
	}{}
	left := newRoom(s.limits, 1)
	if err := s.assess(ctx, q.engine.Classify, message{in.GetMessageId(), in.GetText()}, &q, &left, &out.assessment); err != nil {
		return nil, err
	}
	out.response.MessageId, out.response.Assessment = in.GetMessageId(), &out.assessment
	return &out.response, nil
}

// message is one to judge.
type message struct{ id, text string }

// judge gives what the classifier thinks of a text.
type judge func(text string, query classifier.Query) classifier.Assessment

// assess answers like judged, unless the call has ended. The work on one text is not
// interrupted, for it takes milliseconds, but an answer that comes after the deadline
// is not given.
func (s *Server) assess(ctx context.Context, ask judge, m message, q *question, left *room, out *pecetev1.Assessment) error {
	if err := ctx.Err(); err != nil {
		return status.FromContextError(err).Err()
	}
	if err := s.judged(ctx, ask, m, q, left, out); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return status.FromContextError(err).Err()
	}
	return nil
}

// judged asks about a text that has been checked, notes the outcome for the log, and
// puts the answer into out. A panic costs the message an INTERNAL error, nothing more.
func (s *Server) judged(ctx context.Context, ask judge, m message, q *question, left *room, out *pecetev1.Assessment) (err error) {
	defer s.recoverTo(ctx, &err)
	found := ask(m.text, q.query)
	q.call.assessed(&found, len(m.text), q.engine.Rules().Version)
	answer(out, m.text, &found, q, len(m.id), left)
	return nil
}
