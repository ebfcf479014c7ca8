package content

import (
	"bufio"
	"io"
	"strings"
)

// body reads one body: the whole, a part, or a file of an archive. Only an error
// that ends everything comes back; what else went wrong is noted.
func (x *extraction) body(r io.Reader, head Head, depth int) error {
	gathers := x.gathers
	err := x.guard(func() error { return x.undo(r, head, depth) })
	for x.gathers > gathers {
		x.gathered()
	}
	return x.settle(err)
}

// undo takes the encodings off a body and reads it.
func (x *extraction) undo(r io.Reader, head Head, depth int) error {
	if depth > x.limits.Depth {
		return missedError(MissedTooDeep)
	}
	kind := parseMedia(head.Type)
	if name := x.nameOf(head, kind); name != "" {
		x.out.writeString(name)
		x.out.endLine()
	}
	r, err := x.decodeTransfer(r, head.Transfer)
	if err != nil {
		return err
	}
	r, depth, err = x.unpack(r, encodings(head.Encoding), depth)
	if err != nil {
		return err
	}
	return x.read(r, kind, depth)
}

// read reads a body without encodings as what it is.
func (x *extraction) read(r io.Reader, kind media, depth int) error {
	buffered := bufio.NewReaderSize(r, pieceSize)
	start, err := buffered.Peek(sniffed)
	if len(start) == 0 {
		if err == io.EOF {
			return nil
		}
		return err
	}
	switch f := settleFamily(kind.family(), start); f {
	case familyMultipart:
		return x.multipart(buffered, kind, depth)
	case familyMail:
		return x.mail(buffered, depth)
	case familyGzip:
		unpacked, depth, err := x.unpack(buffered, []string{"gzip"}, depth)
		if err != nil {
			return err
		}
		return x.read(unpacked, media{}, depth+1)
	case familyZip, familyPDF:
		return x.document(buffered, f, depth)
	case familyRTF:
		return x.pump(buffered, newRTF(x))
	case familyMedia:
		return missedError(MissedType)
	case familyEncrypted:
		return missedError(MissedEncrypted)
	case familyBinary:
		return x.binary(buffered)
	default:
		return x.text(buffered, f, kind.params["charset"], start)
	}
}

// text reads a format that is text: it converts the charset and streams.
func (x *extraction) text(r *bufio.Reader, f family, declared string, start []byte) error {
	inside := ""
	if f == familyHTML || f == familyXML {
		inside = declaredInside(start)
	}
	charset, skip, err := x.charset(declared, inside, start)
	if err != nil {
		return err
	}
	if _, err := r.Discard(skip); err != nil {
		return err
	}
	if f == familyForm && !isWide(charset) {
		return x.pump(r, newForm(x, charset)) // the escapes hold bytes of the charset
	}
	reader := x.formatOf(f)
	if err := x.pump(x.converted(r, charset), reader); err != nil {
		return err
	}
	if marked, ok := reader.(interface{ cutShort() bool }); ok && marked.cutShort() {
		return missedError(MissedBroken)
	}
	return nil
}

// formatOf gives the reader of a format of text.
func (x *extraction) formatOf(f family) format {
	switch f {
	case familyHTML:
		return newHTML(x.out)
	case familyXML:
		return newXML(x.out)
	case familyJSON:
		return newJSON(x.out)
	case familyForm:
		return newForm(x, "utf-8")
	case familyJSONForm:
		reader := newJSON(x.out)
		reader.rest = newForm(x, guessed)
		return reader
	}
	return plain{x.out}
}

// plain is text that is written as it is.
type plain struct{ out *output }

func (p plain) feed(piece []byte) { _, _ = p.out.Write(piece) }

func (p plain) end() { p.out.endLine() }

// declaredInside gives the charset that HTML or XML declares at its beginning: the
// first "charset=" or "encoding=" inside a tag.
func declaredInside(start []byte) string {
	text := strings.ToLower(string(start))
	for at := 0; at < len(text); {
		tag := strings.IndexByte(text[at:], '<')
		if tag < 0 {
			return ""
		}
		at += tag
		length := strings.IndexByte(text[at:], '>')
		if length < 0 {
			return ""
		}
		tagText := text[at : at+length]
		at += length
		if strings.HasPrefix(tagText, "<meta") {
			if name := valueBehind(tagText, "charset"); name != "" {
				return insideName(name)
			}
		}
		if strings.HasPrefix(tagText, "<?xml") {
			if name := valueBehind(tagText, "encoding"); name != "" {
				return insideName(name)
			}
		}
	}
	return ""
}

// insideName corrects a declaration that cannot be true: what was read byte for
// byte to find it is no UTF-16 (WHATWG HTML, 13.2.3.2).
func insideName(name string) string {
	if strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") {
		return "utf-8"
	}
	return name
}

// valueBehind gives the word behind a name and "=", without quotes.
func valueBehind(text, name string) string {
	_, rest, found := strings.Cut(text, name)
	rest = strings.TrimLeft(rest, " \t\r\n")
	if !found || !strings.HasPrefix(rest, "=") {
		return ""
	}
	rest = strings.TrimLeft(rest[1:], " \t\r\n\"'")
	if i := strings.IndexAny(rest, " \t\r\n\"';?/>"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}
