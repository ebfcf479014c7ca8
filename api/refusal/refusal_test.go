package refusal

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

var update = flag.Bool("update", false, "write the golden files anew")

func rulings() map[string]*inspection.Ruling {
	return map[string]*inspection.Ruling{
		"found": {
			Action: inspection.Block, Reference: "r0123456789abcdef", Detectors: []string{"ro_cnp"},
			Romanian: &pecetev1.Advice{Title: "CNP găsit", Body: "Scoate CNP-ul înainte de a trimite."},
			English:  &pecetev1.Advice{Title: "CNP found", Body: "Take the CNP out before you send."},
		},
		"found-without-advice": {Action: inspection.Block, Reference: "r1", Detectors: []string{"ro_cnp"}},
		"nobody-asked":         {Action: inspection.Block, Reference: "r2", Failure: codes.Unavailable},
		"not-read":             {Action: inspection.Block, Reference: "r3", Coverage: content.Coverage{Missed: []content.Missed{content.MissedEncrypted}}},
	}
}

func TestRefusalsReadAsBefore(t *testing.T) {
	for name, ruling := range rulings() {
		golden(t, name+".html", For(ruling, "text/html", "").Body)
		golden(t, name+".json", For(ruling, "application/json", "").Body)
		golden(t, name+".txt", []byte(Line(ruling)+"\n"))
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is now\n%s", name, got)
	}
}

func TestWhoAsksGetsWhatHeReads(t *testing.T) {
	for _, c := range []struct{ reason, accept, contentType, want string }{
		{"a browser names HTML", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/x-www-form-urlencoded", pageType},
		{"a program names JSON", "application/json", "", problemType},
		{"a program names problems", "application/problem+json", "", problemType},
		{"JSON and, less, everything", "application/json, text/plain, */*", "text/html", problemType},
		{"HTML less than JSON", "text/html;q=0.5, application/json;q=0.9", "", problemType},
		{"JSON less than HTML", "text/html, application/json;q=0.9", "application/json", pageType},
		{"no header, and a form was sent", "", "application/x-www-form-urlencoded", pageType},
		{"no header, and JSON was sent", "", "application/json; charset=utf-8", problemType},
		{"everything, and a kind of JSON was sent", "*/*", "application/vnd.api+json", problemType},
		{"everything, and nothing was sent", "*/*", "", pageType},
		{"neither", "image/png", "", pageType},
		{"a weight that is no number", "text/html;q=x, application/json;q=0.5", "", pageType},
		{"HTML is not wanted at all", "text/html;q=0, */*", "", problemType},
		{"no header's grammar", ";;,,=/", "", pageType},
	} {
		if got := For(rulings()["found"], c.accept, c.contentType).ContentType; got != c.want {
			t.Errorf("%s: %s", c.reason, got)
		}
	}
}

// TestAdviceIsNoMarkup: advice may one day quote a rule that somebody wrote.
func TestAdviceIsNoMarkup(t *testing.T) {
	ruling := rulings()["found"]
	ruling.Romanian = &pecetev1.Advice{Title: "<script>x</script>", Body: `"{{reference}}" & <b>`}
	body := string(For(ruling, "", "").Body)
	if strings.Contains(body, "<script>") || strings.Contains(body, "<b>") || !strings.Contains(body, "{{reference}}") {
		t.Error(body)
	}
	var parsed map[string]any
	if err := json.Unmarshal(For(ruling, "application/json", "").Body, &parsed); err != nil {
		t.Error(err)
	}
}
