package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// A stream may have this many bytes, and this many messages, that are not answered, or
// one message of any size.
const (
	windowBytes  = 64 << 10
	windowFrames = 64
)

// stream answers a call that is a stream. Over HTTP/1.1, where a caller cannot be
// answered before it has sent everything, everything is taken in first.
func (s *Server) stream(a *answer, r *http.Request, called endpoint, encoding string, taken *share) {
	limit := s.api.Limits().RequestBytes
	var from io.Reader = r.Body
	control := http.NewResponseController(a)
	if r.ProtoMajor < 2 {
		body, broken := s.readBody(a, r, limit+frameHead, taken)
		if broken != nil {
			s.refuse(a, r, a.protocol, *broken)
			return
		}
		defer clear(body)
		from, control = bytes.NewReader(body), nil
		r.ProtoMajor, r.ProtoMinor = 2, 0 // half of a stream after the other is all that is left of it
	}
	r.Header.Del(a.protocol.encodingHeader())
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	open := &window{changed: make(chan struct{}, 1)}
	in := &streamBody{
		from: from, encoding: encoding, limit: limit, taken: taken, window: open,
		ctx: ctx, cancel: cancel, timeout: s.options.BodyTimeout, control: control,
	}
	if isJSON(r) {
		in.read = func(message []byte) ([]byte, *refusal) {
			return jsonReader{s.api.Limits()}.protobuf(message, called.request)
		}
	}
	r.Body = in
	r.ContentLength = -1
	out := &streamAnswer{answer: a, window: open, timeout: s.options.BodyTimeout, duplex: control != nil}
	out.rest()
	s.translate(r, out, called, in, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.calls.ServeHTTP(w, r) // after which nobody reads or writes any more
		if in.broken != nil {
			endWith(w.Header(), in.broken.asStatus())
		}
	}))
	clear(in.left) // of a stream that was not read to its end
	if in.broken != nil {
		s.noteRefusal(a, a.protocol, *in.broken)
	}
}

// endWith makes a status the end of an answer of gRPC's, in place of the one it has.
func endWith(h http.Header, end *status.Status) {
	h.Set("Grpc-Status", strconv.Itoa(int(end.Code())))
	h.Set("Grpc-Message", end.Message()) // which is ASCII, and has no percent sign in it
	if details, err := proto.Marshal(end.Proto()); err == nil {
		h.Set("Grpc-Status-Details-Bin", base64.RawStdEncoding.EncodeToString(details))
	}
}

// window lets messages of a stream in as far as those before have been answered. gRPC
// itself, behind net/http, reads as fast as a caller sends and keeps everything.
type window struct {
	mu         sync.Mutex
	unanswered []int // bytes of each message
	bytes      int
	changed    chan struct{} // has something in it once a message has been answered
}

