package extproc

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/telemetry"
)

// panicked logs that something panicked and at which places, but not the value, which may
// hold a piece of what was read.
func (s *Server) panicked(value any, places []string) {
	s.options.Log.Error().Str("panic_type", fmt.Sprintf("%T", value)).Strs("at", places).Msg("recovered from a panic")
}

// recoverTo, when deferred, turns a panic into an INTERNAL error in err.
func (s *Server) recoverTo(err *error) {
	if value := recover(); value != nil {
		s.panicked(value, telemetry.PanicPlaces())
		*err = status.Error(codes.Internal, "internal error")
	}
}

func (s *Server) recoverStream(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
	defer s.recoverTo(&err)
	return handle(service, stream)
}

func (s *Server) recoverUnary(ctx context.Context, in any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (out any, err error) {
	defer s.recoverTo(&err)
	return handle(ctx, in)
}
