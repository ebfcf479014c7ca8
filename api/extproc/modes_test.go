package extproc

import (
	"strings"
	"testing"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api/inspection"
)

func TestResponsesAreJudgedIfWanted(t *testing.T) {
	for _, wanted := range []bool{false, true} {
		base := start(t, inspectorFunc(words), Options{Responses: wanted})
		for _, mode := range bodyModes {
			for _, text := range []string{"good", "an ODD one", "a BAD one"} {
				e := *base
				e.request, e.response = modes.ProcessingMode_BUFFERED, mode
				request := message{headers: map[string]string{":method": "GET", ":path": "/"}}
				response := message{headers: map[string]string{":status": "200", "content-type": "text/plain"}, chunks: [][]byte{[]byte(text[:3]), []byte(text[3:])}}
				out := e.exchange(within(t, 10*time.Second), request, &response)
				if wantRefused := wanted && strings.Contains(text, "BAD"); out.err != nil || (out.refused != nil) != wantRefused {
					t.Errorf("responses %t, %v, %q: refused %t, %v", wanted, mode, text, out.refused != nil, out.err)
				}
				if out.refused == nil && string(out.response.body) != text {
					t.Errorf("responses %t, %v: %q passed as %q", wanted, mode, text, out.response.body)
				}
				wantMark := wanted && strings.Contains(text, "ODD")
				if got := out.metadata["response_action"] == "tag"; got != wantMark {
					t.Errorf("responses %t, %v, %q: metadata %v", wanted, mode, text, out.metadata)
				}
				if got := out.response.headers["x-pecete-verdict"] == "warn"; got != (wantMark && mode != modes.ProcessingMode_STREAMED) {
					t.Errorf("responses %t, %v, %q: headers %v", wanted, mode, text, out.response.headers)
				}
			}
		}
	}
}

// TestABodyIsAskedForWhereThereIsOne: with the mode NONE and allow_mode_override, Envoy
// sends the bodies that it is asked for, and those alone.
func TestABodyIsAskedForWhereThereIsOne(t *testing.T) {
	for _, mode := range bodyModes {
		base := start(t, inspectorFunc(words), Options{BodyMode: mode})
		e := *base
		e.request, e.override = modes.ProcessingMode_NONE, true
		if out := e.exchange(within(t, 10*time.Second), post("text/plain", "a ", "BAD one"), nil); out.err != nil || out.refused == nil {
			t.Errorf("%v: refused %t, %v", mode, out.refused != nil, out.err)
		}
		withTrailers := post("text/plain", "a ", "good one")
		withTrailers.trailers = map[string]string{"x": "y"}
		if out := e.exchange(within(t, 10*time.Second), withTrailers, nil); out.err != nil || !out.request.whole || string(out.request.body) != "a good one" {
			t.Errorf("%v: passed %q, %v", mode, out.request.body, out.err)
		}
		get := message{headers: map[string]string{":method": "GET", ":path": "/?q=BAD"}}
		if out := e.exchange(within(t, 10*time.Second), get, nil); out.err != nil || out.refused == nil {
			t.Errorf("%v: a query: refused %t, %v", mode, out.refused != nil, out.err)
		}
	}
}

