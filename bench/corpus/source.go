package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// Marks says how messages write ă, â, î, ș and ț.
type Marks uint8

const (
	// Mixed: one message in three has them, as in chat.
	Mixed Marks = iota
	// Plain: no message has them.
	Plain
	// Marked: every message has them.
	Marked
)

// Source makes messages. It is for one goroutine.
type Source struct {
	rng   *rand.Rand
	marks Marks
	// clauses and unmarked are made once.
	clauses  []string
	unmarked *strings.Replacer
}

// New gives a source; the same seed and marks give the same messages.
func New(seed uint64, marks Marks) *Source {
	return &Source{
		rng: rand.New(rand.NewPCG(seed, 20261125)), marks: marks, clauses: clauses(),
		unmarked: strings.NewReplacer("ă", "a", "â", "a", "î", "i", "ș", "s", "ț", "t", "Ș", "S", "Ț", "T", "Î", "I"),
	}
}

func (s *Source) pick(from []string) string { return from[s.rng.IntN(len(from))] }

// clause gives one clause, its blank, of which there is at most one, filled.
func (s *Source) clause() string {
	before, rest, isOpen := strings.Cut(s.pick(s.clauses), "{")
	if !isOpen {
		return before
	}
	blank, after, _ := strings.Cut(rest, "}")
	return before + s.filling(blank) + after
}

// filling gives a word for a blank.
func (s *Source) filling(blank string) string {
	switch blank {
	case "who":
		return s.pick(who())
	case "day":
		return s.pick(days())
	case "where":
		return s.pick(places())
	case "hour":
		return fmt.Sprint(7 + s.rng.IntN(15))
	}
	return fmt.Sprint(2 + s.rng.IntN(40))
}

// Clean gives a message of size bytes, at most three fewer, with nothing to find.
func (s *Source) Clean(size int) string { return s.message(size, "") }

// Dirty gives a message with one identifier, of size bytes unless that alone is
// longer.
func (s *Source) Dirty(size int) string { return s.message(size, s.identifier()) }

// message gives held, if anything, among clauses that fill size bytes.
func (s *Source) message(size int, held string) string {
	spell := s.spelling()
	if held = spell(held); size < len(held) {
		return held
	}
	var b strings.Builder
	if held != "" {
		b.WriteString(held + ". ")
	}
	for b.Len() < size {
		b.WriteString(spell(s.clause() + s.pick(joints())))
	}
	return cut(b.String(), size)
}

// spelling decides how the next message is spelled: with the marks of Romanian
// letters, or without.
func (s *Source) spelling() func(string) string {
	if s.marks == Marked || s.marks == Mixed && s.rng.IntN(3) == 0 {
		return func(text string) string { return text }
	}
	return s.unmarked.Replace
}

// cut gives the first size bytes of a text, fewer if a character ends later, with
// no space at the end.
func cut(text string, size int) string {
	for size < len(text) && !utf8.RuneStart(text[size]) {
		size--
	}
	text = text[:size]
	if strings.HasSuffix(text, " ") {
		return text[:size-1] + "."
	}
	return text
}

// Lines gives messages of 40 to 360 bytes, 200 on average, that together have
// about so many bytes. Of a thousand, dirty hold an identifier, evenly spread.
func (s *Source) Lines(bytes, dirty int) []string {
	var lines []string
	for total, i := 0, 0; total < bytes; i++ {
		size := 40 + s.rng.IntN(321)
		line := ""
		if (i+1)*dirty/1000 > i*dirty/1000 {
			line = s.Dirty(size)
		} else {
			line = s.Clean(size)
		}
		lines = append(lines, line)
		total += len(line)
	}
	return lines
}
