package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"google.golang.org/grpc"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/classifier"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// fixedEngine answers without reading: what is left of a call is the door's own
// work, its checks, limits and notes.
type fixedEngine struct{ *classifier.Classifier }

// Classify gives the assessment of a text with nothing in it.
func (fixedEngine) Classify(string, classifier.Query) classifier.Assessment {
	return classifier.Assessment{Verdict: classifier.Allow}
}

// nothing has handlers of the same shape that give every message the same assessment.
type nothing struct {
	pecetev1.UnimplementedClassifierServiceServer
	same *pecetev1.Assessment
}

// newNothing takes the assessment to give from a real server, so that answers are
// as long as those about clean text.
func newNothing(ctx context.Context, real *api.Server) (*nothing, error) {
	response, err := real.Classify(ctx, &pecetev1.ClassifyRequest{Text: "salut"})
	if err != nil {
		return nil, fmt.Errorf("asking for an assessment to repeat: %w", err)
	}
	return &nothing{same: response.GetAssessment()}, nil
}

// bare is grpc-go as it comes, with handlers that do nothing.
type bare struct{ handlers *nothing }

// Serve answers until ctx ends.
func (b bare) Serve(ctx context.Context, listener net.Listener) error {
	server := grpc.NewServer(grpc.MaxConcurrentStreams(256))
	pecetev1.RegisterClassifierServiceServer(server, b.handlers)
	context.AfterFunc(ctx, server.Stop)
	return server.Serve(listener)
}

// Classify gives the same assessment for every message.
func (n *nothing) Classify(_ context.Context, in *pecetev1.ClassifyRequest) (*pecetev1.ClassifyResponse, error) {
	return &pecetev1.ClassifyResponse{MessageId: in.GetMessageId(), Assessment: n.same}, nil
}

// ClassifyBatch gives it for each message of a batch.
func (n *nothing) ClassifyBatch(_ context.Context, in *pecetev1.ClassifyBatchRequest) (*pecetev1.ClassifyBatchResponse, error) {
	out := &pecetev1.ClassifyBatchResponse{Results: make([]*pecetev1.BatchResult, len(in.GetMessages()))}
	for i, message := range in.GetMessages() {
		out.Results[i] = &pecetev1.BatchResult{
			MessageId: message.GetMessageId(), Outcome: &pecetev1.BatchResult_Assessment{Assessment: n.same},
		}
	}
	return out, nil
}

// ClassifyStream gives it for each message of a stream.
func (n *nothing) ClassifyStream(stream grpc.BidiStreamingServer[pecetev1.ClassifyStreamRequest, pecetev1.ClassifyStreamResponse]) error {
	for {
		in, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&pecetev1.ClassifyStreamResponse{
			MessageId: in.GetMessageId(), Outcome: &pecetev1.ClassifyStreamResponse_Assessment{Assessment: n.same},
		}); err != nil {
			return err
		}
	}
}
