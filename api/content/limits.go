package content

import "time"

// Limits bound what reading one body may cost. The zero value means
// DefaultLimits; so does each field that is zero.
type Limits struct {
	// Expanded is the most bytes that a body may unpack to, all layers together.
	Expanded int64
	// Ratio is the most bytes that may come out of a byte, beyond the first MiB.
	Ratio int
	// Depth is the most layers: encodings, parts in parts, files in archives.
	Depth int
	// Parts is the most parts and files of archives.
	Parts int
	// Document is the size in bytes of the largest document that is held in memory.
	Document int64
	// Time is the longest that a document may take to be read once it is held; what the
	// sink takes is not counted.
	Time time.Duration
}

// DefaultLimits gives the limits that hold where none are set.
func DefaultLimits() Limits {
	return Limits{
		Expanded: 1 << 30,
		Ratio:    200,
		Depth:    8,
		Parts:    1000,
		Document: 8 << 20,
		Time:     10 * time.Second,
	}
}

// orDefault gives the limits with those of DefaultLimits where a field is zero.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.Expanded == 0 {
		l.Expanded = d.Expanded
	}
	if l.Ratio == 0 {
		l.Ratio = d.Ratio
	}
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	if l.Parts == 0 {
		l.Parts = d.Parts
	}
	if l.Document == 0 {
		l.Document = d.Document
	}
	if l.Time == 0 {
		l.Time = d.Time
	}
	return l
}
