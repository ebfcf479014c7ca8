package classifier

import (
	"time"
	"unicode/utf8"
	"unsafe"
)

// ConversationLimits bound what is remembered of one conversation. The zero
// value means DefaultConversationLimits.
type ConversationLimits struct {
	// Messages is the most earlier messages that are remembered.
	Messages int
	// Bytes is the most that their texts and ids take up, in bytes. The oldest
	// text gives way first, beginning with its beginning.
	Bytes int
	// Age is how long a message is remembered.
	Age time.Duration
}

// DefaultConversationLimits gives 32 messages, 8 KiB and two minutes: enough
// for a marking sent letter by letter.
func DefaultConversationLimits() ConversationLimits {
	return ConversationLimits{Messages: 32, Bytes: 8 << 10, Age: 2 * time.Minute}
}

// Message is one message of a conversation.
type Message struct {
	// ID is the caller's name for it; it comes back in EarlierPart.
	ID string
	// Text is what is to be judged; it may be anything.
	Text string
}

// Conversation remembers the last few messages for a short while, so that the
// next can be judged together with them. What it drops it overwrites. It is
// for one goroutine at a time.
type Conversation struct {
	limits ConversationLimits
	// said are the messages, oldest first.
	said []said
	// size is how many bytes their texts and ids take up.
	size int
}

// said is what is left of an earlier message.
type said struct {
	id string
	// text is the end of the message; passed is how much of it came before.
	text   []byte
	passed Place
	at     time.Time
}

// NewConversation begins a conversation.
func NewConversation(limits ConversationLimits) *Conversation {
	if limits == (ConversationLimits{}) {
		limits = DefaultConversationLimits()
	}
	return &Conversation{limits: limits}
}

// expire drops the messages that are too old by now.
func (t *Conversation) expire(now time.Time) {
	for len(t.said) > 0 && now.Sub(t.said[0].at) > t.limits.Age {
		t.drop()
	}
}

// Forget drops everything.
func (t *Conversation) Forget() {
	for len(t.said) > 0 {
		t.drop()
	}
	t.said = nil
}

// drop overwrites the oldest message and lets go of it.
func (t *Conversation) drop() {
	oldest := &t.said[0]
	t.size -= oldest.size()
	clear(oldest.text)
	copy(t.said, t.said[1:])
	t.said[len(t.said)-1] = said{}
	t.said = t.said[:len(t.said)-1]
}

// remember adds a message and drops what there is no room for any more.
func (t *Conversation) remember(m Message, now time.Time) {
	text, id := m.Text, m.ID
	if len(id) > t.limits.Bytes/2 {
		id = "" // rather than to forget what was said
	}
	room := t.limits.Bytes - len(id)
	cut := boundaryFrom(text, max(0, len(text)-room))
	latest := said{id: id, text: []byte(text[cut:]), passed: Place{}.after(text[:cut]), at: now}
	t.said = append(t.said, latest)
	t.size += latest.size()
	for len(t.said) > t.limits.Messages {
		t.drop()
	}
	for excess := t.size - t.limits.Bytes; excess > 0; excess = t.size - t.limits.Bytes {
		if oldest := &t.said[0]; excess < len(oldest.text) {
			t.size -= oldest.trim(excess)
			continue
		}
		t.drop()
	}
}

func (s *said) size() int { return len(s.id) + len(s.text) }

// trim overwrites at least so many bytes at the beginning and gives how many.
func (s *said) trim(bytes int) int {
	cut := boundaryFrom(textOf(s.text), bytes)
	s.passed = s.passed.after(textOf(s.text[:cut]))
	rest := copy(s.text, s.text[cut:])
	clear(s.text[rest:])
	s.text = s.text[:rest]
	return cut
}

// textOf gives bytes as a text without a copy that nobody could overwrite. It
// is to be used only while the bytes stay as they are.
func textOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// boundaryFrom gives the first boundary of a character at or after at.
func boundaryFrom(text string, at int) int {
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// Place is a place in a text in every unit, counted from 0.
type Place struct {
	Bytes, UTF16, CodePoints int
}

// In gives the place in one unit.
func (p Place) In(unit OffsetUnit) int {
	switch unit {
	case UTF16:
		return p.UTF16
	case CodePoints:
		return p.CodePoints
	}
	return p.Bytes
}

// after gives the place where text ends that begins at p.
func (p Place) after(text string) Place {
	p.Bytes += len(text)
	for _, r := range text {
		p.CodePoints++
		p.UTF16++
		if r > 0xFFFF {
			p.UTF16++
		}
	}
	return p
}
