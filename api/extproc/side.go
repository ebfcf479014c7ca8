package extproc

import (
	"io"
	"strings"
	"sync/atomic"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	"github.com/pecete/pecete/api/telemetry"
)

// part is a part of an HTTP message, in the order in which they come.
type part int

const (
	nothing part = iota
	headers
	body
	trailers
)

// maxOwed is how many answers may wait, however little each is about.
const maxOwed = 4096

// side is one direction of an exchange: its request or its response. It belongs to the
// goroutine of the exchange, but for what says otherwise.
type side struct {
	isResponse bool
	// isIgnored tells that this side is not judged: all of it goes on as it comes.
	isIgnored bool
	options   *Options
	// mode is how Envoy sends the body, and early that it does so before the headers are
	// answered.
	mode  modes.ProcessingMode_BodySendMode
	early bool
	// ask is the mode that Envoy is to send the body in, unless it is NONE, and otherMode that
	// in which it then still sends the other side's.
	ask, otherMode modes.ProcessingMode_BodySendMode
	// inspect has something inspected, and comes back with rule.
	inspect func(s *side, subject inspection.Subject, body io.Reader)

	fields  fields
	subject inspection.Subject
	feed    *feed
	// got is the latest part that came, and ended that no more can come.
	got   part
	ended bool
	// shown is how many bytes of the body came.
	shown int64
	// judged is how many bytes of the body were found good enough to pass. The goroutine of
	// the inspection writes it.
	judged atomic.Int64
	// leading tells that what stands in front of the body is being inspected by itself, and
	// began that the body is.
	leading, began bool
	// lead is the ruling about what stands in front, if that was inspected by itself.
	lead *inspection.Ruling
	// ruling is nil until there is one.
	ruling *inspection.Ruling
	// cut tells why Envoy does not show the body, or the rest of it; "" if it does.
	cut content.Missed
	// hurried tells that the body may not be held any more, but for its end.
	hurried bool
	// owed are the answers that Envoy waits for, the oldest first, and owing how many bytes
	// of the body those are about.
	owed  []debt
	owing int
	// tagged tells that the ruling stands in the headers or trailers, and noted that it
	// stands in the dynamic metadata.
	tagged, noted bool
}

// debt is an answer that Envoy waits for.
type debt struct {
	part part
	// chunk is what is to be sent back, in the mode FULL_DUPLEX_STREAMED, and size how long
	// it is.
	chunk []byte
	size  int
	// until is how much of the body has come with this chunk.
	until int64
	// last tells that the message has come in whole with this part.
	last bool
	// whole tells that the answer lets the whole body go.
	whole bool
	since time.Time
}

// takeHeaders takes the headers in.
func (s *side) takeHeaders(message *pb.HttpHeaders, subject func(fields) inspection.Subject) error {
	if s.got != nothing {
		return status.Error(codes.InvalidArgument, wrongOrder)
	}
	s.got, s.ended = headers, message.GetEndOfStream()
	s.fields = fieldsOf(message.GetHeaders())
	s.subject = subject(s.fields)
	s.owe(debt{part: headers, last: s.ended})
	if s.ruling != nil {
		return nil
	}
	if !s.isResponse && s.fields.isTunnel() {
		s.cut = content.MissedType
		s.finish()
		return nil
	}
	if s.ended {
		s.finish()
		return nil
	}
	if s.mode == modes.ProcessingMode_NONE {
		s.mode, s.ask = s.options.BodyMode, s.options.BodyMode
	}
	if s.subject.Lead != "" && !s.isBuffered() {
		s.leading = true
		s.inspect(s, s.subject, strings.NewReader(""))
	}
	return nil
}

// takeBody takes the body, or a chunk of it, in.
func (s *side) takeBody(message *pb.HttpBody) error {
	if s.got > body || s.ended || s.got == body && s.isBuffered() {
		return status.Error(codes.InvalidArgument, wrongOrder)
	}
	if s.mode == modes.ProcessingMode_NONE { // which it should not have come in
		s.mode = s.options.BodyMode
	}
	s.got, s.ended = body, message.GetEndOfStream()
	s.shown += int64(len(message.Body))
	d := debt{part: body, size: len(message.Body), until: s.shown, last: s.ended, whole: s.isBuffered()}
	if s.isDuplex() {
		d.chunk = message.Body
	}
	s.owe(d)
	if s.ruling != nil {
		return nil
	}
	s.feed.put(message.Body, s.isDuplex())
	s.start()
	if s.ended || s.isBuffered() {
		s.finish()
	}
	if s.mode == modes.ProcessingMode_BUFFERED_PARTIAL && !s.ended {
		s.cut = content.MissedTooLarge
	}
	return nil
}

