package api

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestClassifyAnswersInFull(t *testing.T) {
	server := startPlain(t)
	out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{
		MessageId: "m-1", Text: "CNP: " + aCNP,
		Options: &pecetev1.ClassifyOptions{Locale: "en", IncludeMatches: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := out.GetAssessment()
	if out.GetMessageId() != "m-1" || a.GetVerdict() != pecetev1.Verdict_VERDICT_WARN || len(a.GetFindings()) != 1 {
		t.Fatalf("got %v", out)
	}
	if a.GetRulesetVersion() != testEngine().Rules().Version || a.GetOffsetUnit() != pecetev1.OffsetUnit_OFFSET_UNIT_UTF8_BYTES {
		t.Errorf("ruleset %q, unit %v", a.GetRulesetVersion(), a.GetOffsetUnit())
	}
	if a.GetAdvice().GetTitle() == "" || a.GetAdvice().GetBody() == "" {
		t.Errorf("advice is %v", a.GetAdvice())
	}
	if strings.Contains(a.GetAdvice().String(), aCNP) {
		t.Error("the advice quotes the message")
	}
	f := a.GetFindings()[0]
	if f.GetDetector() != "ro.cnp" || f.GetCategory() != "national_id" || f.GetSeverity() != pecetev1.Severity_SEVERITY_HIGH || f.GetMatch() != aCNP {
		t.Errorf("finding is %v", f)
	}
	if f.GetStart() != 5 || f.GetEnd() != 18 || !(f.GetConfidence() > 0.9 && f.GetConfidence() <= 1) {
		t.Errorf("span %d..%d, confidence %v", f.GetStart(), f.GetEnd(), f.GetConfidence())
	}
	codes := map[string]string{}
	for _, e := range f.GetEvidence() {
		codes[e.GetCode()] = e.GetDescription()
	}
	rules := testEngine().Rules()
	if got, want := codes["CHECKSUM_VALID"], rules.Explain(rules.Detector("ro.cnp"), patterns.ChecksumValid).EN; got != want {
		t.Errorf("CHECKSUM_VALID is described as %q, want the detector's own %q", got, want)
	}
	if got, want := codes["CONTEXT_LABEL"], rules.Evidence[patterns.ContextLabel].EN; got != want {
		t.Errorf("CONTEXT_LABEL is described as %q, want the general %q", got, want)
	}
}

func TestClassifyOptions(t *testing.T) {
	server := startPlain(t)
	tests := map[string]struct {
		text    string
		options *pecetev1.ClassifyOptions
		want    string // detectors found
	}{
		"all detectors by default":             {"CNP: " + aCNP, nil, "ro.cnp"},
		"one detector by its id":               {"CNP: " + aCNP, &pecetev1.ClassifyOptions{Detectors: []string{"ro.cnp"}}, "ro.cnp"},
		"several by a prefix":                  {"CNP: " + aCNP, &pecetev1.ClassifyOptions{Detectors: []string{"ro.*"}}, "ro.cnp"},
		"others only":                          {"CNP: " + aCNP, &pecetev1.ClassifyOptions{Detectors: []string{"ro.id_card"}}, ""},
		"confidence that it has":               {"CNP: " + aCNP, &pecetev1.ClassifyOptions{MinConfidence: 0.9}, "ro.cnp"},
		"confidence that nothing has":          {"CNP: " + aCNP, &pecetev1.ClassifyOptions{MinConfidence: 1}, ""},
		"nothing in it":                        {"Ne vedem la 7.", nil, ""},
		"wrong control digit beside its label": {"cnp 1850228120012", nil, "ro.cnp"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: tt.text, Options: tt.options})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, f := range out.GetAssessment().GetFindings() {
				found = append(found, f.GetDetector())
				if f.GetMatch() != "" {
					t.Error("the match came without being asked for")
				}
			}
			if got := strings.Join(found, " "); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			if (out.GetAssessment().GetAdvice() == nil) != (tt.want == "") {
				t.Errorf("advice is %v", out.GetAssessment().GetAdvice())
			}
		})
	}
}

