package web

import (
	"encoding/binary"
	"net/http"
	"strings"

	"google.golang.org/grpc/codes"
)

// A frame of Connect's streams, gRPC-Web and gRPC is a byte of flags, the length in four
// bytes, and the message.
const (
	frameHead  = 5
	flagPacked = 1
)

func frame(flags byte, message []byte) []byte {
	whole := make([]byte, frameHead, frameHead+len(message))
	whole[0] = flags
	binary.BigEndian.PutUint32(whole[1:], uint32(len(message)))
	return append(whole, message...)
}

// oneFrame gives the message of the one frame that a body is to be, unpacked.
func oneFrame(body []byte, encoding string, limit int, taken *share) ([]byte, *refusal) {
	if len(body) < frameHead || int64(binary.BigEndian.Uint32(body[1:])) != int64(len(body)-frameHead) {
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must be one whole frame"}
	}
	return messageOf(body[0], body[frameHead:], encoding, limit, taken)
}

// messageOf gives the message of a frame, unpacked; if it was packed, what it was is
// overwritten.
func messageOf(flags byte, message []byte, encoding string, limit int, taken *share) ([]byte, *refusal) {
	switch {
	case flags == 0:
		return message, nil
	case flags != flagPacked || encoding != "gzip":
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must have the flags of the protocol in its frames"}
	}
	defer clear(message)
	plain, err := unpacked(message, limit, taken)
	if err != nil {
		return nil, whyNotUnpacked(err, limit)
	}
	return plain, nil
}

// wholeBody gives the body of a call that is no stream, unpacked, as what translates it
// reads it. One that is refused is overwritten.
func (s *Server) wholeBody(a *answer, r *http.Request, called endpoint, encoding string, taken *share) ([]byte, *refusal) {
	limit, head := s.api.Limits().RequestBytes, 0
	if a.protocol.enveloped() {
		head = frameHead
	}
	body, broken := s.readBody(a, r, limit+head, taken)
	if broken != nil {
		return nil, broken
	}
	var message []byte
	if head > 0 {
		message, broken = oneFrame(body, encoding, limit, taken)
	} else {
		message, broken = bareMessage(r, body, encoding, limit, taken)
	}
	if broken == nil && isJSON(r) && r.Method != http.MethodGet {
		message, broken = jsonReader{s.api.Limits()}.protobuf(message, called.request)
	}
	switch {
	case broken != nil:
		clear(body)
		return nil, broken
	case head == 0:
		return message, nil
	}
	defer clear(message)
	return frame(0, message), nil
}

// bareMessage gives the message that a body is without a frame, unpacked.
func bareMessage(r *http.Request, body []byte, encoding string, limit int, taken *share) ([]byte, *refusal) {
	isEmpty, isGet := len(body) == 0, r.Method == http.MethodGet
	switch {
	case isGet && !isEmpty:
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must be empty"}
	case isEmpty && !isGet && isJSON(r):
		return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must not be empty"}
	case isEmpty || encoding != "gzip":
		return body, nil
	}
	return messageOf(flagPacked, body, encoding, limit, taken)
}

// isJSON tells whether the messages of a call are JSON, by the Content-Type that
// protocolOf has left.
func isJSON(r *http.Request) bool { return strings.HasSuffix(r.Header.Get("Content-Type"), "json") }
