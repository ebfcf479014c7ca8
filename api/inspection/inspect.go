package inspection

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/telemetry"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Asked is what an Inspector needs of the service; a pecetev1.ClassifierServiceClient
// has it.
type Asked interface {
	Classify(ctx context.Context, request *pecetev1.ClassifyRequest, options ...grpc.CallOption) (*pecetev1.ClassifyResponse, error)
}

// Inspector judges bodies. It is safe for concurrent use.
type Inspector struct {
	service Asked
	options Options
	memory  memory
	ruleset atomic.Pointer[string]
}

// New makes an inspector that asks service. It fails if the options contradict
// themselves.
func New(service Asked, options Options) (*Inspector, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return nil, err
	}
	return &Inspector{service: service, options: options, memory: memory{most: options.Gathered}}, nil
}

// Subject is what a body is.
type Subject struct {
	Head content.Head
	// Lead is text that stands in front of the body, such as the subject of a mail.
	Lead string
	// Door and Direction name the way it came, such as "icap" and "reqmod".
	Door, Direction string
	// RequestID is the id that it came with, if any.
	RequestID string
}

// errCertain ends the reading of a body that is to be blocked whatever else is in it.
var errCertain = errors.New("the verdict is certain")

// Inspect reads body, unless the verdict is certain before its end, and rules about it.
// Unless settled is nil it is told from time to time how many bytes of body were read and
// found good enough to pass, so that a door may let those go. An error is one of body or
// of ctx: nobody is there any more who could be told. That nobody could be asked is not
// an error but in the ruling.
func (i *Inspector) Inspect(ctx context.Context, subject Subject, body io.Reader, settled func(read int64)) (*Ruling, error) {
	e := &examination{
		Inspector: i, subject: subject, began: time.Now(),
		ruling: &Ruling{Reference: telemetry.RequestID(subject.RequestID)},
	}
	w := &window{ctx: ctx, ask: e.ask, missed: e.missed, memory: &i.memory, size: i.options.Window, overlap: i.options.Overlap}
	defer w.wipe()
	reader := &settlingReader{body: body, window: w, settled: settled}
	err := e.run(ctx, w, reader)
	e.read = reader.read
	if err != nil {
		return nil, err
	}
	e.ruling.decide(i.options.Policy)
	e.report()
	return e.ruling, nil
}

// examination is one body being judged.
type examination struct {
	*Inspector
	subject Subject
	began   time.Time
	asked   time.Duration
	windows int
	read    int64
	ruling  *Ruling
}

// run judges the lead and the body.
func (e *examination) run(ctx context.Context, w *window, body io.Reader) error {
	err := e.lead(w)
	if err == nil {
		var coverage content.Coverage
		if coverage, err = content.Extract(ctx, e.subject.Head, body, w, e.options.Content); err == nil {
			e.ruling.Coverage = coverage
		}
	}
	if err == nil {
		err = w.settle()
	}
	switch {
	case errors.Is(err, errCertain) || errors.Is(err, errUnasked):
		return nil
	case errors.Is(err, errFull):
		e.ruling.Failure = codes.ResourceExhausted
		return nil
	case err == nil && ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// lead writes the text in front of the body.
func (e *examination) lead(w *window) error {
	if e.subject.Lead == "" {
		return nil
	}
	_, err := io.WriteString(w, strings.ToValidUTF8(e.subject.Lead, "\uFFFD")+"\n")
	return err
}

// missed notes what cannot be read as text, and gives errCertain if nothing else matters
// then.
func (e *examination) missed(what content.Missed) error {
	if e.options.Policy.Missed != Block {
		return nil
	}
	e.ruling.Coverage.Missed = append(e.ruling.Coverage.Missed, what)
	return errCertain
}

// errUnasked ends the reading of a body that nobody can be asked about.
var errUnasked = errors.New("nobody could be asked")

// ask asks about a window of text, and gives errCertain if nothing else matters then.
func (e *examination) ask(ctx context.Context, text string) error {
	began := time.Now()
	defer func() { e.asked += time.Since(began) }()
	e.windows++
	found, err := e.classify(ctx, e.ruling.Reference, text, "ro")
	if err != nil {
		return e.unasked(ctx, err)
	}
	if !e.ruling.add(found) || found.Advice == nil {
		return nil
	}
	e.ruling.Romanian, e.ruling.English = found.Advice, nil
	if e.options.Policy.on(found.Verdict) == Pass {
		return nil
	}
	if inEnglish, err := e.classify(ctx, e.ruling.Reference, text, "en"); err == nil {
		e.ruling.English = inEnglish.Advice
	}
	if e.options.Policy.on(found.Verdict) == Block {
		return errCertain
	}
	return nil
}

// unasked notes why nobody could be asked. Whose call ended meanwhile needs no ruling.
func (e *examination) unasked(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e.ruling.Failure = status.Code(err)
	return errUnasked
}

// classify asks the service about a text, by the name of the ruling.
func (i *Inspector) classify(ctx context.Context, reference, text, locale string) (*pecetev1.Assessment, error) {
	ctx, cancel := context.WithTimeout(ctx, i.options.Timeout)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, telemetry.RequestIDHeader, reference)
	question := &pecetev1.ClassifyOptions{}
	if i.options.Question != nil {
		question = proto.CloneOf(i.options.Question)
	}
	question.Locale, question.IncludeMatches = locale, false
	answer, err := untilAnswered(ctx, func() (*pecetev1.ClassifyResponse, error) {
		return i.service.Classify(ctx, &pecetev1.ClassifyRequest{Text: text, Options: question})
	})
	if err != nil {
		return nil, err
	}
	if answer.Assessment == nil {
		return nil, status.Error(codes.Internal, "an answer without an assessment")
	}
	if version := answer.Assessment.RulesetVersion; version != i.Ruleset() {
		i.ruleset.Store(&version)
	}
	return answer.Assessment, nil
}

// report logs what became of the body and tells who observes.
func (e *examination) report() {
	r, took := e.ruling, time.Since(e.began)
	line := e.options.Log.Info()
	if r.Failed() {
		line = e.options.Log.Warn().Stringer("failure", r.Failure)
	}
	line.Str("door", e.subject.Door).Str("direction", e.subject.Direction).Str("request_id", r.Reference).
		Stringer("action", r.Action).Str("verdict", VerdictName(r.Verdict)).
		Strs("detectors", r.Detectors).Strs("missed", r.Coverage.Names()).
		Int64("bytes", e.read).Int("windows", e.windows).
		Float64("duration_ms", float64(took.Microseconds())/1000).Msg("inspected")
	if e.options.Observe == nil {
		return
	}
	e.options.Observe(Outcome{
		Door: e.subject.Door, Direction: e.subject.Direction, Action: r.Action, Verdict: r.Verdict,
		Coverage: r.Coverage, Failed: r.Failed(), Bytes: e.read, Took: took, Asked: e.asked,
	})
}

// VerdictName gives the name of a verdict for logs and headers: "allow", "warn", "block",
// or "none" where there is none.
func VerdictName(verdict pecetev1.Verdict) string {
	if verdict == pecetev1.Verdict_VERDICT_UNSPECIFIED {
		return "none"
	}
	return strings.ToLower(strings.TrimPrefix(verdict.String(), "VERDICT_"))
}
