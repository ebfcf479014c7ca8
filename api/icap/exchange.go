package icap

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/pecete/pecete/api/inspection"
	"github.com/pecete/pecete/api/telemetry"
)

// exchange is one request and its answer.
type exchange struct {
	*connection
	began   time.Time
	request request
	answer  answer

	// taken is how many bytes of the store the heads take up.
	taken int64
	// requestHead and responseHead are the heads of the HTTP message, as they came, and
	// asked and answered what matters of them.
	requestHead, responseHead []byte
	asked, answered           message
	// head is the one of them that goes back, as it is to go back.
	head []byte
	// stripped tells that something was taken out of it.
	stripped bool
	hasBody  bool
	passage  passage
	scratch  []byte
	// reference names the ruling.
	reference string

	action          inspection.Action
	cut, overloaded bool
}

func newExchange(c *connection) *exchange {
	x := &exchange{connection: c, began: time.Now()}
	x.answer = answer{w: c.w, istag: istag(c.options.Ruleset())}
	x.answer.closing = func() bool { return x.request.close || c.isDraining() }
	x.passage = passage{
		body: &body{chunks: chunks{r: c.r}, ended: true, proceed: x.answer.proceed},
		held: held{store: &c.store, most: c.options.Unsettled},
		hold: c.options.Hold, begin: x.beginMessage, write: x.answer.chunk, flush: c.w.Flush,
	}
	c.link.until = x.began.Add(c.options.RequestTimeout)
	return x
}

// run reads the request and answers it.
func (x *exchange) run() error {
	var err error
	if x.request, err = readRequest(x.r, x.options.HeadBytes); err != nil {
		return err
	}
	method := serviceMethod(x.request.service)
	switch {
	case method == "":
		return refuse(404, "there is no such service")
	case x.request.method != methodOptions && x.request.method != method:
		return refuse(405, "the service has another method")
	}
	if err := x.readHeads(); err != nil {
		return err
	}
	x.link.read = x.options.ReadTimeout
	if x.request.method == methodOptions {
		return x.describe(method)
	}
	return x.adapt()
}

// readHeads reads the heads of the HTTP message.
func (x *exchange) readHeads() error {
	if !x.request.hasEncapsulated {
		if x.request.method == methodOptions {
			return nil
		}
		return refuse(400, "there is no field Encapsulated")
	}
	e, err := parseEncapsulated(x.request.encapsulated, x.request.method, 2*x.options.HeadBytes)
	if err != nil {
		return err
	}
	if bytes := int64(e.requestHead + e.responseHead); x.store.take(bytes) {
		x.taken = bytes
	} else {
		return refuse(503, "there is no room for the heads")
	}
	x.expectBody(e.hasBody)
	if x.requestHead, x.asked, err = x.readHead(e.requestHead, true); err != nil {
		return err
	}
	x.responseHead, x.answered, err = x.readHead(e.responseHead, false)
	return err
}

// readHead reads a head of the HTTP message, if there is one.
func (x *exchange) readHead(size int, isRequest bool) ([]byte, message, error) {
	if size == 0 {
		return nil, message{}, nil
	}
	head := make([]byte, size)
	if _, err := io.ReadFull(x.r, head); err != nil {
		return nil, message{}, within(err)
	}
	m, err := parseMessage(head, isRequest)
	return head, m, err
}

// expectBody notes whether there is a body.
func (x *exchange) expectBody(hasBody bool) {
	b := x.passage.body
	x.hasBody, b.ended = hasBody, !hasBody
	if hasBody && x.request.preview >= 0 {
		b.previewing, b.left = true, x.request.preview
	}
}

// describe answers a request for what a service can do.
func (x *exchange) describe(method string) error {
	x.passage.body.previewing = false
	if err := x.passage.body.skip(x.buffer()); err != nil {
		return err
	}
	x.answer.head(200, "null-body=0", x.options.capabilities(method)...)
	return x.w.Flush()
}

// adapt has a message inspected, and answers as was ruled.
func (x *exchange) adapt() error {
	subject, m := inspection.Subject{Door: "icap", Direction: "respmod", Head: x.answered.content}, x.answered
	x.head = x.responseHead
	if x.request.method == methodREQMOD {
		subject = inspection.Subject{
			Door: "icap", Direction: "reqmod", Head: x.asked.content, Lead: inspection.Target(x.asked.target, x.options.Paths && x.asked.method != http.MethodConnect),
		}
		x.head, m = x.requestHead, x.asked
	}
	x.choose(m)
	if !x.hasBody && subject.Lead == "" {
		return x.pass(false)
	}
	x.reference = telemetry.RequestID("")
	subject.RequestID = x.reference
	ruling, err := x.judge(subject)
	if err != nil {
		return err
	}
	x.action, x.answer.notes = ruling.Action, ruling.Notes()
	if ruling.Action == inspection.Block {
		return x.block(ruling)
	}
	return x.pass(ruling.Action == inspection.Tag)
}

