package api

import (
	"context"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// badgeRule is a rule of which two versions differ in the category and in the word
// they want.
const badgeRule = `id: acme.badge
category: CATEGORY
label: BADGE
description: {ro: legitimație, en: badge}
severity: high
anchors: {words: [acme], after: 20}
expression: acme-[0-9]{6}(?![0-9])
confidence: 0.95
examples:
  match: [{text: acme-123456}]
  no_match: [acme-12345]
`

// badgeEngine is a classifier whose badges have a category.
func badgeEngine(t *testing.T, category string) *classifier.Classifier {
	t.Helper()
	rules, err := testEngine().Rules().Overlay(fstest.MapFS{
		"badge.yaml": {Data: []byte(strings.Replace(badgeRule, "CATEGORY", category, 1))},
	})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// changing is an engine in use that another may take the place of.
type changing struct{ current atomic.Pointer[Engine] }

func (c *changing) use(engine Engine) { c.current.Store(&engine) }

func (c *changing) get() Engine { return *c.current.Load() }

// startChanging runs a server whose engine is what the test last put in use.
func startChanging(t *testing.T, engines *changing) *running {
	t.Helper()
	server, err := NewChanging(engines.get, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return startServer(t, server)
}

// Whatever changes while a request is answered, the answer is made by the engine it
// began with: its findings, texts and version, of every message of a batch.
func TestOneEngineMakesAnAnswer(t *testing.T) {
	first, second := badgeEngine(t, "first"), badgeEngine(t, "second")
	engines := &changing{}
	swap := hookedEngine{first, func(string) { engines.use(second) }}
	engines.use(swap)
	server := startChanging(t, engines)
	ctx := within(t, 20*time.Second)
	const text = "acme-123456"
	calls := map[string]func() []*pecetev1.Assessment{
		"Classify": func() []*pecetev1.Assessment {
			out, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			return []*pecetev1.Assessment{out.GetAssessment()}
		},
		"ClassifyBatch": func() []*pecetev1.Assessment {
			out, err := server.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: text}, {Text: text}, {Text: text}}})
			if err != nil {
				t.Fatal(err)
			}
			var all []*pecetev1.Assessment
			for _, result := range out.GetResults() {
				all = append(all, result.GetAssessment())
			}
			return all
		},
		"Redact": func() []*pecetev1.Assessment {
			out, err := server.Redact(ctx, &pecetev1.RedactRequest{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			return []*pecetev1.Assessment{out.GetAssessment()}
		},
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			engines.use(swap)
			for i, got := range call() {
				wantBadge(t, got, "first", first.Rules())
				if t.Failed() {
					t.Fatalf("message %d", i)
				}
			}
			for _, got := range call() {
				wantBadge(t, got, "second", second.Rules())
			}
		})
	}
}

// wantBadge checks that one engine alone made an assessment.
func wantBadge(t *testing.T, got *pecetev1.Assessment, category string, rules *patterns.Ruleset) {
	t.Helper()
	if got.GetRulesetVersion() != rules.Version {
		t.Errorf("the version is %s, want %s", got.GetRulesetVersion(), rules.Version)
	}
	if len(got.GetFindings()) != 1 || got.GetFindings()[0].GetCategory() != category {
		t.Errorf("findings are %v, want one of category %s", got.GetFindings(), category)
	}
}

// A stream outlives its engine: each message is judged by the one in use when it
// comes, and a conversation goes on, since it remembers texts.
func TestStreamsGoOnAcrossAChange(t *testing.T) {
	first, second := badgeEngine(t, "first"), badgeEngine(t, "second")
	engines := &changing{}
	engines.use(first)
	server := startChanging(t, engines)
	stream, err := server.ClassifyStream(within(t, 20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(conversation, text string) *pecetev1.Assessment {
		t.Helper()
		if err := stream.Send(&pecetev1.ClassifyStreamRequest{ConversationId: conversation, Text: text}); err != nil {
			t.Fatal(err)
		}
		out, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		return out.GetAssessment()
	}
	wantBadge(t, ask("", "acme-123456"), "first", first.Rules())
	ask("a", "CNP-ul meu: "+aCNP[:7])
	engines.use(second)
	wantBadge(t, ask("", "acme-123456"), "second", second.Rules())
	got := ask("a", aCNP[7:])
	if got.GetRulesetVersion() != second.Rules().Version || len(got.GetFindings()) != 1 || got.GetFindings()[0].GetSplit() == nil {
		t.Errorf("the rest of a number that began before the change: %v", got)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != io.EOF {
		t.Errorf("the stream ends with %v", err)
	}
}

func TestListDetectorsTellsWhatIsInUse(t *testing.T) {
	engines := &changing{}
	engines.use(testEngine())
	server := startChanging(t, engines)
	for _, engine := range []*classifier.Classifier{testEngine(), badgeEngine(t, "first")} {
		engines.use(engine)
		out, err := server.ListDetectors(context.Background(), &pecetev1.ListDetectorsRequest{})
		if err != nil || out.GetRulesetVersion() != engine.Rules().Version || len(out.GetDetectors()) != len(engine.Rules().Detectors) {
			t.Errorf("got version %s and %d detectors, %v", out.GetRulesetVersion(), len(out.GetDetectors()), err)
		}
	}
}
