package classifier

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/patterns"
)

var update = flag.Bool("update", false, "write golden files instead of comparing")

// The findings that the cases below are made of.
func cnpFinding(value uint64) Finding {
	return Finding{Detector: "ro.cnp", Category: "national_id", Severity: patterns.SeverityHigh, Confidence: 0.95, value: value}
}

func phoneFinding() Finding {
	return Finding{Detector: "ro.phone", Category: "phone", Severity: patterns.SeverityLow, Confidence: 0.9}
}

func addressFinding() Finding {
	return Finding{Detector: "ro.address", Category: "address", Severity: patterns.SeverityHigh, Confidence: 0.9}
}

func markingFinding(designation string, level patterns.Level, severity patterns.Severity) Finding {
	return Finding{Detector: "marking.ro", Category: "marking", Severity: severity, Confidence: 0.95,
		Marking: &Marking{Scheme: "ro", Level: level, Designation: designation}}
}

func strictSecret() Finding {
	return markingFinding("STRICT SECRET", patterns.LevelSecret, patterns.SeverityCritical)
}

func manyCNPs() []Finding {
	var many []Finding
	for value := range uint64(6) {
		many = append(many, cnpFinding(value))
	}
	return many
}

// adviceCase is findings and a channel whose advice people will read.
type adviceCase struct {
	name     string
	findings []Finding
	channel  Channel
}

// adviceCases are messages on the channel that nobody said anything about,
// unless the name says otherwise.
func adviceCases() []adviceCase {
	cnp, other, named, unsure := cnpFinding(1), cnpFinding(2), cnpFinding(1), cnpFinding(1)
	named.Evidence = patterns.SetOf(patterns.PersonNearby)
	unsure.Confidence = 0.2
	unsureMarking := strictSecret()
	unsureMarking.Confidence = 0.45
	sample := Finding{Detector: "iban", Category: "bank_account", Severity: patterns.SeverityHigh, Confidence: 0.15,
		Evidence: patterns.SetOf(patterns.DocumentationExample)}
	own := Finding{Detector: "acme.badge", Category: "badge", Severity: patterns.SeverityHigh, Confidence: 0.9}
	service := markingFinding("SECRET DE SERVICIU", patterns.LevelRestricted, patterns.SeverityCritical)
	service.value = 1
	foreign := strictSecret()
	foreign.Detector, foreign.Marking = "marking.foreign", &Marking{Scheme: "de", Level: patterns.LevelSecret, Designation: "GEHEIM"}
	red := Finding{Detector: "tlp", Category: "marking", Severity: patterns.SeverityHigh, Confidence: 0.95,
		Marking: &Marking{Scheme: "tlp", Level: patterns.LevelNone, Designation: "TLP:RED"}}
	controlled := Finding{Detector: "marking.foreign", Category: "marking", Severity: patterns.SeverityMedium, Confidence: 0.95,
		Marking: &Marking{Scheme: "us", Level: patterns.LevelUnclassified, Designation: "CUI"}}
	nesecret := markingFinding("NESECRET", patterns.LevelUnclassified, patterns.SeverityInfo)
	passport := Finding{Detector: "ro.passport", Category: "identity_document", Severity: patterns.SeverityHigh, Confidence: 0.9}
	name := Finding{Detector: "person_name", Category: "person", Severity: patterns.SeverityInfo, Confidence: 0.9}
	birth := Finding{Detector: "ro.birth_date", Category: "birth_date", Severity: patterns.SeverityMedium, Confidence: 0.9}
	permit := passport
	permit.Detector = "ro.driving_licence"
	accredited := Channel{Kind: ChannelAccredited, Accredited: patterns.LevelSecret}
	return []adviceCase{
		{"nothing found", nil, Channel{}},
		{"a CNP", []Finding{cnp}, Channel{}},
		{"two CNPs", []Finding{cnp, other}, Channel{}},
		{"a CNP with its owner's name", []Finding{named}, Channel{}},
		{"a named CNP, an address and a phone in a group", []Finding{named, addressFinding(), phoneFinding()}, Channel{Kind: ChannelMessengerGroup}},
		{"a CNP and a name that is a finding of its own", []Finding{named, name}, Channel{}},
		{"a name", []Finding{name}, Channel{}},
		{"a date of birth", []Finding{birth}, Channel{}},
		{"a passport", []Finding{passport}, Channel{}},
		{"a passport and a driving licence", []Finding{passport, permit}, Channel{}},
		{"many CNPs", manyCNPs(), Channel{}},
		{"a phone", []Finding{phoneFinding()}, Channel{}},
		{"a near miss", []Finding{unsure}, Channel{}},
		{"many near misses", []Finding{unsureAt(1), unsureAt(2), unsureAt(3), unsureAt(4)}, Channel{}},
		{"a documentation sample", []Finding{sample}, Channel{}},
		{"a documentation sample beside a real phone", []Finding{sample, phoneFinding()}, Channel{}},
		{"a marking", []Finding{strictSecret()}, Channel{}},
		{"a marking of the lowest level", []Finding{service}, Channel{}},
		{"a marking of another country", []Finding{foreign}, Channel{}},
		{"two markings", []Finding{service, strictSecret()}, Channel{}},
		{"a marking, a CNP and an address", []Finding{cnp, addressFinding(), strictSecret()}, Channel{}},
		{"what may be a marking", []Finding{unsureMarking}, Channel{}},
		{"what may be a marking, in a group", []Finding{unsureMarking}, Channel{Kind: ChannelMessengerGroup}},
		{"a marking on a channel accredited for it", []Finding{strictSecret()}, accredited},
		{"a marking and a CNP on a channel accredited for it", []Finding{strictSecret(), cnp}, accredited},
		{"a marking and many CNPs on a channel accredited for it", append(manyCNPs(), strictSecret()), accredited},
		{"a marking above the channel's level", []Finding{strictSecret()}, Channel{Kind: ChannelAccredited, Accredited: patterns.LevelRestricted}},
		{"an unclassified marking", []Finding{nesecret}, Channel{}},
		{"an unclassified marking and a CNP", []Finding{nesecret, cnp}, Channel{}},
		{"a marking that limits distribution", []Finding{red}, Channel{}},
		{"unclassified, but not for everybody", []Finding{controlled}, Channel{}},
		{"a detector of a user's own", []Finding{own}, Channel{}},
	}
}

