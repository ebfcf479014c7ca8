package icap

import (
	"errors"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/inspection"
)

// overload gives the ruling about a message that there is no room to hold.
func (x *exchange) overload() *inspection.Ruling {
	x.overloaded, x.passage.err = true, nil
	x.options.Log.Warn().Str("request_id", x.reference).Stringer("action", x.options.Overload).
		Msg("not inspected to the end: there is no room to hold the body")
	return &inspection.Ruling{Action: x.options.Overload, Reference: x.reference, Failure: codes.ResourceExhausted}
}

// catchUpTime is how long the rest of a body that nobody needs may take to arrive.
const catchUpTime = 5 * time.Millisecond

// catchUp reads the rest of a body if that has arrived already, as it mostly has. If not
// the answer comes before it, and is the last on the connection.
func (x *exchange) catchUp() {
	until := x.link.until
	x.link.until = time.Now().Add(catchUpTime)
	x.answer.close = x.passage.body.skip(x.buffer()) != nil
	x.link.until = until
}

// keepsAlive tells whether there may be another request.
func (x *exchange) keepsAlive() bool {
	x.lingers = !x.passage.body.ended
	return !x.answer.close && !x.lingers
}

// fail answers a request that cannot be served with why, and ends the connection. If an
// answer was begun the connection is cut, so that nobody takes that for whole.
func (x *exchange) fail(err error) (again bool) {
	var why *refusal
	switch {
	case x.answer.status != 0:
		x.cut = true
		x.log("cut", reasonOf(err))
		x.link.cut()
		return false
	case errors.As(err, &why):
	case errors.Is(err, errNoRoom):
		why = &refusal{503, errNoRoom.Error()}
	case isTimeout(err):
		why = &refusal{408, "the request took too long"}
	default: // the proxy has gone, or the server is to stop
		return false
	}
	x.log("refused", why.reason)
	x.link.until = time.Now().Add(lingerTime)
	x.answer.close, x.answer.notes = true, nil
	x.answer.head(why.status, "null-body=0")
	x.lingers = x.w.Flush() == nil
	return false
}

// reasonOf gives words of our own for what has ended an answer.
func reasonOf(err error) string {
	var why *refusal
	switch {
	case errors.Is(err, errStopped):
		return errStopped.Error()
	case errors.As(err, &why):
		return why.reason
	case isTimeout(err):
		return "it took too long"
	}
	return "the connection broke"
}

func (x *exchange) log(message, reason string) {
	x.options.Log.Warn().Str("door", "icap").Str("method", x.request.method).Str("request_id", x.reference).
		Int("status", x.answer.status).Str("reason", reason).Msg(message)
}

// end gives back what the exchange has held, and tells who observes.
func (x *exchange) end() {
	x.passage.held.drop()
	x.store.give(x.taken)
	clear(x.requestHead)
	clear(x.responseHead)
	clear(x.scratch)
	if x.options.Observe == nil {
		return
	}
	x.options.Observe(Observation{
		Method: x.request.method, Status: x.answer.status, Action: x.action, Cut: x.cut,
		Overloaded: x.overloaded, Bytes: x.passage.body.read, Duration: time.Since(x.began),
	})
}
