// Package chatclient shows how a chat client asks Pecete before it sends a
// message: ALLOW sends, WARN asks the writer, BLOCK refuses, and if Pecete cannot
// be reached in time the client does what its operator chose.
//
// It is an example to copy from, and a test of the contract as callers use it.
package chatclient

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/health" // lets the connection watch the server's health
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Chat is what a Guard needs of the application it stands in. Advice is ready to
// be shown: plain text in the language asked for, which never quotes the message.
type Chat interface {
	// Send sends a message.
	Send(ctx context.Context, text string) error
	// SendAnyway shows advice with the choice "Edit / Send anyway", and tells
	// whether the writer wants to send the message as it is.
	SendAnyway(ctx context.Context, advice *pecetev1.Advice) (bool, error)
	// Refuse shows why a message is not sent.
	Refuse(ctx context.Context, advice *pecetev1.Advice) error
}

// Guard asks Pecete before a message is sent. Every field but FailOpen must be
// set. It is safe for concurrent use if its Chat is.
type Guard struct {
	Pecete pecetev1.ClassifierServiceClient
	Chat   Chat
	// Options say through which channel messages go and in which language advice
	// is wanted.
	Options *pecetev1.ClassifyOptions
	// Timeout is how long a writer may have to wait for an answer. Most come
	// within a millisecond, so that 200 ms is generous.
	Timeout time.Duration
	// FailOpen sends messages that could not be checked. Otherwise they are kept
	// back.
	FailOpen bool
}

// Outcome is what became of a message.
type Outcome string

// The outcomes.
const (
	Sent          Outcome = "sent"
	SentAnyway    Outcome = "sent although there was advice against it"
	SentUnchecked Outcome = "sent without a check"
	KeptToEdit    Outcome = "kept for editing"
	Refused       Outcome = "refused"
	KeptUnchecked Outcome = "kept because it could not be checked"
)

// Send checks a message and sends it if nothing speaks against it, or if the
// writer insists. An error means that the message was not sent; with
// KeptUnchecked it says why there was no check.
func (g *Guard) Send(ctx context.Context, text string) (Outcome, error) {
	assessment, err := g.check(ctx, text)
	if err != nil {
		return g.unchecked(ctx, text, err)
	}
	switch assessment.GetVerdict() {
	case pecetev1.Verdict_VERDICT_ALLOW:
		return Sent, g.Chat.Send(ctx, text)
	case pecetev1.Verdict_VERDICT_BLOCK:
		return Refused, g.Chat.Refuse(ctx, assessment.GetAdvice())
	}
	return g.ask(ctx, text, assessment.GetAdvice()) // WARN, or a verdict of later days
}

// check asks Pecete, for no longer than the writer may have to wait.
func (g *Guard) check(ctx context.Context, text string) (*pecetev1.Assessment, error) {
	ctx, cancel := context.WithTimeout(ctx, g.Timeout)
	defer cancel()
	out, err := g.Pecete.Classify(ctx, &pecetev1.ClassifyRequest{Text: text, Options: g.Options})
	return out.GetAssessment(), err
}

func (g *Guard) ask(ctx context.Context, text string, advice *pecetev1.Advice) (Outcome, error) {
	anyway, err := g.Chat.SendAnyway(ctx, advice)
	if err != nil || !anyway {
		return KeptToEdit, err
	}
	return SentAnyway, g.Chat.Send(ctx, text)
}

// unchecked decides about a message that has no assessment. One that breaks a
// rule of the contract, such as a text that is too long, is kept in any case:
// that is a fault of this client, which asking again will not mend.
func (g *Guard) unchecked(ctx context.Context, text string, cause error) (Outcome, error) {
	if ctx.Err() == nil && g.FailOpen && status.Code(cause) != codes.InvalidArgument {
		return SentUnchecked, g.Chat.Send(ctx, text)
	}
	return KeptUnchecked, fmt.Errorf("checking the message: %w", cause)
}
