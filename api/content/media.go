package content

import (
	"bytes"
	"io"
	"mime"
	"strings"
)

// media is what a Content-Type or Content-Disposition header says.
type media struct {
	// kind is the first word, in small letters: "text/html", "form-data".
	kind   string
	params map[string]string
}

// parseMedia reads a header's value. What mime refuses (names with spaces and no
// quotes, a parameter twice) is common in what browsers and mail programs send, so
// its parameters are then taken as they lie.
func parseMedia(value string) media {
	kind, params, err := mime.ParseMediaType(value)
	if err == nil {
		return media{kind, params}
	}
	first, rest, _ := strings.Cut(value, ";")
	m := media{strings.ToLower(strings.TrimSpace(first)), map[string]string{}}
	for _, param := range splitParams(rest) {
		name, v, _ := strings.Cut(param, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := m.params[name]; !twice && name != "" {
			m.params[name] = unquote(strings.TrimSpace(v))
		}
	}
	return m
}

// splitParams cuts parameters at the semicolons outside quotes.
func splitParams(s string) []string {
	var params []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			params = append(params, s[start:i])
			start = i + 1
		}
	}
	return append(params, s[start:])
}

// unquote takes the quotes from a parameter, and what they guarded as it is.
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s[1:len(s)-1], `\"`, `"`), `\\`, `\`)
}

// words undoes the encoded words of a mail's header (RFC 2047).
func (x *extraction) words(s string) string {
	d := mime.WordDecoder{CharsetReader: func(name string, r io.Reader) (io.Reader, error) {
		word, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		charset, skip, err := x.charset(name, "", word)
		return x.converted(bytes.NewReader(word[skip:]), charset), err
	}}
	if decoded, err := d.DecodeHeader(s); err == nil {
		s = decoded
	}
	return s
}

// raw gives text of a header as UTF-8 when it was sent as bytes of another charset.
func (x *extraction) raw(s string) string {
	text, err := io.ReadAll(x.converted(strings.NewReader(s), ""))
	if err != nil {
		return s
	}
	return string(text)
}

// nameOf gives the name of the file a body is, as it is read; "" if it has none.
func (x *extraction) nameOf(head Head, kind media) string {
	name := parseMedia(head.Disposition).params["filename"]
	if name == "" {
		name = kind.params["name"]
	}
	return nameText(x.raw(x.words(name)))
}

// family tells how a media type is read.
type family int

const (
	// familyUnknown is looked at to find out.
	familyUnknown family = iota
	familyText
	familyHTML
	familyXML
	familyJSON
	familyForm
	// familyJSONForm is JSON that is said to be a form, and may go on as one.
	familyJSONForm
	familyMultipart
	familyMail
	familyGzip
	// familyZip is an archive or a document that is one.
	familyZip
	familyPDF
	familyRTF
	// familyMedia is pictures, sound, films and fonts.
	familyMedia
	// familyEncrypted is what only the holder of a key can read.
	familyEncrypted
	// familyBinary is looked through for runs of text.
	familyBinary
)

// family gives how a media type says it is to be read. S/MIME is encrypted unless
// it says that it is only signed (RFC 8551, 3.2.2).
func (m media) family() family {
	if strings.HasSuffix(m.kind, "/pkcs7-mime") || strings.HasSuffix(m.kind, "/x-pkcs7-mime") {
		if strings.HasPrefix(strings.ToLower(m.params["smime-type"]), "signed") {
			return familyBinary
		}
		return familyEncrypted
	}
	return familyOf(m.kind)
}

func familyOf(kind string) family {
	switch kind {
	case "text/html", "application/xhtml+xml":
		return familyHTML
	case "application/json", "text/json", "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-seq", "application/csp-report":
		return familyJSON
	case "application/xml", "text/xml", "application/xml-dtd":
		return familyXML
	case "application/x-www-form-urlencoded":
		return familyForm
	case "message/rfc822", "message/global":
		return familyMail
	case "application/gzip", "application/x-gzip":
		return familyGzip
	case "application/pgp-encrypted":
		return familyEncrypted
	case "application/javascript", "application/x-javascript", "application/ecmascript", "application/yaml", "application/x-yaml",
		"application/toml", "application/sql", "application/graphql", "application/x-sh":
		return familyText
	}
	group, name, _ := strings.Cut(kind, "/")
	switch {
	case strings.HasSuffix(name, "+json"):
		return familyJSON
	case strings.HasSuffix(name, "+xml"):
		return familyXML
	case group == "multipart":
		return familyMultipart
	case group == "text", group == "message":
		return familyText
	case group == "image", group == "audio", group == "video", group == "font":
		return familyMedia
	}
	return familyUnknown
}

// typeByName gives the media type of a file by its name, for what archives hold:
// only types that cannot be told from the file itself.
func typeByName(name string) string {
	dot := strings.LastIndexByte(name, '.')
	switch strings.ToLower(name[dot+1:]) {
	case "htm", "html", "xhtml":
		return "text/html"
	case "xml", "rels", "svg":
		return "application/xml"
	case "json", "ndjson", "jsonl":
		return "application/json"
	case "txt", "csv", "tsv", "md", "log", "ics", "vcf":
		return "text/plain"
	case "eml":
		return "message/rfc822"
	}
	return ""
}
