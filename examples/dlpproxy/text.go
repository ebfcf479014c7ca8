package dlpproxy

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// textReader gives what people wrote in a body, without its packaging: an escape
// such as \u0219 in JSON or %C8%99 in a form would hide it.
type textReader func(body []byte) (string, error)

// reader gives the textReader for a media type, or nil if there is none.
func reader(contentType string) textReader {
	kind, _, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil:
		return nil
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		return jsonText
	case kind == "application/x-www-form-urlencoded":
		return formText
	case strings.HasPrefix(kind, "text/"):
		return plainText
	}
	return nil
}

func plainText(body []byte) (string, error) {
	if !utf8.Valid(body) {
		return "", errors.New("not UTF-8")
	}
	return string(body), nil
}

// formText gives the fields as "name: value" lines, in the order of the names.
func formText(body []byte) (string, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "", err
	}
	var lines []string
	for name, values := range form {
		for _, value := range values {
			lines = append(lines, name+": "+value)
		}
	}
	slices.Sort(lines)
	return plainText([]byte(strings.Join(lines, "\n")))
}

// jsonText gives the strings and numbers, names included, a line each but for a
// name and its value, which stand on one line so that a name can label a number.
func jsonText(body []byte) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var text strings.Builder
	// Of each open bracket: whether it is an object, and whether a name is next.
	type level struct{ object, name bool }
	open := []level{{}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && len(open) == 1 {
			return text.String(), nil
		}
		if err != nil {
			return "", err
		}
		if token == json.Delim('}') || token == json.Delim(']') {
			open = open[:len(open)-1]
			continue
		}
		here := &open[len(open)-1]
		isName := here.object && here.name
		here.name = here.object && !isName
		end := "\n"
		if isName {
			end = ": "
		}
		switch value := token.(type) {
		case json.Delim:
			open = append(open, level{object: value == '{', name: value == '{'})
		case string:
			text.WriteString(value + end)
		case json.Number:
			text.WriteString(value.String() + end)
		}
	}
}
