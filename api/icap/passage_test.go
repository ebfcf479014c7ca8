package icap

import (
	"context"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/api/inspection"
)

// TestWhatGoesInComesOut: whatever the body, its chunks, its preview and what the proxy
// allows, it is told that the message may go, where it may be told so, or gets back what
// it sent, or a page in its place, or, if some had gone, the beginning of it only.
func TestWhatGoesInComesOut(t *testing.T) {
	d := open(t, judge(wordJudge), Options{Hold: 16 << 10, TagRequests: true})
	rapid.Check(t, func(r *rapid.T) {
		h := drawHanded(r)
		p := d.dial(t)
		defer p.conn.Close()
		for range rapid.IntRange(1, 2).Draw(r, "times") {
			g, err := p.hand(h)
			checkGot(r, h, g, err)
			if err != nil || strings.Contains(g.fields, "Connection: close") {
				return
			}
		}
	})
}

func drawHanded(t *rapid.T) handed {
	h := handed{
		method:  rapid.SampledFrom([]string{methodREQMOD, methodRESPMOD}).Draw(t, "method"),
		preview: rapid.SampledFrom([]int{-1, 0, 1, 1000, 4096, 100000}).Draw(t, "preview"),
		sizes:   rapid.SliceOfN(rapid.SampledFrom([]int{1000, 4096, 16384, 16385, 65536}), 0, 4).Draw(t, "sizes"),
		trailer: rapid.SampledFrom([]string{"", "A: b\r\nC: d\r\n"}).Draw(t, "trailer"),
		fields:  rapid.SampledFrom([]string{"", "Allow: 204\n", "Allow: 204\nConnection: close\n"}).Draw(t, "fields"),
		head:    crlf(postHead),
	}
	if h.method == methodRESPMOD {
		h.head = crlf(okHead)
	}
	size := rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(0, 5000), rapid.IntRange(0, 200000)).Draw(t, "size")
	body := []byte(strings.Repeat(rapid.StringN(1, 40, -1).Draw(t, "text")+"\r\n0\r\n\r\n", size/8+1)[:size])
	for _, word := range rapid.SliceOfN(rapid.SampledFrom([]string{"BAD", "ODD"}), 0, 2).Draw(t, "words") {
		if size >= 3 {
			copy(body[rapid.IntRange(0, size-3).Draw(t, "at"):], word)
		}
	}
	h.body = string(body)
	return h
}

func checkGot(t *rapid.T, h handed, g got, err error) {
	whole := h.body + h.trailer
	allow := strings.Contains(h.fields, "204")
	switch {
	case g.status == 204:
		if err != nil || strings.Contains(h.body, "BAD") || !allow && !(h.preview >= 0 && !g.continued) {
			t.Fatalf("204 with %v, allowed %v", err, allow)
		}
	case g.status != 200:
		t.Fatalf("status %d, %v", g.status, err)
	case strings.HasPrefix(g.head, "HTTP/1.1 403"):
		if err != nil || !strings.Contains(h.body, "BAD") || strings.Contains(string(g.body), "BAD") {
			t.Fatalf("a page, %v", err)
		}
	case err != nil:
		if !strings.Contains(h.body, "BAD") || strings.Contains(string(g.body), "BAD") || !strings.HasPrefix(whole, string(g.body)) || len(h.body) < 16<<10 {
			t.Fatalf("cut after %d bytes of %d: %v", len(g.body), len(h.body), err)
		}
	default:
		head := strings.ReplaceAll(g.head, crlf(odd), "")
		if string(g.body) != whole || head != h.head || strings.Contains(h.body, "BAD") {
			t.Fatalf("%d bytes came back of %d, with the head %q", len(g.body), len(whole), g.head)
		}
		if noted := head != g.head; noted && !strings.Contains(h.body, "ODD") {
			t.Fatal("a note about nothing")
		}
	}
}

