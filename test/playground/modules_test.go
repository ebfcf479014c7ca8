package playground_test

import "testing"

// TestModules asks the parts of the page that are functions alone.
func TestModules(t *testing.T) {
	b := visit(t, open(t), look{})
	for _, test := range []struct{ reason, module, expression, want string }{
		{"a letter added", "spans", `m.edited("abc", "abxc")`, `{"start":2,"end":2,"shift":1}`},
		{"a letter taken", "spans", `m.edited("abxc", "abc")`, `{"start":2,"end":3,"shift":-1}`},
		{"the same letter again", "spans", `m.edited("aa", "aaa")`, `{"start":2,"end":2,"shift":1}`},
		{"all replaced", "spans", `m.edited("abc", "xy")`, `{"start":0,"end":3,"shift":-1}`},
		{"nothing changed", "spans", `m.edited("abc", "abc")`, `{"start":3,"end":3,"shift":0}`},
		{"an edit before moves a finding", "spans", `m.moved([{start: 2, end: 4}], "abcd", "xabcd")`, `[{"start":3,"end":5}]`},
		{"an edit behind leaves it", "spans", `m.moved([{start: 0, end: 2}], "abcd", "abcdx")`, `[{"start":0,"end":2}]`},
		{"an edit inside drops it", "spans", `m.moved([{start: 1, end: 3}], "abcd", "abxcd")`, `[]`},
		{"pieces around a finding", "spans", `m.pieces("abcd", [{start: 1, end: 3}]).map((p) => p.text)`, `["a","bc","d"]`},
		{"a finding that is the whole", "spans", `m.pieces("ab", [{start: 0, end: 2}]).length`, `1`},
		{"findings out of order, empty or outside", "spans", `m.pieces("abcd", [{start: 2, end: 3}, {start: 0, end: 1}, {start: 3, end: 3}, {start: 3, end: 9}]).map((p) => p.text)`, `["ab","c","d"]`},
		{"pieces of each line", "spans", `m.lines("a\nbc\n", [{start: 0, end: 3}]).map((line) => line.map((p) => p.text))`, `[["a"],["b","c"],[]]`},
		{"no text has one line", "spans", `m.lines("", [])`, `[[]]`},
		{"lists are compared as texts are", "spans", `m.edited(["a", "b"], ["a", "c", "b"])`, `{"start":1,"end":1,"shift":1}`},
		{"no text has no pieces", "spans", `m.pieces("", [])`, `[]`},
		{"a short text stays", "spans", `m.shortened("a b", 3)`, `a b`},
		{"lines become one", "spans", `m.shortened("a\n b", 9)`, `a b`},
		{"whole characters are left out", "spans", `m.shortened("👩\u200d👧👩\u200d👧👩\u200d👧", 2)`, "👩\u200d👧…"},
		{"bytes of UTF-8", "spans", `m.byteLength("aț🎭")`, `7`},
		{"words of a thousand letters are not long", "spans", `m.hasLongWord("a".repeat(1000) + " " + "a".repeat(1000) + "\n" + "a".repeat(1000))`, `false`},
		{"a longer one is", "spans", `m.hasLongWord("a " + "a".repeat(1001))`, `true`},
		{"a space that does not break ends no word", "spans", `m.hasLongWord("a\u00a0".repeat(501))`, `true`},
		{"hardly sure", "texts", `m.confidenceOf({confidence: 0.2}, "en")`, `possible`},
		{"more likely than not", "texts", `m.confidenceOf({confidence: 0.5}, "en")`, `likely`},
		{"as sure as it gets", "texts", `m.confidenceOf({confidence: 1}, "ro")`, `aproape sigur`},
		{"a detector of somebody's own", "texts", `m.nameOf({detector: "acme.badge"}, "ro")`, `acme.badge`},
		{"no name of a browser's language", "look", `m.languageOf(new URL("https://a/?lang=ro"), undefined)`, `ro`},
	} {
		if got := b.text(`(await (async () => { const m = await import("./` + test.module + `.js"); return ` + test.expression + `; })())`); got != test.want {
			t.Errorf("%s: %s is %s, want %s", test.reason, test.expression, got, test.want)
		}
	}
}

// TestAnAnswerThatIsKnownIsToldAgain without another question, so that whoever waits for it
// waits no longer.
func TestAnAnswerThatIsKnownIsToldAgain(t *testing.T) {
	b := visit(t, open(t), look{})
	b.want(`(await (async () => {
		const {Checker} = await import("./checker.js");
		const asked = [], told = [];
		const checker = new Checker(async (text) => { asked.push(text); return text.length; }, ({assessment}) => told.push(assessment));
		await checker.now("abc", "ro");
		await checker.now("abc", "ro");
		return {asked, told};
	})())`, `{"asked":["abc"],"told":[3,3]}`)
}

// TestAnswersThatAreNone: what the server may say that the page was not made for.
func TestAnswersThatAreNone(t *testing.T) {
	b := visit(t, open(t), look{})
	for _, test := range []struct{ reason, answer, want string }{
		{"a verdict of later asks", `{"assessment": {"verdict": "VERDICT_ASK_BOSS", "offsetUnit": "OFFSET_UNIT_UTF16"}}`, "warn"},
		{"no assessment", `{}`, "broken"},
		{"other units", `{"assessment": {"verdict": "VERDICT_ALLOW", "offsetUnit": "OFFSET_UNIT_UTF8_BYTES"}}`, "broken"},
		{"nothing", `null`, "broken"},
		{"no JSON", `<html>`, "broken"},
		{"fields that are left out", `{"assessment": {"verdict": "VERDICT_ALLOW", "offsetUnit": "OFFSET_UNIT_UTF16", "findings": [{}]}}`, "allow"},
	} {
		got := b.text(`(await (async () => {
			const {classify} = await import("./client.js");
			const real = window.fetch;
			window.fetch = async () => new Response(` + quoted(test.answer) + `);
			try { return (await classify("x", "ro")).verdict; } catch (failure) { return failure.kind; } finally { window.fetch = real; }
		})())`)
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.reason, got, test.want)
		}
	}
}
