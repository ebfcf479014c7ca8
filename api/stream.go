package api

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// ClassifyStream answers each message before it reads the next, so that a
// caller who does not read holds up the stream and no memory. It ends with OK
// when the caller has closed its side, and otherwise with the error that ended
// the stream; a message that cannot be scored does not end it. What it remembers
// of conversations ends with it.
func (s *Server) ClassifyStream(stream grpc.BidiStreamingServer[pecetev1.ClassifyStreamRequest, pecetev1.ClassifyStreamResponse]) error {
	talks := newConversations(s.engines, s.limits)
	defer talks.end()
	// One request after the other is read into the same memory, and answered from the
	// same, for a message is encoded when it has been sent.
	in, place := &pecetev1.ClassifyStreamRequest{}, &streamPlace{}
	for {
		err := stream.RecvMsg(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		*place = streamPlace{}
		out := s.streamResponse(stream.Context(), talks, in, place)
		if err := stream.Context().Err(); err != nil {
			return status.FromContextError(err).Err()
		}
		if err := stream.Send(out); err != nil {
			return err
		}
	}
}

// streamPlace is the memory for one answer of a stream.
type streamPlace struct {
	response   pecetev1.ClassifyStreamResponse
	outcome    pecetev1.ClassifyStreamResponse_Assessment
	assessment pecetev1.Assessment
}

func (s *Server) streamResponse(ctx context.Context, talks *conversations, in *pecetev1.ClassifyStreamRequest, place *streamPlace) *pecetev1.ClassifyStreamResponse {
	out := &place.response
	out.MessageId = returnable(in.GetMessageId())
	if err := s.streamAssessment(ctx, talks, in, &place.assessment); err != nil {
		callOf(ctx).failed()
		out.Outcome = &pecetev1.ClassifyStreamResponse_Error{Error: status.Convert(err).Proto()}
		return out
	}
	place.outcome.Assessment = &place.assessment
	out.Outcome = &place.outcome
	return out
}

func (s *Server) streamAssessment(ctx context.Context, talks *conversations, in *pecetev1.ClassifyStreamRequest, out *pecetev1.Assessment) error {
	if err := refusal(in); err != nil {
		return err
	}
	var broken violations
	q := s.question(ctx, in.GetOptions(), &broken)
	broken.checkMessage("", in.GetMessageId(), in.GetText(), s.limits)
	broken.checkID("conversation_id", in.GetConversationId())
	if err := broken.err(); err != nil {
		return err
	}
	ask := judge(q.engine.Classify)
	if in.GetConversationId() != "" {
		ask = talks.judge(q.engine, in)
	}
	turn, err := s.enter(ctx, len(in.GetText()))
	if err != nil {
		return err
	}
	defer turn.Leave()
	left := newRoom(s.limits, 1)
	return s.assess(ctx, ask, message{in.GetMessageId(), in.GetText()}, &q, &left, out)
}
