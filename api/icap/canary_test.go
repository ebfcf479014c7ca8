package icap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/api/inspection"
)

// TestNothingReadIsTold: whatever happens, nothing of a message, its URL, its fields, or
// of who sent it is in the log, in what is observed, or in a page.
func TestNothingReadIsTold(t *testing.T) {
	const canary = "zsecretz"
	head := strings.ReplaceAll("POST http://C.example/C?C=C HTTP/1.1\nHost: C\nX-C: C\nCookie: C\nContent-Type: text/C\nAccept-Language: C\n\n", "C", canary)
	who := "X-Client-IP: " + canary + "\nX-Client-Username: " + canary + "\nX-" + canary + ": " + canary + "\n"
	chunk := fmt.Sprintf("%x\n%s BAD\n", len(canary)+4, canary)
	leaky := func(end func(read []byte) (*inspection.Ruling, error)) judge {
		return func(_ context.Context, _ inspection.Subject, body io.Reader, _ func(int64)) (*inspection.Ruling, error) {
			read, err := io.ReadAll(body)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", read, err)
			}
			return end(read)
		}
	}
	tests := map[string]struct {
		inspector judge
		options   Options
		send      string
	}{
		"blocked": {wordJudge, Options{}, adapt("REQMOD", who, head, chunk+"0\n\n")},
		"passed":  {neverSettled(0), Options{}, adapt("REQMOD", "Allow: 204\n"+who, head, chunk+"0\n\n")},
		"the inspector fails": {leaky(func(read []byte) (*inspection.Ruling, error) {
			return nil, errors.New(string(read))
		}), Options{}, adapt("REQMOD", who, head, chunk+"0\n\n")},
		"the inspector panics": {leaky(func(read []byte) (*inspection.Ruling, error) {
			panic(string(read))
		}), Options{}, adapt("REQMOD", who, head, chunk+"0\n\n")},
		"the inspector panics with an error": {leaky(func(read []byte) (*inspection.Ruling, error) {
			panic(errors.New(string(read)))
		}), Options{}, adapt("REQMOD", who, head, chunk+"0\n\n")},
		"a broken body":           {wordJudge, Options{}, adapt("REQMOD", who, head, "4\n"+canary+"\n")},
		"a broken trailer":        {wordJudge, Options{}, adapt("REQMOD", who, head, "0\n"+canary+"\n\n")},
		"a broken head":           {wordJudge, Options{}, adapt("REQMOD", who, head+canary+"\n\n", "0\n\n")},
		"broken fields":           {wordJudge, Options{}, adapt("REQMOD", who+canary+"\n", head, "0\n\n")},
		"a broken Encapsulated":   {wordJudge, Options{}, "REQMOD /reqmod ICAP/1.0\nEncapsulated: " + canary + "\n\n"},
		"another service":         {wordJudge, Options{}, "REQMOD icap://h/" + canary + " ICAP/1.0\n\n"},
		"another method":          {wordJudge, Options{}, canary + " icap://h/reqmod ICAP/1.0\n\n"},
		"a line that is none":     {wordJudge, Options{}, canary + "\n\n"},
		"a body that never comes": {wordJudge, Options{ReadTimeout: time.Millisecond}, adapt("REQMOD", who, head, "fff\n"+canary)},
		"no room": {neverSettled(0), Options{Hold: 16 << 10, Unsettled: 16 << 10, Overload: inspection.Block},
			adapt("REQMOD", who, head, "8000\n"+strings.Repeat(canary, 0x1000)+"\n0\n\n")},
		"cut": {wordJudge, Options{Hold: 1}, adapt("REQMOD", who, head, strings.Repeat("8\n"+canary+"\n", 9)+"8\nzsec BAD\n0\n\n")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := open(t, test.inspector, test.options)
			p := d.dial(t)
			p.send(test.send)
			observed := d.waitObserved(t, 1)[0]
			p.conn.(interface{ CloseWrite() error }).CloseWrite()
			answer, _ := io.ReadAll(p.r)
			if name != "cut" && bytes.Contains(answer, []byte(canary)) {
				t.Errorf("the answer has it: %s", answer)
			}
			if err := d.stop(); err != nil {
				t.Error(err)
			}
			told := fmt.Sprintf("%s %+v", d.log, observed)
			if strings.Contains(told, "zsec") || strings.Contains(told, p.conn.LocalAddr().String()) {
				t.Errorf("it is told: %s", told)
			}
			if observed.Status != 204 && observed.Status != 200 && !strings.Contains(told, `"reason"`) && !strings.Contains(told, "panic") {
				t.Errorf("nothing was told: %s", told)
			}
		})
	}
}
