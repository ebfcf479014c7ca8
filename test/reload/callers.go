package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"google.golang.org/grpc"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// tally is what callers saw.
type tally struct {
	calls, errors, mixed int
	// examples are the first few of what went wrong.
	examples []string
}

// callers ask a service until they are stopped.
type callers struct {
	service *service
	cancel  context.CancelFunc
	asking  sync.WaitGroup

	mu    sync.Mutex
	tally tally
	// of has the category that goes with a ruleset version.
	of map[string]string
}

// ask lets so many callers ask.
func (s *service) ask(ctx context.Context, count int) *callers {
	ctx, cancel := context.WithCancel(ctx)
	c := &callers{service: s, cancel: cancel, of: map[string]string{}}
	for i := range count {
		c.asking.Go(func() { c.loop(ctx, fmt.Sprintf("caller %d", i)) })
	}
	return c
}

// stop lets the callers finish what they asked, and gives what they saw.
func (c *callers) stop() tally {
	c.cancel()
	c.asking.Wait()
	return c.tally
}

// loop asks in every way there is, in turn. Calls are finished, so that only a fault of
// the service is an error.
func (c *callers) loop(ctx context.Context, name string) {
	calls, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stream, err := c.service.client.ClassifyStream(calls)
	if err != nil {
		c.note(nil, err)
		return
	}
	for ctx.Err() == nil {
		c.note(c.classify(calls))
		c.note(c.batch(calls))
		c.note(c.redact(calls))
		c.note(c.streamed(stream, name))
	}
	c.note(nil, stream.CloseSend())
}

// note counts a call and checks what it gave.
func (c *callers) note(answers []*pecetev1.Assessment, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tally.calls++
	var mix *mixed
	switch {
	case err == nil:
		if err = c.check(answers); err == nil {
			return
		}
		c.tally.mixed++
	case errors.As(err, &mix):
		c.tally.mixed++
	default:
		c.tally.errors++
	}
	if len(c.tally.examples) < 5 {
		c.tally.examples = append(c.tally.examples, err.Error())
	}
}

// mixed is an answer that more than one ruleset made.
type mixed struct{ how string }

func (m *mixed) Error() string { return m.how }

// check fails unless one ruleset made all of an answer, and a good one. It needs the lock.
func (c *callers) check(answers []*pecetev1.Assessment) error {
	for _, answer := range answers {
		if answer.GetRulesetVersion() != answers[0].GetRulesetVersion() {
			return &mixed{"an answer has two versions"}
		}
		category, err := categoryOf(answer)
		if err != nil {
			return err
		}
		known, seen := c.of[answer.GetRulesetVersion()]
		if !seen {
			c.of[answer.GetRulesetVersion()] = category
		} else if known != category {
			return &mixed{fmt.Sprintf("version %s is of %s and of %s", answer.GetRulesetVersion(), known, category)}
		}
	}
	return nil
}

// categoryOf gives the one category of the findings, of which there is one for each
// detector.
func categoryOf(answer *pecetev1.Assessment) (string, error) {
	found := answer.GetFindings()
	if len(found) != len(kinds()) {
		return "", &mixed{fmt.Sprintf("%d findings, not %d", len(found), len(kinds()))}
	}
	category := found[0].GetCategory()
	for _, f := range found {
		if f.GetCategory() != category {
			return "", &mixed{"findings of " + category + " and of " + f.GetCategory()}
		}
	}
	if !strings.HasPrefix(category, "gen") {
		return "", &mixed{"findings of " + category}
	}
	return category, nil
}

// only asks for the detectors of the generations.
func only() *pecetev1.ClassifyOptions {
	return &pecetev1.ClassifyOptions{Detectors: []string{"acme.*"}}
}

func (c *callers) classify(ctx context.Context) ([]*pecetev1.Assessment, error) {
	out, err := c.service.client.Classify(ctx, &pecetev1.ClassifyRequest{Text: text(), Options: only()})
	return []*pecetev1.Assessment{out.GetAssessment()}, err
}

// batchSize is how many messages are in a batch: enough to take a while.
const batchSize = 200

func (c *callers) batch(ctx context.Context) ([]*pecetev1.Assessment, error) {
	in := &pecetev1.ClassifyBatchRequest{Options: only()}
	for range batchSize {
		in.Messages = append(in.Messages, &pecetev1.BatchMessage{Text: text()})
	}
	out, err := c.service.client.ClassifyBatch(ctx, in)
	if err != nil {
		return nil, err
	}
	var answers []*pecetev1.Assessment
	for _, result := range out.GetResults() {
		if result.GetAssessment() == nil {
			return nil, fmt.Errorf("a message of a batch: %s", result.GetError().GetMessage())
		}
		answers = append(answers, result.GetAssessment())
	}
	return answers, nil
}

func (c *callers) redact(ctx context.Context) ([]*pecetev1.Assessment, error) {
	out, err := c.service.client.Redact(ctx, &pecetev1.RedactRequest{Text: text(), Options: only()})
	if err != nil {
		return nil, err
	}
	category, err := categoryOf(out.GetAssessment())
	if err != nil {
		return nil, err
	}
	label := "[" + strings.ToUpper(category) + "]"
	if want := strings.Join([]string{label, label, label}, ", "); out.GetText() != want {
		return nil, &mixed{fmt.Sprintf("redacted to %s by rules of %s", out.GetText(), category)}
	}
	return []*pecetev1.Assessment{out.GetAssessment()}, nil
}

// streamed asks in a stream that lasts longer than any rules, in one conversation.
func (c *callers) streamed(stream grpc.BidiStreamingClient[pecetev1.ClassifyStreamRequest, pecetev1.ClassifyStreamResponse], name string) ([]*pecetev1.Assessment, error) {
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{ConversationId: name, Text: text(), Options: only()}); err != nil {
		return nil, err
	}
	out, err := stream.Recv()
	if err != nil {
		return nil, err
	}
	if out.GetAssessment() == nil {
		return nil, fmt.Errorf("a message of a stream: %s", out.GetError().GetMessage())
	}
	return []*pecetev1.Assessment{out.GetAssessment()}, nil
}
