package yamlshape

import (
	"strings"
	"testing"
)

func TestShapes(t *testing.T) {
	for name, tt := range map[string]struct{ text, fault string }{
		"plain settings":             {"a:\n  - b: [c, {d: e}]\n    f: g\n", ""},
		"names and uses of them":     {"a: &x [b]\nc: *x\n", ""},
		"nothing":                    {"# a remark\n", ""},
		"brackets as deep as may be": {strings.Repeat("[", 16) + strings.Repeat("]", 16), ""},
		"brackets deeper than that":  {strings.Repeat("[", 17), "1:17: brackets nest deeper than 16"},
		"brackets beside brackets":   {"[" + strings.Repeat("[],", 100) + "]", ""},
		"lists in lists on a line":   {strings.Repeat("- ", 9) + "a", "1:17: more than 8 levels on one line"},
		"a line far to the right":    {"a:\n" + strings.Repeat(" ", 64) + "b", "2:65: line begins further right than column 64"},
		"many names":                 {strings.Repeat("- &a b\n", 9), "9:3: more than 8 anchors"},
		"a name behind a use":        {"- &a b\n- *a\n- &c d\n", "3:3: anchor behind an alias; put all anchors (&) before the first alias (*)"},
		"many uses":                  {"- &a b\n" + strings.Repeat("- *a\n", 9), "10:3: more than 8 aliases; quote the word if it begins with a star"},
		"a tag, which is not quoted": {"a: !secret b\n", "1:4: merge keys, tags and directives are not used here; quote the word if it is one"},
		"two documents":              {"a: b\n---\nc: d\n", "2:1: the file holds one document, another begins or ends here"},
		"more words than may be":     {strings.Repeat("- a\n", 51), "51:1: more than 100 words and marks"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			if fault := Check(tt.text, 100+200*strings.Count(tt.text, "[],")); fault != nil {
				got = fault.Error()
			}
			if got != tt.fault {
				t.Errorf("got %q, want %q", got, tt.fault)
			}
		})
	}
}
