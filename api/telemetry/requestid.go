package telemetry

import (
	"math/rand/v2"
	"strconv"
)

// RequestIDHeader is the header, or key of gRPC's metadata, that a request id comes and
// goes in.
const RequestIDHeader = "x-request-id"

// maxRequestID is the longest request id taken from a caller.
const maxRequestID = 64

// RequestID gives the id of a request: the one that its caller gave if that is 1 to 64
// of the characters A-Z a-z 0-9 . _ -, and otherwise a new one.
func RequestID(given string) string {
	if isRequestID(given) {
		return given
	}
	return newRequestID()
}

func isRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for i := range len(id) {
		c := id[i]
		isWord := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !isWord && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// newRequestID makes an id that no other request is likely to have: it has 64 random
// bits. It is no secret. The letter in front keeps it from looking like a number that
// means somebody.
func newRequestID() string {
	var digits [16]byte
	return string(strconv.AppendUint(append(digits[:0], 'r'), rand.Uint64(), 36))
}