// TestABodyThatIsNotShownIsLogged: if Envoy may not be asked, nothing can be judged, and
// whoever runs it should know.
func TestABodyThatIsNotShownIsLogged(t *testing.T) {
	var log syncBuffer
	e := start(t, inspectorFunc(words), Options{Log: zerolog.New(&log)})
	e.request = modes.ProcessingMode_NONE
	response := message{headers: map[string]string{":status": "200"}}
	out := e.exchange(within(t, 10*time.Second), post("text/plain", "a BAD one"), &response)
	if out.err != nil || !out.request.whole {
		t.Errorf("%+v", out)
	}
	for range 100 {
		if strings.Contains(log.String(), "allow_mode_override") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("the log says %s", log.String())
}

// TestAnEnvoyThatDoesNotTellItsMode: before version 1.34 what it says must be understood
// from the mode that is set here.
func TestAnEnvoyThatDoesNotTellItsMode(t *testing.T) {
	for _, mode := range bodyModes {
		e := start(t, inspectorFunc(words), Options{BodyMode: mode})
		e.request, e.silent = mode, true
		for _, text := range []string{"good", "a BAD one"} {
			out := e.exchange(within(t, 10*time.Second), post("text/plain", text[:2], text[2:]), nil)
			if out.err != nil || (out.refused != nil) != strings.Contains(text, "BAD") {
				t.Errorf("%v, %q: refused %t, %v", mode, text, out.refused != nil, out.err)
			}
		}
	}
}

// TestABodyThatWasNotToCome: is judged as what the mode that is set here makes it.
func TestABodyThatWasNotToCome(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{})
	err := tell(t, e, inMode(requestBody("a BAD one", true), modes.ProcessingMode_NONE, modes.ProcessingMode_NONE))
	if err == nil || err.Error() != "EOF" {
		t.Error(err)
	}
}

func TestWhatIsOnlyObservedIsJudgedAndNeverAnswered(t *testing.T) {
	for _, silent := range []bool{false, true} {
		seen := make(chan inspection.Action, 1)
		e := start(t, observer{inspectorFunc(words), seen}, Options{})
		e.request, e.observed, e.silent = modes.ProcessingMode_STREAMED, true, silent
		out := e.exchange(within(t, 10*time.Second), post("text/plain", "a B", "AD one"), nil)
		if out.err != nil || out.refused != nil || !out.request.whole {
			t.Errorf("%+v", out)
		}
		if action := <-seen; action != inspection.Block {
			t.Errorf("judged as %v", action)
		}
	}
}

func TestWhatIsBeyondTheBufferIsUpToThePolicy(t *testing.T) {
	for _, unseen := range []inspection.Action{inspection.Pass, inspection.Tag, inspection.Block} {
		e := start(t, inspectorFunc(words), Options{Unseen: unseen})
		e.request, e.buffer = modes.ProcessingMode_BUFFERED_PARTIAL, 8
		out := e.exchange(within(t, 10*time.Second), post("text/plain", "12345678", "9"), nil)
		if out.err != nil || (out.refused != nil) != (unseen == inspection.Block) {
			t.Errorf("%v: refused %t, %v", unseen, out.refused != nil, out.err)
		}
		if got := out.request.headers["x-pecete-missed"] == "too large"; got != (unseen == inspection.Tag) {
			t.Errorf("%v: headers %v", unseen, out.request.headers)
		}
		if out.refused == nil && string(out.request.body) != "123456789" {
			t.Errorf("%v: passed %q", unseen, out.request.body)
		}
	}
}

// TestATunnelIsNotHeld: what is said in it would stop. Its query is judged all the same.
func TestATunnelIsNotHeld(t *testing.T) {
	for _, c := range []struct {
		reason, method, upgrade, path string
		unseen                        inspection.Action
		wantRefused                   bool
	}{
		{"WebSocket", "GET", "websocket", "/chat", inspection.Pass, false},
		{"CONNECT", "CONNECT", "", "", inspection.Tag, false},
		{"a query", "GET", "websocket", "/chat?x=BAD", inspection.Pass, true},
		{"none are wanted", "GET", "websocket", "/chat", inspection.Block, true},
		{"an upgrade offered with a body hides nothing", "POST", "h2c", "/", inspection.Pass, true},
	} {
		e := start(t, inspectorFunc(words), Options{Unseen: c.unseen})
		e.request = modes.ProcessingMode_STREAMED
		m := message{headers: map[string]string{":method": c.method, ":path": c.path}, chunks: [][]byte{[]byte("frame BAD"), []byte("frame")}}
		if c.upgrade != "" {
			m.headers["upgrade"] = c.upgrade
		}
		out := e.exchange(within(t, 10*time.Second), m, nil)
		if out.err != nil || (out.refused != nil) != c.wantRefused {
			t.Errorf("%s: refused %t, %v", c.reason, out.refused != nil, out.err)
		}
	}
}

