package icap

import "strings"

// encapsulated says what follows the head of an ICAP request (RFC 3507, section 4.4.1):
// heads of an HTTP message, one after the other, and perhaps a body.
type encapsulated struct {
	// requestHead and responseHead are sizes in bytes; 0 means that there is none.
	requestHead, responseHead int
	// hasBody tells that chunks follow.
	hasBody bool
}

// parseEncapsulated reads the value of the field, such as "req-hdr=0, req-body=412", of a
// request with a method. Each head has at most that many bytes. The offsets must begin at
// 0 and grow, and the parts be those of the method, in their order.
func parseEncapsulated(value, method string, most int) (encapsulated, error) {
	var e encapsulated
	var head *int // the one whose end the next offset tells
	var at int64  // where that begins
	parts := strings.Split(value, ",")
	for i, part := range parts {
		name, number, _ := strings.Cut(strings.Trim(part, " \t"), "=")
		offset, ok := parseDecimal(number)
		switch {
		case !ok, head == nil && offset != 0, head != nil && offset <= at:
			return e, refuse(400, "an offset of the field Encapsulated is not in order")
		case offset-at > int64(most):
			return e, refuse(400, "a head of the HTTP message is too large")
		case head != nil:
			*head = int(offset - at)
		}
		next, isBody, ok := e.part(name, method)
		if !ok || isBody != (i == len(parts)-1) {
			return e, refuse(400, "a part of the field Encapsulated is not in order")
		}
		head, at = next, offset
	}
	return e, nil
}

// part takes the name of the next part. It gives where the size of the part belongs, if
// it is a head, and tells whether the part says of the body.
func (e *encapsulated) part(name, method string) (head *int, isBody, ok bool) {
	switch name {
	case "req-hdr":
		ok = method != methodOptions && e.requestHead == 0 && e.responseHead == 0
		return &e.requestHead, false, ok
	case "res-hdr":
		return &e.responseHead, false, method == methodRESPMOD && e.responseHead == 0
	case "null-body":
		return nil, true, true
	case "req-body", "res-body", "opt-body":
		e.hasBody = true
		return nil, true, name == bodyName(method)
	}
	return nil, false, false
}

// bodyName gives the name of the part that is the body of a method's request.
func bodyName(method string) string {
	switch method {
	case methodREQMOD:
		return "req-body"
	case methodRESPMOD:
		return "res-body"
	}
	return "opt-body"
}