// unsureAt gives one of several findings that are not sure, and grave together.
func unsureAt(value uint64) Finding {
	f := cnpFinding(value)
	f.Confidence = 0.4
	return f
}

// channelNames names every way a message can travel.
func channelNames() []struct {
	name    string
	channel Channel
} {
	return []struct {
		name    string
		channel Channel
	}{
		{"not told", Channel{}},
		{"to one person", Channel{Kind: ChannelMessengerDirect}},
		{"to one person, backed up", Channel{Kind: ChannelMessengerDirect, BackedUp: true}},
		{"in a group", Channel{Kind: ChannelMessengerGroup}},
		{"in a group, backed up", Channel{Kind: ChannelMessengerGroup, BackedUp: true}},
		{"by e-mail", Channel{Kind: ChannelEmail}},
		{"in a web form", Channel{Kind: ChannelWebForm}},
		{"on an accredited channel", Channel{Kind: ChannelAccredited, Accredited: patterns.LevelSecret}},
		{"on a channel accredited for less", Channel{Kind: ChannelAccredited, Accredited: patterns.LevelRestricted}},
	}
}

// channelCases are a message of each kind of verdict on each channel.
func channelCases() []adviceCase {
	var cases []adviceCase
	for _, message := range []struct {
		name     string
		findings []Finding
	}{
		{"a phone", []Finding{phoneFinding()}},
		{"a CNP", []Finding{cnpFinding(1)}},
		{"many CNPs", manyCNPs()},
		{"a marking", []Finding{strictSecret()}},
	} {
		for _, on := range channelNames() {
			cases = append(cases, adviceCase{message.name + " " + on.name, message.findings, on.channel})
		}
	}
	return cases
}

// detectorCases are, for every detector, a sure finding, several, and an unsure
// one; for a detector of markings, each kind of marking it has.
func detectorCases(rules *patterns.Ruleset) []adviceCase {
	var cases []adviceCase
	for _, d := range rules.Detectors {
		f := Finding{Detector: d.ID, Category: d.Category, Severity: d.Severity, Confidence: 0.95, value: 1}
		if len(d.Markings) > 0 {
			cases = append(cases, detectorMarkings(d, f)...)
			continue
		}
		second, unsure := f, f
		second.value, unsure.Confidence = 2, 0.3
		cases = append(cases, adviceCase{d.ID, []Finding{f}, Channel{}},
			adviceCase{d.ID + ", two of them", []Finding{f, second}, Channel{}},
			adviceCase{d.ID + ", perhaps", []Finding{unsure}, Channel{}})
	}
	return cases
}

// detectorMarkings takes the first marking of each level and severity.
func detectorMarkings(d *patterns.Detector, f Finding) []adviceCase {
	var cases []adviceCase
	seen := map[[2]uint8]bool{}
	for _, m := range d.Markings {
		f.Severity = d.Severity
		if m.Severity != 0 {
			f.Severity = m.Severity
		}
		kind := [2]uint8{uint8(m.Level), uint8(f.Severity)}
		if seen[kind] {
			continue
		}
		seen[kind] = true
		f.Marking = &Marking{Scheme: m.Scheme, Level: m.Level, Designation: m.Designation}
		cases = append(cases, adviceCase{d.ID + " " + m.Designation, []Finding{f}, Channel{}})
	}
	return cases
}

func TestAdviceReadsAsRecorded(t *testing.T) {
	rules := builtInRules(t)
	for file, cases := range map[string][]adviceCase{
		"advice.golden": adviceCases(), "advice.channels.golden": channelCases(), "advice.detectors.golden": detectorCases(rules),
	} {
		var b strings.Builder
		for _, c := range cases {
			for _, locale := range []string{"ro", "en"} {
				a := DefaultThresholds().assess(c.findings, c.channel)
				advice := adviser{rules: rules, locale: locale, channel: c.channel}.about(&a)
				fmt.Fprintf(&b, "## %s [%s] %v\n%s\n%s\n\n", c.name, locale, a.Verdict, advice.Title, advice.Body)
			}
		}
		checkGolden(t, file, b.String())
	}
}

// TestEvidenceReadsAsRecorded lists what each code says, and what it says of one
// detector's findings only.
func TestEvidenceReadsAsRecorded(t *testing.T) {
	rules := builtInRules(t)
	var b strings.Builder
	for _, code := range patterns.Codes() {
		fmt.Fprintf(&b, "## %v\n%s\n%s\n", code, rules.Evidence[code].RO, rules.Evidence[code].EN)
		for _, d := range rules.Detectors {
			if text := rules.Explain(d, code); text != rules.Evidence[code] {
				fmt.Fprintf(&b, "%s:\n  %s\n  %s\n", d.ID, text.RO, text.EN)
			}
		}
		b.WriteString("\n")
	}
	checkGolden(t, "evidence.golden", b.String())
}

func builtInRules(t *testing.T) *patterns.Ruleset {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got), run with -update if it is right:\n%s", name, diff)
	}
}
