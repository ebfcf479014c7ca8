package extproc

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// panicked logs that something panicked and where, but not the value, nor the words on the
// stack: each may hold a piece of what was read. It is for the function that recovered.
func (s *Server) panicked(value any) {
	var counters [64]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters[:])])
	var places []string
	for more := true; more && len(places) < 12; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if frame.Function != "" && !strings.HasPrefix(frame.Function, "runtime.") {
			places = append(places, frame.Function+":"+strconv.Itoa(frame.Line))
		}
	}
	s.options.Log.Error().Str("panic_type", fmt.Sprintf("%T", value)).Strs("at", places).Msg("recovered from a panic")
}

// recoverTo, when deferred, turns a panic into an INTERNAL error in err.
func (s *Server) recoverTo(err *error) {
	if value := recover(); value != nil {
		s.panicked(value)
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
