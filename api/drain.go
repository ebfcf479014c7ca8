package api

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A stream may stay open for days, so a server that is to stop cannot wait for
// all to end. From then on, each ClassifyStream goes on as long as messages come,
// and ends once none has come for a while; those of the other services, such as
// a watch of the health, are ended at once.

// drainStream runs the handler of a stream and ends the stream when the server
// drains and it falls idle, or when its caller may no longer call.
func (s *Server) drainStream(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	ctx, cancel := context.WithCancel(stream.Context())
	defer cancel()
	watched := &watchedStream{ServerStream: stream, ctx: ctx}
	done := make(chan error, 1)
	go func() { done <- handle(service, watched) }()
	refused := callOf(ctx).refused
	for drains := false; !drains; {
		select {
		case err := <-done:
			return err
		case err := <-refused: // one that works is refused its next message
			if watched.end() {
				return err
			}
		case <-s.draining:
			drains = true
		}
	}
	if !strings.HasPrefix(info.FullMethod, ownMethods) {
		cancel()
	}
	for {
		received := watched.received.Load()
		select {
		case err := <-done:
			return err
		case <-time.After(s.streamIdle):
		}
		if watched.received.Load() == received && watched.end() {
			return status.Error(codes.Unavailable, "the server is stopping")
		}
	}
}

// The states of a watched stream.
const (
	streamWorks int32 = iota // its handler has something to do
	streamWaits              // its handler waits for a message
	streamEnded              // ended from outside; its handler gets no message any more
)

// watchedStream is a stream that knows whether its handler waits for a message.
type watchedStream struct {
	grpc.ServerStream
	ctx      context.Context
	state    atomic.Int32
	received atomic.Uint64
}

// Context gives the stream's context, which also ends when the stream does.
func (w *watchedStream) Context() context.Context { return w.ctx }

// end ends a stream whose handler waits for a message, and tells whether it did.
func (w *watchedStream) end() bool { return w.state.CompareAndSwap(streamWaits, streamEnded) }

// RecvMsg waits for a message. It fails if the stream was ended meanwhile: the
// handler must then not touch the stream again.
func (w *watchedStream) RecvMsg(m any) error {
	w.state.Store(streamWaits)
	err := w.ServerStream.RecvMsg(m)
	w.received.Add(1)
	if !w.state.CompareAndSwap(streamWaits, streamWorks) {
		return status.Error(codes.Unavailable, "the server is stopping")
	}
	return err
}
