package web

import (
	"encoding/binary"
	"net/http"

	"google.golang.org/grpc/codes"
)

// A frame of Connect's streams, gRPC-Web and gRPC is a byte of flags, the length in four
// bytes, and the message.
const (
	frameHead    = 5
	flagPacked   = 1
	brokenFlags  = 0x7e       // which no protocol has
	boundlessLen = 0xffffffff // beyond any limit
)

func frame(flags byte, message []byte) []byte {
	whole := make([]byte, frameHead, frameHead+len(message))
	whole[0] = flags
	binary.BigEndian.PutUint32(whole[1:], uint32(len(message)))
	return append(whole, message...)
}

// oneFrame gives the one frame that a body is to be, its message unpacked.
func oneFrame(body []byte, encoding string, limit int, taken *share) ([]byte, *refusal) {
	if len(body) < frameHead || int64(binary.BigEndian.Uint32(body[1:])) != int64(len(body)-frameHead) {
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must be one whole frame"}
	}
	switch {
	case body[0] == 0:
		return body, nil
	case body[0] != flagPacked || encoding != "gzip":
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must be a frame with flags of the protocol"}
	}
	message, err := unpacked(body[frameHead:], limit, taken)
	if err != nil {
		return nil, whyNotUnpacked(err, limit)
	}
	defer clear(message)
	return frame(0, message), nil
}

// wholeBody gives the body of a call that is no stream, unpacked, and takes what says how
// it was packed out of the head.
func (s *Server) wholeBody(a *answer, r *http.Request, p protocol, encoding string, taken *share) ([]byte, *refusal) {
	limit := s.api.Limits().RequestBytes
	if p.enveloped() {
		body, broken := s.readBody(a, r, limit+frameHead, taken)
		if broken != nil {
			return nil, broken
		}
		return oneFrame(body, encoding, limit, taken)
	}
	body, broken := s.readBody(a, r, limit, taken)
	if broken != nil {
		return nil, broken
	}
	isEmpty, isGet := len(body) == 0, r.Method == http.MethodGet
	switch {
	case isGet && !isEmpty:
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must be empty"}
	case isEmpty && !isGet && r.Header.Get("Content-Type") == "application/json":
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must not be empty"}
	case isEmpty, encoding != "gzip":
		return body, nil
	}
	defer clear(body)
	plain, err := unpacked(body, limit, taken)
	if err != nil {
		return nil, whyNotUnpacked(err, limit)
	}
	return plain, nil
}
