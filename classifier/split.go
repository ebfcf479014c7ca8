package classifier

import "slices"

// Split tells which earlier messages of its conversation a finding began in.
type Split struct {
	// Earlier are its parts in those messages, oldest first; there is at least
	// one.
	Earlier []EarlierPart

	// bare tells that the messages hold nothing but the pieces of a marking.
	bare bool
}

// EarlierPart is the part of a finding in an earlier message.
type EarlierPart struct {
	// MessageID is the caller's name for that message.
	MessageID string
	// Back is how many messages of the conversation before this one it came; 1 is
	// the one right before.
	Back int
	// Start and End say where the part lies in that message, end exclusive.
	Start, End Place
}

// rejoined is a text put together from messages of a conversation.
type rejoined struct {
	text   []byte
	pieces []piece
}

// piece is a stretch of a message in a rejoined text.
type piece struct {
	// at is where the piece begins in the rejoined text.
	at int
	// message is its number, counted from the oldest, and [from,to) the stretch in
	// what is remembered of it, in bytes.
	message, from, to int
}

// add appends the stretch [from,to) of a message.
func (j *rejoined) add(message int, text string, from, to int) {
	j.pieces = append(j.pieces, piece{at: len(j.text), message: message, from: from, to: to})
	j.text = append(j.text, text[from:to]...)
}

// gap appends what divides two pieces and belongs to neither.
func (j *rejoined) gap(between string) { j.text = append(j.text, between...) }

// forget overwrites the text.
func (j *rejoined) forget() { clear(j.text) }

// stretches gives the stretches of messages that the span [start,end) of the
// text touches, one for each message, oldest first.
func (j *rejoined) stretches(start, end int) []piece {
	var touched []piece
	for _, p := range j.pieces {
		from, to := max(start, p.at), min(end, p.at+p.to-p.from)
		if from >= to {
			continue
		}
		stretch := piece{message: p.message, from: p.from + from - p.at, to: p.from + to - p.at}
		at := slices.IndexFunc(touched, func(t piece) bool { return t.message == p.message })
		if at < 0 {
			touched = append(touched, stretch)
			continue
		}
		touched[at].from, touched[at].to = min(touched[at].from, stretch.from), max(touched[at].to, stretch.to)
	}
	slices.SortFunc(touched, func(a, b piece) int { return a.message - b.message })
	return touched
}
