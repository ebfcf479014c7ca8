package api

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/telemetry"
)

// recoverTo, when deferred, turns a panic into an INTERNAL error in err and a
// line in the log. The status is the same whatever happened, and the line has
// the type of the panic's value and the places in the code, but not the value,
// nor the words on the stack: each may hold a piece of a message.
func (s *Server) recoverTo(ctx context.Context, err *error) {
	value := recover()
	if value == nil {
		return
	}
	c := callOf(ctx)
	c.metrics.Panicked()
	s.log.Error().
		Str("method", c.method).
		Str("request_id", c.id).
		Str("panic_type", fmt.Sprintf("%T", value)).
		Strs("at", telemetry.PanicPlaces()).
		Msg("recovered from a panic")
	*err = status.Error(codes.Internal, "internal error")
}

// recoverUnary keeps a panic in a unary handler, of whatever service, from
// ending the process.
func (s *Server) recoverUnary(ctx context.Context, in any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (out any, err error) {
	defer s.recoverTo(ctx, &err)
	return handle(ctx, in)
}

// recoverStream is recoverUnary for streams.
func (s *Server) recoverStream(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
	defer s.recoverTo(stream.Context(), &err)
	return handle(service, stream)
}
