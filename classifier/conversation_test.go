package classifier

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// clockwork is a classifier whose clock a test sets.
func clockwork(t testing.TB) (c *Classifier, now *time.Time) {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	day := testDay()
	c, err = New(rules, Options{Now: func() time.Time { return day }})
	if err != nil {
		t.Fatal(err)
	}
	return c, &day
}

func TestMessagesCountForTwoMinutes(t *testing.T) {
	c, now := clockwork(t)
	for _, tt := range []struct {
		name string
		wait time.Duration
		want int
	}{
		{"at once", 0, 1}, {"just in time", 2 * time.Minute, 1}, {"too late", 2*time.Minute + time.Second, 0}, {"a clock set back", -time.Hour, 1},
	} {
		talk := NewConversation(ConversationLimits{})
		c.Converse(talk, Message{Text: "1850228"}, Query{})
		first := talk.said[0].text
		*now = now.Add(tt.wait)
		if a := c.Converse(talk, Message{Text: "120011"}, Query{}); len(a.Findings) != tt.want {
			t.Errorf("%s: %d findings, want %d", tt.name, len(a.Findings), tt.want)
		}
		if dropped := tt.want == 0; dropped != isClear(first) {
			t.Errorf("%s: the first message is %q", tt.name, first)
		}
	}
}

func TestExpireDropsOnlyWhatIsTooOld(t *testing.T) {
	c, now := clockwork(t)
	talk := NewConversation(ConversationLimits{})
	c.Converse(talk, Message{Text: "unu"}, Query{})
	*now = now.Add(time.Minute)
	c.Converse(talk, Message{Text: "doi"}, Query{})
	*now = now.Add(90 * time.Second)
	if !c.Expire(talk) || len(talk.said) != 1 || talk.size != 3 {
		t.Errorf("%d messages of %d bytes are left, want one of 3", len(talk.said), talk.size)
	}
	*now = now.Add(time.Minute)
	if c.Expire(talk) || talk.size != 0 {
		t.Errorf("%d bytes are left of what is too old", talk.size)
	}
}

func TestOnlyTheLastMessagesCount(t *testing.T) {
	c := newTestClassifier(t)
	for between, want := range map[int]int{3: 1, 4: 0} {
		talk := NewConversation(ConversationLimits{Messages: 4, Bytes: 1000, Age: time.Minute})
		c.Converse(talk, Message{Text: "1850228"}, Query{})
		for range between {
			c.Converse(talk, Message{Text: "da"}, Query{})
		}
		if a := c.Converse(talk, Message{Text: "120011"}, Query{}); len(a.Findings) != want {
			t.Errorf("after %d messages: %d findings, want %d", between, len(a.Findings), want)
		}
	}
}

