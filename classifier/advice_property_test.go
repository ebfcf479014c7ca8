package classifier

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

func TestEveryBuiltInCategoryHasAdvice(t *testing.T) {
	rules := builtInRules(t)
	for _, d := range rules.Detectors {
		if _, ok := rules.Advice.Categories[d.Category]; !ok {
			t.Errorf("category %q of %s has no advice", d.Category, d.ID)
		}
	}
}

// TestEvidenceOfExamplesIsDescribed: whatever code a detector gives, there are
// words for it in both languages.
func TestEvidenceOfExamplesIsDescribed(t *testing.T) {
	c, rules := newTestClassifier(t), builtInRules(t)
	for _, text := range exampleTexts(t) {
		for _, f := range c.Classify(text, Query{}).Findings {
			d := rules.Detector(f.Detector)
			f.Evidence.Each(func(code patterns.Code) {
				if said := rules.Explain(d, code); !isSentence(said.RO) || !isSentence(said.EN) {
					t.Errorf("%s explains %v by %q, %q", f.Detector, code, said.RO, said.EN)
				}
			})
		}
	}
}

// isSentence tells whether a text begins with a capital, ends with a full stop,
// and has neither places left open nor gaps.
func isSentence(text string) bool {
	first := []rune(text + " ")[0]
	return unicode.IsUpper(first) && strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "..") &&
		!strings.ContainsAny(text, "{}\n\t") && !strings.Contains(text, "  ") && !strings.Contains(text, " .") && !strings.Contains(text, " ,")
}

// isTitle tells the same of a line that does not end with a full stop.
func isTitle(text string) bool { return isSentence(text+".") && len([]rune(text)) <= 250 }

// anyFinding draws a finding of any detector, of any confidence and evidence.
func anyFinding(rules *patterns.Ruleset) *rapid.Generator[Finding] {
	return rapid.Custom(func(t *rapid.T) Finding {
		d := rapid.SampledFrom(rules.Detectors).Draw(t, "detector")
		f := Finding{
			Detector: d.ID, Category: d.Category, Severity: d.Severity, Confidence: rapid.Float64Range(0.1, 0.99).Draw(t, "confidence"),
			Evidence: patterns.SetOf(rapid.SliceOfN(rapid.SampledFrom(patterns.Codes()), 0, 4).Draw(t, "evidence")...),
			value:    rapid.Uint64Range(0, 3).Draw(t, "value"),
		}
		if len(d.Markings) > 0 {
			m := rapid.SampledFrom(d.Markings).Draw(t, "marking")
			f.Marking = &Marking{Scheme: m.Scheme, Level: m.Level, Designation: m.Designation}
			if m.Severity != 0 {
				f.Severity = m.Severity
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "own") == 0 {
			f = Finding{Detector: "acme.badge", Category: "badge", Severity: patterns.SeverityHigh, Confidence: f.Confidence}
		}
		return f
	})
}

// about words the advice about an assessment anew.
func (w adviser) about(a *Assessment) Advice {
	if len(a.Findings) == 0 {
		return Advice{}
	}
	m := matterOf(a, w.channel, nil)
	return w.advise(&m)
}

// TestAdviceIsWholeSentences: any findings on any channel get a title and a body
// without places left open, in either language.
func TestAdviceIsWholeSentences(t *testing.T) {
	rules := builtInRules(t)
	c := newTestClassifier(t) // keeps advices from one draw to the next
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfN(anyFinding(rules), 1, 6).Draw(t, "findings")
		channel := Channel{
			Kind:       ChannelKind(rapid.IntRange(0, int(ChannelAccredited)+1).Draw(t, "kind")),
			Accredited: patterns.Level(rapid.IntRange(0, int(patterns.LevelTopSecret)).Draw(t, "accredited")),
			BackedUp:   rapid.Bool().Draw(t, "backed up"),
		}
		a := DefaultThresholds().assess(findings, channel)
		for _, locale := range []string{"ro", "en"} {
			advice := adviser{rules: rules, locale: locale, channel: channel}.about(&a)
			if !isTitle(advice.Title) || !isSentence(advice.Body) {
				t.Fatalf("%s, %v: %q %q", locale, a.Verdict, advice.Title, advice.Body)
			}
			for range 2 {
				if kept := c.advise(&view{}, &a, &Query{Locale: locale, Channel: channel}); kept != advice {
					t.Fatalf("%s: %q, then %q", locale, advice, kept)
				}
			}
		}
	})
}

