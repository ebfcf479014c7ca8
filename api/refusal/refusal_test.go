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
			Action: inspection.Block, Reference: "r0123456789abcdef", Detectors: []string{"ro.cnp"}, Verdict: pecetev1.Verdict_VERDICT_BLOCK,
			Romanian: &pecetev1.Advice{Title: "CNP găsit", Body: "Scoate CNP-ul înainte de a trimite."},
			English:  &pecetev1.Advice{Title: "CNP found", Body: "Take the CNP out before you send."},
		},
		"found-without-advice": {Action: inspection.Block, Reference: "r1", Detectors: []string{"ro.cnp"}, Verdict: pecetev1.Verdict_VERDICT_BLOCK},
		"nobody-asked":         {Action: inspection.Block, Reference: "r2", Failure: codes.Unavailable},
		"not-read":             {Action: inspection.Block, Reference: "r3", Coverage: content.Coverage{Missed: []content.Missed{content.MissedEncrypted}}},
	}
}

func TestRefusalsReadAsBefore(t *testing.T) {
	for name, ruling := range rulings() {
		golden(t, name+".html", For(ruling, Asked{Accept: "text/html"}).Body)
		golden(t, name+".json", For(ruling, Asked{Accept: "application/json", AcceptLanguage: "en", Answered: true}).Body)
		golden(t, name+".txt", []byte(Line(ruling, Asked{})+"\n"))
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
		if got := For(rulings()["found"], Asked{Accept: c.accept, ContentType: c.contentType}).Fields[0].Value; got != c.want {
			t.Errorf("%s: %s", c.reason, got)
		}
	}
}

// TestAdviceIsNoMarkup: advice may one day quote a rule that somebody wrote.
func TestAdviceIsNoMarkup(t *testing.T) {
	ruling := rulings()["found"]
	ruling.Romanian = &pecetev1.Advice{Title: "<script>x</script>", Body: `"{{reference}}" & <b>`}
	body := string(For(ruling, Asked{}).Body)
	if strings.Contains(body, "<script>") || strings.Contains(body, "<b>") || !strings.Contains(body, "{{reference}}") {
		t.Error(body)
	}
	var parsed map[string]any
	if err := json.Unmarshal(For(ruling, Asked{Accept: "application/json"}).Body, &parsed); err != nil {
		t.Error(err)
	}
}

func TestTheLanguageThatIsPreferredComesFirst(t *testing.T) {
	for _, c := range []struct{ reason, accept, want string }{
		{"none is named", "", "ro"}, {"Romanian", "ro-RO,ro;q=0.9,en;q=0.8", "ro"}, {"English", "en-US,en;q=0.9", "en"},
		{"both alike", "en, ro", "ro"}, {"neither", "fr", "ro"}, {"any but Romanian", "ro;q=0.1, *", "en"},
	} {
		body := string(For(rulings()["found"], Asked{AcceptLanguage: c.accept}).Body)
		if !strings.Contains(body, `<html lang="`+c.want+`">`) {
			t.Errorf("%s: not %s first", c.reason, c.want)
		}
	}
}

func TestOnlyWhatCouldNotBeCheckedMayBeTriedAgain(t *testing.T) {
	for name, want := range map[string]int{"found": 403, "not-read": 403, "nobody-asked": 503} {
		refusal := For(rulings()[name], Asked{})
		if retry := refusal.Fields[len(refusal.Fields)-1].Name == "retry-after"; refusal.Status != want || retry != (want == 503) {
			t.Errorf("%s: %d, retry-after %t", name, refusal.Status, retry)
		}
	}
}
