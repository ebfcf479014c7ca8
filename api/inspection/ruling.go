package inspection

import (
	"slices"

	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/content"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Ruling is what was found about a body, and what is to be done. It has nothing of the
// text in it.
type Ruling struct {
	Action Action
	// Reference names the ruling for who asks about it: it stands in the log. It is the
	// request id that the Subject came with, or a new one.
	Reference string
	// Verdict is the gravest of all windows, ALLOW where there was no text; unspecified where
	// nobody could be asked.
	Verdict pecetev1.Verdict
	// Score is the highest of all windows, from 0 to 1.
	Score float64
	// Level is the highest of all windows.
	Level pecetev1.ClassificationLevel
	// Detectors are the ids of those that found something, sorted, each once.
	Detectors []string
	// Romanian and English are what to tell the sender; nil if nothing was found.
	Romanian, English *pecetev1.Advice
	// Coverage tells what could not be read as text.
	Coverage content.Coverage
	// Failure is why nobody could be asked; codes.OK if somebody was.
	Failure codes.Code
}

// Failed tells whether nobody could be asked.
func (r *Ruling) Failed() bool { return r.Failure != codes.OK }

// add takes in what was found in one more window, and tells whether it is graver than
// all before.
func (r *Ruling) add(found *pecetev1.Assessment) (graver bool) {
	graver = found.Verdict > r.Verdict || found.Verdict == r.Verdict && found.Score > r.Score
	r.Verdict = max(r.Verdict, found.Verdict)
	r.Score = max(r.Score, found.Score)
	r.Level = max(r.Level, found.Level)
	for _, finding := range found.Findings {
		at, known := slices.BinarySearch(r.Detectors, finding.Detector)
		if !known {
			r.Detectors = slices.Insert(r.Detectors, at, finding.Detector)
		}
	}
	return graver
}

// decide sets the action by a policy.
func (r *Ruling) decide(policy Policy) {
	if r.Verdict == pecetev1.Verdict_VERDICT_UNSPECIFIED && !r.Failed() {
		r.Verdict = pecetev1.Verdict_VERDICT_ALLOW // there was no text to ask about
	}
	r.Action = policy.on(r.Verdict)
	if !r.Coverage.Whole() {
		r.Action = max(r.Action, policy.Missed)
	}
	if r.Failed() {
		r.Action = max(r.Action, policy.Failure)
	}
}
