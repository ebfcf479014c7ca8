package load

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Check asks a server about a text by every kind of call and fails unless all
// answers have so many findings.
func Check(ctx context.Context, address, text string, findings int) error {
	if err := onThisMachine(address); err != nil {
		return err
	}
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer connection.Close()
	client := pecetev1.NewClassifierServiceClient(connection)
	for kind, ask := range map[Kind]func(context.Context, pecetev1.ClassifierServiceClient, string) (*pecetev1.Assessment, error){
		Unary: askUnary, Batch: askBatch, Stream: askStream,
	} {
		assessment, err := ask(ctx, client, text)
		if err != nil {
			return fmt.Errorf("checking %s at %s: %w", kind, address, err)
		}
		if assessment.GetVerdict() == pecetev1.Verdict_VERDICT_UNSPECIFIED || len(assessment.GetFindings()) != findings {
			return fmt.Errorf("checking %s at %s: verdict %v with %d findings, want %d", kind, address, assessment.GetVerdict(), len(assessment.GetFindings()), findings)
		}
	}
	return nil
}

func askUnary(ctx context.Context, client pecetev1.ClassifierServiceClient, text string) (*pecetev1.Assessment, error) {
	response, err := client.Classify(ctx, &pecetev1.ClassifyRequest{Text: text})
	return response.GetAssessment(), err
}

func askBatch(ctx context.Context, client pecetev1.ClassifierServiceClient, text string) (*pecetev1.Assessment, error) {
	response, err := client.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: text}}})
	if err != nil || len(response.GetResults()) != 1 {
		return nil, err
	}
	return response.GetResults()[0].GetAssessment(), nil
}

func askStream(ctx context.Context, client pecetev1.ClassifierServiceClient, text string) (*pecetev1.Assessment, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := client.ClassifyStream(ctx)
	if err != nil {
		return nil, err
	}
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: text}); err != nil {
		return nil, err
	}
	response, err := stream.Recv()
	return response.GetAssessment(), err
}
