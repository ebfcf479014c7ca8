package classifier

import (
	"slices"
	"strings"
	"unicode"

	"github.com/pecete/pecete/patterns"
)

const (
	// rejoinReach is how much of the end of the earlier messages is read together
	// with a new one, in bytes.
	rejoinReach = 1 << 10
	// rowContext is how much of what was said before a row is read with it: words
	// further away say nothing of it.
	rowContext = 256
	// rejoinHead is how much of the beginning of the new message is, and
	// rejoinMargin how much of that is only looked at if it is all there is: words
	// beyond could still change what stands there.
	rejoinHead   = 4 << 10
	rejoinMargin = 1 << 10
	// rowReach is how much whole messages between the first and the last of a row
	// may hold together, in bytes: an address is hardly longer.
	rowReach = 192
	// surePiece is the confidence from which a number is believed that was put
	// together without anything between its pieces.
	surePiece = 0.5
)

// rejoiner reads a new message together with earlier ones, joined in the ways
// in which people split what they send.
type rejoiner struct {
	classifier *Classifier
	query      Query
	talk       *Conversation
	// texts are what is remembered, oldest first, and the head of the new message.
	texts []string
	// reliable is the end of the part of the new message in which findings count.
	reliable int

	// alone are the findings of the new message by itself, and earlier those that
	// lie in one earlier message.
	alone   []Finding
	earlier []earlierFinding

	// clearer are findings in the new message that earlier messages make sure or
	// surer. split is the best of those that began in earlier messages.
	clearer    []Finding
	split      *Finding
	splitRank  float64
	incomplete []string
}

// earlierFinding is a finding in one earlier message.
type earlierFinding struct {
	confidence float64
	place      piece
}

func newRejoiner(c *Classifier, talk *Conversation, text string, query Query) *rejoiner {
	r := &rejoiner{classifier: c, query: query, talk: talk, texts: make([]string, 0, len(talk.said)+1), reliable: len(text)}
	for i := range talk.said {
		r.texts = append(r.texts, textOf(talk.said[i].text))
	}
	if len(text) > rejoinHead {
		text = text[:boundaryFrom(text, rejoinHead)]
		r.reliable = rejoinHead - rejoinMargin
	}
	r.texts = append(r.texts, text)
	return r
}

// latest is the number of the new message.
func (r *rejoiner) latest() int { return len(r.texts) - 1 }

// before begins a text with the messages up to a number, each on its line, of
// which room bytes at the end are kept. Messages in the row are left out.
func (r *rejoiner) before(until, room int, row []int) *rejoined {
	first, cut := until, 0
	for first > 0 && room > 0 {
		first--
		cut = max(0, len(r.texts[first])-room)
		room -= len(r.texts[first])
	}
	j := &rejoined{text: make([]byte, 0, 2*rejoinReach+rejoinHead)}
	for i := first; i < until; i++ {
		if slices.Contains(row, i) {
			cut = 0
			continue
		}
		text := r.texts[i]
		j.add(i, text, boundaryFrom(text, cut), len(text))
		j.gap("\n")
		cut = 0
	}
	return j
}

// readLines reads every message as a line of its own.
func (r *rejoiner) readLines() {
	j := r.before(r.latest(), rejoinReach, nil)
	defer j.forget()
	j.add(r.latest(), r.texts[r.latest()], 0, len(r.texts[r.latest()]))
	r.eachFinding(j, func(f Finding, parts []piece) {
		last := parts[len(parts)-1]
		switch {
		case last.message < r.latest():
			if len(parts) == 1 {
				r.earlier = append(r.earlier, earlierFinding{f.Confidence, last})
			}
		case len(parts) == 1:
			r.consider(f)
		default:
			r.offer(f, parts, false)
		}
	})
}

// eachFinding gives the findings in a rejoined text with the stretches of
// messages each touches, and with what reaches into the new message placed there.
func (r *rejoiner) eachFinding(j *rejoined, give func(f Finding, parts []piece)) {
	findings, incomplete := r.classifier.find(textOf(j.text), r.query)
	r.incomplete = append(r.incomplete, incomplete...)
	for _, f := range findings {
		parts := j.stretches(f.Start, f.End)
		if len(parts) == 0 {
			continue
		}
		r.trim(parts)
		last := parts[len(parts)-1]
		if last.message == r.latest() {
			if last.to > r.reliable {
				continue
			}
			f.Start, f.End = last.from, last.to
		}
		give(f, parts)
	}
}

