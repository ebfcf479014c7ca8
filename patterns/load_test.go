package patterns

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// soundRule is a rule file without fault. Tests put faults in it by replacing a
// line, so that the place of the fault is known.
const soundRule = `id: acme.badge
category: badge
label: LEGITIMATIE
description: {ro: Legitimație, en: Badge}
severity: low
specificity: 0.5
anchors: {digits: 4, words: [legitimatie*], before: 0, after: 8}
expression: '[0-9]{4}'
confidence: 0.4
adjust: {SHAPE: 0.1}
context:
  - {code: CONTEXT_WORD, words: [badge, card], before: 20, after: 20, adjust: 0.2}
require:
  - {when: SHAPE, any: [CONTEXT_WORD]}
examples:
  match:
    - {text: "badge 1234", find: ["1234"], verdict: allow, evidence: [CONTEXT_WORD]}
  no_match: ["1234"]
`

// finderRule is the same with a finder, for what expressions do not have.
const finderRule = `id: acme.mark
category: marking
label: MARCAJ
description: {ro: Marcaj, en: Mark}
severity: low
finder: marking
confidence: 0.4
markings:
  - {designation: ACME, scheme: acme, level: none, phrases: [acme intern], abbreviations: [ai], adjust: 0.1}
lists: {series: [AA, BB]}
examples: {match: [{text: acme intern}], no_match: [acme]}
`

func TestSoundRulesLoad(t *testing.T) {
	for _, text := range []string{soundRule, finderRule, strings.ReplaceAll(soundRule, "\n", "\r\n"), "---\n" + soundRule, "# remark\n" + soundRule} {
		if _, err := ParseDetector("a.yaml", []byte(text)); err != nil {
			t.Errorf("a sound file is refused: %v", err)
		}
	}
}

