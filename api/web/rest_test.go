package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/api"
)

func TestPlainJSON(t *testing.T) {
	r := startPlain(t)
	tests := map[string]struct {
		method, path, body string
		want               []string
	}{
		"a message": {"POST", "/v1/messages:classify", `{"messageId":"1","text":"CNP ` + aCNP + `","options":{"locale":"en"}}`,
			[]string{`"messageId":"1"`, `"verdict":"VERDICT_WARN"`, `"detector":"ro.cnp"`, `"start":4`, `"title":"Careful`}},
		"a message, with names as the contract writes them": {"POST", "/v1/messages:classify", `{"message_id":"1","text":"CNP ` + aCNP + `","options":{"min_confidence":1}}`,
			[]string{`"messageId":"1"`, `"verdict":"VERDICT_ALLOW"`}},
		"fields of their default value are there": {"POST", "/v1/messages:classify", `{"text":"Salut"}`,
			[]string{`"messageId":""`, `"score":0`, `"findings":[]`, `"omittedFindings":0`}},
		"a batch": {"POST", "/v1/messages:classifyBatch", `{"messages":[{"text":"Salut"},{"messageId":"2"},{"text":"CNP ` + aCNP + `"}]}`,
			[]string{`"VERDICT_ALLOW"`, `"messageId":"2"`, `"messages[1].text"`, `"VERDICT_WARN"`}},
		"redaction": {"POST", "/v1/messages:redact", `{"text":"CNP ` + aCNP + `, Ion"}`, []string{`"text":"CNP [CNP], Ion"`}},
		"detectors": {"GET", "/v1/detectors", "", []string{`"id":"ro.cnp"`, `"rulesetVersion":"` + testEngine().Rules().Version}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, client := range []*http.Client{r.client, r.h2} {
				answer, body := askWith(t, client, tt.method, r.url+tt.path, strings.NewReader(tt.body), asJSON)
				if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "application/json" || answer.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s: %s, %v: %s", answer.Proto, answer.Status, answer.Header, body)
				}
				plain := strings.ReplaceAll(body, `": `, `":`) // protojson varies its spaces
				for _, want := range tt.want {
					if !strings.Contains(plain, want) {
						t.Errorf("%s: no %s in %s", answer.Proto, want, body)
					}
				}
			}
		})
	}
}

