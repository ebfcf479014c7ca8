package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pecete/pecete/bench/corpus"
	"github.com/pecete/pecete/classifier"
)

// together is about how many bytes the messages of a task have: more than the
// nearest cache, less than the next.
const together = 128 << 10

// tasks gives what is measured in every round but for the worst texts and the
// user rules.
func tasks(c *classifier.Classifier) []task {
	all := []task{
		{"clean/plain", c, corpus.New(11, corpus.Plain).Lines(together, 0)},
		{"clean/marked", c, corpus.New(12, corpus.Marked).Lines(together, 0)},
		{"clean/no numbers", c, withoutNumbers(corpus.New(19, corpus.Mixed).Lines(4*together, 0))},
		{"mix", c, mix()},
		{"message/clean", c, messages(together/200, func(s *corpus.Source) string { return s.Clean(200) })},
		{"message/cnp", c, messages(together/200, func(s *corpus.Source) string { return withCNPs(s, 1, 200) })},
		{"message/ten", c, messages(together/2000, func(s *corpus.Source) string { return withCNPs(s, 10, 2000) })},
	}
	for _, u := range unusual() {
		all = append(all, task{"unusual/" + u.name, c, u.lines})
	}
	for _, size := range sizes() {
		lines := messages(max(1, together/size), func(s *corpus.Source) string { return s.Clean(size) })
		all = append(all, task{fmt.Sprintf("size/%d", size), c, lines})
	}
	for _, percent := range []int{0, 1, 2, 5, 10, 25, 50, 100} {
		all = append(all, task{fmt.Sprintf("dirty/%d", percent), c, corpus.New(14, corpus.Mixed).Lines(together, percent*10)})
	}
	return all
}

// withoutNumbers gives the lines that have no digit: where there are numbers,
// something may be hidden in them.
func withoutNumbers(lines []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool { return strings.ContainsAny(line, "0123456789") })
}

// mix is the realistic one: 1 message in 20 with an identifier.
func mix() []string { return corpus.New(13, corpus.Mixed).Lines(together, 50) }

// sizes gives the message sizes of the plot, 20 B to 1 MiB.
func sizes() []int {
	return []int{20, 64, 200, 512, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20}
}

// messages gives n messages from one source.
func messages(n int, next func(*corpus.Source) string) []string {
	s := corpus.New(15, corpus.Mixed)
	var all []string
	for range n {
		all = append(all, next(s))
	}
	return all
}

// withCNPs gives a message of size bytes with some personal numbers, each with
// chat around it.
func withCNPs(s *corpus.Source, count, size int) string {
	var b strings.Builder
	for range count {
		b.WriteString("CNP " + s.CNP() + ". " + s.Clean(size/count-20) + " ")
	}
	return b.String()
}

// disguised is chat of which every character is an unusual one.
type disguised struct {
	name  string
	lines []string
}

// unusual gives texts that cannot be read as they are: every character of them
// has to be brought to the plain form first.
func unusual() []disguised {
	kinds := []struct {
		name string
		as   func(rune) string
	}{
		{"full-width", fullWidth},
		{"mathematical bold", bold},
		{"Cyrillic", cyrillic},
		{"combining marks", combining},
	}
	var all []disguised
	for _, kind := range kinds {
		var lines []string
		for _, line := range corpus.New(16, corpus.Plain).Lines(together/4, 0) {
			var b strings.Builder
			for _, r := range line {
				b.WriteString(kind.as(r))
			}
			lines = append(lines, b.String())
		}
		all = append(all, disguised{kind.name, lines})
	}
	return all
}

// fullWidth gives the form of a character that is as wide as a Chinese one.
func fullWidth(r rune) string {
	if r == ' ' {
		return "\u3000"
	}
	return string(r + 0xFEE0)
}

// bold gives a letter or digit as mathematicians write them.
func bold(r rune) string {
	switch {
	case r >= 'a' && r <= 'z':
		return string(r - 'a' + 0x1D41A)
	case r >= 'A' && r <= 'Z':
		return string(r - 'A' + 0x1D400)
	case r >= '0' && r <= '9':
		return string(r - '0' + 0x1D7CE)
	}
	return fullWidth(r)
}

// cyrillic gives a Cyrillic letter for a Latin one, one that looks alike where
// there is one.
func cyrillic(r rune) string {
	const latin, look = "abcdefghijklmnopqrstuvwxyz", "аьсԁеғԍһіјкӏмпоріԛгѕтуѵшхуз"
	if i := strings.IndexRune(latin, r|0x20); i >= 0 {
		return string([]rune(look)[i])
	}
	return fullWidth(r)
}

// combining gives a character with a breve above it.
func combining(r rune) string { return string(r) + "\u0306" }
