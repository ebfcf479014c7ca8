package docs

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// webPlace is where the pages say that the web is served.
const webPlace = "127.0.0.1:8080"

// runCurl runs a curl command against the service and gives what it prints, JSON indented,
// and how that differs from the page, JSON compared as values.
func runCurl(t *testing.T, b block, c command, web string) (got, diff string) {
	t.Helper()
	for _, program := range []string{"curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil && strings.Contains(c.line, program+" ") {
			t.Logf("%s:%d: not run: there is no %s here", b.page, b.line, program)
			return c.output, ""
		}
	}
	line := strings.Replace(strings.ReplaceAll(c.line, webPlace, web), "curl ", "curl --retry 5 --retry-connrefused ", 1) // it may not listen yet
	shell := exec.CommandContext(t.Context(), "sh", "-c", line)
	shell.Dir = "examples"
	out, err := shell.Output()
	if err != nil {
		t.Fatalf("%s:%d: running %q: %v", b.page, b.line, c.line, err)
	}
	got = indented(string(out))
	want := version.ReplaceAllString(c.output, `"VERSION"`)
	answers, err := jsonValues(strings.NewReader(version.ReplaceAllString(got, `"VERSION"`)))
	if err != nil { // not JSON, then
		return got, cmp.Diff(c.output, got)
	}
	values, err := jsonValues(strings.NewReader(want))
	if err != nil {
		return got, "the page's output is not JSON: " + err.Error()
	}
	return got, cmp.Diff(values, answers)
}

// indented gives values of JSON one below the other, and anything else as it is.
func indented(text string) string {
	var b bytes.Buffer
	decoder := json.NewDecoder(strings.NewReader(text))
	for decoder.More() {
		var value json.RawMessage
		if decoder.Decode(&value) != nil || json.Indent(&b, value, "", "  ") != nil {
			return text
		}
		b.WriteByte('\n')
	}
	return b.String()
}
