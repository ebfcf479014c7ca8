package inspection_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pecete/pecete/api/content"
	. "github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// TestFieldsAreJudgedAsWhatPeopleWrote: the name of a field is evidence for a number in
// it, and does not hide a marking behind it.
func TestFieldsAreJudgedAsWhatPeopleWrote(t *testing.T) {
	i := inspector(t, realService(t), Options{Policy: DefaultPolicy()})
	const block, warn, allow = pecetev1.Verdict_VERDICT_BLOCK, pecetev1.Verdict_VERDICT_WARN, pecetev1.Verdict_VERDICT_ALLOW
	for name, c := range map[string]struct {
		kind, body string
		want       pecetev1.Verdict
	}{
		"a marking in a form":            {"application/x-www-form-urlencoded", "to=ana&text=SECRET+DE+SERVICIU%0ARaport", block},
		"a marking in JSON":              {"application/json", `{"chat":7,"text":"SECRET DE SERVICIU\nRaport"}`, block},
		"a marking in a multipart field": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nSECRET DE SERVICIU\r\n--b--\r\n", block},
		"a marking in XML":               {"text/xml", `<m><text>SECRET DE SERVICIU</text></m>`, block},
		"a CNP by its field":             {"application/json", `{"cnp":"1850228120011"}`, warn},
		"an identity card by its fields": {"application/x-www-form-urlencoded", "serie=RX&numar=123456", warn},
		"an address":                     {"application/json", `{"adresa":"Str. Lalelelor 12, Cluj-Napoca"}`, warn},
		"an order's number":              {"application/json", `{"order":"1850228120012","status":"secret","level":"TOP"}`, allow},
		"an ordinary answer":             {"application/json", `{"id":42,"title":"O rețetă secretă","tags":["mâncare","ouă"],"ts":1764115200}`, allow},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := i.Inspect(context.Background(), Subject{Head: content.Head{Type: c.kind}}, strings.NewReader(c.body), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got.Verdict != c.want {
				t.Errorf("%v by %v", got.Verdict, got.Detectors)
			}
		})
	}
}

// TestQueriesAreJudgedAsWhatPeopleWrote does the same for what stands in a URL.
func TestQueriesAreJudgedAsWhatPeopleWrote(t *testing.T) {
	i := inspector(t, realService(t), Options{Policy: DefaultPolicy()})
	for target, want := range map[string]pecetev1.Verdict{
		"/send?text=SECRET+DE+SERVICIU": pecetev1.Verdict_VERDICT_BLOCK,
		"/send?cnp=1850228120011":       pecetev1.Verdict_VERDICT_WARN,
		"/search?q=teatru+de+vară":      pecetev1.Verdict_VERDICT_ALLOW,
	} {
		got, err := i.Inspect(context.Background(), Subject{Lead: Target(target, false)}, strings.NewReader(""), nil)
		if err != nil || got.Verdict != want {
			t.Errorf("%s: %v, %v", target, got, err)
		}
	}
}