// What breaks a rule is refused with the field and the limit, in JSON, with the status
// that says whose fault it is.
func TestRefusals(t *testing.T) {
	limits := api.DefaultLimits()
	limits.TextBytes, limits.RequestBytes, limits.Batch = 100, 400, 3
	r := start(t, testEngine(), api.Options{Limits: limits}, Options{})
	classify, batch := "/v1/messages:classify", "/v1/messages:classifyBatch"
	tests := map[string]struct {
		method, path, body string
		headers            []string
		status             int
		code               float64
		field, rule        string
	}{
		"no text":                        {"POST", classify, `{}`, nil, 400, 3, "text", "must not be empty"},
		"no body at all":                 {"POST", classify, ``, nil, 400, 3, "body", "must not be empty"},
		"long text":                      {"POST", classify, `{"text":"` + strings.Repeat("a", 101) + `"}`, nil, 400, 3, "text", "must be at most 100 bytes long, but is 101"},
		"large body":                     {"POST", classify, `{"text":"` + strings.Repeat("a", 400) + `"}`, nil, 413, 8, "body", "must be at most 400 bytes long, unpacked as well"},
		"wrong locale":                   {"POST", classify, `{"text":"a","options":{"locale":"fr"}}`, nil, 400, 3, "options.locale", `must be "ro" or "en"`},
		"no JSON":                        {"POST", classify, `{"text":"a"`, nil, 400, 3, "body", "must be JSON, but is none from byte 11 on"},
		"JSON and more":                  {"POST", classify, `{"text":"a"} b`, nil, 400, 3, "body", "must be JSON, but is none from byte 14 on"},
		"a list":                         {"POST", classify, `[]`, nil, 400, 3, "body", "must be an object"},
		"null":                           {"POST", classify, `null`, nil, 400, 3, "body", "must be an object"},
		"a quote alone":                  {"POST", classify, `"`, nil, 400, 3, "body", "must be JSON, but is none from byte 1 on"},
		"text that is a number":          {"POST", classify, `{"text":17}`, nil, 400, 3, "text", "must be a string of valid Unicode"},
		"text of half a character":       {"POST", classify, `{"text":"\ud800"}`, nil, 400, 3, "text", "must be a string of valid Unicode"},
		"text that is not UTF-8":         {"POST", classify, "{\"text\":\"\xff\"}", nil, 400, 3, "body", "must be valid UTF-8"},
		"field unknown to the contract":  {"POST", classify, `{"text":"a","options":{"lokale":"ro"}}`, nil, 400, 3, "options", "has a field that is not in the contract"},
		"field given twice":              {"POST", classify, `{"text":"a","text":"b"}`, nil, 400, 3, "text", "must be given once"},
		"field given, and then null":     {"POST", classify, `{"text":"a","text":null}`, nil, 400, 3, "text", "must be given once"},
		"field null, and then given":     {"POST", classify, `{"text":null,"text":"a"}`, nil, 400, 3, "text", "must be given once"},
		"field under both its names":     {"POST", classify, `{"text":"a","options":{"offsetUnit":1,"offset_unit":2}}`, nil, 400, 3, "options.offset_unit", "must be given once"},
		"value unknown to the contract":  {"POST", classify, `{"text":"a","options":{"offsetUnit":"OFFSET_UNIT_INCHES"}}`, nil, 400, 3, "options.offset_unit", "must be one of the names of OffsetUnit"},
		"number of no value":             {"POST", classify, `{"text":"a","options":{"channel":{"kind":77}}}`, nil, 400, 3, "options.channel.kind", "must be a kind of the contract"},
		"confidence that is a word":      {"POST", classify, `{"text":"a","options":{"minConfidence":"high"}}`, nil, 400, 3, "options.min_confidence", "must be a number"},
		"confidence that is NaN":         {"POST", classify, `{"text":"a","options":{"minConfidence":"NaN"}}`, nil, 400, 3, "options.min_confidence", "must be a number between 0 and 1"},
		"options that are a list":        {"POST", classify, `{"text":"a","options":[]}`, nil, 400, 3, "options", "must be an object"},
		"detectors that are no list":     {"POST", classify, `{"text":"a","options":{"detectors":"ro.cnp"}}`, nil, 400, 3, "options.detectors", "must be a list"},
		"detector that is null":          {"POST", classify, `{"text":"a","options":{"detectors":["iban",null]}}`, nil, 400, 3, "options.detectors[1]", "must be a string of valid Unicode"},
		"matches that are a word":        {"POST", classify, `{"text":"a","options":{"includeMatches":"yes"}}`, nil, 400, 3, "options.include_matches", "must be true or false"},
		"keep_last below 0":              {"POST", "/v1/messages:redact", `{"text":"a","style":{"mask":{"keepLast":-1}}}`, nil, 400, 3, "style.mask.keep_last", "must be a whole number between 0 and 4294967295"},
		"both styles":                    {"POST", "/v1/messages:redact", `{"text":"a","style":{"mask":{},"label":{}}}`, nil, 400, 3, "style.label", "must not be given beside another of label, mask"},
		"long batch":                     {"POST", batch, `{"messages":[{},{},{},{}]}`, nil, 400, 3, "messages", "must hold at most 3 entries"},
		"batch with a number in it":      {"POST", batch, `{"messages":[{"text":"a"},{"text":1}]}`, nil, 400, 3, "messages[1].text", "must be a string of valid Unicode"},
		"deep JSON":                      {"POST", classify, `{"text":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`, nil, 400, 3, "body", "must not nest deeper than the contract does"},
		"text in the URL":                {"POST", classify + "?text=a", `{}`, nil, 400, 3, "query", "must be empty: what is in a URL is in the logs of proxies"},
		"body where there is none":       {"GET", "/v1/detectors", `{}`, nil, 400, 3, "body", "must be empty"},
		"wrong method":                   {"GET", classify, ``, nil, 405, 12, "method", "must be POST"},
		"method of no kind":              {"TRACE", "/v1/detectors", ``, nil, 405, 12, "method", "must be GET"},
		"unknown path":                   {"POST", "/v1/messages:delete", `{}`, nil, 404, 5, "", "nothing is at this path"},
		"unknown method of the contract": {"POST", "/pecete.v1.ClassifierService/Delete", `{}`, nil, 404, 5, "", "nothing is at this path"},
		"another service":                {"POST", "/grpc.channelz.v1.Channelz/GetServers", `{}`, nil, 404, 5, "", "nothing is at this path"},
		"no home":                        {"GET", "/", ``, nil, 404, 5, "", "nothing is at this path"},
		"no metrics":                     {"GET", "/metrics", ``, nil, 404, 5, "", "nothing is at this path"},
		"a form":                         {"POST", classify, `text=a`, []string{"Content-Type: application/x-www-form-urlencoded"}, 415, 3, "Content-Type", "must be application/json, in UTF-8"},
		"no content type":                {"POST", classify, `{}`, []string{"Content-Type: "}, 415, 3, "Content-Type", "must be application/json, in UTF-8"},
		"another encoding of text":       {"POST", classify, `{}`, []string{"Content-Type: application/json; charset=latin1"}, 415, 3, "Content-Type", "must be application/json, in UTF-8"},
		"packed by something else":       {"POST", classify, `{}`, []string{asJSON, "Content-Encoding: br"}, 415, 12, "Content-Encoding", "must be gzip or identity"},
		"packed, it says":                {"POST", classify, `{}`, []string{asJSON, "Content-Encoding: gzip"}, 400, 3, "body", "must be packed as gzip says"},
		"deadline that is none":          {"POST", classify, `{}`, []string{asJSON, "X-Server-Timeout: soon"}, 400, 3, "X-Server-Timeout", "must be a time above 0 as the protocol writes it"},
		"write to a page":                {"POST", "/healthz", ``, nil, 405, 12, "method", "must be GET, HEAD"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			headers := tt.headers
			if headers == nil {
				headers = []string{asJSON}
			}
			answer, body := r.ask(t, tt.method, tt.path, tt.body, headers...)
			if answer.StatusCode != tt.status || answer.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s, %s: %s", answer.Status, answer.Header.Get("Content-Type"), body)
			}
			got := decode(t, body)
			message := tt.rule
			details := []any{}
			if tt.field != "" {
				message = tt.field + ": " + tt.rule
				details = []any{map[string]any{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": []any{map[string]any{"field": tt.field, "description": tt.rule}}}}
			}
			for _, d := range got["details"].([]any) { // of which versions of the errors may have more
				for _, v := range d.(map[string]any)["fieldViolations"].([]any) {
					delete(v.(map[string]any), "reason")
				}
			}
			if diff := cmp.Diff(map[string]any{"code": tt.code, "message": message, "details": details}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWrongMethodSaysWhichIsRight(t *testing.T) {
	r := startPlain(t)
	for path, want := range map[string]string{"/v1/messages:classify": "POST", "/v1/detectors": "GET", "/readyz": "GET, HEAD"} {
		if answer, _ := r.ask(t, "PUT", path, ""); answer.Header.Get("Allow") != want {
			t.Errorf("%s allows %q, want %q", path, answer.Header.Get("Allow"), want)
		}
	}
}
