package icap

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// refusal is why a request is not served: an ICAP status and words of our own.
type refusal struct {
	status int
	reason string
}

// Error gives the reason, which has nothing of the request in it.
func (r *refusal) Error() string { return r.reason }

func refuse(status int, reason string) error { return &refusal{status, reason} }

// readLine reads a line that ends in CRLF, and gives it without its end. It is valid
// until the next read. Most is how long it may be, its end included. If there is nothing
// at all the error is io.EOF.
func readLine(r *bufio.Reader, most int) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = readLong(r, line, most)
	}
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	if len(line) > most {
		return nil, refuse(400, "a line is too long")
	}
	line = line[:len(line)-1]
	if !bytes.HasSuffix(line, []byte("\r")) {
		return nil, refuse(400, "a line does not end in CRLF")
	}
	line = line[:len(line)-1]
	if bytes.ContainsAny(line, "\r\x00") {
		return nil, refuse(400, "a line has a control character in it")
	}
	return line, nil
}

// readLong reads the rest of a line that is longer than the buffer of r.
func readLong(r *bufio.Reader, begin []byte, most int) ([]byte, error) {
	line := bytes.Clone(begin)
	for len(line) <= most {
		more, err := r.ReadSlice('\n')
		line = append(line, more...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
	return nil, refuse(400, "a line is too long")
}

// field is a line of a head: a name and a value.
type field struct{ name, value []byte }

// is tells whether a field has a name, whatever its case.
func (f field) is(name string) bool {
	return len(f.name) == len(name) && strings.EqualFold(string(f.name), name)
}

// parseField reads a line of a head. It takes no line that goes on from the one before,
// and no space before the colon, for not everybody reads those alike.
func parseField(line []byte) (field, error) {
	name, value, found := bytes.Cut(line, []byte(":"))
	if !found || !isToken(name) {
		return field{}, refuse(400, "a line of a head is no field")
	}
	return field{name, bytes.Trim(value, " \t")}, nil
}

// isToken tells whether something is a token of HTTP (RFC 9110, section 5.6.2).
func isToken(text []byte) bool {
	for _, c := range text {
		isAlphanumeric := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !isAlphanumeric && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return len(text) > 0
}

// parseDecimal reads a number of digits only, of at most 15.
func parseDecimal(text string) (number int64, ok bool) {
	if text == "" || len(text) > 15 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		number = 10*number + int64(c-'0')
	}
	return number, true
}