// TestFaultsOfRuleFiles puts one fault at a time into a sound file. Each case
// replaces the first text by the second; place and reason must be told exactly.
func TestFaultsOfRuleFiles(t *testing.T) {
	long := strings.Repeat("x", 90)
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "severity: low", "severity: low\nsize: 3", `6:1: unknown field "size"`},
		{"unknown key inside", "before: 0", "befor: 0", `7:45: unknown field "befor"`},
		{"key twice", "severity: low", "severity: low\nlabel: B", `6:1: mapping key "label" already defined at [3:1]`},
		{"text for a number", "confidence: 0.4", "confidence: high", `9:13: wrong type of value: text where a number is wanted`},
		{"number for a list", "words: [badge, card]", "words: 3", `12:33: int was used where sequence is expected`},
		{"list for a text", "label: LEGITIMATIE", "label: [A]", `3:8: wrong type of value: a list where text is wanted`},
		{"text for true or false", "before: 0", "spaced: maybe", `7:53: wrong type of value: text where true or false is wanted`},
		{"fraction for a count", "digits: 4", "digits: 4.5", `7:19: wrong type of value: a fraction where a whole number is wanted`},
		{"count beyond any number", "digits: 4", "digits: 99999999999999999999", `7:19: wrong type of value: 99999999999999999999 where a whole number is wanted`},
		{"list for a severity", "severity: low", "severity: [low]", `5:11: wrong type of value: a list where text is wanted`},
		{"tab as indent", "category: badge", "\tcategory: badge", `2:1: found character '	' that cannot start any token`},
		{"blank lines without end, in a plain file", "confidence: 0.4", strings.Repeat("\n", 65) + "confidence: 0.4", `73:1: more than 64 blank lines in a row`},
		{"blank lines without end, in a folded text", "label: LEGITIMATIE", "label: >\n" + strings.Repeat("\n", 100000), `68:1: more than 64 blank lines in a row`},
		{"bracket left open", "words: [badge, card]", "words: [badge, card", `12:81: value is not allowed in this context. map key-value is pre-defined`},

		{"id with capitals", "id: acme.badge", "id: Acme", `1:5: id "Acme" must be lower-case words joined by dots, such as "acme.badge"`},
		{"id missing", "id: acme.badge\n", "", `1:1: id "" must be lower-case words joined by dots, such as "acme.badge"`},
		{"id too long", "acme.badge", "a" + long, `1:5: id is longer than 64 bytes`},
		{"category with a dot", "category: badge", "category: a.b", `2:11: category "a.b" must be one lower-case word, such as "badge"`},
		{"label in small letters", "LEGITIMATIE", "badge", `3:8: label "badge" must be in capitals, such as "LEGITIMATIE"`},
		{"one language", "{ro: Legitimație, en: Badge}", "{ro: Legitimație}", `4:14: description needs both ro and en`},
		{"unknown severity", "severity: low", "severity: grave", `5:11: unknown severity "grave" (info, low, medium, high or critical)`},
		{"severity missing", "severity: low\n", "", `1:1: severity is missing`},
		{"specificity out of range", "specificity: 0.5", "specificity: 1.5", `6:14: specificity must lie between 0 and 1`},
		{"specificity not a number", "specificity: 0.5", "specificity: .nan", `6:14: specificity must lie between 0 and 1`},

		{"no anchor", "digits: 4, words: [legitimatie*], ", "", `7:10: anchors needs at least one of digits, words, chars or spaced`},
		{"too many digits", "digits: 4", "digits: 65", `7:19: digits must lie between 1 and 64`},
		{"fewer digits than none", "digits: 4", "digits: -4", `7:19: digits must lie between 1 and 64`},
		{"unbroken digits above digits", "digits: 4", "digits: 4, run: 5", `7:27: run must lie between 0 and 32 and not above digits`},
		{"letter as anchor mark", "digits: 4", `digits: 4, chars: "@a"`, `7:29: chars must be ASCII marks, such as "@"; anchor letters by words and digits by digits`},
		{"mark outside ASCII", "digits: 4", `digits: 4, chars: "§"`, `7:29: chars must be ASCII marks, such as "@"; anchor letters by words and digits by digits`},
		{"window too far back", "before: 0", "before: 257", `7:53: before must lie between 0 and 256`},
		{"window too far on", "after: 8", "after: 513", `7:63: after must lie between 1 and 512`},
		{"empty word", "[legitimatie*]", `[legitimatie*, " "]`, `7:44: a word must have 1 to 80 bytes`},
		{"long word", "[badge, card]", "[badge, " + long + "]", `12:41: a word must have 1 to 80 bytes`},

		{"bad expression", "'[0-9]{4}'", "'([0-9]{4}'", "8:13: expression does not compile: error parsing regexp: missing closing ) in `([0-9]{4}`"},
		{"expression that closes what it did not open", "'[0-9]{4}'", "'a)|(b'", "8:13: expression does not compile: error parsing regexp: unexpected ) in `a)|(b`"},
		{"expression too long", "'[0-9]{4}'", "'" + strings.Repeat("a", 4097) + "'", "8:13: expression is 4097 bytes long, the limit is 4096"},
		{"neither expression nor finder", "expression: '[0-9]{4}'\n", "", `1:1: give either an expression or the name of a finder`},
		{"both expression and finder", "expression:", "finder: cnp\nexpression:", `8:9: give either an expression or the name of a finder, not both`},
		{"expression without a window", ", after: 8", "", `7:10: an expression needs anchors.after, the number of characters it may see`},
		{"unknown checksum", "confidence: 0.4", "confidence: 0.4\nchecksum: md5", `10:11: unknown checksum "md5", known are ["cnp" "cui" "iban" "icao9303" "luhn" "onrc" "vin"]`},

		{"no confidence", "confidence: 0.4\n", "", `1:1: confidence must lie above 0 and at most at 1`},
		{"confidence above 1", "confidence: 0.4", "confidence: 1.01", `9:13: confidence must lie above 0 and at most at 1`},
		{"confidence not a number", "confidence: 0.4", "confidence: .nan", `9:13: confidence must lie above 0 and at most at 1`},
		{"confidence without end", "confidence: 0.4", "confidence: .inf", `9:13: confidence must lie above 0 and at most at 1`},
		{"unknown code adjusted", "{SHAPE: 0.1}", "{SHAP: 0.1}", `10:16: unknown evidence code "SHAP"`},
		{"adjustment out of range", "{SHAPE: 0.1}", "{SHAPE: -1.1}", `10:17: adjustment must lie between -1 and 1`},
		{"adjustment not a number", "{SHAPE: 0.1}", "{SHAPE: .nan}", `10:17: adjustment must lie between -1 and 1`},

		{"calibration that stands still", "confidence: 0.4", "confidence: 0.4\ncalibration: [{sum: 0.5, confidence: 0.5}, {sum: 0.5, confidence: 0.6}]", `10:44: the sums of a calibration must grow, from above 0.1 to at most 0.99`},
		{"calibration that falls", "confidence: 0.4", "confidence: 0.4\ncalibration: [{sum: 0.5, confidence: 0.5}, {sum: 0.6, confidence: 0.4}]", `10:44: the confidences of a calibration must not fall, and lie from 0.1 to 0.99`},
		{"calibration above what is certain", "confidence: 0.4", "confidence: 0.4\ncalibration: [{sum: 0.5, confidence: 1}]", `10:15: the confidences of a calibration must not fall, and lie from 0.1 to 0.99`},
		{"calibration without a number", "confidence: 0.4", "confidence: 0.4\ncalibration: [{sum: .nan, confidence: 0.5}]", `10:15: the sums of a calibration must grow, from above 0.1 to at most 0.99`},

		{"unknown code in context", "code: CONTEXT_WORD", "code: NEARBY", `12:12: unknown evidence code "NEARBY"`},
		{"context without code", "code: CONTEXT_WORD, ", "", `12:5: context group needs a code, the evidence that its words add`},
		{"context without words", "words: [badge, card], ", "", `12:5: context group needs words`},
		{"context without window", "before: 20, after: 20", "before: 0", `12:5: context group needs before or after`},
		{"context too wide", "before: 20, after: 20", "before: 301", `12:5: before and after must lie between 0 and 300`},
		{"context adjustment out of range", "adjust: 0.2}", "adjust: 2}", `12:79: adjustment must lie between -1 and 1`},
		{"requirement of nothing", "any: [CONTEXT_WORD]", "any: []", `14:5: requirement needs any, a list of evidence codes`},
		{"requirement of an unknown code", "any: [CONTEXT_WORD]", "any: [WORD]", `14:25: unknown evidence code "WORD"`},
		{"requirement when an unknown code", "when: SHAPE", "when: FORM", `14:12: unknown evidence code "FORM"`},
		{"lists without a finder", "confidence: 0.4", "confidence: 0.4\nlists: {a: [b]}", `10:8: lists need a finder`},
		{"markings without a finder", "confidence: 0.4", "confidence: 0.4\nmarkings: [{designation: A}]", `10:11: markings need a finder`},

		{"no examples", soundRule[strings.Index(soundRule, "examples:"):], "", `1:1: examples needs at least one match and one no_match`},
		{"no example that must not match", "  no_match: [\"1234\"]\n", "", `16:8: examples needs at least one match and one no_match`},
		{"example without text", `text: "badge 1234", `, "", `17:7: example needs a text`},
		{"unknown verdict", "verdict: allow", "verdict: stop", `17:53: unknown verdict "stop" (allow, warn or block)`},
		{"unknown code in an example", "evidence: [CONTEXT_WORD]", "evidence: [WORD]", `17:71: unknown evidence code "WORD"`},
		{"example wants what is not there", `find: ["1234"]`, `find: ["1235"]`, `17:35: "1235" is not in the example's text, or not in this order`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(soundRule, c.old) == 0 {
				t.Fatalf("%q is not in the sound file", c.old)
			}
			wantFault(t, strings.Replace(soundRule, c.old, c.new, 1), c.want)
		})
	}
}