func TestAdviceAndEvidenceSpeakTheLanguageAsked(t *testing.T) {
	server := startPlain(t)
	titles := map[string]bool{}
	for locale, want := range map[string]patterns.Text{"": {RO: "ro"}, "ro": {RO: "ro"}, "en": {EN: "en"}} {
		out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{
			Text: "CNP: " + aCNP, Options: &pecetev1.ClassifyOptions{Locale: locale},
		})
		if err != nil {
			t.Fatal(err)
		}
		titles[out.GetAssessment().GetAdvice().GetTitle()] = true
		text := testEngine().Rules().Evidence[patterns.ContextLabel]
		description := text.RO
		if want.EN != "" {
			description = text.EN
		}
		if !strings.Contains(out.String(), description) {
			t.Errorf("locale %q: %q is not among the evidence", locale, description)
		}
	}
	if len(titles) != 2 {
		t.Errorf("the titles are %v, want one in each language", titles)
	}
}

func TestChannelRaisesTheRisk(t *testing.T) {
	server := startPlain(t)
	score := func(channel *pecetev1.Channel) float64 {
		out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{
			Text: "CNP: " + aCNP, Options: &pecetev1.ClassifyOptions{Channel: channel},
		})
		if err != nil {
			t.Fatal(err)
		}
		return out.GetAssessment().GetScore()
	}
	direct := score(&pecetev1.Channel{Kind: pecetev1.ChannelKind_CHANNEL_KIND_MESSENGER_DIRECT})
	if unset := score(nil); unset != direct {
		t.Errorf("no channel scores %v, a direct chat %v", unset, direct)
	}
	if group := score(&pecetev1.Channel{Kind: pecetev1.ChannelKind_CHANNEL_KIND_MESSENGER_GROUP}); group <= direct {
		t.Errorf("a group scores %v, a direct chat %v", group, direct)
	}
	if backed := score(&pecetev1.Channel{BackedUp: true}); backed <= direct {
		t.Errorf("a backed-up chat scores %v, another %v", backed, direct)
	}
}

// A marking blocks, unless the channel is accredited for its level.
func TestMarkingsAndAccreditedChannels(t *testing.T) {
	server := startPlain(t)
	const text = "STRICT SECRET\nNr. 00/1234 din 12.03.2026\nExemplar unic\nRaport"
	const accredited, email = pecetev1.ChannelKind_CHANNEL_KIND_ACCREDITED, pecetev1.ChannelKind_CHANNEL_KIND_EMAIL
	const restricted, secret, top = pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_RESTRICTED,
		pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_SECRET, pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_TOP_SECRET
	for name, tt := range map[string]struct {
		channel *pecetev1.Channel
		blocks  bool
	}{
		"no channel":                       {nil, true},
		"accredited for that level":        {&pecetev1.Channel{Kind: accredited, AccreditedLevel: secret}, false},
		"accredited for a higher level":    {&pecetev1.Channel{Kind: accredited, AccreditedLevel: top}, false},
		"accredited for a lower level":     {&pecetev1.Channel{Kind: accredited, AccreditedLevel: restricted}, true},
		"accredited for none":              {&pecetev1.Channel{Kind: accredited}, true},
		"a level without being accredited": {&pecetev1.Channel{Kind: email, AccreditedLevel: top}, true},
		"a level of a channel of no kind":  {&pecetev1.Channel{AccreditedLevel: top}, true},
	} {
		out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: text, Options: &pecetev1.ClassifyOptions{Channel: tt.channel}})
		if err != nil {
			t.Fatal(err)
		}
		a := out.GetAssessment()
		if (a.GetVerdict() == pecetev1.Verdict_VERDICT_BLOCK) != tt.blocks || a.GetLevel() != secret {
			t.Errorf("%s: %v at level %v", name, a.GetVerdict(), a.GetLevel())
		}
		if m := a.GetFindings()[0].GetMarking(); m.GetScheme() != "ro" || m.GetLevel() != secret || m.GetDesignation() != "STRICT SECRET" {
			t.Errorf("%s: marking %v", name, m)
		}
	}
}