// trim leaves out what only divides the parts of a finding where one message ends
// and the next begins: spaces and emoji.
func (r *rejoiner) trim(parts []piece) {
	divides := func(c rune) bool {
		return unicode.IsSpace(c) || unicode.Is(unicode.So, c) || unicode.Is(unicode.Sk, c) || isInvisible(c)
	}
	for i := range parts {
		p := &parts[i]
		text := r.texts[p.message][p.from:p.to]
		if rest := strings.TrimLeftFunc(text, divides); i > 0 && rest != "" {
			p.from = p.to - len(rest)
		}
		if rest := strings.TrimRightFunc(r.texts[p.message][p.from:p.to], divides); i < len(parts)-1 && rest != "" {
			p.to = p.from + len(rest)
		}
	}
}

// consider keeps a finding in the new message if the message alone did not give
// it, or was less sure of it.
func (r *rejoiner) consider(f Finding) {
	if r.nobodys(&f) {
		return
	}
	for i := range r.alone {
		own := &r.alone[i]
		if own.Detector == f.Detector && own.Start <= f.Start && own.End >= f.End && own.Confidence >= f.Confidence {
			return
		}
	}
	f.Evidence = f.Evidence.With(patterns.EarlierMessage)
	r.clearer = append(r.clearer, f)
}

// offer keeps a finding that began in earlier messages if it is the best so far.
// All of them begin before the new message and reach into it, so that each
// overlaps the others.
func (r *rejoiner) offer(f Finding, parts []piece, bare bool) {
	if r.nobodys(&f) {
		return
	}
	if scattered(&f, parts) && f.Confidence < provenPiece && !announced(&f) {
		return
	}
	rank := candidate{confidence: f.Confidence, rule: r.ruleOf(f.Detector)}.rank()
	if r.split != nil && rank <= r.splitRank {
		return
	}
	f.Split = &Split{bare: bare || f.Marking != nil && r.bare(parts)}
	for _, p := range parts[:len(parts)-1] {
		before := &r.talk.said[p.message]
		start := before.passed.after(r.texts[p.message][:p.from])
		f.Split.Earlier = append(f.Split.Earlier, EarlierPart{
			MessageID: before.id, Back: r.latest() - p.message,
			Start: start, End: start.after(r.texts[p.message][p.from:p.to]),
		})
	}
	f.Evidence = f.Evidence.With(patterns.SplitOverMessages)
	r.split, r.splitRank = &f, rank
}

// nobodys tells whether the new message itself says that the address in it is an
// office's or a place to meet. What others said before does not make a home of it.
func (r *rejoiner) nobodys(f *Finding) bool {
	return f.Category == "address" && slices.ContainsFunc(r.alone, func(own Finding) bool {
		return own.Detector == f.Detector && overlap(&own, f) && own.Evidence.HasAny(patterns.SetOf(patterns.PublicBody, patterns.MeetingPlace))
	})
}

func (r *rejoiner) ruleOf(id string) *rule {
	rules := r.classifier.program.rules
	return rules[slices.IndexFunc(rules, func(r *rule) bool { return r.ID == id })]
}

// scattered tells whether a number is made of so many little ones that it may
// as well be people who count: "1", "2", "3".
func scattered(f *Finding, parts []piece) bool {
	const least = 3 // of bytes a message, on average
	length := 0
	for _, p := range parts {
		length += p.to - p.from
	}
	return f.Marking == nil && f.Category != "address" && length < least*len(parts)
}

// bare tells whether messages hold no letter or digit beside their stretches.
func (r *rejoiner) bare(parts []piece) bool {
	return !slices.ContainsFunc(parts, func(p piece) bool {
		text := r.texts[p.message]
		return holdsAlnum(text[:p.from]) || holdsAlnum(text[p.to:])
	})
}

// complete tells whether a finding that was put together from pieces is made of
// one as sure that needs no other piece: a second number follows the first.
func (r *rejoiner) complete(f *Finding, parts []piece) bool {
	for i := range r.alone {
		if own := &r.alone[i]; own.Detector == f.Detector && own.Confidence >= f.Confidence && overlap(own, f) {
			return true
		}
	}
	return slices.ContainsFunc(r.earlier, func(e earlierFinding) bool {
		return e.confidence >= f.Confidence && slices.ContainsFunc(parts, func(p piece) bool {
			return p.message == e.place.message && p.from < e.place.to && e.place.from < p.to
		})
	})
}
