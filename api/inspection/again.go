package inspection

import (
	"context"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"
)

// untilAnswered asks again as long as the service says that it is busy and when to come
// again, until ctx ends. Who holds a body has time: to wait for a verdict is better than
// to do without one.
func untilAnswered[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	for {
		answer, err := ask()
		wait, told := comeAgain(err)
		if !told || !waited(ctx, wait) {
			return answer, err
		}
	}
}

// comeAgain gives how long a busy service wants its caller to wait, and whether it said
// so. What would fail again, such as a text that is too large, it does not say it of.
func comeAgain(err error) (wait time.Duration, told bool) {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			wait = info.GetRetryDelay().AsDuration()
			return wait, wait > 0
		}
	}
	return 0, false
}

// waited waits, and tells whether ctx goes on.
func waited(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
