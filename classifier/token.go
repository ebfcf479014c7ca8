package classifier

import "bytes"

// tokenReach bounds how far a token is followed to each side of a span, in
// folded characters.
const tokenReach = 256

// token widens a span to both sides for as long as the characters belong to a
// token of a kind, at most tokenReach each way.
func (v *view) token(start, end int, belongs func(byte) bool) (int, int) {
	for n := 0; n < tokenReach && start > 0 && belongs(v.lower[start-1]); n++ {
		start--
	}
	for n := 0; n < tokenReach && end < len(v.lower) && belongs(v.lower[end]); n++ {
		end++
	}
	return start, end
}

// insideToken tells whether a span is a piece of a longer token that has a
// meaning of its own: a URL, an e-mail address, a file name or path, a GUID.
// Such a piece is never an identifier by itself. A list without spaces
// ("0712034567,ion@example.ro") is several tokens.
func (v *view) insideToken(start, end int) bool {
	return v.insideURL(start, end) || v.insideEmail(start, end) || v.insideFile(start, end)
}

// insideURL tells whether a URL that began before the span has not ended, or a
// domain goes on after it. Commas and brackets end a URL only before its path.
func (v *view) insideURL(start, end int) bool {
	from, _ := v.token(start, end, isWordByte)
	in, path, mailbox := false, false, false
	for i := from; i < start; i++ {
		rest := v.lower[i:start]
		switch {
		case bytes.HasPrefix(rest, []byte("://")):
			in = true
			i += len("://") - 1
		case bytes.HasPrefix(rest, []byte("www.")):
			in = true
		case rest[0] == '@':
			mailbox = true
		case rest[0] == '.' && !mailbox && hasDomainEnd(rest):
			in, path = true, true
		case rest[0] == '/':
			path, mailbox = in, false
		case !path && endsHost(rest[0]):
			in, mailbox = false, false
		}
	}
	return in || v.beginsDomain(end)
}

// endsHost tells whether a byte cannot occur in a host name but divides things
// that are listed.
func endsHost(b byte) bool {
	return bytes.IndexByte([]byte(",;|()[]{}*"), b) >= 0
}

// beginsDomain tells whether a domain's ending and a path follow: "7.ro/x".
func (v *view) beginsDomain(end int) bool {
	return hasDomainEnd(v.lower[end:min(end+8, len(v.lower))])
}

// hasDomainEnd tells whether text begins with a frequent top-level domain and
// the slash of a path.
func hasDomainEnd(text []byte) bool {
	slash := bytes.IndexByte(text, '/')
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
	from, to := v.token(start, end, isAddressByte)
	return bytes.IndexByte(v.lower[from:start], '@') >= 0 || bytes.IndexByte(v.lower[end:to], '@') >= 0
}

// insideFile tells whether the characters around the span make up a file name
// or a GUID.
func (v *view) insideFile(start, end int) bool {
	from, to := v.token(start, end, isNameByte)
	if from == start && to == end {
		return false
	}
	return isFileName(v.lower[from:to]) || hasGUID(v.lower[from:to])
}

// isWordByte tells whether a byte belongs to a word in the widest sense.
func isWordByte(b byte) bool {
	return !isSpace(b) && b != '<' && b != '>' && b != '"'
}

// isAddressByte tells whether a byte can occur in an e-mail address.
func isAddressByte(b byte) bool {
	return isAlnum(b) || b == '.' || b == '_' || b == '-' || b == '+' || b == '%' || b == '@'
}

// isNameByte tells whether a byte can occur in a file name or path.
func isNameByte(b byte) bool {
	return isAlnum(b) || b == '.' || b == '_' || b == '-' || b == '/' || b == '\\' || b == '%'
}

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

// hasGUID tells whether token holds 8-4-4-4-12 hexadecimal digits.
func hasGUID(token []byte) bool {
	const shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	for from := 0; from+len(shape) <= len(token); from++ {
		i := 0
		for i < len(shape) && guidByte(token[from+i], shape[i]) {
			i++
		}
		if i == len(shape) {
			return true
		}
	}
	return false
}

func guidByte(b, shape byte) bool {
	if shape == '-' {
		return b == '-'
	}
	return isDigit(b) || b >= 'a' && b <= 'f'
}
