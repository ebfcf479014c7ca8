package patterns

import "fmt"

// Level is a classification level on the one scale that all marking schemes
// are mapped to, ordered so that a higher level compares greater. The mapping
// follows the table of equivalence in appendix B of Council Decision
// 2013/488/EU: Romanian "secret de serviciu" is Restricted, "secret" is
// Confidential, "strict secret" is Secret.
type Level uint8

// The levels, lowest first. LevelNone means that no marking was seen, which is
// not the same as a text that is expressly marked unclassified.
const (
	LevelNone Level = iota
	LevelUnclassified
	LevelRestricted
	LevelConfidential
	LevelSecret
	LevelTopSecret
)

// levelNames returns the names used in rule files, indexed by Level.
func levelNames() [6]string {
	return [6]string{"none", "unclassified", "restricted", "confidential", "secret", "top_secret"}
}

// String gives the level's name as rule files write it.
func (l Level) String() string {
	names := levelNames()
	if int(l) < len(names) {
		return names[l]
	}
	return fmt.Sprintf("level(%d)", uint8(l))
}

// UnmarshalText reads a level's name as rule files write it.
func (l *Level) UnmarshalText(text []byte) error {
	for i, name := range levelNames() {
		if name == string(text) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("unknown level %q", text)
}
