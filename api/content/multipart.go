package content

import (
	"bufio"
	"io"
	"strings"
)

// maxHeader is how much of a part's header is read, in bytes; what is longer is
// taken as the part.
const maxHeader = 32 << 10

// multipart reads the parts of a multipart body, each as a body of its own. What
// stands before and behind the parts is text too, for programs differ in where the
// parts begin and end.
func (x *extraction) multipart(r *bufio.Reader, kind media, depth int) error {
	if kind.kind == "multipart/encrypted" {
		if err := x.note(MissedEncrypted); err != nil {
			return err
		}
	}
	boundary := kind.params["boundary"]
	if boundary == "" {
		boundary = boundaryInside(r)
	}
	if boundary == "" || len(boundary) > maxBoundary {
		if err := x.note(MissedBroken); err != nil {
			return err
		}
		return x.outsideParts(r)
	}
	s := newSplitter(r, boundary)
	if err := x.outsideParts(s); err != nil {
		return err
	}
	for s.next() {
		if s.last {
			s.last = false
			if err := x.outsideParts(s); err != nil {
				return err
			}
			continue
		}
		if err := x.enter(); err != nil {
			return err
		}
		if err := x.part(s, depth); err != nil {
			return err
		}
	}
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// boundaryInside gives the boundary a body begins with that does not tell it.
func boundaryInside(r *bufio.Reader) string {
	start, _ := r.Peek(sniffed)
	line, _, _ := strings.Cut(strings.TrimLeft(string(start), "\r\n"), "\n")
	boundary, found := strings.CutPrefix(strings.TrimRight(line, " \t\r"), "--")
	if !found {
		return ""
	}
	return boundary
}

// outsideParts reads what stands outside the parts, if it is text.
func (x *extraction) outsideParts(r io.Reader) error {
	return x.pump(x.converted(r, guessed), plain{x.out})
}

// part reads a part: its header, then its body. A field of a form gets its name as
// a label.
func (x *extraction) part(r io.Reader, depth int) error {
	buffered := bufio.NewReader(r)
	header, err := readHeader(buffered)
	if err != nil {
		return x.settle(err)
	}
	head := Head{
		Type:        header["content-type"],
		Encoding:    header["content-encoding"],
		Transfer:    header["content-transfer-encoding"],
		Disposition: header["content-disposition"],
	}
	x.out.endLine()
	field := parseMedia(head.Disposition)
	if head.Type == "" && field.params["filename"] == "" {
		head.Type = "text/plain" // a value may look like a form and be none (RFC 2046, 5.1)
	}
	if field.kind == "form-data" && field.params["name"] != "" {
		x.out.writeString(x.raw(field.params["name"]))
		x.out.writeString(": ")
	}
	err = x.body(buffered, head, depth+1)
	x.out.endLine()
	return err
}

// mail reads a mail: its subject, then its body.
func (x *extraction) mail(r *bufio.Reader, depth int) error {
	header, err := readHeader(r)
	if err != nil {
		return err
	}
	for _, name := range []string{"subject", "comments", "keywords"} {
		if value := header[name]; value != "" {
			x.out.endLine()
			x.out.writeString(strings.ToUpper(name[:1]) + name[1:] + ": " + x.raw(x.words(value)))
			x.out.endLine()
		}
	}
	return x.body(r, Head{
		Type:        header["content-type"],
		Transfer:    header["content-transfer-encoding"],
		Disposition: header["content-disposition"],
	}, depth+1)
}

// readHeader reads the header of a part or a mail, up to the empty line: the first
// value of each name, names in small letters, folded lines joined.
func readHeader(r *bufio.Reader) (map[string]string, error) {
	header := map[string]string{}
	name := ""
	for total := 0; total < maxHeader; {
		line, err := readLine(r, maxHeader-total)
		total += len(line)
		text := strings.TrimRight(line, "\r\n")
		if text == "" {
			if err == io.EOF {
				err = nil
			}
			return header, err
		}
		if isSpace(text[0]) {
			if name != "" {
				header[name] += text
			}
		} else {
			name = addHeader(header, text)
		}
		if err == io.EOF {
			return header, nil
		}
		if err != nil {
			return header, err
		}
	}
	return header, nil
}

// addHeader adds a line and gives its name, or "" if it adds nothing.
func addHeader(header map[string]string, line string) string {
	name, value, found := strings.Cut(line, ":")
	name = strings.ToLower(strings.TrimSpace(name))
	if _, known := header[name]; known || !found {
		return ""
	}
	header[name] = strings.TrimSpace(value)
	return name
}

// readLine reads a line with its end, at most limit bytes of it.
func readLine(r *bufio.Reader, limit int) (string, error) {
	var line []byte
	for len(line) < limit {
		b, err := r.ReadByte()
		if err != nil {
			return string(line), err
		}
		line = append(line, b)
		if b == '\n' {
			break
		}
	}
	return string(line), nil
}
