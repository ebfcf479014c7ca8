package dlpproxy

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestJSONText(t *testing.T) {
	for body, want := range map[string]string{
		`"a"`:                              "a\n",
		`{"cnp": 1850228120011}`:           "cnp: 1850228120011\n",
		`{"a": {"b": "c"}, "d": [1, "e"]}`: "a: b: c\nd: 1\ne\n",
		`[{"a": []}, {"b": {}, "c": 2}]`:   "a: b: c: 2\n",
		`{"\u0219": "\u021b"}`:             "ș: ț\n",
		``:                                 "",
	} {
		if got, err := jsonText([]byte(body)); err != nil || got != want {
			t.Errorf("%s gives %q, %v, want %q", body, got, err, want)
		}
	}
}

// Every string that a JSON parser sees is in the text.
func FuzzJSONText(f *testing.F) {
	f.Add([]byte(`{"a": ["b", {"c": 1.5e3}], "d": null}`))
	f.Add([]byte(`{"a": `))
	f.Fuzz(func(t *testing.T, body []byte) {
		text, err := jsonText(body)
		var value any
		if json.Unmarshal(body, &value) != nil {
			return
		}
		if err != nil {
			t.Fatalf("%q is JSON, but: %v", body, err)
		}
		for _, s := range stringsIn(value) {
			if !strings.Contains(text, s) {
				t.Fatalf("%q is not in %q", s, text)
			}
		}
	})
}

func stringsIn(value any) []string {
	var found []string
	switch v := value.(type) {
	case string:
		found = append(found, v)
	case []any:
		for _, element := range v {
			found = append(found, stringsIn(element)...)
		}
	case map[string]any:
		for name, element := range v {
			found = append(append(found, name), stringsIn(element)...)
		}
	}
	return found
}
