package icap

import (
	"bufio"
	"strings"
)

// Methods of ICAP.
const (
	methodOptions = "OPTIONS"
	methodREQMOD  = "REQMOD"
	methodRESPMOD = "RESPMOD"
)

// maxFields is how many fields the head of an ICAP request may have.
const maxFields = 100

// request is the head of an ICAP request: what of it matters here.
type request struct {
	method string
	// service is the path that is asked, such as "/reqmod".
	service string
	// encapsulated is the value of the field that says what follows.
	encapsulated    string
	hasEncapsulated bool
	// preview is how many bytes of the body come first; -1 if all of it comes at once.
	preview int64
	// allow204 tells that "unchanged" is an answer at any time.
	allow204 bool
	// close tells that nothing comes after.
	close bool
}

// readRequest reads the head of an ICAP request of at most that many bytes. The error is
// io.EOF if there is none.
func readRequest(r *bufio.Reader, most int) (request, error) {
	line, err := readLine(r, most)
	if err == nil && len(line) == 0 { // as RFC 9112, section 2.2, asks of servers
		line, err = readLine(r, most)
	}
	if err != nil {
		return request{}, err
	}
	most -= len(line)
	q, err := parseRequestLine(string(line))
	if err != nil {
		return q, err
	}
	for n := 0; ; n++ {
		line, err := readLine(r, most)
		if err != nil {
			return q, within(err)
		}
		if len(line) == 0 {
			return q, nil
		}
		if most -= len(line) + 2; n == maxFields || most < 2 {
			return q, refuse(400, "the head is too large")
		}
		f, err := parseField(line)
		if err != nil {
			return q, err
		}
		if err := q.take(f); err != nil {
			return q, err
		}
	}
}

// parseRequestLine reads the first line: a method, a URI and a version.
func parseRequestLine(line string) (request, error) {
	q := request{preview: -1}
	method, rest, _ := strings.Cut(line, " ")
	uri, version, found := strings.Cut(rest, " ")
	if !found || !isToken([]byte(method)) || uri == "" {
		return q, refuse(400, "the first line is no request")
	}
	major, isICAP := strings.CutPrefix(version, "ICAP/")
	if !isICAP {
		return q, refuse(400, "the first line is no request of ICAP")
	}
	if major != "1.0" {
		return q, refuse(505, "the version is not ICAP/1.0")
	}
	if method != methodOptions && method != methodREQMOD && method != methodRESPMOD {
		return q, refuse(501, "the method is none of ICAP")
	}
	q.method, q.service = method, servicePath(uri)
	return q, nil
}

// servicePath gives the path of the URI of a service without what stands behind it.
func servicePath(uri string) string {
	if scheme, rest, found := strings.Cut(uri, "://"); found && (strings.EqualFold(scheme, "icap") || strings.EqualFold(scheme, "icaps")) {
		_, path, _ := strings.Cut(rest, "/")
		uri = "/" + path
	}
	path, _, _ := strings.Cut(uri, "?")
	return path
}

// take notes a field.
func (q *request) take(f field) error {
	switch {
	case f.is("Encapsulated"):
		if q.hasEncapsulated {
			return refuse(400, "there are two fields Encapsulated")
		}
		q.hasEncapsulated, q.encapsulated = true, string(f.value)
	case f.is("Preview"):
		size, ok := parseDecimal(string(f.value))
		if !ok || q.preview >= 0 {
			return refuse(400, "the field Preview is no number, or there are two")
		}
		q.preview = size
	case f.is("Allow"):
		q.allow204 = q.allow204 || lists(f.value, "204")
	case f.is("Connection"):
		q.close = q.close || lists(f.value, "close")
	}
	return nil
}

// lists tells whether a list has an item, whatever its case.
func lists(list []byte, item string) bool {
	for one := range strings.SplitSeq(string(list), ",") {
		if strings.EqualFold(strings.Trim(one, " \t"), item) {
			return true
		}
	}
	return false
}
