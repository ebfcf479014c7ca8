package icap

import (
	"bytes"
	"strings"

	"github.com/pecete/pecete/api/inspection"
)

// note is a field of an answer, or of a message that is handed back.
type note = inspection.Note

// isNote tells whether a field of that name is a note.
func isNote(name []byte) bool {
	return len(name) >= len(inspection.NotePrefix) && strings.EqualFold(string(name[:len(inspection.NotePrefix)]), inspection.NotePrefix)
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
		out.WriteString(n.Name + ": " + n.Value + "\r\n")
	}
	out.WriteString("\r\n")
	return out.Bytes()
}
