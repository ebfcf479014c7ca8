// Package web is both ends of the path that a proxy is in: clients that send and fetch
// bodies of all kinds, and an origin that remembers what reached it.
package web

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/url"
	"strings"
)

// Texts with made-up people and things, by what the service must think of them. Canary is
// a part of the blocked one that must not reach an origin, and Secret one that a page must
// not tell, which may well name the marking.
const (
	Warned  = "Pentru contract: Ion Popescu, CNP 1850228120011, tel. 0722 123 456."
	Blocked = "STRICT SECRET\nNr. 00/1234 din 12.03.2026\nExemplar unic\nRaport privind paza obiectivului"
	Canary  = "STRICT SECRET"
	Secret  = "paza obiectivului"
)

// words is what calm texts are made of.
const words = "salut ne vedem mâine la film cu toată lumea hai să mergem pe jos că este frumos afară și apoi la o cafea dacă vrei și tu spune-mi când ajungi"

// Calm gives text of so many bytes that nothing is found in, another for each seed.
func Calm(size int, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 1))
	all := strings.Fields(words)
	var b strings.Builder
	b.Grow(size + 16)
	for line := 0; b.Len() < size; {
		word := all[random.IntN(len(all))]
		b.WriteString(word)
		if line += len(word) + 1; line > 80 {
			b.WriteByte('\n')
			line = 0
		} else {
			b.WriteByte(' ')
		}
	}
	text := strings.ToValidUTF8(b.String()[:size], ".")
	return text + strings.Repeat(".", size-len(text))
}

// Within gives a text of about so many bytes that has another one in it, at a place.
func Within(size, at int, inner string, seed uint64) string {
	return Calm(at, seed) + "\n" + inner + "\n" + Calm(max(size-at-len(inner)-2, 0), seed+1)
}

// Body is a body and what its header says.
type Body struct {
	Type, Encoding string
	Bytes          []byte
}

// Plain is a text as it is.
func Plain(text string) Body { return Body{Type: "text/plain; charset=utf-8", Bytes: []byte(text)} }

// Gzip is a body compressed.
func Gzip(b Body) Body {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(b.Bytes) // into memory
	_ = w.Close()
	return Body{b.Type, "gzip", packed.Bytes()}
}

// Form is a text as a field of a form.
func Form(text string) Body {
	values := url.Values{"to": {"Ana"}, "text": {text}}
	return Body{Type: "application/x-www-form-urlencoded", Bytes: []byte(values.Encode())}
}

// JSON is a text as a field of an object, escaped as far as can be.
func JSON(text string) Body {
	object, _ := json.Marshal(map[string]any{"to": []string{"Ana"}, "text": text}) // strings
	var b bytes.Buffer
	for _, r := range string(object) {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return Body{Type: "application/json", Bytes: b.Bytes()}
}

// Multipart is a body as a file of a form.
func Multipart(name string, b Body) Body {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.WriteField("to", "Ana") // into memory
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write(b.Bytes)
	_ = w.Close()
	return Body{Type: w.FormDataContentType(), Bytes: form.Bytes()}
}

// DOCX is a text as a document of a word processor, a paragraph for each line.
func DOCX(text string) Body {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	paragraphs := ""
	for line := range strings.SplitSeq(text, "\n") {
		paragraphs += "<w:p><w:r><w:t>" + line + "</w:t></w:r></w:p>"
	}
	for _, member := range [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + paragraphs + `</w:body></w:document>`},
	} {
		w, _ := archive.Create(member[0]) // into memory
		_, _ = io.WriteString(w, member[1])
	}
	_ = archive.Close()
	return Body{Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Bytes: file.Bytes()}
}
