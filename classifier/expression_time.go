package classifier

import (
	"slices"
	"time"
)

// mostExpressionTime is the most that the expressions of all rules may take of one
// message and its readings, beside the limit that each search has: rules add up, and so
// do searches that stay a little below it. Those of the built-in rules take some tenths
// of a second of the worst mebibyte.
const mostExpressionTime = 5 * time.Second

// expressionTime watches over the expressions that are searched for in one message.
type expressionTime struct {
	// now gives the time; nil means that only the limit of each search counts.
	now   func() time.Time
	spent time.Duration
	// stopped lists the rules whose expression had to stop, or was not asked any more.
	stopped []*rule
}

// search asks the expression of a rule as patterns.Expression.Search does, unless it has
// had to stop in this message: once is enough, so that hostile text costs one limit a
// rule, and all of them together what a message may take.
func (e *expressionTime) search(r *rule, text []byte, lo, anchor, hi int) (start, end int, found bool) {
	switch {
	case slices.Contains(e.stopped, r):
		return 0, 0, false
	case e.spent >= mostExpressionTime:
		e.stopped = append(e.stopped, r)
		return 0, 0, false
	}
	began := e.time()
	start, end, found, err := r.Expression.Search(text, lo, anchor, hi)
	e.spent += e.time().Sub(began)
	if err != nil {
		e.stopped = append(e.stopped, r)
		return 0, 0, false
	}
	return start, end, found
}

func (e *expressionTime) time() time.Time {
	if e.now == nil {
		return time.Time{}
	}
	return e.now()
}
