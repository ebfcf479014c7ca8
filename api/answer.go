package api

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// reservedBytes is kept free in an answer for what a message's answer holds
// besides findings: chiefly the advice.
const reservedBytes = 2 << 10

// frameBytes is the most that a field's tag and length add to its content.
const frameBytes = 8

// room is what is left of the size of an answer. Only findings give way to it.
type room struct {
	bytes    int
	reserved int
	findings int
}

// newRoom gives the room of an answer about some messages.
func newRoom(limits Limits, messages int) room {
	reserved := min(reservedBytes, limits.ResponseBytes/2/max(messages, 1))
	return room{bytes: limits.ResponseBytes - messages*reserved, reserved: reserved, findings: limits.Findings}
}

// settle exchanges what was reserved for one message against what its answer
// takes up without findings.
func (r *room) settle(bytes int) { r.bytes += r.reserved - bytes }

// takes tells whether one more finding fits, and if so gives it its place.
func (r *room) takes(f *pecetev1.Finding) bool {
	size := proto.Size(f) + frameBytes
	if size > r.bytes {
		return false
	}
	r.bytes -= size
	return true
}

// answer puts an assessment of text into the contract's terms, in out, which is empty.
// Other says how many bytes stand beside it in the answer about its message.
func (s *Server) answer(out *pecetev1.Assessment, text string, a *classifier.Assessment, q *question, other int, r *room) {
	out.Score = a.Score
	out.Verdict = pecetev1.Verdict(a.Verdict)
	out.Level = pecetev1.ClassificationLevel(a.Level)
	out.OffsetUnit = q.unit
	out.RulesetVersion = s.engine.Rules().Version
	if len(a.Incomplete) > 0 {
		out.IncompleteDetectors = slices.Sorted(slices.Values(a.Incomplete))
	}
	if len(a.Findings) > 0 {
		out.Advice = &pecetev1.Advice{Title: a.Advice.Title, Body: a.Advice.Body}
	}
	r.settle(assessmentSize(out, proto.MarshalOptions{}) + other + 2*frameBytes)
	s.addFindings(out, text, a.Findings, q, r)
}

// addFindings adds as many findings as there is room for and counts the rest.
// It recounts their offsets in place.
func (s *Server) addFindings(out *pecetev1.Assessment, text string, findings []classifier.Finding, q *question, r *room) {
	if len(findings) == 0 {
		return
	}
	kept := findings[:min(len(findings), r.findings)]
	var matches []string
	if q.matches {
		matches = make([]string, len(kept))
		for i := range kept {
			matches[i] = text[kept[i].Start:kept[i].End]
		}
	}
	classifier.Recount(text, kept, unit(q.unit))
	out.Findings = make([]*pecetev1.Finding, 0, len(kept))
	for i := range kept {
		f := s.finding(&kept[i], q)
		if q.matches {
			f.Match = matches[i]
		}
		if !r.takes(f) {
			break
		}
		out.Findings = append(out.Findings, f)
	}
	out.OmittedFindings = uint32(len(findings) - len(out.Findings))
}

func (s *Server) finding(f *classifier.Finding, q *question) *pecetev1.Finding {
	out := &pecetev1.Finding{
		Detector: f.Detector, Category: f.Category,
		Start: uint32(f.Start), End: uint32(f.End),
		Confidence: f.Confidence, Severity: pecetev1.Severity(f.Severity),
	}
	if m := f.Marking; m != nil {
		out.Marking = &pecetev1.Marking{Scheme: m.Scheme, Level: pecetev1.ClassificationLevel(m.Level), Designation: m.Designation}
	}
	rules := s.engine.Rules()
	detector := rules.Detector(f.Detector)
	f.Evidence.Each(func(code patterns.Code) {
		out.Evidence = append(out.Evidence, &pecetev1.Evidence{Code: code.String(), Description: rules.Explain(detector, code).In(q.query.Locale)})
	})
	if f.Split != nil {
		out.Split = split(f.Split, unit(q.unit))
	}
	return out
}

// split puts where a finding began into the contract's terms.
func split(in *classifier.Split, unit classifier.OffsetUnit) *pecetev1.Split {
	out := &pecetev1.Split{}
	for _, part := range in.Earlier {
		out.EarlierParts = append(out.EarlierParts, &pecetev1.EarlierPart{
			MessageId: part.MessageID, MessagesBack: uint32(part.Back),
			Start: uint32(part.Start.In(unit)), End: uint32(part.End.In(unit)),
		})
	}
	return out
}

// unit gives the classifier's name for a unit that has been checked.
func unit(u pecetev1.OffsetUnit) classifier.OffsetUnit {
	switch u {
	case pecetev1.OffsetUnit_OFFSET_UNIT_UTF16:
		return classifier.UTF16
	case pecetev1.OffsetUnit_OFFSET_UNIT_CODE_POINTS:
		return classifier.CodePoints
	}
	return classifier.Bytes
}
