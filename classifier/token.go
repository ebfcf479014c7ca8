package classifier

import (
	"bytes"
	"strings"
)

// tokenReach bounds how far a token is followed to each side of a span, in
// folded characters.
const tokenReach = 256

// byteSet is a set of folded bytes, which all lie below 128.
type byteSet struct {
	low, high uint64
}

func (s byteSet) has(b byte) bool {
	if b < 64 {
		return s.low>>b&1 != 0
	}
	return s.high>>(b-64)&1 != 0
}

const (
	digitBits  = (1<<10 - 1) << '0'
	letterBits = (1<<26 - 1) << ('a' - 64)
)

// wordBytes belong to a word in the widest sense: all but white space, angle
// brackets and quotation marks.
func wordBytes() byteSet {
	return byteSet{^uint64(1<<' ' | 1<<'\n' | 1<<'<' | 1<<'>' | 1<<'"'), ^uint64(0)}
}

// addressBytes can occur in an e-mail address.
func addressBytes() byteSet {
	return byteSet{digitBits | 1<<otherLetter | 1<<'.' | 1<<'-' | 1<<'+' | 1<<'%', letterBits | 1<<('_'-64) | 1<<('@'-64)}
}

// nameBytes can occur in a file name or path.
func nameBytes() byteSet {
	return byteSet{digitBits | 1<<otherLetter | 1<<'.' | 1<<'-' | 1<<'/' | 1<<'%', letterBits | 1<<('_'-64) | 1<<('\\'-64)}
}

// token widens a span to both sides for as long as the characters are of a set,
// at most tokenReach each way.
func (v *view) token(start, end int, set byteSet) (int, int) {
	from := max(0, start-tokenReach)
	for start > from && set.has(v.lower[start-1]) {
		start--
	}
	to := min(len(v.lower), end+tokenReach)
	for end < to && set.has(v.lower[end]) {
		end++
	}
	return start, end
}

// insideToken tells whether a span is a piece of a longer token that has a
// meaning of its own: a URL, an e-mail address, a file name or path, a GUID,
// a hash, a key.
// Such a piece is never an identifier by itself. A list without spaces
// ("0712034567,ion@example.ro") is several tokens.
func (v *view) insideToken(start, end int) bool {
	return v.insideURL(start, end) || v.insideEmail(start, end) || v.insideFile(start, end) || v.insideSystemCode(start, end)
}

// insideURL tells whether a URL that began before the span has not ended, or a
// domain goes on after it. Commas and brackets end a URL only before its path.
func (v *view) insideURL(start, end int) bool {
	if v.beginsDomain(end) {
		return true
	}
	from, _ := v.token(start, start, wordBytes())
	before := v.lower[from:start]
	if !bytes.Contains(before, []byte("://")) && bytes.IndexByte(before, '.') < 0 {
		return false
	}
	in, path, mailbox := false, false, false
	for i := range before {
		switch rest := before[i:]; {
		case rest[0] == ':' && bytes.HasPrefix(rest, []byte("://")):
			in = true
		case rest[0] == 'w' && bytes.HasPrefix(rest, []byte("www.")):
			in = true
		case rest[0] == '@':
			mailbox = true
		case rest[0] == '.' && !mailbox && hasDomainEnd(rest):
			in, path = true, true
		case rest[0] == '/' && (i == 0 || before[i-1] != '/' && before[i-1] != ':'):
			path, mailbox = in, false
		case !path && endsHost(rest[0]):
			in, mailbox = false, false
		}
	}
	return in
}

// endsHost tells whether a byte cannot occur in a host name but divides things
// that are listed.
func endsHost(b byte) bool {
	return strings.IndexByte(",;|()[]{}*", b) >= 0
}

// beginsDomain tells whether a domain's ending and a path follow: "7.ro/x".
func (v *view) beginsDomain(end int) bool {
	return hasDomainEnd(v.lower[end:min(end+8, len(v.lower))])
}

// hasDomainEnd tells whether text begins with a frequent top-level domain and
// the slash of a path.
func hasDomainEnd(text []byte) bool {
	const longest = len(".info/")
	slash := bytes.IndexByte(text[:min(longest, len(text))], '/')
	if slash < 0 {
		return false
	}
	switch string(text[:slash]) {
	case ".ro", ".com", ".me", ".eu", ".net", ".org", ".md", ".info", ".gl", ".ly":
		return true
	}
	return false
}

// insideEmail tells whether an '@' belongs to the characters of a mailbox or
// host around the span.
func (v *view) insideEmail(start, end int) bool {
	from, to := v.token(start, end, addressBytes())
	return bytes.IndexByte(v.lower[from:start], '@') >= 0 || bytes.IndexByte(v.lower[end:to], '@') >= 0
}

// insideFile tells whether the span is a piece of a file name or of a GUID.
func (v *view) insideFile(start, end int) bool {
	_, to := v.token(end, end, nameBytes())
	if to > end && isFileName(v.lower[start:to]) {
		return true
	}
	from, to := v.guidAround(start, end)
	return hasGUID(v.lower[from:to])
}

// guidAround widens a span by the characters of a GUID around it.
func (v *view) guidAround(start, end int) (int, int) {
	from, to := start, end
	for from > 0 && start-from < guidLength && isGUIDByte(v.lower[from-1]) {
		from--
	}
	for to < len(v.lower) && to-end < guidLength && isGUIDByte(v.lower[to]) {
		to++
	}
	return from, to
}

func isGUIDByte(b byte) bool { return b == '-' || isHex(b) }

// isFileName tells whether a token ends like a file's name.
func isFileName(token []byte) bool {
	token = bytes.TrimRight(token, ".")
	dot := bytes.LastIndexByte(token, '.')
	if dot < 1 {
		return false
	}
	switch string(token[dot+1:]) {
	case "pdf", "jpg", "jpeg", "png", "gif", "webp", "heic", "doc", "docx", "xls", "xlsx", "ppt", "pptx",
		"odt", "ods", "txt", "csv", "xml", "json", "zip", "rar", "7z", "tar", "gz", "mp3", "mp4", "mov",
		"avi", "mkv", "wav", "opus", "exe", "apk", "iso", "log", "sql", "html", "htm", "php", "p7s", "p7m", "eml":
		return true
	}
	return false
}

// guidShape is how a GUID is written, x being hexadecimal digits.
const (
	guidShape  = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	guidLength = len(guidShape)
)

// hasGUID tells whether token holds a GUID.
func hasGUID(token []byte) bool {
	for from := 0; from+guidLength <= len(token); from++ {
		i := 0
		for i < guidLength && guidByte(token[from+i], guidShape[i]) {
			i++
		}
		if i == guidLength {
			return true
		}
	}
	return false
}

func guidByte(b, shape byte) bool {
	if shape == '-' {
		return b == '-'
	}
	return isHex(b)
}
