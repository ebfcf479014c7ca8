package api

import (
	"fmt"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// violations are the rules of the contract that a request breaks. They name
// fields, rules and limits, never a value, because statuses are logged and
// passed on by whatever stands between a caller and Pecete.
type violations []*errdetails.BadRequest_FieldViolation

// add notes that a field, such as "messages[3].text", breaks a rule.
func (v *violations) add(field, format string, args ...any) {
	*v = append(*v, &errdetails.BadRequest_FieldViolation{Field: field, Description: fmt.Sprintf(format, args...)})
}

// status gives INVALID_ARGUMENT with a BadRequest detail, or nil if no rule is
// broken.
func (v violations) status() *status.Status {
	if len(v) == 0 {
		return nil
	}
	lines := make([]string, len(v))
	for i, violation := range v {
		lines[i] = violation.GetField() + ": " + violation.GetDescription()
	}
	plain := status.New(codes.InvalidArgument, strings.Join(lines, "; "))
	detailed, err := plain.WithDetails(&errdetails.BadRequest{FieldViolations: v})
	if err != nil {
		return plain
	}
	return detailed
}

// err gives status as an error.
func (v violations) err() error {
	if len(v) == 0 {
		return nil
	}
	return v.status().Err()
}

// fine tells whether checkMessage has nothing to say about a message.
func fine(messageID, text string, limits Limits) bool {
	return len(messageID) <= maxMessageID && text != "" && len(text) <= limits.TextBytes &&
		isUTF8(messageID) && isUTF8(text)
}

// checkMessage checks what every message has. The prefix, such as
// "messages[3].", leads to its fields.
func (v *violations) checkMessage(prefix, messageID, text string, limits Limits) {
	v.checkID(prefix+"message_id", messageID)
	switch {
	case text == "":
		v.add(prefix+"text", "must not be empty")
	case len(text) > limits.TextBytes:
		v.add(prefix+"text", "must be at most %d bytes long, but is %d", limits.TextBytes, len(text))
	case !isUTF8(text):
		v.add(prefix+"text", "must be valid UTF-8")
	}
}

// checkID checks a name that a caller gave something.
func (v *violations) checkID(field, id string) {
	switch {
	case len(id) > maxMessageID:
		v.add(field, "must be at most %d bytes long, but is %d", maxMessageID, len(id))
	case !isUTF8(id):
		v.add(field, "must be valid UTF-8")
	}
}

// returnable gives a message_id as it can stand in an answer: unchanged, or
// empty if it breaks a rule.
func returnable(messageID string) string {
	if len(messageID) > maxMessageID || !isUTF8(messageID) {
		return ""
	}
	return messageID
}
