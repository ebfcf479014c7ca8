package inspection

import (
	"net/url"
	"strings"
)

// Target gives the text of the target of an HTTP request, an URL or what follows its host,
// for the Lead of a Subject: a line "name: value" for each parameter of the query, so that
// the name stands in front of the value like a label, or two if the value has several words, and one for each segment of the path
// if that is wanted. It is "" if it says nothing.
func Target(target string, withPath bool) string {
	target, _, _ = strings.Cut(target, "#")
	path, query, _ := strings.Cut(target, "?")
	var text strings.Builder
	if withPath {
		if _, rest, found := strings.Cut(path, "://"); found {
			_, path, _ = strings.Cut(rest, "/")
		}
		for segment := range strings.SplitSeq(path, "/") {
			writeLine(&text, unescaped(segment, url.PathUnescape))
		}
	}
	for pair := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, found := strings.Cut(pair, "=")
		line := unescaped(name, url.QueryUnescape)
		if found {
			line += valueOf(unescaped(value, url.QueryUnescape))
		}
		writeLine(&text, line)
	}
	return text.String()
}

// valueOf gives a value to stand behind its name: on a line of its own if it has several
// words, as the fields of a body do, for a marking is one by where it stands.
func valueOf(value string) string {
	if strings.ContainsAny(strings.TrimSpace(value), " \t\n") {
		return ":\n" + value
	}
	return ": " + value
}

func writeLine(text *strings.Builder, line string) {
	if line != "" {
		text.WriteString(line)
		text.WriteByte('\n')
	}
}

// unescaped gives text without its escapes; if they are not in order it gives it as it is,
// for then so does whom it is sent to.
func unescaped(text string, unescape func(string) (string, error)) string {
	if plain, err := unescape(text); err == nil {
		return plain
	}
	return text
}
