// Package load asks the service what its users ask, of all kinds and sizes, and checks
// the answers.
package load

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Request is something to ask. It fails if the call does, or if the answer is not as it
// must be.
type Request struct {
	// Name says what kind it is.
	Name string
	Ask  func(ctx context.Context, client pecetev1.ClassifierServiceClient, options ...grpc.CallOption) error
}

// Texts with made-up people and things, by what the service must think of them.
const (
	calm    = "Salut, ne vedem mâine la film cu toată lumea? Hai să mergem pe jos, e frumos afară."
	warned  = "Pentru contract: Ion Popescu, CNP 1850228120011, tel. 0722 123 456."
	blocked = "STRICT SECRET\nNr. 00/1234 din 12.03.2026\nExemplar unic\nRaport privind paza obiectivului"
)

// long gives a text of about so many bytes that has a finding in each paragraph.
func long(bytes int) string {
	paragraph := strings.Repeat(calm+" ", 12) + warned + "\n"
	return strings.Repeat(paragraph, max(bytes/len(paragraph), 1))
}

// Classify asks about one text.
func Classify(name, text string, want pecetev1.Verdict) Request {
	in := &pecetev1.ClassifyRequest{MessageId: name, Text: text}
	return Request{name, func(ctx context.Context, client pecetev1.ClassifierServiceClient, options ...grpc.CallOption) error {
		out, err := client.Classify(ctx, in, options...)
		if err != nil {
			return err
		}
		if out.GetMessageId() != name {
			return errors.New("the answer is another request's")
		}
		return verdict(out.GetAssessment(), want)
	}}
}

// Small are the requests of people who chat: one is judged ALLOW, one WARN and one BLOCK.
func Small() []Request {
	return []Request{
		Classify("calm", calm, pecetev1.Verdict_VERDICT_ALLOW),
		Classify("warned", warned, pecetev1.Verdict_VERDICT_WARN),
		Classify("blocked", blocked, pecetev1.Verdict_VERDICT_BLOCK),
	}
}

// Mixed are requests of all methods and sizes, in the order in which to ask them over
// and over: most are small.
func Mixed() []Request {
	small := Small()
	large := []Request{
		Classify("letter", long(4<<10), pecetev1.Verdict_VERDICT_WARN),
		batch(50), redact(), stream(),
		Classify("document", long(64<<10), pecetev1.Verdict_VERDICT_WARN),
	}
	var all []Request
	for _, l := range large {
		all = append(all, small...)
		all = append(all, small[0], small[0], l)
	}
	return all
}

// Documents are texts that take the engine milliseconds: tables of personal data.
func Documents() []Request {
	row := "Ion Popescu, CNP 1850228120011, tel. 0722 123 456, IBAN RO54 RZBR 0000 0600 1234 5678; "
	return []Request{Classify("table", strings.Repeat(row, (18<<10)/len(row)), pecetev1.Verdict_VERDICT_WARN)}
}

func batch(n int) Request {
	in := &pecetev1.ClassifyBatchRequest{}
	for i := range n {
		in.Messages = append(in.Messages, &pecetev1.BatchMessage{MessageId: fmt.Sprint(i), Text: []string{calm, warned, blocked}[i%3]})
	}
	return Request{"batch", func(ctx context.Context, client pecetev1.ClassifierServiceClient, options ...grpc.CallOption) error {
		out, err := client.ClassifyBatch(ctx, in, options...)
		if err != nil {
			return err
		}
		if len(out.GetResults()) != n {
			return fmt.Errorf("%d results for %d messages", len(out.GetResults()), n)
		}
		for i, result := range out.GetResults() {
			if err := verdict(result.GetAssessment(), pecetev1.Verdict(i%3)+pecetev1.Verdict_VERDICT_ALLOW); err != nil {
				return err
			}
		}
		return nil
	}}
}

func redact() Request {
	in := &pecetev1.RedactRequest{Text: warned}
	return Request{"redact", func(ctx context.Context, client pecetev1.ClassifierServiceClient, options ...grpc.CallOption) error {
		out, err := client.Redact(ctx, in, options...)
		if err != nil {
			return err
		}
		if strings.Contains(out.GetText(), "1850228120011") {
			return errors.New("the text is not redacted")
		}
		return verdict(out.GetAssessment(), pecetev1.Verdict_VERDICT_WARN)
	}}
}

// stream asks about three messages on a stream, in a conversation.
func stream() Request {
	return Request{"stream", func(ctx context.Context, client pecetev1.ClassifierServiceClient, options ...grpc.CallOption) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		s, err := client.ClassifyStream(ctx, options...)
		if err != nil {
			return err
		}
		for i, text := range []string{calm, warned, blocked} {
			out, err := say(ctx, s, text)
			if err != nil {
				return err
			}
			if failed := out.GetError(); failed != nil {
				return fmt.Errorf("a message of a stream: %s", failed.GetMessage())
			}
			if got := out.GetAssessment().GetVerdict(); int(got) < int(pecetev1.Verdict_VERDICT_ALLOW)+i {
				return fmt.Errorf("message %d of a stream is judged %v", i, got)
			}
		}
		return s.CloseSend()
	}}
}

func verdict(a *pecetev1.Assessment, want pecetev1.Verdict) error {
	if a.GetVerdict() != want {
		return fmt.Errorf("the verdict is %v, not %v", a.GetVerdict(), want)
	}
	return nil
}

// attempts is how often a message is sent, as the policy for calls has it.
const attempts = 4

// say sends a message on a stream and gives the answer. As docs/clients.md has it, a
// message that a busy server does not take is sent again when the server says.
func say(ctx context.Context, s pecetev1.ClassifierService_ClassifyStreamClient, text string) (out *pecetev1.ClassifyStreamResponse, err error) {
	for range attempts {
		// An error of Send is told by Recv.
		_ = s.Send(&pecetev1.ClassifyStreamRequest{ConversationId: "c", Text: text})
		if out, err = s.Recv(); err != nil {
			return nil, err
		}
		if codes.Code(out.GetError().GetCode()) != codes.ResourceExhausted {
			return out, nil
		}
		select {
		case <-time.After(comeAgain(out)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return out, nil
}

// comeAgain gives when the server wants to be asked again.
func comeAgain(out *pecetev1.ClassifyStreamResponse) time.Duration {
	for _, detail := range status.FromProto(out.GetError()).Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			return info.GetRetryDelay().AsDuration()
		}
	}
	return 0
}
