package inspection

import (
	"strings"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// NotePrefix is how the names of all notes begin.
const NotePrefix = "X-Pecete-"

// The names of notes.
const (
	NoteVerdict   = NotePrefix + "Verdict"
	NoteAction    = NotePrefix + "Action"
	NoteReference = NotePrefix + "Reference"
	NoteLevel     = NotePrefix + "Level"
	NoteDetectors = NotePrefix + "Detectors"
	NoteMissed    = NotePrefix + "Missed"
)

// NoteNames gives the names of all notes, in their order. A door takes them out of what
// it marks before it does, so that nobody can forge them.
func NoteNames() []string {
	return []string{NoteVerdict, NoteAction, NoteReference, NoteLevel, NoteDetectors, NoteMissed}
}

// Note is a header that tells of a ruling those who see the message next.
type Note struct{ Name, Value string }

// maxNote is how long the value of a note may be, in bytes.
const maxNote = 1 << 10

// Notes gives what there is to say about the ruling, in names of the project's own and in
// printable ASCII: the verdict, the action and the reference, and where there are any the
// level, the detectors, and what could not be read, as lists with ", " between.
func (r *Ruling) Notes() []Note {
	all := []Note{
		{NoteVerdict, VerdictName(r.Verdict)},
		{NoteAction, r.Action.String()},
		{NoteReference, plain(r.Reference)},
	}
	if r.Level != pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_UNSPECIFIED {
		all = append(all, Note{NoteLevel, LevelName(r.Level)})
	}
	if len(r.Detectors) > 0 {
		all = append(all, Note{NoteDetectors, list(r.Detectors)})
	}
	if !r.Coverage.Whole() {
		all = append(all, Note{NoteMissed, list(r.Coverage.Names())})
	}
	return all
}

// LevelName gives the name of a level, such as "restricted".
func LevelName(level pecetev1.ClassificationLevel) string {
	return strings.ToLower(strings.TrimPrefix(level.String(), "CLASSIFICATION_LEVEL_"))
}

// list joins names, as many as there is room for.
func list(names []string) string {
	var joined strings.Builder
	for _, name := range names {
		if joined.Len()+len(name)+2 > maxNote {
			break
		}
		if joined.Len() > 0 {
			joined.WriteString(", ")
		}
		joined.WriteString(plain(name))
	}
	return joined.String()
}

// plain gives a name with nothing in it that does not belong in a header or a list: it may
// come from a service far away.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == ',' {
			return '_'
		}
		return r
	}, name)
}