func isClear(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

func TestForgetOverwrites(t *testing.T) {
	c := newTestClassifier(t)
	talk := NewConversation(ConversationLimits{})
	var kept [][]byte
	for _, text := range []string{"CNP", "1850228", "120011"} {
		c.Converse(talk, Message{Text: text}, Query{})
		kept = append(kept, talk.said[len(talk.said)-1].text)
	}
	talk.Forget()
	for _, text := range kept {
		if !isClear(text) {
			t.Errorf("%q is still in memory", text)
		}
	}
	if a := c.Converse(talk, Message{Text: "120011"}, Query{}); len(a.Findings) != 0 {
		t.Errorf("found %+v after all was forgotten", a.Findings)
	}
}

// What gives way to later messages is overwritten too: the beginning of the oldest text,
// which the rest of it takes the place of, and the place where that rest was.
func TestWhatGivesWayIsOverwritten(t *testing.T) {
	c := newTestClassifier(t)
	talk := NewConversation(ConversationLimits{Messages: 10, Bytes: 20, Age: time.Minute})
	const oldest = "0123456789abcdef"
	c.Converse(talk, Message{Text: oldest}, Query{})
	memory := talk.said[0].text[:len(oldest):len(oldest)]
	for next, left := range []string{"6789abcdef", "cdef", ""} {
		c.Converse(talk, Message{Text: strings.Repeat("x", []int{10, 6, 4}[next])}, Query{})
		if !bytes.HasPrefix(memory, []byte(left)) || !isClear(memory[len(left):]) {
			t.Errorf("after %d more messages %q is in memory, want %q and nothing behind", next+1, memory, left)
		}
	}
}

func TestWhatIsReadTogetherIsOverwritten(t *testing.T) {
	var j rejoined
	j.add(0, "1850228", 0, 7)
	j.gap(" ")
	j.add(1, "120011", 0, 6)
	if j.forget(); !isClear(j.text) {
		t.Errorf("%q is still in memory", j.text)
	}
}

// However messages come, memory stays within its bounds, holds the ends of the
// last messages, and knows where in them they begin.
func TestMemoryIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits := ConversationLimits{Messages: rapid.IntRange(1, 5).Draw(t, "messages"), Bytes: rapid.IntRange(1, 60).Draw(t, "bytes"), Age: time.Minute}
		talk := NewConversation(limits)
		var texts []string
		for range rapid.IntRange(1, 12).Draw(t, "said") {
			text := rapid.StringOfN(rapid.SampledFrom([]rune("a1șț😀 \n")), 1, 30, -1).Draw(t, "text")
			id := rapid.StringOfN(rapid.SampledFrom([]rune("xy")), 0, 40, -1).Draw(t, "id")
			texts = append(texts, text)
			talk.remember(Message{ID: id, Text: text}, testDay())
			checkMemory(t, talk, texts)
		}
	})
}

func checkMemory(t *rapid.T, talk *Conversation, texts []string) {
	size := 0
	for i, s := range talk.said {
		size += s.size()
		text := texts[len(texts)-len(talk.said)+i]
		before, isEnd := strings.CutSuffix(text, string(s.text))
		if !isEnd || (Place{}).after(before) != s.passed || !utf8.ValidString(before) {
			t.Fatalf("of %q there is %q behind %+v", text, s.text, s.passed)
		}
	}
	if size != talk.size || size > talk.limits.Bytes || len(talk.said) > talk.limits.Messages {
		t.Fatalf("%d messages of %d bytes, counted as %d, with %+v", len(talk.said), size, talk.size, talk.limits)
	}
}

func TestAMessageBeyondMemoryLeavesItsEnd(t *testing.T) {
	c := newTestClassifier(t)
	talk := NewConversation(ConversationLimits{})
	before := strings.Repeat("😀ș ", 5000)
	c.Converse(talk, Message{ID: "long", Text: before + "CNP: 1850228"}, Query{})
	a := c.Converse(talk, Message{Text: "120011"}, Query{})
	if len(a.Findings) != 1 || a.Findings[0].Split == nil {
		t.Fatalf("found %+v", a.Findings)
	}
	want := Place{}.after(before + "CNP: ")
	if got := a.Findings[0].Split.Earlier[0]; got.Start != want || got.MessageID != "long" || got.End != want.after("1850228") {
		t.Errorf("the first part is %+v, want from %+v", got, want)
	}
	for unit, n := range map[OffsetUnit]int{Bytes: 7*5000 + 5, UTF16: 4*5000 + 5, CodePoints: 3*5000 + 5} {
		if want.In(unit) != n {
			t.Errorf("unit %d: %d, want %d", unit, want.In(unit), n)
		}
	}
}

// An id must not push out what was said.
func TestLongIDsAreNotKept(t *testing.T) {
	c := newTestClassifier(t)
	talk := NewConversation(ConversationLimits{Messages: 4, Bytes: 100, Age: time.Minute})
	c.Converse(talk, Message{ID: strings.Repeat("x", 90), Text: "1850228"}, Query{})
	a := c.Converse(talk, Message{Text: "120011"}, Query{})
	if len(a.Findings) != 1 || a.Findings[0].Split.Earlier[0].MessageID != "" {
		t.Errorf("found %+v", a.Findings)
	}
}