// TestLargeBodiesAreLetGoAsTheyAreJudged: more than is held comes back before the end was
// sent, and no more than was judged.
func TestLargeBodiesAreLetGoAsTheyAreJudged(t *testing.T) {
	d := open(t, judge(wordJudge), Options{Hold: 16 << 10})
	begin := func() (*proxy, *chunks) {
		p := d.dial(t)
		text, _ := handed{method: methodREQMOD, head: crlf(postHead), preview: -1}.begin()
		io.WriteString(p.conn, text)
		p.send("c000\n" + strings.Repeat("a", 0xc000) + "\n")
		if fields := skipHead(t, p, len(crlf(postHead))); !strings.Contains(fields, "X-Pecete-Reference: r") {
			t.Errorf("nobody can ask about it: %q", fields)
		}
		c := &chunks{r: p.r}
		if _, err := io.ReadFull(c, make([]byte, 0xc000-2)); err != nil {
			t.Fatal(err)
		}
		return p, c
	}
	t.Run("to the end", func(t *testing.T) {
		p, c := begin()
		p.send("1\nb\n0\n\n")
		if rest, err := io.ReadAll(c); string(rest) != "aab" || err != nil {
			t.Errorf("got %q, %v", rest, err)
		}
		p.send(adapt("REQMOD", "Allow: 204\n", postHead, "5\nhello\n0\n\n"))
		p.expect(mayGo)
	})
	t.Run("until something bad comes", func(t *testing.T) {
		p, c := begin()
		p.send("5\nbBADc\n0\n\n")
		rest, err := io.ReadAll(c)
		if strings.Trim(string(rest), "ab") != "" || err == nil {
			t.Errorf("got %q, %v", rest, err)
		}
	})
	t.Run("until the body is broken", func(t *testing.T) {
		p, c := begin()
		p.send("x\n")
		if rest, err := io.ReadAll(c); err == nil {
			t.Errorf("got %q as if that were all", rest)
		}
	})
	seen := map[inspection.Action][2]int{} // how many there were, and how many of them were cut
	for _, o := range d.waitObserved(t, 4) {
		n := seen[o.Action]
		n[0]++
		if o.Cut {
			n[1]++
		}
		seen[o.Action] = n
	}
	if want := map[inspection.Action][2]int{inspection.Pass: {3, 1}, inspection.Block: {1, 1}}; !maps.Equal(seen, want) {
		t.Errorf("%v were observed", seen)
	}
	if !strings.Contains(d.log.String(), `"reason":"the message is blocked, and some of it had gone"`) {
		t.Errorf("the log is %s", d.log)
	}
}

// neverSettled reads all, and has judged nothing before the end but the first bytes.
func neverSettled(first int64) judge {
	return func(_ context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
		buffer := make([]byte, 8<<10)
		for {
			switch _, err := body.Read(buffer); {
			case err == io.EOF:
				return ruled(inspection.Pass, subject), nil
			case err != nil:
				return nil, err
			}
			if settled != nil {
				settled(first)
			}
		}
	}
}

// TestNoRoom: what cannot be held and is not judged is dealt with as the policy says.
func TestNoRoom(t *testing.T) {
	small := func(overload inspection.Action) Options {
		return Options{Hold: 16 << 10, Unsettled: 32 << 10, HeldBytes: 100 << 10, Overload: overload}
	}
	tests := map[string]struct {
		overload inspection.Action
		settled  int64
		fields   string
		method   string
		preview  int
		status   string // of HTTP; "" for 204, "cut" for an answer that is
	}{
		"pass":                         {overload: inspection.Pass, method: methodREQMOD, preview: -1, status: "POST"},
		"pass after a preview":         {overload: inspection.Pass, method: methodREQMOD, preview: 100, status: "POST"},
		"pass a preview":               {overload: inspection.Pass, method: methodREQMOD, preview: 90000, status: ""},
		"pass, some had gone":          {overload: inspection.Pass, method: methodREQMOD, preview: -1, settled: 9000, status: "POST"},
		"tag":                          {overload: inspection.Tag, method: methodRESPMOD, preview: -1, status: "HTTP/1.1 200"},
		"block":                        {overload: inspection.Block, method: methodREQMOD, preview: -1, status: "HTTP/1.1 503"},
		"block in a preview":           {overload: inspection.Block, method: methodREQMOD, preview: 90000, status: "HTTP/1.1 503"},
		"block, some had gone":         {overload: inspection.Block, method: methodREQMOD, preview: -1, settled: 9000, status: "cut"},
		"nothing need be held":         {overload: inspection.Block, method: methodREQMOD, preview: -1, fields: "Allow: 204\n", status: ""},
		"it is held for a note only":   {overload: inspection.Block, method: methodRESPMOD, preview: -1, fields: "Allow: 204\n", status: ""},
		"it is held for a note, later": {overload: inspection.Block, method: methodRESPMOD, preview: 50, fields: "Allow: 204\n", status: ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := open(t, neverSettled(test.settled), small(test.overload))
			h := handed{method: test.method, head: crlf(okHead), fields: test.fields, preview: test.preview, body: strings.Repeat("text ", 16000)}
			if test.method == methodREQMOD {
				h.head = crlf(postHead)
			}
			g, err := d.dial(t).hand(h)
			switch {
			case test.status == "":
				if g.status != 204 || err != nil {
					t.Errorf("got %d, %v", g.status, err)
				}
			case test.status == "cut":
				if err == nil || !strings.HasPrefix(h.body, string(g.body)) || len(g.body) > 9000 {
					t.Errorf("got %d bytes, %v", len(g.body), err)
				}
			case !strings.HasPrefix(g.head, test.status) || err != nil:
				t.Errorf("got %q, %v", g.head, err)
			case test.overload != inspection.Block && string(g.body) != h.body:
				t.Errorf("%d bytes came back of %d", len(g.body), len(h.body))
			case test.overload == inspection.Tag && !strings.Contains(g.head, "X-Pecete-Action: tag"):
				t.Errorf("there is no note: %q", g.head)
			}
			if want := test.fields == ""; d.waitObserved(t, 1)[0].Overloaded != want {
				t.Errorf("%+v was observed", d.observed)
			}
		})
	}
}

