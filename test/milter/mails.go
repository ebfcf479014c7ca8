package milter

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"strings"
)

// What a mail may say. The people are made up.
const (
	harmless  = "Ne vedem mâine la 18:30 în fața teatrului? Biletele le iau eu."
	personal  = "Pentru contract: Ion Popescu, CNP 1850228120011, tel. 0722 123 456."
	secret    = "STRICT SECRET\r\nNr. 00/1234 din 12.03.2026\r\nExemplar unic\r\nRaport privind paza obiectivului"
	plainText = "text/plain; charset=utf-8"
)

// part is a part of a mail, or a mail without a header of its own.
type part struct {
	// kind is the Content-Type, transfer the Content-Transfer-Encoding, disposition the
	// Content-Disposition.
	kind, transfer, disposition string
	body                        string
}

// text writes the part with its header.
func (p part) text() string {
	header := "Content-Type: " + p.kind + "\r\n"
	if p.transfer != "" {
		header += "Content-Transfer-Encoding: " + p.transfer + "\r\n"
	}
	if p.disposition != "" {
		header += "Content-Disposition: " + p.disposition + "\r\n"
	}
	return header + "\r\n" + p.body
}

// Letter writes a mail: a header, and a part.
func Letter(subject string, p part, more ...string) []byte {
	header := "From: Ana <ana@example.ro>\r\nTo: Ion <ion@elsewhere.example>\r\nDate: Wed, 25 Nov 2026 09:05:00 +0200\r\n" +
		"Subject: " + subject + "\r\nMIME-Version: 1.0\r\n"
	for _, field := range more {
		header += field + "\r\n"
	}
	return []byte(header + p.text() + "\r\n")
}

// Plain is a part of plain text.
func Plain(body string) part { return part{kind: plainText, transfer: "8bit", body: body} }

// inBase64 encodes a body.
func inBase64(body string) string {
	encoded := base64.StdEncoding.EncodeToString([]byte(body))
	var lines strings.Builder
	for len(encoded) > 76 {
		lines.WriteString(encoded[:76] + "\r\n")
		encoded = encoded[76:]
	}
	return lines.String() + encoded
}

// quoted encodes a body as quoted-printable.
func quoted(body string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(body)) // a buffer takes all
	_ = w.Close()
	return b.String()
}

// Multipart puts parts into one. Name sets its boundary apart from those of other parts.
func Multipart(kind, name string, parts ...part) part {
	var body strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&body, "--=_%s\r\n%s\r\n", name, p.text())
	}
	fmt.Fprintf(&body, "--=_%s--\r\n", name)
	return part{kind: fmt.Sprintf("multipart/%s; boundary=\"=_%s\"", kind, name), body: body.String()}
}

// document writes a DOCX that says something: the least that word processors open.
func document(says string) (string, error) {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, file := range []struct{ name, text string }{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + paragraphs(says) + `</w:body></w:document>`},
	} {
		w, err := archive.Create(file.name)
		if err != nil {
			return "", err
		}
		if _, err := w.Write([]byte(file.text)); err != nil {
			return "", err
		}
	}
	if err := archive.Close(); err != nil {
		return "", err
	}
	return b.String(), nil
}

// paragraphs writes each line as a paragraph.
func paragraphs(says string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(says, "\r\n") {
		b.WriteString("<w:p><w:r><w:t>" + line + "</w:t></w:r></w:p>")
	}
	return b.String()
}

// docx is the type of a DOCX.
const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Attached is a DOCX that is attached to a mail.
func Attached(says string) (part, error) {
	file, err := document(says)
	if err != nil {
		return part{}, fmt.Errorf("writing a document: %w", err)
	}
	return part{kind: docx + "; name=raport.docx", transfer: "base64", disposition: "attachment; filename=raport.docx", body: inBase64(file)}, nil
}
