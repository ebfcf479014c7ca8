package classifier

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"
)

// TestLabelledMessagesCutInTwo cuts each labelled message somewhere within what
// is to be found, sends the halves one after the other, and asks that the second
// answer finds it. What is lost is chiefly what was whole before its last
// character: "…@yahoo.co", "m" and the end of an address.
func TestLabelledMessagesCutInTwo(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	rng := rand.New(rand.NewPCG(1, 2))
	halves, found := map[string]int{}, map[string]int{}
	for _, name := range []string{"positives.dev.jsonl", "positives.test.jsonl"} {
		for _, message := range readLabelled(t, name) {
			whole := c.Classify(message.Text, Query{})
			for _, span := range message.Spans {
				if span.End-span.Start < 2 || !findsAt(whole, span.Detector, span.Start, span.End) {
					continue
				}
				cut := span.Start + 1 + rng.IntN(span.End-span.Start-1)
				for cut < span.End && !utf8.RuneStart(message.Text[cut]) {
					cut++
				}
				talk := NewConversation(ConversationLimits{})
				c.Converse(talk, Message{Text: message.Text[:cut]}, Query{})
				a := c.Converse(talk, Message{Text: message.Text[cut:]}, Query{})
				halves[span.Detector]++
				if findsAt(a, span.Detector, 0, max(1, span.End-cut)) {
					found[span.Detector]++
				}
			}
		}
	}
	sure := []string{"ro.cnp", "iban", "payment_card", "ro.phone", "marking.ro", "ro.passport", "ro.id_card", "tlp"}
	for detector, count := range halves {
		least := 0.8
		if slices.Contains(sure, detector) {
			least = 0.98
		}
		if recall := float64(found[detector]) / float64(count); recall < least {
			t.Errorf("%s: %d of %d found in halves, want %v", detector, found[detector], count, least)
		}
	}
	if halves["ro.cnp"] < 100 {
		t.Errorf("only %d CNPs were cut", halves["ro.cnp"])
	}
}

// findsAt tells whether a detector found something in [start,end).
func findsAt(a Assessment, detector string, start, end int) bool {
	return slices.ContainsFunc(a.Findings, func(f Finding) bool { return f.Detector == detector && f.Start < end && start < f.End })
}

// The labelled messages without anything in them, one after another, warn of
// hardly anything that each does not alone, though they follow one another as no
// chat does.
func TestLabelledNegativesAsConversations(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	for _, name := range []string{"negatives.dev.jsonl", "negatives.test.jsonl"} {
		talk := NewConversation(ConversationLimits{})
		messages, raised := readLabelled(t, name), 0
		for _, message := range messages {
			alone := c.Classify(message.Text, Query{})
			if together := c.Converse(talk, Message{Text: message.Text}, Query{}); together.Verdict != alone.Verdict {
				raised++
			}
		}
		if raised*500 > len(messages) {
			t.Errorf("%s: %d of %d messages are raised by those before", name, raised, len(messages))
		}
	}
}
