package content

import (
	"bytes"
	"unicode/utf8"
)

// sniffed is how many bytes at the beginning of a body are looked at to tell what it is.
const sniffed = 1024

// settleFamily gives how a body is read: as its type says if the bytes at its
// beginning agree, and otherwise as they look. Some formats are unmistakable and
// are believed more than any type.
func settleFamily(declared family, start []byte) family {
	if f := magic(start); f != familyUnknown {
		return f
	}
	switch declared {
	case familyMultipart, familyMail, familyEncrypted:
		return declared
	}
	if f := opaque(start); f != familyUnknown {
		return f
	}
	switch declared {
	case familyHTML, familyXML, familyJSON:
		return declared
	case familyForm:
		if looksJSON(start) {
			return familyJSONForm
		}
		return familyForm
	case familyText:
		if looksJSON(start) {
			return familyJSON
		}
		return familyText
	case familyGzip, familyBinary:
		return familyBinary
	}
	if !looksText(start) {
		if declared == familyMedia || isMedia(start) {
			return familyMedia
		}
		return familyBinary
	}
	return textFamily(start)
}

// magic tells the formats that begin with bytes no text begins with.
func magic(start []byte) family {
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("PK\x05\x06")), bytes.HasPrefix(start, []byte("PK\x07\x08")):
		return familyZip
	case bytes.HasPrefix(start, []byte(`{\rtf`)):
		return familyRTF
	case bytes.HasPrefix(start, []byte("%PDF-")):
		return familyPDF
	case bytes.HasPrefix(start, []byte("\x1f\x8b\x08")):
		return familyGzip
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return familyBinary
	case bytes.HasPrefix(bytes.TrimLeft(start, "\r\n\t "), []byte("-----BEGIN PGP MESSAGE-----")):
		return familyEncrypted
	}
	return familyUnknown
}

// opaque tells formats that are not read by first bytes that no text begins with, whatever
// follows them: zeros in every second place do not make them UTF-16.
func opaque(start []byte) family {
	for _, prefix := range []string{"\x89PNG\r\n", "\xff\xd8\xff", "\x1a\x45\xdf\xa3", "\x00\x00\x01\x00"} {
		if bytes.HasPrefix(start, []byte(prefix)) {
			return familyMedia
		}
	}
	for _, prefix := range []string{"7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07", "\xfd7zXZ\x00", "\x28\xb5\x2f\xfd", "\x04\x22\x4d\x18", "MSCF\x00\x00\x00\x00", "\x7fELF", "\x00asm", "SQLite format 3\x00"} {
		if bytes.HasPrefix(start, []byte(prefix)) {
			return familyBinary
		}
	}
	return familyUnknown
}

// isMedia tells pictures, sound and films by first bytes that a text may begin with too.
func isMedia(start []byte) bool {
	for _, prefix := range []string{"GIF87a", "GIF89a", "RIFF", "OggS", "ID3", "BM", "II*\x00", "MM\x00*", "fLaC"} {
		if bytes.HasPrefix(start, []byte(prefix)) {
			return true
		}
	}
	return len(start) > 11 && string(start[4:8]) == "ftyp"
}

// looksText tells whether bytes may be text of some charset.
func looksText(start []byte) bool {
	if bom, _ := byteOrderMark(start); bom != "" {
		return true
	}
	if wideOrder(start) != "" {
		return !isMedia(start) // two letters side by side are no UTF-16
	}
	return looksNarrow(start)
}

// looksNarrow tells whether bytes may be text of a charset of single bytes or of UTF-8: no
// control characters but those of text, and few bytes that belong to no code point.
func looksNarrow(start []byte) bool {
	strange := 0
	for i := 0; i < len(start); {
		b := start[i]
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b && b != 0x1e {
			return false
		}
		r, n := utf8.DecodeRune(start[i:])
		if r == utf8.RuneError && n == 1 && utf8.FullRune(start[i:]) {
			strange++
		}
		i += n
	}
	return strange*3 <= len(start)
}

// textFamily tells formats of text apart by how they begin.
func textFamily(start []byte) family {
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), "\r\n\t ")
	switch {
	case looksJSON(text):
		return familyJSON
	case hasPrefixFold(text, "<?xml"):
		if bytes.Contains(bytes.ToLower(text), []byte("<html")) {
			return familyHTML
		}
		return familyXML
	case hasPrefixFold(text, "<!doctype html"), hasPrefixFold(text, "<html"), hasPrefixFold(text, "<head"), hasPrefixFold(text, "<body"):
		return familyHTML
	case len(text) > 1 && text[0] == '<' && (text[1]|0x20 >= 'a' && text[1]|0x20 <= 'z'):
		return tagFamily(text)
	case looksForm(text):
		return familyForm
	}
	return familyText
}

// tagFamily tells HTML without a head from XML by its first tag. A script or a style alone
// does not make text a page, in which neither would be read: a tag has to follow it.
func tagFamily(text []byte) family {
	end := bytes.IndexAny(text, " \t\r\n/>")
	if end < 0 {
		return familyText
	}
	switch tag := string(bytes.ToLower(text[1:end])); tag {
	case "a", "b", "br", "em", "font", "i", "img", "label", "link", "meta", "span", "strong", "u":
		return familyHTML
	case "style", "script":
		_, rest, found := bytes.Cut(bytes.ToLower(text), []byte("</"+tag))
		if next := bytes.IndexByte(rest, '<'); found && next >= 0 && len(rest) > next+1 {
			return textFamily(rest[next:])
		}
		return familyText
	default:
		if isBlock(tag) {
			return familyHTML
		}
	}
	return familyXML
}

func hasPrefixFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && bytes.EqualFold(text[:len(prefix)], []byte(prefix))
}

// looksJSON tells whether text begins as a JSON object or an array of values does.
func looksJSON(text []byte) bool {
	text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), "\r\n\t ")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	next := bytes.TrimLeft(text[1:], "\r\n\t ")
	if len(next) == 0 {
		return true
	}
	return next[0] == '"' || text[0] == '{' && next[0] == '}' || text[0] == '[' && (next[0] == '{' || next[0] == '[' || next[0] == ']')
}

// looksForm tells whether text begins as a URL-encoded form does: a name, "=", and
// a value in which no character stands that such a form writes otherwise. A plus sign
// alone proves nothing: it begins telephone numbers.
func looksForm(text []byte) bool {
	name := bytes.IndexByte(text, '=')
	if name <= 0 || name > 256 || bytes.IndexByte(text[:name], '&') >= 0 {
		return false
	}
	escaped := false
	for _, b := range text {
		switch {
		case b == '%' || b == '&':
			escaped = true
		case b == '+', b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', bytes.IndexByte([]byte("=_-.*~[]$!'(),;:@/?"), b) >= 0:
		default:
			return false
		}
	}
	return escaped
}
