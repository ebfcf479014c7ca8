package inspection

import (
	"errors"
	"sync/atomic"
)

// errFull ends the reading of a body that there is no memory to hold.
var errFull = errors.New("no memory to hold a document")

// memory is what documents may take up together. What counts is what of them has come,
// so that those that come slowly do not keep others out.
type memory struct {
	most int64
	used atomic.Int64
}

// take takes bytes, if there are so many.
func (m *memory) take(bytes int64) bool {
	if m.used.Add(bytes) <= m.most {
		return true
	}
	m.used.Add(-bytes)
	return false
}

// give gives bytes back.
func (m *memory) give(bytes int64) { m.used.Add(-bytes) }