// choose says what is to be held of the body. Notes that are in the message already were
// made by somebody else, and would be believed: they have to go.
func (x *exchange) choose(m message) {
	switch {
	case !x.hasBody:
	case !x.request.allow204, m.noted && x.notesGoOn():
		x.passage.keeping = keepToReturn
	case x.notesGoOn():
		x.passage.keeping = keepForNote
	}
	if m.noted && x.notesGoOn() {
		x.stripped, x.head = true, withNotes(x.head, nil)
	}
}

// notesGoOn tells whether notes are written into the message.
func (x *exchange) notesGoOn() bool {
	return len(x.head) > 0 && (x.request.method == methodRESPMOD || x.options.TagRequests)
}

// judge has the message inspected.
func (x *exchange) judge(subject inspection.Subject) (*inspection.Ruling, error) {
	ctx, cancel := context.WithDeadline(x.ctx, x.link.until)
	defer cancel()
	p := &x.passage
	settled := p.settle
	if p.keeping != keepToReturn {
		settled = nil
	}
	ruling, err := x.inspector.Inspect(ctx, subject, p, settled)
	switch {
	case errors.Is(p.err, errNoRoom):
		return x.overload(), nil
	case p.err != nil:
		return nil, p.err
	case p.body.err != nil:
		return nil, p.body.err
	case err == nil:
		return ruling, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, refuse(500, "the inspection failed")
}

// pass lets the message go: it says so, or hands it back if the proxy has to have it back
// or it gets a note.
func (x *exchange) pass(noted bool) error {
	p := &x.passage
	if noted = noted && !p.begun && x.notesGoOn(); noted || x.stripped {
		if err := p.leavePreview(x.buffer()); err != nil {
			return err
		}
		noted = noted && !p.begun && (!x.hasBody || p.keeping != keepNone)
	}
	if !p.begun && !noted && x.may204() {
		if err := p.body.skip(x.buffer()); err != nil {
			return err
		}
		x.answer.head(204, "null-body=0")
		return x.w.Flush()
	}
	if noted {
		x.head = withNotes(x.head, x.answer.notes)
	}
	if err := p.finish(x.buffer()); err != nil {
		return err
	}
	if x.hasBody {
		x.answer.lastChunk(p.body.chunks.trailer)
	}
	return x.w.Flush()
}

// may204 tells whether the proxy has kept the message, and takes it that it may go as it
// is: it has said so, or waits at the end of a preview.
func (x *exchange) may204() bool {
	atPreview := x.hasBody && x.request.preview >= 0 && !x.passage.body.proceeded
	return !x.stripped && (x.request.allow204 || atPreview)
}

// errStopped cuts an answer whose message was found to be one that must not go.
var errStopped = errors.New("the message is blocked, and some of it had gone")

// block answers with a page in the place of the message.
func (x *exchange) block(ruling *inspection.Ruling) error {
	if x.passage.begun {
		return errStopped
	}
	x.passage.held.drop()
	if b := x.passage.body; b.previewing {
		if err := b.skip(x.buffer()); err != nil {
			return err
		}
	} else {
		x.catchUp()
	}
	head, page := x.pageOf(ruling)
	body := "res-body"
	if len(page) == 0 {
		body = "null-body"
	}
	if err := x.answer.message("res-hdr", head, body); err != nil {
		return err
	}
	if len(page) > 0 {
		if err := x.answer.chunk(page); err != nil {
			return err
		}
		x.answer.lastChunk(nil)
	}
	return x.w.Flush()
}

// beginMessage begins to hand the message back.
func (x *exchange) beginMessage() error {
	part, body := "req-hdr", bodyName(x.request.method)
	if x.request.method == methodRESPMOD {
		part = "res-hdr"
	}
	if !x.hasBody {
		body = "null-body"
	}
	if x.answer.notes == nil && x.reference != "" { // the ruling is still to come
		x.answer.notes = []note{{Name: inspection.NoteReference, Value: x.reference}}
	}
	return x.answer.message(part, x.head, body)
}

// buffer gives memory to read into.
func (x *exchange) buffer() []byte {
	if x.scratch == nil {
		x.scratch = make([]byte, blockSize)
	}
	return x.scratch
}

// isTimeout tells whether an error is that something took too long.
func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}
