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

// adviceCases are findings and channels whose advice people will read.
func adviceCases() []struct {
	name     string
	findings []Finding
	channel  Channel
} {
	cnp := Finding{Detector: "ro.cnp", Category: "national_id", Severity: patterns.SeverityHigh, Confidence: 0.95, value: 1}
	other := cnp
	other.value = 2
	named := cnp
	named.Evidence = patterns.SetOf(patterns.PersonNearby)
	unsure := cnp
	unsure.Confidence = 0.2
	address := Finding{Detector: "ro.address", Category: "address", Severity: patterns.SeverityHigh, Confidence: 0.9}
	phone := Finding{Detector: "ro.phone", Category: "phone", Severity: patterns.SeverityLow, Confidence: 0.9}
	name := Finding{Detector: "person_name", Category: "person", Severity: patterns.SeverityInfo, Confidence: 0.9}
	birth := Finding{Detector: "ro.birth_date", Category: "birth_date", Severity: patterns.SeverityMedium, Confidence: 0.93, Evidence: patterns.SetOf(patterns.PersonNearby)}
	sample := Finding{Detector: "iban", Category: "bank_account", Severity: patterns.SeverityHigh, Confidence: 0.15,
		Evidence: patterns.SetOf(patterns.DocumentationExample)}
	own := Finding{Detector: "acme.badge", Category: "badge", Severity: patterns.SeverityHigh, Confidence: 0.9}
	marking := func(designation string, level patterns.Level, severity patterns.Severity) Finding {
		return Finding{Detector: "marking.ro", Category: "marking", Severity: severity, Confidence: 0.95,
			Marking: &Marking{Scheme: "ro", Level: level, Designation: designation}}
	}
	strict := marking("STRICT SECRET", patterns.LevelSecret, patterns.SeverityCritical)
	many := make([]Finding, 6)
	for i := range many {
		many[i] = cnp
		many[i].value = uint64(i)
	}
	return []struct {
		name     string
		findings []Finding
		channel  Channel
	}{
		{"nothing found", nil, Channel{}},
		{"a CNP", []Finding{cnp}, Channel{}},
		{"two CNPs by e-mail", []Finding{cnp, other}, Channel{Kind: ChannelEmail}},
		{"a named CNP, an address and a phone in a group", []Finding{named, address, phone}, Channel{Kind: ChannelMessengerGroup}},
		{"a CNP in a backed-up chat", []Finding{cnp}, Channel{Kind: ChannelMessengerDirect, BackedUp: true}},
		{"a CNP in a form", []Finding{cnp}, Channel{Kind: ChannelWebForm}},
		{"many CNPs", many, Channel{}},
		{"a phone", []Finding{phone}, Channel{}},
		{"a phone in a group", []Finding{phone}, Channel{Kind: ChannelMessengerGroup}},
		{"a phone in a backed-up chat", []Finding{phone}, Channel{Kind: ChannelMessengerDirect, BackedUp: true}},
		{"a name, a date of birth and a phone", []Finding{name, birth, phone}, Channel{}},
		{"a name and a CNP by e-mail", []Finding{name, named}, Channel{Kind: ChannelEmail}},
		{"a near miss", []Finding{unsure}, Channel{}},
		{"a documentation sample", []Finding{sample}, Channel{}},
		{"a marking", []Finding{strict}, Channel{}},
		{"a marking, a CNP and an address", []Finding{cnp, address, strict}, Channel{}},
		{"a marking on a channel accredited for it", []Finding{strict}, Channel{Kind: ChannelAccredited, Accredited: patterns.LevelSecret}},
		{"a marking above the channel's level", []Finding{strict}, Channel{Kind: ChannelAccredited, Accredited: patterns.LevelRestricted}},
		{"an unclassified marking", []Finding{marking("NESECRET", patterns.LevelUnclassified, patterns.SeverityInfo)}, Channel{}},
		{"a documentation sample beside a real phone", []Finding{sample, phone}, Channel{}},
		{"a detector of a user's own", []Finding{own}, Channel{}},
	}
}

func TestAdviceReadsAsRecorded(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range adviceCases() {
		for _, locale := range []string{"ro", "en"} {
			a := DefaultThresholds().assess(c.findings, c.channel)
			advice := adviser{texts: &rules.Advice, locale: locale, channel: c.channel}.advise(&a)
			fmt.Fprintf(&b, "## %s [%s] %v\n%s\n%s\n\n", c.name, locale, a.Verdict, advice.Title, advice.Body)
		}
	}
	checkGolden(t, "advice.golden", b.String())
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

func TestEveryBuiltInCategoryHasAdvice(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range rules.Detectors {
		if _, ok := rules.Advice.Categories[d.Category]; !ok {
			t.Errorf("category %q of %s has no advice", d.Category, d.ID)
		}
	}
}

func TestAdviceFillsEveryPlace(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range exampleTexts(t) {
		for _, locale := range []string{"ro", "en"} {
			advice := c.Classify(text, Query{Locale: locale}).Advice
			if strings.ContainsAny(advice.Title+advice.Body, "{}") || strings.Contains(advice.Title+advice.Body, "  ") {
				t.Errorf("advice for %q has a place left open: %q %q", text, advice.Title, advice.Body)
			}
		}
	}
}