// TestAQueryIsJudgedBeforeItGoesOn: in the mode STREAMED the headers go before the body has
// come, and the query is in them.
func TestAQueryIsJudgedBeforeItGoesOn(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{})
	for _, mode := range bodyModes {
		for _, early := range []bool{false, true} {
			e.request, e.early = mode, early
			m := post("text/plain", "some", "thing")
			m.headers[":path"] = "/?nume=a+B%41D+one"
			out := e.exchange(within(t, 10*time.Second), m, nil)
			if out.err != nil || out.refused == nil || len(out.request.body) > 0 {
				t.Errorf("%v, early %t: refused %t, passed %q, %v", mode, early, out.refused != nil, out.request.body, out.err)
			}
			m = post("text/plain", "some", "thing")
			m.headers[":path"] = "/?nume=O%44D"
			out = e.exchange(within(t, 10*time.Second), m, nil)
			if out.err != nil || out.request.headers["x-pecete-verdict"] != "warn" || string(out.request.body) != "something" {
				t.Errorf("%v, early %t: headers %v, passed %q, %v", mode, early, out.request.headers, out.request.body, out.err)
			}
		}
	}
}

func TestThePathIsJudgedIfWanted(t *testing.T) {
	for _, wanted := range []bool{false, true} {
		e := start(t, inspectorFunc(words), Options{Paths: wanted})
		out := e.exchange(within(t, 10*time.Second), message{headers: map[string]string{":method": "GET", ":path": "/x/a%20B%41D"}}, nil)
		if out.err != nil || (out.refused != nil) != wanted {
			t.Errorf("paths %t: refused %t, %v", wanted, out.refused != nil, out.err)
		}
	}
}

func TestQueriesAreReadAsFields(t *testing.T) {
	for _, c := range []struct{ target, want string }{
		{"/a", ""}, {"/a?", ""}, {"", ""},
		{"/a?nume=Ion+Popescu&cnp=185%30", "nume:\nIon Popescu\ncnp: 1850\n"},
		{"/a?x=1;y=2#z=3", "x: 1\ny: 2\n"},
		{"/a?flag&&=v", "flag\n: v\n"},
		{"/a?x=%zz&y=%41", "x: %zz\ny: A\n"},
	} {
		if got := inspection.Target(c.target, false); got != c.want {
			t.Errorf("%q: %q", c.target, got)
		}
	}
	if got := inspection.Target("/persoane/Ion%20Popescu/?a=b", true); got != "persoane\nIon Popescu\na: b\n" {
		t.Errorf("%q", got)
	}
}

func TestHeadersAreReadAsEnvoyWritesThem(t *testing.T) {
	m := headerMap(map[string]string{"Content-Type": "text/plain"})
	m.Headers = append(m.Headers, headerMap(map[string]string{"content-type": "x"}).Headers...)
	m.Headers[1].Value, m.Headers[1].RawValue = "old", nil
	if got := fieldsOf(m)["content-type"]; got != "text/plain, old" {
		t.Error(got)
	}
	if got := len(fieldsOf(nil)); got != 0 {
		t.Errorf("%d headers out of nothing", got)
	}
	many := &core.HeaderMap{}
	for range 100_000 {
		many.Headers = append(many.Headers, &core.HeaderValue{Key: "accept", RawValue: []byte("text/html")}, &core.HeaderValue{Key: "x-other", RawValue: []byte("x")})
	}
	if got := fieldsOf(many); len(got) != 1 || len(got["accept"]) > maxField {
		t.Errorf("%d headers, %d bytes", len(got), len(got["accept"]))
	}
}

// TestABodyThatWasThereAtOnceIsMarked: in the mode STREAMED too.
func TestABodyThatWasThereAtOnceIsMarked(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{})
	e.request, e.atOnce = modes.ProcessingMode_STREAMED, true
	out := e.exchange(within(t, 10*time.Second), post("text/plain", "an ODD one"), nil)
	if out.err != nil || out.request.headers["x-pecete-verdict"] != "warn" {
		t.Errorf("headers %v, %v", out.request.headers, out.err)
	}
}
