package inspection_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/content"
	. "github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// words is a service that knows a few words.
type words struct {
	asked atomic.Int64
	// texts and ids are what was asked, kept where the test asks from one goroutine.
	texts, ids []string
	keep       bool
	fail       func(text string) error
	// ruleset counts the versions of its rules.
	ruleset atomic.Int64
}

// Classify finds the words of a text.
func (s *words) Classify(ctx context.Context, in *pecetev1.ClassifyRequest, _ ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	s.asked.Add(1)
	if s.keep {
		headers, _ := metadata.FromOutgoingContext(ctx)
		s.texts, s.ids = append(s.texts, in.Text), append(s.ids, headers.Get("x-request-id")...)
	}
	if s.fail != nil {
		if err := s.fail(in.Text); err != nil {
			return nil, err
		}
	}
	found := &pecetev1.Assessment{Verdict: pecetev1.Verdict_VERDICT_ALLOW, RulesetVersion: strconv.FormatInt(s.ruleset.Load(), 10)}
	add := func(word, detector string, verdict pecetev1.Verdict, score float64) {
		if !strings.Contains(in.Text, word) {
			return
		}
		found.Findings = append(found.Findings, &pecetev1.Finding{Detector: detector})
		found.Score, found.Verdict = max(found.Score, score), max(found.Verdict, verdict)
		found.Advice = &pecetev1.Advice{Title: in.Options.Locale + " " + detector}
	}
	add("telefon", "phone", pecetev1.Verdict_VERDICT_ALLOW, 0.1)
	add("adresă", "address", pecetev1.Verdict_VERDICT_WARN, 0.5)
	add("cnp", "ro.cnp", pecetev1.Verdict_VERDICT_BLOCK, 0.9)
	return &pecetev1.ClassifyResponse{Assessment: found}, nil
}

