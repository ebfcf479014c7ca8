package icap

import (
	"bytes"
	"strings"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"

	"github.com/pecete/pecete/api/inspection"
)

// notePrefix is how the names of all notes begin.
const notePrefix = "X-Pecete-"

// maxNote is how long the value of a note may be.
const maxNote = 1 << 10

// note is a field that says what was found.
type note struct{ name, value string }

// notes gives what is said about a ruling, in names of the project's own.
func notes(r *inspection.Ruling) []note {
	verdict := "none"
	if r.Verdict != pecetev1.Verdict_VERDICT_UNSPECIFIED {
		verdict = strings.ToLower(strings.TrimPrefix(r.Verdict.String(), "VERDICT_"))
	}
	all := []note{
		{notePrefix + "Verdict", verdict},
		{notePrefix + "Action", r.Action.String()},
		{notePrefix + "Reference", plain(r.Reference)},
	}
	if r.Level != pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_UNSPECIFIED {
		level := strings.TrimPrefix(r.Level.String(), "CLASSIFICATION_LEVEL_")
		all = append(all, note{notePrefix + "Level", strings.ToLower(level)})
	}
	if len(r.Detectors) > 0 {
		all = append(all, note{notePrefix + "Detectors", list(r.Detectors)})
	}
	if len(r.Coverage.Missed) > 0 {
		var missed []string
		for _, m := range r.Coverage.Missed {
			missed = append(missed, string(m))
		}
		all = append(all, note{notePrefix + "Missed", list(missed)})
	}
	return all
}

// list joins names to a list that is not too long for a field.
func list(names []string) string {
	var joined string
	for _, name := range names {
		name = plain(name)
		if len(joined)+len(name)+2 > maxNote {
			return joined
		}
		if joined != "" {
			joined += ", "
		}
		joined += name
	}
	return joined
}

// plain gives a name with nothing in it that does not belong in a field or a list: it may
// come from afar.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == ',' {
			return '_'
		}
		return r
	}, name)
}

// isNote tells whether a field of that name is a note.
func isNote(name []byte) bool {
	return len(name) >= len(notePrefix) && strings.EqualFold(string(name[:len(notePrefix)]), notePrefix)
}

// withNotes gives the head of an HTTP message with notes in place of any that it had. All
// else stays as it is, byte for byte.
func withNotes(head []byte, notes []note) []byte {
	var out bytes.Buffer
	for line := range bytes.SplitAfterSeq(bytes.TrimSuffix(head, []byte("\r\n")), []byte("\r\n")) {
		if !isNote(line) {
			out.Write(line)
		}
	}
	for _, n := range notes {
		out.WriteString(n.name + ": " + n.value + "\r\n")
	}
	out.WriteString("\r\n")
	return out.Bytes()
}
