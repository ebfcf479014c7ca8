package web

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What the door takes and answers is as the OpenAPI document says.
func TestAnswersAreAsDescribed(t *testing.T) {
	r := startPlain(t)
	answer, body := r.ask(t, "GET", "/openapi.json", "")
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%s: %s", answer.Status, body)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	schemas := jsonschema.NewCompiler()
	schemas.DefaultDraft(jsonschema.Draft2020)
	if err := schemas.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/v1/messages:classify", `{"text":"Salut"}`, 200},
		{"POST", "/v1/messages:classify", `{"messageId":"1","text":"SECRET DE SERVICIU\nCNP ` + aCNP + `","options":{"includeMatches":true,"offsetUnit":"OFFSET_UNIT_UTF16","channel":{"kind":"CHANNEL_KIND_EMAIL","backedUp":true}}}`, 200},
		{"POST", "/v1/messages:classifyBatch", `{"messages":[{"text":"CNP ` + aCNP + `"},{"text":""}],"options":{"minConfidence":0.5,"detectors":["ro.*"]}}`, 200},
		{"POST", "/v1/messages:redact", `{"text":"CNP ` + aCNP + `","style":{"mask":{"keepLast":4}}}`, 200},
		{"GET", "/v1/detectors", ``, 200},
		{"POST", "/v1/messages:classify", `{"text":""}`, 400},
		{"POST", "/v1/messages:classify", `{"txt":""}`, 400},
		{"POST", "/v1/messages:redact", `{"text":"a","style":{"mask":{},"label":{}}}`, 400},
	} {
		answer, body := r.ask(t, tt.method, tt.path, tt.body, asJSON)
		if answer.StatusCode != tt.status {
			t.Errorf("%s %s: %s: %s", tt.path, tt.body, answer.Status, body)
		}
		operation := "openapi.json#/paths/" + strings.ReplaceAll(tt.path, "/", "~1") + "/" + strings.ToLower(tt.method)
		target := operation + "/responses/200/content/application~1json/schema"
		if tt.status != 200 {
			target = "openapi.json#/components/schemas/Status"
			if !bytes.Contains(openAPI, []byte(`"`+strconv.Itoa(tt.status)+`"`)) {
				t.Errorf("no status %d is described", tt.status)
			}
		}
		if err := validate(schemas, target, body); err != nil {
			t.Errorf("the answer to %s is not as described: %v\n%s", tt.body, err, body)
		}
		if tt.method != "POST" {
			continue
		}
		isWellFormed := tt.status == 200 || tt.body == `{"text":""}`
		if err := validate(schemas, operation+"/requestBody/content/application~1json/schema", tt.body); (err == nil) != isWellFormed {
			t.Errorf("%s is described otherwise than taken: %v", tt.body, err)
		}
	}
}

func validate(schemas *jsonschema.Compiler, target, text string) error {
	schema, err := schemas.Compile(target)
	if err != nil {
		return err
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return err
	}
	return schema.Validate(value)
}