func TestFaultsOfMarkings(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no designation", "designation: ACME, ", "", `9:5: marking needs designation and scheme`},
		{"no level", "level: none, ", "", `9:5: marking needs a level, if only none`},
		{"unknown level", "level: none", "level: high", `9:46: unknown level "high"`},
		{"no wording", "phrases: [acme intern], abbreviations: [ai], ", "", `9:5: marking needs phrases or abbreviations`},
		{"empty phrase", "[acme intern]", `[""]`, `9:62: a word must have 1 to 80 bytes`},
		{"adjustment out of range", "adjust: 0.1", "adjust: -3", `9:105: adjustment must lie between -1 and 1`},
		{"empty word in a list", "[AA, BB]", `[AA, ""]`, `10:22: a word must have 1 to 80 bytes`},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantFault(t, strings.Replace(finderRule, c.old, c.new, 1), c.want)
		})
	}
}

// TestFaultsOfWholeFiles gives files that are no rule files at all, or that mean
// more than they hold. Each must be refused in no time.
func TestFaultsOfWholeFiles(t *testing.T) {
	const lots = 60_000
	var bomb, deep strings.Builder
	bomb.WriteString("lists:\n  a: &a [x, x, x, x, x, x, x, x, x]\n")
	for name := 'b'; name < 'k'; name++ {
		fmt.Fprintf(&bomb, "  %c: &%c [%s]\n", name, name, strings.Repeat(fmt.Sprintf("*%c, ", name-1), 9))
	}
	for i := range 900 {
		deep.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "1:1: file is empty"},
		{"white space", " \n\n", "1:1: file is empty"},
		{"remarks only", "# nothing\n", "1:1: file is empty"},
		{"a dash line only", "---\n", "1:1: file is empty"},
		{"null", "null\n", "1:1: null was used where mapping is expected"},
		{"one word", "hello\n", "1:1: string was used where mapping is expected"},
		{"a list", "- a\n", "1:1: sequence was used where mapping is expected"},
		{"two documents", soundRule + "---\n" + soundRule, `19:1: the file holds one document, another begins or ends here`},
		{"an end of document", soundRule + "...\n", `19:1: the file holds one document, another begins or ends here`},
		{"not UTF-8", "id: acme\nlabel: \xff\n", "2:8: file is not valid UTF-8"},
		{"half a character", "id: acme\nlabel: ț\xc8", "2:9: file is not valid UTF-8"},
		{"a control character", "id: acme\x00\n", "1:9: control character U+0000"},
		{"too long", strings.Repeat("#", MaxFileSize+1), "rule file is 524289 bytes long, the limit is 524288"},
		{"a tag", "id: !!binary aGk=\n", `1:5: merge keys, tags and directives are not used here; quote the word if it is one`},
		{"a key that terminals obey", `"\e[2J": a` + "\n", `1:1: unknown field "�[2J"`},
		{"a key as long as the file", strings.Repeat("k", 20_000) + ": a\n", `1:1: unknown field "` + strings.Repeat("k", 385) + "…"},
		{"a directive", "%YAML 1.2\n---\nid: a\n", `1:1: merge keys, tags and directives are not used here; quote the word if it is one`},
		{"a merge key", "lists: &a {b: [c]}\nanchors:\n  <<: *a\n", `3:3: merge keys, tags and directives are not used here; quote the word if it is one`},
		{"aliases that multiply", bomb.String(), "3:42: more than 8 aliases; quote the word if it begins with a star"},
		{"an alias inside another", "lists:\n  a: &a [x]\n  b: [*a]\n  c: &c [x]\n", "4:6: anchor behind an alias; put all anchors (&) before the first alias (*)"},
		{"an alias of nothing", "lists: {a: *b}\n", `1:13: could not find alias "b"`},
		{"an alias of itself", "lists:\n  a: &a [*a]\n", "2:9: wrong type of value: a list where text is wanted"},
		{"many anchors", strings.Repeat("&a ", lots), "1:25: more than 8 anchors"},
		{"deep brackets", "id: " + strings.Repeat("[", lots), "1:21: brackets nest deeper than 16"},
		{"deep braces", "id: " + strings.Repeat("{a: ", lots/2), "1:69: brackets nest deeper than 16"},
		{"deep lines", deep.String(), "65:65: line begins further right than column 64"},
		{"deep dashes", strings.Repeat("- ", lots), "1:17: more than 8 levels on one line"},
		{"deep colons", strings.Repeat("a: ", lots), "1:26: more than 8 levels on one line"},
		{"deep questions", strings.Repeat("? ", lots), "1:17: more than 8 levels on one line"},
		{"deep colons in brackets", "id: [" + strings.Repeat("a: ", lots), "1:31: more than 8 levels on one line"},
		{"brackets without end", "id: " + strings.Repeat("[", 3*lots), "1:150004: more than 150000 lines, brackets and other signs"},
		{"many commas", "id: [" + strings.Repeat(",", lots), "1:50003: more than 50000 words and marks"},
		{"a list of lots", "lists: {a: [" + strings.Repeat("x,", lots) + "x]}", "1:50007: more than 50000 words and marks"},
		{"many words", "lists:\n  a:\n" + strings.Repeat("    - a\n", 21_000), `1:1: id "" must be lower-case words joined by dots, such as "acme.badge"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			begin := time.Now()
			wantFault(t, c.text, c.want)
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestTooManyWords(t *testing.T) {
	words := strings.Repeat("badge, ", maxWords+1)
	wantFault(t, strings.Replace(soundRule, "[badge, card]", "["+words+"]", 1), "12:33: 20001 words, the limit is 20000")
	group := "\n  - {code: CONTEXT_WORD, words: [a], before: 1}"
	wantFault(t, strings.Replace(soundRule, "context:", "context:"+strings.Repeat(group, maxGroups), 1), "12:3: 65 context groups, the limit is 64")
}

// TestFaultsNameFilesAsTheyCanBeShown: names of files come from whoever wrote them, too.
func TestFaultsNameFilesAsTheyCanBeShown(t *testing.T) {
	_, err := ParseDetector("a\x1b[2J\nb.yaml", []byte("id: ["))
	if err == nil || !strings.HasPrefix(err.Error(), "a�[2J�b.yaml:") {
		t.Errorf("got %q", err)
	}
}

func wantFault(t *testing.T, text, want string) {
	t.Helper()
	d, err := ParseDetector("acme/a.yaml", []byte(text))
	if err == nil {
		t.Fatalf("is taken without fault, want %s", want)
	}
	var fault *FileError
	if !errors.As(err, &fault) || d != nil {
		t.Fatalf("gives %T and detector %v", err, d)
	}
	separator := ":"
	if fault.Line == 0 {
		separator = ": "
	}
	if got := err.Error(); got != "acme/a.yaml"+separator+want {
		t.Errorf("got  %s\nwant acme/a.yaml%s%s", got, separator, want)
	}
}

// FuzzParseDetector checks that nothing makes the loader panic, and that it
// always tells the file.
func FuzzParseDetector(f *testing.F) {
	for _, text := range []string{soundRule, finderRule, "", "---\n...\n", "a: &a [*a]", "{", "\xff", "id: |\n a", "? a\n: b", "- - a", `"\`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ParseDetector("fuzz.yaml", data)
		if err == nil {
			if d.ID == "" || d.Severity == 0 || len(d.Examples.Match) == 0 {
				t.Error("a detector without id, severity or examples is taken")
			}
			return
		}
		var fault *FileError
		if !errors.As(err, &fault) || fault.File != "fuzz.yaml" || fault.Reason == "" {
			t.Errorf("error is %#v", err)
		}
	})
}
