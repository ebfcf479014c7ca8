package api

import (
	"sync"
	"time"

	"github.com/pecete/pecete/classifier"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// conversations are those of one stream. What they remember is dropped when its
// time has come, also while no message comes. It is for one goroutine at a time,
// beside its own timer.
type conversations struct {
	engine Engine
	most   int
	limits classifier.ConversationLimits

	mu sync.Mutex
	// recent are the conversations, the one used last at the end.
	recent []namedConversation
	// timer drops what is too old; nil until there is something to drop.
	timer *time.Timer
	ended bool
}

type namedConversation struct {
	id   string
	talk *classifier.Conversation
}

func newConversations(engine Engine, limits Limits) *conversations {
	return &conversations{engine: engine, most: limits.Conversations, limits: limits.conversation()}
}

// judge gives what judges a message by the conversation it names.
func (c *conversations) judge(in *pecetev1.ClassifyStreamRequest) judge {
	return func(text string, query classifier.Query) classifier.Assessment {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.arm()
		talk := c.take(in.GetConversationId()).talk
		return c.engine.Converse(talk, classifier.Message{ID: in.GetMessageId(), Text: text}, query)
	}
}

// take gives the conversation of an id, as the one used last. It is begun if
// there is none, and the one unused for longest gives way to it.
func (c *conversations) take(id string) namedConversation {
	for i, named := range c.recent {
		if named.id == id {
			c.recent = append(append(c.recent[:i], c.recent[i+1:]...), named)
			return named
		}
	}
	if len(c.recent) == c.most {
		c.recent[0].talk.Forget()
		c.recent = append(c.recent[:0], c.recent[1:]...)
	}
	named := namedConversation{id: id, talk: classifier.NewConversation(c.limits)}
	c.recent = append(c.recent, named)
	return named
}

// overstay is which part of its time a message may stay longer while no other
// comes; it does not count any more.
const overstay = 8

// arm sets the timer going, unless it is.
func (c *conversations) arm() {
	if c.timer == nil && !c.ended {
		c.timer = time.AfterFunc(max(c.limits.Age/overstay, time.Millisecond), c.expire)
	}
}

// expire drops what is too old, and conversations of which nothing is left. It
// comes again while any is left.
func (c *conversations) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = nil
	kept := c.recent[:0]
	for _, named := range c.recent {
		if c.engine.Expire(named.talk) {
			kept = append(kept, named)
		}
	}
	clear(c.recent[len(kept):])
	c.recent = kept
	if len(kept) > 0 {
		c.arm()
	}
}

// end drops everything and stops the timer.
func (c *conversations) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.timer != nil {
		c.timer.Stop()
	}
	for _, named := range c.recent {
		named.talk.Forget()
	}
	c.recent = nil
}
