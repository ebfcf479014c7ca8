package milter

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// titleLimit is how much of an advice's title a reply has, in bytes: a line of a reply has
// at most 512 bytes (RFC 5321, 4.5.3.1.5).
const titleLimit = 120

// rejectReply says why a mail is refused, in Romanian and English, in ASCII, as replies
// must be.
func rejectReply(r *inspection.Ruling) string {
	return fmt.Sprintf("5.7.1 Mesaj respins. %s. Referinta %s / Message rejected. %s. Reference %s",
		title(r.Romanian, "Nu a putut fi citit in intregime"), r.Reference,
		title(r.English, "Not all of it could be read"), r.Reference)
}

// laterReply says that a mail cannot be judged now.
func laterReply(reference string) string {
	return fmt.Sprintf("4.7.1 Mesajul nu poate fi verificat acum, incercati mai tarziu. Referinta %s / The message cannot be checked now, try again later. Reference %s",
		reference, reference)
}

// title gives an advice's title without its last dot, or what is said without an advice.
func title(advice *pecetev1.Advice, without string) string {
	plain := strings.TrimRight(ascii(advice.GetTitle()), ". ")
	if plain == "" {
		return without
	}
	return plain[:min(len(plain), titleLimit)]
}

// ascii writes text without marks on letters; other characters that are not ASCII become
// question marks.
func ascii(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == '–' || r == '—':
			return '-'
		case r == '„' || r == '”' || r == '“':
			return '\''
		case r < ' ':
			return ' '
		case r > '~':
			return '?'
		}
		return r
	}, norm.NFD.String(text))
}
