package extproc

import (
	"fmt"
	"slices"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"

	"github.com/pecete/pecete/api/inspection"
)

// bodyModes are those that show a body.
var bodyModes = []modes.ProcessingMode_BodySendMode{
	modes.ProcessingMode_STREAMED, modes.ProcessingMode_BUFFERED,
	modes.ProcessingMode_BUFFERED_PARTIAL, modes.ProcessingMode_FULL_DUPLEX_STREAMED,
}

// TestEveryOrderOfParts goes through each combination of what can be set of a request.
func TestEveryOrderOfParts(t *testing.T) {
	base := start(t, realInspector(t, inspection.Options{}), Options{})
	for _, mode := range bodyModes {
		for _, early := range []bool{false, true} {
			for _, send := range []modes.ProcessingMode_HeaderSendMode{modes.ProcessingMode_SEND, modes.ProcessingMode_SKIP} {
				for _, withTrailers := range []bool{false, true} {
					e := *base
					e.request, e.early, e.requestHeaders = mode, early, send
					name := fmt.Sprintf("%v, early %t, headers %v, trailers %t", mode, early, send, withTrailers)
					t.Run(name, func(t *testing.T) { checkTexts(t, e, withTrailers) })
				}
			}
		}
	}
}

// checkTexts sends a text of each verdict.
func checkTexts(t *testing.T, e envoy, withTrailers bool) {
	for _, text := range []string{harmless, worrying, secret} {
		m := post("text/plain", text[:5], text[5:12], text[12:])
		m.headers["x-pecete-verdict"] = "forged"
		if e.requestHeaders == modes.ProcessingMode_SKIP {
			delete(m.headers, "x-pecete-verdict") // nobody sees it, so nobody can take it out in every mode
		}
		if withTrailers {
			m.trailers = map[string]string{"x-sfarsit": "da"}
		}
		out := e.exchange(within(t, 20*time.Second), m, nil)
		if out.err != nil {
			t.Errorf("%q: %v", text, out.err)
			continue
		}
		if wantRefused := text == secret; (out.refused != nil) != wantRefused || out.request.whole == wantRefused {
			t.Errorf("%q: refused: %t, passed as a whole: %t", text, out.refused != nil, out.request.whole)
			continue
		}
		if text == secret {
			checkRefused(t, out)
			continue
		}
		if got := string(out.request.body); got != text {
			t.Errorf("%q passed as %q", text, got)
		}
		checkMark(t, e, text == worrying, withTrailers, out)
	}
}

// checkRefused looks at an exchange that was refused.
func checkRefused(t *testing.T, out outcome) {
	t.Helper()
	if out.refused.Status.Code != 403 || len(out.refused.Body) == 0 || out.metadata["action"] != "block" {
		t.Errorf("refused with %v, metadata %v", out.refused, out.metadata)
	}
}

// checkMark looks for the mark where it can still be set in a mode.
func checkMark(t *testing.T, e envoy, wantMark, withTrailers bool, out outcome) {
	t.Helper()
	headersHeld := slices.Contains([]modes.ProcessingMode_BodySendMode{modes.ProcessingMode_BUFFERED, modes.ProcessingMode_BUFFERED_PARTIAL}, e.request)
	if e.requestHeaders != modes.ProcessingMode_SKIP {
		headersHeld = headersHeld || e.request == modes.ProcessingMode_FULL_DUPLEX_STREAMED || e.early
	}
	want := ""
	if wantMark {
		want = "warn"
	}
	wantInHeaders, wantInTrailers := "", ""
	if headersHeld {
		wantInHeaders = want
	} else if withTrailers {
		wantInTrailers = want
	}
	if got := out.request.headers["x-pecete-verdict"]; got != wantInHeaders {
		t.Errorf("the headers have the verdict %q, want %q", got, wantInHeaders)
	}
	if got := out.request.trailers["x-pecete-verdict"]; got != wantInTrailers {
		t.Errorf("the trailers have the verdict %q, want %q", got, wantInTrailers)
	}
	if wantMark && (out.metadata["action"] != "tag" || out.metadata["verdict"] != "warn") {
		t.Errorf("metadata %v", out.metadata)
	}
}
