package identity

import (
	"os"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// opened opens a stream whose first message has been answered.
func opened(t *testing.T, d *door, key string) grpc.BidiStreamingClient[pecetev1.ClassifyStreamRequest, pecetev1.ClassifyStreamResponse] {
	t.Helper()
	stream, err := pecetev1.NewClassifierServiceClient(d.dial(t, nil)).ClassifyStream(bearing(t, key))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: "a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	return stream
}

// replace puts another file in the place of one at once.
func replace(t *testing.T, file, text string) {
	t.Helper()
	next := file + ".next"
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, file); err != nil {
		t.Fatal(err)
	}
}

// A stream may stay open for days; a key that was taken away ends it, though nobody sends
// anything, and a call that was let in before and asks afterwards gets no answer.
func TestStreamsEndWithTheirKeys(t *testing.T) {
	key, staying := aKey(t), aKey(t)
	stays := entry(t, "stays", staying, "")
	file := callersFile(t, entry(t, "chat", key, ""), stays)
	d := open(t, Options{CallersFile: file, Watch: Watch{Every: 5 * time.Millisecond}})
	idle, other := opened(t, d, key), opened(t, d, staying)
	begun, err := d.dial(t, nil).NewStream(bearing(t, key), &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, pecetev1.ClassifierService_Classify_FullMethodName)
	if err != nil {
		t.Fatal(err)
	}
	replace(t, file, "callers:\n"+stays+"\n")
	if _, err := idle.Recv(); status.Code(err) != codes.Unauthenticated {
		t.Errorf("the stream ends with %v", err)
	}
	_ = begun.SendMsg(&pecetev1.ClassifyRequest{Text: "a"})
	if err := begun.RecvMsg(&pecetev1.ClassifyResponse{}); status.Code(err) != codes.Unauthenticated {
		t.Errorf("the call that had been let in ends with %v", err)
	}
	if err := other.Send(&pecetev1.ClassifyStreamRequest{Text: "a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Recv(); err != nil {
		t.Errorf("the stream of another caller: %v", err)
	}
	wantRefusalsNamed(t, d, "UNAUTHENTICATED", "chat")
}

// A message may be waited for as long as its caller likes; it counts who may call when it
// has come.
func TestMessagesAreTakenFromWhoMayCallNow(t *testing.T) {
	key := aKey(t)
	at := aClock()
	var later atomic.Int64
	guard, err := NewGuard(t.Context(), Options{
		CallersFile: callersFile(t, entry(t, "chat", key, ", expires: "+at.at.Format(time.DateOnly))),
		Now:         func() time.Time { return at.at.Add(time.Duration(later.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, end := range map[string]func(){
		"the key expires": func() { later.Store(int64(48 * time.Hour)) },
		"the key is taken away": func() {
			if err := guard.useCallers([][]byte{[]byte("callers:\n" + entry(t, "other", aKey(t), "") + "\n")}); err != nil {
				t.Fatal(err)
			}
		},
		"its permission is taken away": func() {
			if err := guard.useCallers([][]byte{[]byte("callers:\n" + entry(t, "chat", key, ", permissions: [redact]") + "\n")}); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := guard.callers.Load()
			defer func() { guard.callers.Store(before); later.Store(0) }()
			let, err := guard.Enter(incoming(key), pecetev1.ClassifierService_ClassifyStream_FullMethodName)
			if err != nil {
				t.Fatal(err)
			}
			defer let.Leave()
			var ended error
			let.Watch(func(err error) { ended = err })
			if err := let.Take(&pecetev1.ClassifyStreamRequest{}, 1); err != nil {
				t.Errorf("before: %v", err)
			}
			end()
			if err := let.Take(&pecetev1.ClassifyStreamRequest{}, 1); err == nil {
				t.Error("one more message is taken")
			}
			if guard.streams.review(); ended == nil {
				t.Error("the stream is not ended")
			}
		})
	}
	if left := len(guard.streams.open); left != 0 {
		t.Errorf("%d streams that have ended are remembered", left)
	}
}

// A stream that nobody sends on ends when its key does.
func TestIdleStreamsEndWhenTheirKeysExpire(t *testing.T) {
	key := aKey(t)
	at := aClock()
	var later atomic.Int64
	d := open(t, Options{
		CallersFile: callersFile(t, entry(t, "chat", key, ", expires: "+at.at.Format(time.DateOnly))),
		Now:         func() time.Time { return at.at.Add(time.Duration(later.Load())) },
		Watch:       Watch{Every: 5 * time.Millisecond},
	})
	stream := opened(t, d, key)
	later.Store(int64(48 * time.Hour))
	if _, err := stream.Recv(); status.Code(err) != codes.Unauthenticated {
		t.Errorf("the stream ends with %v", err)
	}
}