func inspector(t *testing.T, service Asked, options Options) *Inspector {
	t.Helper()
	i, err := New(service, options)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func text(lead string) Subject {
	return Subject{Head: content.Head{Type: "text/plain; charset=utf-8"}, Lead: lead, Door: "icap", Direction: "reqmod", RequestID: "r1"}
}

func TestRulings(t *testing.T) {
	down := func(string) error { return status.Error(codes.Unavailable, "a secret of the network") }
	downAtCNP := func(text string) error {
		if strings.Contains(text, "cnp") {
			return down(text)
		}
		return nil
	}
	strict := Policy{Warn: Block, Missed: Block, Failure: Block}
	advice := func(of string) *pecetev1.Advice { return &pecetev1.Advice{Title: of} }
	for name, c := range map[string]struct {
		lead, body string
		policy     Policy
		fail       func(string) error
		want       Ruling
	}{
		"nothing":                 {body: "salut", want: Ruling{Verdict: pecetev1.Verdict_VERDICT_ALLOW}},
		"an empty body":           {want: Ruling{Verdict: pecetev1.Verdict_VERDICT_ALLOW}},
		"a finding that passes":   {body: "telefon", want: Ruling{Verdict: pecetev1.Verdict_VERDICT_ALLOW, Score: 0.1, Detectors: []string{"phone"}, Romanian: advice("ro phone")}},
		"a warning that tags":     {body: "adresă", policy: DefaultPolicy(), want: Ruling{Action: Tag, Verdict: pecetev1.Verdict_VERDICT_WARN, Score: 0.5, Detectors: []string{"address"}, Romanian: advice("ro address"), English: advice("en address")}},
		"a warning that blocks":   {body: "adresă", policy: strict, want: Ruling{Action: Block, Verdict: pecetev1.Verdict_VERDICT_WARN, Score: 0.5, Detectors: []string{"address"}, Romanian: advice("ro address"), English: advice("en address")}},
		"a warning that passes":   {body: "adresă", want: Ruling{Verdict: pecetev1.Verdict_VERDICT_WARN, Score: 0.5, Detectors: []string{"address"}, Romanian: advice("ro address")}},
		"what always blocks":      {body: "cnp", want: Ruling{Action: Block, Verdict: pecetev1.Verdict_VERDICT_BLOCK, Score: 0.9, Detectors: []string{"ro.cnp"}, Romanian: advice("ro ro.cnp"), English: advice("en ro.cnp")}},
		"in the lead alone":       {lead: "cnp", want: Ruling{Action: Block, Verdict: pecetev1.Verdict_VERDICT_BLOCK, Score: 0.9, Detectors: []string{"ro.cnp"}, Romanian: advice("ro ro.cnp"), English: advice("en ro.cnp")}},
		"far apart":               {body: "adresă " + strings.Repeat("vorbe ", 1000) + "telefon", policy: DefaultPolicy(), want: Ruling{Action: Tag, Verdict: pecetev1.Verdict_VERDICT_WARN, Score: 0.5, Detectors: []string{"address", "phone"}, Romanian: advice("ro address"), English: advice("en address")}},
		"down, open":              {body: "cnp", policy: DefaultPolicy(), fail: down, want: Ruling{Failure: codes.Unavailable}},
		"down, closed":            {body: "cnp", policy: strict, fail: down, want: Ruling{Action: Block, Failure: codes.Unavailable}},
		"down after a warning":    {body: "adresă " + strings.Repeat("vorbe ", 1000) + "cnp", policy: DefaultPolicy(), fail: downAtCNP, want: Ruling{Action: Tag, Verdict: pecetev1.Verdict_VERDICT_WARN, Score: 0.5, Detectors: []string{"address"}, Romanian: advice("ro address"), English: advice("en address"), Failure: codes.Unavailable}},
		"down after a first part": {body: strings.Repeat("vorbe ", 1000) + "cnp", policy: strict, fail: downAtCNP, want: Ruling{Action: Block, Verdict: pecetev1.Verdict_VERDICT_ALLOW, Failure: codes.Unavailable}},
	} {
		t.Run(name, func(t *testing.T) {
			i := inspector(t, &words{fail: c.fail}, Options{Policy: c.policy, Window: 1 << 10, Overlap: 128})
			got, err := i.Inspect(context.Background(), text(c.lead), strings.NewReader(c.body), nil)
			if err != nil {
				t.Fatal(err)
			}
			c.want.Reference = "r1"
			if diff := cmp.Diff(&c.want, got, cmp.Comparer(func(a, b *pecetev1.Advice) bool { return a.GetTitle() == b.GetTitle() })); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMissedContentIsDecidedByPolicy(t *testing.T) {
	picture := Subject{Head: content.Head{Type: "image/png"}}
	body := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04\x05\x06"
	for _, action := range []Action{Pass, Tag, Block} {
		i := inspector(t, &words{}, Options{Policy: Policy{Missed: action}})
		got, err := i.Inspect(context.Background(), picture, strings.NewReader(body), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.Action != action || len(got.Coverage.Missed) != 1 {
			t.Errorf("policy %s: %s, missed %v", action, got.Action, got.Coverage.Missed)
		}
	}
}

func TestReadingStopsOnceTheVerdictIsCertain(t *testing.T) {
	body := io.MultiReader(strings.NewReader("cnp "+strings.Repeat("vorbe ", 40_000)), iotest.ErrReader(errors.New("read on")))
	i := inspector(t, &words{}, Options{Window: 1 << 10, Overlap: 128})
	got, err := i.Inspect(context.Background(), text(""), body, nil)
	if err != nil || got.Action != Block {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestReadingStopsAtWhatMustNotPassUnread(t *testing.T) {
	picture := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04\x05\x06"
	body := io.MultiReader(strings.NewReader(picture+strings.Repeat("\x00", 300<<10)), iotest.ErrReader(errors.New("read on")))
	i := inspector(t, &words{}, Options{Policy: Policy{Missed: Block}})
	got, err := i.Inspect(context.Background(), Subject{Head: content.Head{Type: "image/png"}}, body, nil)
	if err != nil || got.Action != Block || len(got.Coverage.Missed) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestADocumentThatThereIsNoRoomForIsOneNobodyCanBeAskedAbout(t *testing.T) {
	for _, failure := range []Action{Pass, Block} {
		i := inspector(t, &words{}, Options{Policy: Policy{Failure: failure}, Gathered: 1 << 10})
		archive := "PK\x03\x04" + strings.Repeat("\x00", 64<<10)
		got, err := i.Inspect(context.Background(), Subject{Head: content.Head{Type: "application/zip"}}, strings.NewReader(archive), nil)
		if err != nil || got.Action != failure || got.Failure != codes.ResourceExhausted {
			t.Errorf("got %+v, %v", got, err)
		}
	}
}

func TestAnErrorOfTheBodyIsOne(t *testing.T) {
	broken := errors.New("broken off")
	i := inspector(t, &words{}, Options{})
	_, err := i.Inspect(context.Background(), text(""), io.MultiReader(strings.NewReader("cnp"), iotest.ErrReader(broken)), nil)
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestWhoIsGoneNeedsNoRuling(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	i := inspector(t, &words{fail: func(string) error { cancel(); return status.Error(codes.Canceled, "") }}, Options{Policy: Policy{Failure: Block}})
	if got, err := i.Inspect(ctx, text(""), strings.NewReader("salut"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %+v, %v", got, err)
	}
}

// slow is a service that answers when its caller has lost patience.
type slow struct{}

// Classify waits.
func (slow) Classify(ctx context.Context, _ *pecetev1.ClassifyRequest, _ ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	<-ctx.Done()
	return nil, status.FromContextError(ctx.Err()).Err()
}

func TestNobodyWaitsForEver(t *testing.T) {
	i := inspector(t, slow{}, Options{Policy: Policy{Failure: Block}, Timeout: 10 * time.Millisecond})
	got, err := i.Inspect(context.Background(), text(""), strings.NewReader("salut"), nil)
	if err != nil || got.Action != Block || got.Failure != codes.DeadlineExceeded {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestWhatIsSettledWasAskedAbout: a byte that may pass was part of a text that was asked
// about before.
func TestWhatIsSettledWasAskedAbout(t *testing.T) {
	service := &words{keep: true}
	i := inspector(t, service, Options{})
	body := strings.Repeat("0123456789abcde\n", 1<<18) // 4 MiB
	var settled []int64
	_, err := i.Inspect(context.Background(), text(""), strings.NewReader(body), func(read int64) {
		settled = append(settled, read)
		var asked int64
		for _, one := range service.texts {
			asked += int64(len(one))
		}
		if read > asked {
			t.Fatalf("%d bytes are settled, %d were asked about", read, asked)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(settled) < 5 || !slices.IsSorted(settled) {
		t.Errorf("settled: %v", settled)
	}
}

func TestTheServiceIsAskedAsTheOptionsSay(t *testing.T) {
	question := &pecetev1.ClassifyOptions{Detectors: []string{"ro.*"}, IncludeMatches: true, Locale: "fr"}
	seen := func(in *pecetev1.ClassifyRequest) {
		if in.Options.IncludeMatches || in.Options.Locale == "fr" || !slices.Equal(in.Options.Detectors, question.Detectors) {
			t.Errorf("asked with %v", in.Options)
		}
	}
	i := inspector(t, watched{&words{}, seen}, Options{Question: question, Policy: DefaultPolicy()})
	if _, err := i.Inspect(context.Background(), text(""), strings.NewReader("adresă"), nil); err != nil {
		t.Fatal(err)
	}
	if !question.IncludeMatches || question.Locale != "fr" {
		t.Error("the options were written to")
	}
}

// watched is a service whose requests somebody looks at.
type watched struct {
	*words
	see func(*pecetev1.ClassifyRequest)
}

// Classify lets see and answers.
func (w watched) Classify(ctx context.Context, in *pecetev1.ClassifyRequest, o ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	w.see(in)
	return w.words.Classify(ctx, in, o...)
}

func TestTheRulesetIsThatOfTheLastAnswer(t *testing.T) {
	service := &words{}
	i := inspector(t, service, Options{})
	for _, version := range []string{"1", "2"} {
		before := i.Ruleset()
		service.ruleset.Add(1)
		if _, err := i.Inspect(context.Background(), text(""), strings.NewReader("salut"), nil); err != nil {
			t.Fatal(err)
		}
		if got := i.Ruleset(); got != version || before == version {
			t.Errorf("got %q after %q, want %q", got, before, version)
		}
	}
}

func TestTheRulesetIsFollowedWhileNothingIsInspected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &words{}
		i := inspector(t, service, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			i.Follow(ctx, time.Minute)
		}()
		synctest.Wait()
		if got := i.Ruleset(); got != "0" {
			t.Errorf("at once: %q", got)
		}
		service.ruleset.Add(1)
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := i.Ruleset(); got != "1" {
			t.Errorf("after a minute: %q", got)
		}
		cancel()
		<-ended
	})
}

func TestTheReferenceIsTheRequestID(t *testing.T) {
	service := &words{keep: true}
	i := inspector(t, service, Options{})
	for given, wanted := range map[string]bool{"abc-1": true, "nu e un id": false, "": false} {
		subject := text("")
		subject.RequestID = given
		service.ids = nil
		got, err := i.Inspect(context.Background(), subject, strings.NewReader("salut"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if (got.Reference == given) != wanted || got.Reference == "" || !slices.Equal(service.ids, []string{got.Reference}) {
			t.Errorf("given %q: reference %q, asked with %q", given, got.Reference, service.ids)
		}
	}
}

// TestNothingOfATextIsLogged sends a canary every way there is.
func TestNothingOfATextIsLogged(t *testing.T) {
	const canary = "canar-1850228120011"
	var log bytes.Buffer
	var outcomes []Outcome
	fail := func(text string) error { return status.Error(codes.Internal, text) }
	for _, service := range []*words{{}, {fail: fail}} {
		i := inspector(t, service, Options{
			Log: zerolog.New(&log), Policy: DefaultPolicy(), Observe: func(o Outcome) { outcomes = append(outcomes, o) },
		})
		for _, word := range []string{"salut ", "adresă ", "cnp "} {
			if _, err := i.Inspect(context.Background(), text(canary), strings.NewReader(word+canary), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	if strings.Contains(log.String(), canary) || strings.Contains(log.String(), "1850228") {
		t.Errorf("the log tells: %s", log.String())
	}
	if lines := strings.Count(log.String(), `"inspected"`); lines != 6 || len(outcomes) != 6 {
		t.Errorf("%d lines and %d outcomes of 6 bodies", lines, len(outcomes))
	}
	if first := outcomes[0]; first.Door != "icap" || first.Bytes != int64(len("salut "+canary)) || first.Failed || first.Verdict != pecetev1.Verdict_VERDICT_ALLOW {
		t.Errorf("observed: %+v", first)
	}
	if !outcomes[5].Failed {
		t.Errorf("observed: %+v", outcomes[5])
	}
}

func TestOptionsThatContradictThemselves(t *testing.T) {
	for name, options := range map[string]Options{
		"a window within the overlap": {Window: 2 << 10, Overlap: 2 << 10},
		"a tiny window":               {Window: 10, Overlap: 1},
		"a negative time":             {Timeout: -1},
	} {
		if _, err := New(&words{}, options); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestActionsAreReadAsWritten(t *testing.T) {
	for _, a := range []Action{Pass, Tag, Block} {
		if got, err := ParseAction(a.String()); got != a || err != nil {
			t.Errorf("%s: %v, %v", a, got, err)
		}
	}
	if _, err := ParseAction("kill"); err == nil {
		t.Error("no error")
	}
}