// TestAdviceCalmsOnlyWhereTheMessageMayGo: the mild words of a category and its
// grave ones stand where the verdict says so.
func TestAdviceCalmsOnlyWhereTheMessageMayGo(t *testing.T) {
	rules := builtInRules(t)
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfN(anyFinding(rules), 1, 6).Draw(t, "findings")
		a := DefaultThresholds().assess(findings, Channel{})
		body := adviser{rules: rules, locale: "ro"}.about(&a).Body
		for name, category := range rules.Advice.Categories {
			if a.Verdict != Allow && strings.Contains(body, category.Allow.RO) {
				t.Fatalf("%v calms as for %s: %q", a.Verdict, name, body)
			}
			if a.Verdict == Allow && strings.Contains(body, category.Instead.RO) {
				t.Fatalf("%v warns as for %s: %q", a.Verdict, name, body)
			}
		}
	})
}

// TestAdviceNeverQuotes looks in the advice for any four characters in a row of
// what was found. Romanian has the same words for such data in a message and in
// the advice ("strada", "adresa"), so a piece that stands in the wording of the
// rules is no quote: the wording is there before the message. Nor is one of
// letters with a space or a full stop between them.
func TestAdviceNeverQuotes(t *testing.T) {
	const longest = 4
	c := newTestClassifier(t)
	wording := ruleWording(builtInRules(t))
	for _, text := range exampleTexts(t) {
		for _, locale := range []string{"ro", "en"} {
			a := c.Classify(text, Query{Locale: locale})
			advice := strings.ToLower(a.Advice.Title + "\n" + a.Advice.Body)
			for _, f := range a.Findings {
				found := []rune(strings.ToLower(text[f.Start:f.End]))
				for i := 0; i+longest <= len(found); i++ {
					piece := string(found[i : i+longest])
					if says(piece) && strings.Contains(advice, piece) && !strings.Contains(wording, piece) {
						t.Errorf("advice for %q quotes %q: %s", text, piece, advice)
					}
				}
			}
		}
	}
}

// says tells whether a piece of a text says something: it has a digit, or is part
// of one word.
func says(piece string) bool {
	return strings.ContainsFunc(piece, unicode.IsDigit) || !strings.ContainsFunc(piece, func(r rune) bool { return !unicode.IsLetter(r) })
}

// ruleWording gives all that an advice is made of, in lower case: the texts, the
// detectors' names and the official wordings of markings.
func ruleWording(rules *patterns.Ruleset) string {
	var all []string
	add := func(texts ...patterns.Text) {
		for _, text := range texts {
			all = append(all, text.RO, text.EN)
		}
	}
	for _, c := range rules.Advice.Categories {
		add(c.One, c.Many, c.Why, c.Instead, c.Allow)
	}
	for _, section := range []map[string]patterns.Text{
		rules.Advice.Titles, rules.Advice.Body, rules.Advice.Channels, rules.Advice.Levels, rules.Advice.Laws,
	} {
		for _, text := range section {
			add(text)
		}
	}
	for _, d := range rules.Detectors {
		add(d.Name.One, d.Name.Many)
		for _, m := range d.Markings {
			all = append(all, m.Designation)
		}
	}
	return strings.ToLower(strings.Join(all, "\n"))
}

// TestAdviceNamesADetectorsFindings: a detector's own name for its findings goes
// before its category's, unless they come from several detectors.
func TestAdviceNamesADetectorsFindings(t *testing.T) {
	rules := builtInRules(t)
	passport := Finding{Detector: "ro.passport", Category: "identity_document", Severity: patterns.SeverityHigh, Confidence: 0.9}
	permit := passport
	permit.Detector = "ro.residence_permit"
	for _, c := range []struct {
		findings []Finding
		want     string
	}{
		{[]Finding{passport}, rules.Detector("ro.passport").Name.One.RO},
		{[]Finding{passport, permit}, rules.Advice.Categories["identity_document"].Many.RO},
	} {
		a := DefaultThresholds().assess(c.findings, Channel{})
		if title := (adviser{rules: rules, locale: "ro"}).about(&a).Title; !strings.HasSuffix(title, " "+c.want) {
			t.Errorf("%q does not end with %q", title, c.want)
		}
	}
}
