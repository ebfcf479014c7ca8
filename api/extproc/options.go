package extproc

import (
	"errors"
	"fmt"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	"github.com/rs/zerolog"
	"google.golang.org/grpc/credentials"

	"github.com/pecete/pecete/api/inspection"
)

// Options are the settings of a Server. The zero value of each field means its default.
type Options struct {
	// Responses has the bodies of responses judged as well, where Envoy sends them.
	Responses bool
	// Paths has the path of a request's URL judged as well as its query.
	Paths bool
	// Unseen is what it means that Envoy does not show a body, or not all of it: a tunnel
	// (CONNECT, WebSocket), or what is beyond the buffer in the mode BUFFERED_PARTIAL. It is
	// best what the Policy of the inspection says of what could not be read.
	Unseen inspection.Action
	// BodyMode is the mode in which a body is asked for that Envoy's configuration does not
	// send (request_body_mode: NONE with allow_mode_override), and the one that is assumed
	// where Envoy does not tell the mode, as before version 1.34: BUFFERED by default.
	BodyMode modes.ProcessingMode_BodySendMode
	// Held is the most bytes of a body in a streamed mode that wait for an answer until they
	// are found good, 512 KiB by default. Of a body of which more cannot be judged by then,
	// such as a large document, the beginning goes on before it is, but never the end. It
	// must be less than Envoy's buffer (per_connection_buffer_limit_bytes, 1 MiB unless set).
	Held int
	// Patience is how long a chunk waits for an answer while more of the body is needed to
	// judge it, 5 s by default. After that the chunks of this body go on as they come, but
	// for the end. It must be less than Envoy's message_timeout.
	Patience time.Duration
	// Idle is how long Envoy may say nothing while more is to come, 5 min by default.
	Idle time.Duration
	// MessageBytes is the largest message taken from Envoy, 8 MiB by default. It must be more
	// than Envoy's buffer.
	MessageBytes int
	// Streams is the most HTTP requests at once on a connection, 1024 by default. Envoy
	// opens one more connection for more.
	Streams uint32
	// DrainTimeout is how long requests in flight may take to finish once the server is to
	// stop, 10 s by default.
	DrainTimeout time.Duration
	// Credentials secure the connections; nil means that they are in the clear.
	Credentials credentials.TransportCredentials
	// Log gets a line for what is wrong with a stream; the zero value drops them.
	Log zerolog.Logger
}

func (o Options) withDefaults() Options {
	if o.BodyMode == modes.ProcessingMode_NONE {
		o.BodyMode = modes.ProcessingMode_BUFFERED
	}
	if o.Held == 0 {
		o.Held = 512 << 10
	}
	if o.Patience == 0 {
		o.Patience = 5 * time.Second
	}
	if o.Idle == 0 {
		o.Idle = 5 * time.Minute
	}
	if o.MessageBytes == 0 {
		o.MessageBytes = 8 << 20
	}
	if o.Streams == 0 {
		o.Streams = 1024
	}
	if o.DrainTimeout == 0 {
		o.DrainTimeout = 10 * time.Second
	}
	return o
}

// check fails if the options make no sense.
func (o Options) check() error {
	if o.Held < 0 || o.MessageBytes < 0 || o.Patience < 0 || o.Idle < 0 || o.DrainTimeout < 0 {
		return errors.New("times and sizes must not be negative")
	}
	if o.Unseen < inspection.Pass || o.Unseen > inspection.Block {
		return errors.New("what is not shown can be passed, tagged or blocked")
	}
	if _, known := modes.ProcessingMode_BodySendMode_name[int32(o.BodyMode)]; !known || o.BodyMode == modes.ProcessingMode_GRPC {
		return fmt.Errorf("bodies cannot be asked for in the mode %s", o.BodyMode)
	}
	return nil
}