// inUnit gives text[start:end] where the offsets count a unit, by the plain
// means of languages that count in it.
func inUnit(text string, unit pecetev1.OffsetUnit, start, end uint32) string {
	switch unit {
	case pecetev1.OffsetUnit_OFFSET_UNIT_UTF16:
		return string(utf16.Decode(utf16.Encode([]rune(text))[start:end]))
	case pecetev1.OffsetUnit_OFFSET_UNIT_CODE_POINTS:
		return string([]rune(text)[start:end])
	}
	return text[start:end]
}

func TestOffsetsInEachUnit(t *testing.T) {
	server := startPlain(t)
	tests := map[string]struct {
		text                    string
		bytes, utf16, codePoint uint32 // where the number starts
	}{
		"plain":                          {"CNP " + aCNP, 4, 4, 4},
		"diacritics":                     {"știi, CNP " + aCNP, 11, 10, 10},
		"an emoji outside the BMP":       {"🎉 CNP " + aCNP, 9, 7, 6},
		"a family of emoji with joiners": {"👨‍👩‍👧 CNP " + aCNP, 23, 13, 10},
		"a flag":                         {"🇷🇴 CNP " + aCNP, 13, 9, 7},
		"combining marks":                {"s\u0326i t\u0326i CNP " + aCNP, 14, 12, 12},
		"an emoji between, and combining capital": {"CNP 🙂: " + aCNP, 10, 8, 7},
		"emoji after": {"CNP " + aCNP + " 🎉🎉", 4, 4, 4},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for unit, start := range map[pecetev1.OffsetUnit]uint32{
				pecetev1.OffsetUnit_OFFSET_UNIT_UNSPECIFIED: tt.bytes, pecetev1.OffsetUnit_OFFSET_UNIT_UTF8_BYTES: tt.bytes,
				pecetev1.OffsetUnit_OFFSET_UNIT_UTF16: tt.utf16, pecetev1.OffsetUnit_OFFSET_UNIT_CODE_POINTS: tt.codePoint,
			} {
				out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: tt.text, Options: &pecetev1.ClassifyOptions{OffsetUnit: unit}})
				if err != nil {
					t.Fatal(err)
				}
				findings := out.GetAssessment().GetFindings()
				if len(findings) != 1 || findings[0].GetStart() != start || findings[0].GetEnd() != start+13 {
					t.Errorf("%v: %v, want one from %d", unit, findings, start)
				}
			}
		})
	}
}

// Whatever stands around them, offsets in every unit cut out what was matched.
func TestOffsetsCutOutTheMatch(t *testing.T) {
	server := startPlain(t)
	pieces := []string{"a", " ", "ș", "s\u0326", "🎉", "👨‍👩‍👧", "🇷🇴", "e\u0301", "\u200b", "\n", "漢", "1\ufe0f\u20e3", "cnp ", " CNP: ", " " + aCNP + " ", " 1850228 120011 "}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 40).Draw(t, "pieces"), "")
		for _, unit := range []pecetev1.OffsetUnit{1, 2, 3} {
			in := &pecetev1.ClassifyRequest{Text: text, Options: &pecetev1.ClassifyOptions{OffsetUnit: unit, IncludeMatches: true}}
			out, err := server.server.Classify(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range out.GetAssessment().GetFindings() {
				if got := inUnit(text, unit, f.GetStart(), f.GetEnd()); got != f.GetMatch() {
					t.Fatalf("%v: %d..%d is %q, the match %q", unit, f.GetStart(), f.GetEnd(), got, f.GetMatch())
				}
			}
		}
	})
}

