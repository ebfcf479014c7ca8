package api

import (
	"context"
	"strconv"
	"strings"

	"github.com/rs/zerolog"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/admission"
	"github.com/pecete/pecete/api/telemetry"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// queues tells whether the calls of a unary method wait for their turn: those that make
// work for the engine do.
func (l *callLog) queues(method string) bool {
	return l.queue != nil && strings.HasPrefix(method, ownMethods) && method != pecetev1.ClassifierService_ListDetectors_FullMethodName
}

// enter waits for the turn of a message of a stream, of some length.
func (s *Server) enter(ctx context.Context, bytes int) (admission.Turn, error) {
	if s.queue == nil {
		return admission.Turn{}, nil
	}
	return s.queue.Enter(ctx, bytes)
}

// pushbackTrailer tells gRPC's clients after how many milliseconds to try again, if they
// are set to do so.
const pushbackTrailer = "grpc-retry-pushback-ms"

// pushback gives the advice in that trailer for a call that failed; "" for none. A
// RESOURCE_EXHAUSTED without a RetryInfo says that a request is too large: no second try
// would mend that, which a negative number tells.
func pushback(err error) string {
	s, _ := status.FromError(err)
	if s.Code() != codes.ResourceExhausted {
		return ""
	}
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			return strconv.FormatInt(info.GetRetryDelay().AsDuration().Milliseconds(), 10)
		}
	}
	return "-1"
}

// watchQueue shows what goes on in the queue.
func watchQueue(queue *admission.Queue, metrics *telemetry.Metrics) {
	if queue == nil {
		return
	}
	for i, class := range queue.States() {
		metrics.WatchQueue(class.Name, func() telemetry.Queue {
			now := queue.States()[i]
			return telemetry.Queue{Running: now.Running, Waiting: now.Waiting, WaitingBytes: now.WaitingBytes, Slots: now.Slots}
		})
	}
}

// Sampled gives a log that writes one line of every so many below warn, chosen evenly.
// Of 0 and 1 it writes all.
func Sampled(log zerolog.Logger, every uint32) zerolog.Logger {
	if every <= 1 {
		return log
	}
	one := func() zerolog.Sampler { return &zerolog.BasicSampler{N: every} }
	return log.Sample(zerolog.LevelSampler{TraceSampler: one(), DebugSampler: one(), InfoSampler: one()})
}
