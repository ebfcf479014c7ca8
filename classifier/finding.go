package classifier

import "github.com/pecete/pecete/patterns"

// Finding is one sensitive part of a message. It holds no text; Start and End
// say where the text is.
type Finding struct {
	// Detector is the id of the detector, such as "ro.cnp".
	Detector string
	// Category is the detector's category, such as "national_id".
	Category string
	// Start and End are byte offsets into the message, end exclusive, on
	// character boundaries; a mark belongs to the character before it.
	Start, End int
	// Confidence (0..1) is how sure the engine is that this is what it says.
	Confidence float64
	// Severity is how much harm its disclosure can do.
	Severity patterns.Severity
	// Marking is set for classification markings.
	Marking *Marking
	// Evidence is why, for and against.
	Evidence patterns.CodeSet
	// Split is set where the finding began in earlier messages of a conversation.
	// Start and End are then the part in this message.
	Split *Split

	// value stands for the finding's letters and digits, so that the score can
	// tell two findings from the same one written twice. It never leaves the
	// package.
	value uint64
}

// Marking is a classification marking on the common scale.
type Marking struct {
	// Scheme is whose marking it is: "ro", "nato", "eu", a country's code, "tlp".
	Scheme string
	// Level on the common scale.
	Level patterns.Level
	// Designation is the marking's official wording, not the sender's.
	Designation string
}

// Verdict is what a caller should do with a message.
type Verdict uint8

// The verdicts, mildest first.
const (
	// Allow: send it.
	Allow Verdict = iota + 1
	// Warn: ask the sender first.
	Warn
	// Block: do not send it.
	Block
)

// String gives "allow", "warn" or "block".
func (v Verdict) String() string {
	switch v {
	case Warn:
		return "warn"
	case Block:
		return "block"
	}
	return "allow"
}

// Assessment is the answer about one message.
type Assessment struct {
	// Score (0..1) is how sensitive the message is as a whole.
	Score float64
	// Verdict follows from Score and the thresholds.
	Verdict Verdict
	// Level is the highest classification marking found that is sure enough
	// (Thresholds.Marking).
	Level patterns.Level
	// Findings are sorted by Start and do not overlap.
	Findings []Finding
	// Advice is what to tell the sender.
	Advice Advice
	// Incomplete lists detectors whose expression hit its time limit on this
	// message, so that finding nothing proves nothing.
	Incomplete []string
}

// Advice is a short text for the sender, in the language asked.
type Advice struct {
	Title, Body string
}