func TestHeadsNeedRoomToo(t *testing.T) {
	d := open(t, neverSettled(0), Options{Hold: 1, Unsettled: 1, HeldBytes: 10})
	p := d.dial(t)
	p.send(adapt("REQMOD", "", postHead, "0\n\n"))
	p.expect(refused(503, "Service Overloaded"))
}

// TestInspectionThatEndsEarly: what it has not read goes with the rest.
func TestInspectionThatEndsEarly(t *testing.T) {
	first := func(action inspection.Action) judge {
		return func(_ context.Context, subject inspection.Subject, body io.Reader, _ func(int64)) (*inspection.Ruling, error) {
			_, err := io.ReadFull(body, make([]byte, 2))
			return ruled(action, subject), err
		}
	}
	tests := map[string]struct {
		action inspection.Action
		fields string
		status int
	}{
		"it goes on at once, for the proxy waits at the preview": {inspection.Pass, "", 204},
		"it is noted, so the rest has to come":                   {inspection.Tag, "", 200},
		"with Allow: 204":                                        {inspection.Tag, "Allow: 204\n", 200},
		"it is blocked at the preview":                           {inspection.Block, "", 200},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := open(t, first(test.action), Options{})
			p := d.dial(t)
			for range 2 {
				h := handed{method: methodRESPMOD, head: crlf(okHead), fields: test.fields, preview: 4, body: "hello there"}
				g, err := p.hand(h)
				if err != nil || g.status != test.status || g.continued != (test.action == inspection.Tag) {
					t.Fatalf("got %+v, %v", g, err)
				}
				if test.action == inspection.Tag && string(g.body) != h.body {
					t.Errorf("got %q", g.body)
				}
			}
		})
	}
}

// TestSlowOriginIsNoTrouble: the answer is taken slowly, and nothing is lost.
func TestSlowOriginIsNoTrouble(t *testing.T) {
	d := open(t, judge(wordJudge), Options{Hold: 16 << 10})
	p := d.dial(t)
	h := handed{method: methodREQMOD, head: crlf(postHead), preview: -1, body: strings.Repeat("slow ", 200<<10)}
	p.r.Reset(slowReader{p.conn})
	g, err := p.hand(h)
	if err != nil || string(g.body) != h.body {
		t.Errorf("got %d bytes, %v", len(g.body), err)
	}
}

type slowReader struct{ io.Reader }

func (s slowReader) Read(into []byte) (int, error) {
	time.Sleep(100 * time.Microsecond)
	return s.Reader.Read(into)
}

// TestNothingGoesBackBeforeThePreviewIsOver: a proxy would send no more of the body then.
func TestNothingGoesBackBeforeThePreviewIsOver(t *testing.T) {
	d := open(t, judge(wordJudge), Options{Hold: 16 << 10})
	h := handed{method: methodREQMOD, head: crlf(postHead), preview: 90000, body: strings.Repeat("text ", 20000)}
	g, err := d.dial(t).hand(h)
	if err != nil || !g.continued || string(g.body) != h.body {
		t.Errorf("%d bytes came back, told to go on %v, %v", len(g.body), g.continued, err)
	}
}
