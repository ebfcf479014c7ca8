package api

import (
	"context"

	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/classifier"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Redact replaces what is found in a message. It fails with INVALID_ARGUMENT on
// a request that breaks a rule of the contract, and with the context's error
// once that ends.
func (s *Server) Redact(ctx context.Context, in *pecetev1.RedactRequest) (*pecetev1.RedactResponse, error) {
	if err := refusal(in); err != nil {
		return nil, err
	}
	var broken violations
	q := s.question(ctx, in.GetOptions(), &broken)
	style := redactStyle(in.GetStyle(), &broken)
	broken.checkMessage("", in.GetMessageId(), in.GetText(), s.limits)
	if err := broken.err(); err != nil {
		return nil, err
	}
	text, found, err := s.redacted(ctx, in.GetText(), &q, style)
	if err != nil {
		return nil, err
	}
	other := len(in.GetMessageId()) + len(text)
	assessment, left := &pecetev1.Assessment{}, newRoom(s.limits, 1)
	answer(assessment, in.GetText(), &found, &q, other, &left)
	return &pecetev1.RedactResponse{MessageId: in.GetMessageId(), Text: text, Assessment: assessment}, nil
}

// redacted is to redaction what score is to scoring.
func (s *Server) redacted(ctx context.Context, text string, q *question, style classifier.RedactStyle) (out string, found classifier.Assessment, err error) {
	defer s.recoverTo(ctx, &err)
	if err := ctx.Err(); err != nil {
		return "", found, status.FromContextError(err).Err()
	}
	out, found = q.engine.Redact(text, q.query, style)
	q.call.assessed(&found, len(text), q.engine.Rules().Version)
	if err := ctx.Err(); err != nil {
		return "", found, status.FromContextError(err).Err()
	}
	return out, found, nil
}
