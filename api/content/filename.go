package content

import "strings"

// nameText gives the name of a file as it is read: a word that holds digits is set apart from
// the extension behind it and from the underscores around it, for a number inside a longer
// word is none. All other names stay as they are.
func nameText(name string) string {
	if !strings.ContainsAny(name, "0123456789") {
		return name
	}
	name = strings.ReplaceAll(name, "_", " ")
	var text strings.Builder
	digits := false
	for i := range len(name) {
		switch b := name[i]; {
		case b >= '0' && b <= '9':
			digits = true
		case b == '.' && digits && i+1 < len(name) && isLetter(name[i+1]):
			text.WriteByte(' ')
			digits = false
		case !isLetter(b):
			digits = false
		}
		text.WriteByte(name[i])
	}
	return text.String()
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
