package yamlshape

import (
	"strings"
	"testing"
)

func TestShapes(t *testing.T) {
	for name, tt := range map[string]struct{ text, fault string }{
		"plain settings":                {"a:\n  - b: [c, {d: e}]\n    f: g\n", ""},
		"names and uses of them":        {"a: &x [b]\nc: *x\n", ""},
		"nothing":                       {"# a remark\n", ""},
		"brackets as deep as may be":    {strings.Repeat("[", 16) + strings.Repeat("]", 16), ""},
		"brackets deeper than that":     {strings.Repeat("[", 17), "1:17: brackets nest deeper than 16"},
		"brackets beside brackets":      {"[" + strings.Repeat("[],", 100) + "]", ""},
		"lists in lists on a line":      {strings.Repeat("- ", 9) + "a", "1:17: more than 8 levels on one line"},
		"a line far to the right":       {"a:\n" + strings.Repeat(" ", 64) + "b", "2:65: line begins further right than column 64"},
		"many names":                    {strings.Repeat("- &a b\n", 9), "9:3: more than 8 anchors"},
		"a name behind a use":           {"- &a b\n- *a\n- &c d\n", "3:3: anchor behind an alias; put all anchors (&) before the first alias (*)"},
		"many uses":                     {"- &a b\n" + strings.Repeat("- *a\n", 9), "10:3: more than 8 aliases; quote the word if it begins with a star"},
		"a tag, which is not quoted":    {"a: !secret b\n", "1:4: merge keys, tags and directives are not used here; quote the word if it is one"},
		"two documents":                 {"a: b\n---\nc: d\n", "2:1: the file holds one document, another begins or ends here"},
		"more words than may be":        {strings.Repeat("- a\n", 51), "51:1: more than 100 words and marks"},
		"as many blank lines as may be": {"a: >\n" + strings.Repeat("\n", 64) + "b: c\n", ""},
		"blank lines without end":       {"a: |\n" + strings.Repeat("\n", 200), "66:1: more than 64 blank lines in a row"},
		"lines of blanks without end":   {"a: >\n b\n" + strings.Repeat("  \r\n", 200), "67:3: more than 64 blank lines in a row"},
		"blank lines of old Macs":       {"a: 'b" + strings.Repeat("\r", 200) + "'", "66:1: more than 64 blank lines in a row"},
		"tabs that are quoted":          {"ț: \"" + strings.Repeat("\ta", 99) + "\"", "1:133: more than 64 tabs on one line"},
		"half of a merge without end":   {"a: b" + strings.Repeat("<", 99), "1:69: more than 64 times < in a row"},
		"lines under headings":          {strings.Repeat("# "+strings.Repeat("-", 70)+"\n", 64), ""},
		"remarks without end":           {strings.Repeat("#\n", 400), "301:2: more than 300 lines, brackets and other signs"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			words := 100 + 200*strings.Count(tt.text, "[],")
			if fault := Check(tt.text, Limits{Tokens: words, Signs: 3 * words}); fault != nil {
				got = fault.Error()
			}
			if got != tt.fault {
				t.Errorf("got %q, want %q", got, tt.fault)
			}
		})
	}
}

// A lexer makes all tokens before the first can be looked at.
func TestWhatHasTooManySignsIsNotLexed(t *testing.T) {
	for name, piece := range map[string]string{
		"open brackets": "[", "braces": "{", "remarks": "#\n", "dashes": "- ", "faults": "@", "strange escapes": `"\y`, "tabs": "\t\n",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(piece, 1<<18)
			var fault *Fault
			if allocated := testing.AllocsPerRun(1, func() { fault = Check(text, Limits{Tokens: 50_000, Signs: 150_000}) }); allocated > 10 {
				t.Errorf("%.0f allocations", allocated)
			}
			if fault == nil {
				t.Error("no fault")
			}
		})
	}
}