// The contract's enums and the engine's have the same numbers.
func TestEnumsAgreeWithTheEngine(t *testing.T) {
	for engine, contract := range map[string]string{
		patterns.SeverityInfo.String():      pecetev1.Severity(patterns.SeverityInfo).String(),
		patterns.SeverityLow.String():       pecetev1.Severity(patterns.SeverityLow).String(),
		patterns.SeverityMedium.String():    pecetev1.Severity(patterns.SeverityMedium).String(),
		patterns.SeverityHigh.String():      pecetev1.Severity(patterns.SeverityHigh).String(),
		patterns.SeverityCritical.String():  pecetev1.Severity(patterns.SeverityCritical).String(),
		patterns.LevelUnclassified.String(): pecetev1.ClassificationLevel(patterns.LevelUnclassified).String(),
		patterns.LevelRestricted.String():   pecetev1.ClassificationLevel(patterns.LevelRestricted).String(),
		patterns.LevelConfidential.String(): pecetev1.ClassificationLevel(patterns.LevelConfidential).String(),
		patterns.LevelSecret.String():       pecetev1.ClassificationLevel(patterns.LevelSecret).String(),
		patterns.LevelTopSecret.String():    pecetev1.ClassificationLevel(patterns.LevelTopSecret).String(),
		classifier.Allow.String():           pecetev1.Verdict(classifier.Allow).String(),
		classifier.Warn.String():            pecetev1.Verdict(classifier.Warn).String(),
		classifier.Block.String():           pecetev1.Verdict(classifier.Block).String(),
	} {
		if !strings.HasSuffix(contract, "_"+strings.ToUpper(engine)) {
			t.Errorf("the engine's %q is the contract's %s", engine, contract)
		}
	}
	if patterns.LevelNone != 0 || pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_UNSPECIFIED != 0 {
		t.Error("no level must be unspecified")
	}
}

// fixedEngine answers every text with the same findings.
type fixedEngine struct {
	*classifier.Classifier
	assessment classifier.Assessment
}

func (e fixedEngine) Classify(string, classifier.Query) classifier.Assessment {
	a := e.assessment
	a.Findings = append([]classifier.Finding(nil), a.Findings...)
	return a
}

func TestMarkingInTheContractsTerms(t *testing.T) {
	engine := fixedEngine{testEngine(), classifier.Assessment{
		Score: 0.995, Verdict: classifier.Block, Level: patterns.LevelSecret,
		Findings: []classifier.Finding{{
			Detector: "marking.ro", Category: "marking", Start: 0, End: 13, Confidence: 0.9, Severity: patterns.SeverityCritical,
			Marking:  &classifier.Marking{Scheme: "ro", Level: patterns.LevelSecret, Designation: "STRICT SECRET"},
			Evidence: patterns.SetOf(patterns.Capitals, patterns.MarkingPhrase),
		}},
		Advice:     classifier.Advice{Title: "Oprește", Body: "Nu trimite."},
		Incomplete: []string{"ro.address", "iban"},
	}}
	out, err := start(t, engine, Options{}).Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "Strict secret"})
	if err != nil {
		t.Fatal(err)
	}
	texts := testEngine().Rules().Evidence
	want := &pecetev1.Assessment{
		Score: 0.995, Verdict: pecetev1.Verdict_VERDICT_BLOCK, Level: pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_SECRET,
		Findings: []*pecetev1.Finding{{
			Detector: "marking.ro", Category: "marking", End: 13, Confidence: 0.9, Severity: pecetev1.Severity_SEVERITY_CRITICAL,
			Marking: &pecetev1.Marking{Scheme: "ro", Level: pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_SECRET, Designation: "STRICT SECRET"},
			Evidence: []*pecetev1.Evidence{
				{Code: "MARKING_PHRASE", Description: texts[patterns.MarkingPhrase].RO},
				{Code: "CAPITALS", Description: texts[patterns.Capitals].RO},
			},
		}},
		Advice:     &pecetev1.Advice{Title: "Oprește", Body: "Nu trimite."},
		OffsetUnit: pecetev1.OffsetUnit_OFFSET_UNIT_UTF8_BYTES, RulesetVersion: testEngine().Rules().Version,
		IncompleteDetectors: []string{"iban", "ro.address"},
	}
	if !proto.Equal(want, out.GetAssessment()) {
		t.Error(cmp.Diff(want.String(), out.GetAssessment().String()))
	}
}
