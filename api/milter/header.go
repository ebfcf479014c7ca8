package milter

import (
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
)

const (
	// leadLimit is how much of the header's words is read, and fieldLimit how much of a
	// field that says what the body is, in bytes. Postfix gives at most 100 KB of a field.
	leadLimit  = 64 << 10
	fieldLimit = 8 << 10
)

// header is what is kept of a mail's header.
type header struct {
	head content.Head
	// lead are the words for people.
	lead strings.Builder
	// subject is the first Subject as it came; hasSubject tells whether there was one.
	subject    string
	hasSubject bool
	// forged counts the fields of each name of inspection.NoteNames, in capitals or not.
	forged map[string]int
	// automatic tells that a program sent the mail, or a mailing list.
	automatic bool
	// messageID is the mail's, "" if it has none, or one that is not as it ought to be.
	messageID string
}

// forge counts a note that somebody else wrote.
func (h *header) forge(field string) {
	if h.forged == nil {
		h.forged = map[string]int{}
	}
	h.forged[field]++
}

// add takes in a field. The first of several counts where there ought to be one.
func (h *header) add(name, value string) {
	name = strings.TrimSpace(name)
	for _, field := range inspection.NoteNames() {
		if strings.EqualFold(name, field) {
			h.forge(field)
			return
		}
	}
	switch name = strings.ToLower(name); name {
	case "subject":
		if !h.hasSubject {
			h.subject, h.hasSubject = value, true
		}
		h.say(value)
	case "comments", "keywords":
		h.say(value)
	case "content-type":
		first(&h.head.Type, value)
	case "content-transfer-encoding":
		first(&h.head.Transfer, value)
	case "content-disposition":
		first(&h.head.Disposition, value)
	case "message-id":
		if id := strings.TrimSpace(value); isMessageID(id) {
			first(&h.messageID, id)
		}
	default:
		h.automatic = h.automatic || isAutomatic(name, value)
	}
}

// first keeps a value unless there was one.
func first(kept *string, value string) {
	if *kept == "" && len(value) <= fieldLimit {
		*kept = unfold(strings.TrimSpace(value))
	}
}

// say adds words for people.
func (h *header) say(value string) {
	words := decode(value)
	if room := leadLimit - h.lead.Len(); len(words) > room {
		words = strings.ToValidUTF8(words[:max(0, room)], "")
	}
	if words == "" {
		return
	}
	if h.lead.Len() > 0 {
		h.lead.WriteByte('\n')
	}
	h.lead.WriteString(words)
}

// body says what the body is. A mail that does not say is plain text (RFC 2045, 5.2).
func (h *header) body() content.Head {
	head := h.head
	if head.Type == "" {
		head.Type = "text/plain"
	}
	return head
}

// isAutomatic tells whether a field says that no person waits for an answer to the mail
// (RFC 3834, 2; RFC 2919).
func isAutomatic(name, value string) bool {
	switch value = strings.ToLower(strings.TrimSpace(value)); name {
	case "auto-submitted":
		return value != "no"
	case "precedence":
		return value == "bulk" || value == "list" || value == "junk"
	case "list-id", "list-unsubscribe", "x-auto-response-suppress":
		return true
	}
	return false
}

// decode gives the words of a field: folded lines become one, encoded words (RFC 2047)
// what they stand for, and bytes that are no UTF-8 what they are in windows-1250, which
// is what Romanian programs put there.
func decode(value string) string {
	value = unfold(value)
	if !utf8.ValidString(value) {
		value = toUTF8(charmap.Windows1250, value)
	}
	decoder := mime.WordDecoder{CharsetReader: func(charset string, from io.Reader) (io.Reader, error) {
		known, err := htmlindex.Get(charset)
		if err != nil {
			known = charmap.Windows1250 // its ASCII letters, at least, can be read
		}
		return known.NewDecoder().Reader(from), nil
	}}
	words, err := decoder.DecodeHeader(value)
	if err != nil {
		return value
	}
	return strings.ToValidUTF8(words, "\uFFFD")
}

// toUTF8 converts text that any byte may stand in.
func toUTF8(charset encoding.Encoding, text string) string {
	converted, err := charset.NewDecoder().String(text)
	if err != nil {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	return converted
}

// unfold makes one line of a folded field (RFC 5322, 2.2.3).
func unfold(value string) string {
	return strings.NewReplacer("\r\n", "", "\n", "", "\r", "").Replace(value)
}

// isMessageID tells whether an id is one that may stand in another mail: short, and of the
// characters of RFC 5322, 3.6.4.
func isMessageID(id string) bool {
	inner, ok := strings.CutPrefix(id, "<")
	inner, closed := strings.CutSuffix(inner, ">")
	return ok && closed && isAddress(inner)
}

// isAddress tells whether an address is local@domain with nothing in it that would need
// quotes, so that it can stand in a header and in a command.
func isAddress(address string) bool {
	at := strings.LastIndexByte(address, '@')
	if at <= 0 || at == len(address)-1 || len(address) > 254 || !utf8.ValidString(address) {
		return false
	}
	return !strings.ContainsFunc(address[:at], isSpecial) && !strings.ContainsFunc(address[at+1:], isSpecial)
}

func isSpecial(r rune) bool {
	return r <= ' ' || r == 0x7F || strings.ContainsRune("()<>[]:;@\\,\"", r)
}
