package patterns

import "fmt"

// Severity says how much harm a disclosed finding of a detector can do. How
// much each severity weighs in a message's score is the engine's business
// (docs/scoring.md).
type Severity uint8

// The severities, mildest first. SeverityInfo is for data that is public by
// law, such as a company's registration number.
const (
	SeverityInfo Severity = iota + 1
	SeverityLow
	SeverityMedium
	SeverityHigh
	SeverityCritical
)

// severityNames returns the names used in rule files, indexed by Severity.
func severityNames() [6]string {
	return [6]string{"", "info", "low", "medium", "high", "critical"}
}

// String gives the severity's name as rule files write it.
func (s Severity) String() string {
	names := severityNames()
	if s >= SeverityInfo && int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// UnmarshalText reads a severity's name as rule files write it.
func (s *Severity) UnmarshalText(text []byte) error {
	for i, name := range severityNames() {
		if i > 0 && name == string(text) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("unknown severity %q (info, low, medium, high or critical)", text)
}