// takeTrailers takes the trailers in.
func (s *side) takeTrailers() error {
	if s.got == trailers || s.ended {
		return status.Error(codes.InvalidArgument, wrongOrder)
	}
	s.got, s.ended = trailers, true
	s.owe(debt{part: trailers, last: true})
	if s.ruling == nil {
		s.finish()
	}
	return nil
}

func (s *side) owe(d debt) {
	d.since = time.Now()
	s.owed = append(s.owed, d)
	s.owing += d.size
}

// start starts the inspection of the body, unless it has begun or is not needed.
func (s *side) start() {
	if s.began || s.leading || s.ruling != nil {
		return
	}
	s.began = true
	s.inspect(s, s.subject, s.feed)
}

// finish tells the inspection that the body has come in whole.
func (s *side) finish() {
	s.feed.finish(io.EOF)
	if s.shown == 0 && s.subject.Lead == "" && !s.began && !s.leading {
		s.rule(&inspection.Ruling{Reference: telemetry.RequestID(s.subject.RequestID)}) // there is nothing to inspect
		return
	}
	s.start()
}

// rule takes a ruling, and goes on to the body if it was about what stands in front.
func (s *side) rule(ruling *inspection.Ruling) {
	if s.leading {
		s.leading = false
		s.lead = ruling
		s.subject.Lead, s.subject.RequestID = "", ruling.Reference
		if ruling.Action != inspection.Block {
			s.goOn()
			return
		}
	}
	s.ruling = graver(ruling, s.lead)
	if s.cut != "" {
		s.ruling = graver(s.ruling, &inspection.Ruling{
			Action: s.options.Unseen, Reference: ruling.Reference,
			Coverage: content.Coverage{Missed: []content.Missed{s.cut}},
		})
	}
	s.feed.close()
}

// goOn has the body inspected if it has begun to come while something else was inspected.
func (s *side) goOn() {
	switch {
	case s.ended:
		s.finish()
	case s.got == body:
		s.start()
	}
}

// isBuffered tells whether the body comes in one message.
func (s *side) isBuffered() bool {
	return s.mode == modes.ProcessingMode_BUFFERED || s.mode == modes.ProcessingMode_BUFFERED_PARTIAL
}

// isDuplex tells whether Envoy needs the body back.
func (s *side) isDuplex() bool { return s.mode == modes.ProcessingMode_FULL_DUPLEX_STREAMED }

// mayHoldHeaders tells whether the body comes although the headers are not answered. A body
// that is asked for in the answer does not.
func (s *side) mayHoldHeaders() bool {
	return (s.isDuplex() || s.early) && s.ask == modes.ProcessingMode_NONE
}

// due tells whether the oldest debt can be paid now.
func (s *side) due() bool {
	if len(s.owed) == 0 {
		return false
	}
	d := s.owed[0]
	if s.ruling != nil {
		return true
	}
	if s.leading {
		return false
	}
	if d.part == headers && !d.last && s.mayHoldHeaders() {
		return s.hurried || len(s.owed) > 1 && s.mayPass(s.owed[1])
	}
	return s.mayPass(d)
}

// mayPass tells whether a part may go on although there is no ruling yet.
func (s *side) mayPass(d debt) bool {
	switch {
	case d.last || d.whole:
		return false
	case d.part == headers:
		return true
	}
	return s.hurried || d.until <= s.judged.Load() || s.owing > s.options.Held || len(s.owed) > maxOwed
}

// pay gives the oldest debt, which is paid then.
func (s *side) pay() debt {
	d := s.owed[0]
	s.owed[0] = debt{}
	s.owed = s.owed[1:]
	s.owing -= d.size
	return d
}

// waits tells since when Envoy waits for an answer that waits for more of the body.
func (s *side) waits() (since time.Time, yes bool) {
	if len(s.owed) == 0 || s.ruling != nil || s.ended || s.hurried || s.owed[0].whole {
		return time.Time{}, false
	}
	return s.owed[0].since, true
}

// isDone tells whether there is nothing more to do.
func (s *side) isDone() bool { return s.ended && s.ruling != nil && len(s.owed) == 0 }

// ignore has all of this side go on as it comes.
func (s *side) ignore() {
	s.isIgnored, s.ruling = true, &inspection.Ruling{}
}

// forgive forgets what is owed, where Envoy takes no answers.
func (s *side) forgive() { s.owed, s.owing = nil, 0 }

// isRunning tells whether an inspection has begun that has not ruled.
func (s *side) isRunning() bool { return (s.leading || s.began) && s.ruling == nil }

// isStuck tells whether nothing goes on here until more comes from Envoy.
func (s *side) isStuck() bool {
	return s.got != nothing && s.ruling == nil && (!s.isRunning() || s.feed.starving())
}

// reference gives what names this side in the log.
func (s *side) reference() string {
	if s.ruling != nil && s.ruling.Reference != "" {
		return s.ruling.Reference
	}
	return s.subject.RequestID
}
