package content

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// Extract reads body to its end, or until sink fails, and writes its text. What
// could not be read as it claims to be is no error: it is in the Coverage. The
// sink's error is returned as it is; an error of body or of ctx is returned wrapped.
// No error and no panic quotes what was read.
func Extract(ctx context.Context, head Head, body io.Reader, sink Sink, limits Limits) (Coverage, error) {
	out := newOutput(sink)
	if !strings.HasPrefix(head.Type, "text/") {
		_, err := io.Copy(io.Discard, body)
		return Coverage{Missed: []Missed{MissedType}}, err
	}
	if _, err := io.Copy(out, body); err != nil {
		if out.err != nil {
			return Coverage{}, out.err
		}
		return Coverage{}, fmt.Errorf("read a body: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return Coverage{}, fmt.Errorf("read a body: %w", err)
	}
	return Coverage{}, out.end()
}