// wait waits until there is room for a message or ctx ends.
func (w *window) wait(ctx context.Context) error {
	for ctx.Err() == nil {
		w.mu.Lock()
		free := len(w.unanswered) == 0 || w.bytes < windowBytes && len(w.unanswered) < windowFrames
		w.mu.Unlock()
		if free {
			return nil
		}
		select {
		case <-w.changed:
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

func (w *window) asked(bytes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unanswered = append(w.unanswered, bytes)
	w.bytes += bytes
}

// answered notes an answer, which is that to the oldest message.
func (w *window) answered() {
	w.mu.Lock()
	if len(w.unanswered) > 0 {
		w.bytes -= w.unanswered[0]
		w.unanswered = w.unanswered[1:]
	}
	w.mu.Unlock()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// streamBody gives the frames of a stream one after the other, unpacked, as what
// translates them reads them. It ends at a frame that breaks a rule: the messages before
// are answered, and then the stream ends with the reason.
type streamBody struct {
	from     io.Reader
	encoding string
	limit    int
	read     func([]byte) ([]byte, *refusal) // makes protobuf of JSON; nil if it is none
	taken    *share
	window   *window
	ctx      context.Context
	cancel   context.CancelFunc
	timeout  time.Duration
	control  *http.ResponseController // nil if everything has arrived

	left   []byte // of the frame that is being given
	err    error  // what comes after it
	broken *refusal
}

// Read reads. What has been given is overwritten here.
func (b *streamBody) Read(p []byte) (int, error) {
	for len(b.left) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.taken.give()
		b.left, b.err = b.next()
	}
	n := copy(p, b.left)
	clear(b.left[:n])
	b.left = b.left[n:]
	return n, nil
}

// Close ends the stream from this side, also while somebody reads.
func (b *streamBody) Close() error {
	b.cancel()
	if b.control != nil {
		_ = b.control.SetReadDeadline(time.Unix(1, 0)) // which wakes whoever waits
	}
	return nil
}

// next gives the next frame, or an error if there is none. What is refused is noted, and
// ends the stream as if the caller had.
func (b *streamBody) next() ([]byte, error) {
	if err := b.window.wait(b.ctx); err != nil {
		return nil, err
	}
	var head [frameHead]byte
	if _, err := io.ReadFull(b.from, head[:]); err != nil {
		return nil, err // io.EOF, which is the end, or io.ErrUnexpectedEOF
	}
	length := binary.BigEndian.Uint32(head[1:])
	if int64(length) > int64(b.limit) {
		b.broken = tooLarge(b.limit)
		return nil, io.EOF
	}
	came, err := b.message(int64(length))
	if errors.Is(err, errBusy) {
		b.broken = busy()
		return nil, io.EOF
	}
	if err != nil {
		return nil, err
	}
	b.window.asked(len(came))
	message, broken := messageOf(head[0], came, b.encoding, b.limit, b.taken)
	if broken == nil && b.read != nil {
		message, broken = b.read(message)
	}
	if broken != nil {
		clear(came)
		b.broken = broken
		return nil, io.EOF
	}
	defer clear(message)
	return frame(0, message), nil
}

// message reads the message of a frame that has begun, in the time there is for it.
func (b *streamBody) message(length int64) ([]byte, error) {
	if b.control != nil {
		defer arriveWithin(b.control, b.timeout)()
	}
	message, err := b.taken.readAll(io.LimitReader(b.from, length), int(min(length, trustedLength)))
	if err != nil {
		return nil, err
	}
	if int64(len(message)) < length {
		clear(message)
		return nil, io.ErrUnexpectedEOF
	}
	return message, nil
}

// streamAnswer is the answer of a stream. It counts the frames that are in it, and gives
// the caller time for each piece.
type streamAnswer struct {
	*answer
	window  *window
	timeout time.Duration
	duplex  bool // whether the caller may still send

	head [frameHead]byte
	had  int    // bytes of the head
	left uint32 // bytes of the message
}

// Write writes a piece of the answer.
func (w *streamAnswer) Write(p []byte) (int, error) {
	w.extend()
	n, err := w.answer.Write(p)
	w.count(p[:n])
	return n, err
}

func (w *streamAnswer) extend() {
	_ = http.NewResponseController(w.answer).SetWriteDeadline(time.Now().Add(w.timeout))
}

// rest lets the answer take as long as it likes until there is something to write.
func (w *streamAnswer) rest() {
	if w.duplex {
		_ = http.NewResponseController(w.answer).SetWriteDeadline(time.Time{})
	}
}

// Flush sends what has been written.
func (w *streamAnswer) Flush() {
	w.extend()
	w.answer.Flush()
	w.rest()
}

func (w *streamAnswer) count(p []byte) {
	for len(p) > 0 {
		if w.had < frameHead {
			n := copy(w.head[w.had:], p)
			w.had, p = w.had+n, p[n:]
			if w.had == frameHead {
				w.left = binary.BigEndian.Uint32(w.head[1:])
			}
		} else {
			n := min(int64(w.left), int64(len(p)))
			w.left, p = w.left-uint32(n), p[n:]
		}
		if w.had == frameHead && w.left == 0 {
			w.had = 0
			w.window.answered()
		}
	}
}
