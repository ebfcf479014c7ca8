package classifier

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// drawFinding makes any finding a detector could give.
func drawFinding(t *rapid.T) Finding {
	f := Finding{
		Detector:   rapid.SampledFrom([]string{"ro.cnp", "ro.phone", "ro.address", "marking.ro", "person_name", "ro.birth_date", "ro.plate", "iban"}).Draw(t, "detector"),
		Confidence: rapid.Float64Range(reportFloor, maxConfidence).Draw(t, "confidence"),
		Severity:   patterns.Severity(rapid.IntRange(1, 5).Draw(t, "severity")),
		value:      rapid.Uint64Range(1, 6).Draw(t, "value"),
	}
	f.Category = map[string]string{
		"ro.cnp": "national_id", "ro.phone": "phone", "ro.address": "address", "marking.ro": "marking",
		"person_name": "person", "ro.birth_date": "birth_date", "ro.plate": "vehicle", "iban": "bank_account",
	}[f.Detector]
	if rapid.Bool().Draw(t, "person") {
		f.Evidence = patterns.SetOf(patterns.PersonNearby)
	}
	if f.Category == "marking" {
		f.Marking = &Marking{Scheme: "ro", Level: patterns.Level(rapid.IntRange(0, 5).Draw(t, "level"))}
	}
	return f
}

func drawChannel(t *rapid.T) Channel {
	return Channel{
		Kind:       ChannelKind(rapid.IntRange(0, 5).Draw(t, "kind")),
		Accredited: patterns.Level(rapid.IntRange(0, 5).Draw(t, "accredited")),
		BackedUp:   rapid.Bool().Draw(t, "backed up"),
	}
}

// rounding is what adding in another order may change.
const rounding = 1e-12

func TestAddingAFindingNeverLowersTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfN(rapid.Custom(drawFinding), 0, 12).Draw(t, "findings")
		extra := rapid.Custom(drawFinding).Draw(t, "extra")
		at := rapid.IntRange(0, len(findings)).Draw(t, "at")
		channel := drawChannel(t)
		more := append(append(append([]Finding{}, findings[:at]...), extra), findings[at:]...)
		before := DefaultThresholds().assess(findings, channel)
		after := DefaultThresholds().assess(more, channel)
		if after.Score < before.Score-rounding || after.Level < before.Level {
			t.Fatalf("score fell from %v to %v, level from %v to %v", before.Score, after.Score, before.Level, after.Level)
		}
	})
}

func TestScoreStaysInRangeAndDecidesTheVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfN(rapid.Custom(drawFinding), 0, 40).Draw(t, "findings")
		thresholds := DefaultThresholds()
		a := thresholds.assess(findings, drawChannel(t))
		if !(a.Score >= 0 && a.Score <= 1) || math.IsNaN(a.Score) {
			t.Fatalf("score %v", a.Score)
		}
		if a.Verdict != thresholds.verdict(a.Score) {
			t.Fatalf("verdict %v at score %v", a.Verdict, a.Score)
		}
	})
}

func TestGroupAndBackupRaiseTheRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfN(rapid.Custom(drawFinding), 1, 5).Draw(t, "findings")
		direct := DefaultThresholds().assess(findings, Channel{Kind: ChannelMessengerDirect})
		for _, wide := range []Channel{{Kind: ChannelMessengerGroup}, {Kind: ChannelMessengerDirect, BackedUp: true}} {
			a := DefaultThresholds().assess(findings, wide)
			// Above the block threshold four decimals may not show the difference.
			if a.Score < direct.Score || a.Score == direct.Score && direct.Verdict != Block {
				t.Fatalf("score %v on %+v, %v direct", a.Score, wide, direct.Score)
			}
		}
	})
}

func TestVerdictOfOneFinding(t *testing.T) {
	marking := func(level patterns.Level, confidence float64) Finding {
		return Finding{Detector: "marking.ro", Category: "marking", Severity: patterns.SeverityCritical,
			Confidence: confidence, Marking: &Marking{Level: level}}
	}
	of := func(severity patterns.Severity, confidence float64) Finding {
		return Finding{Detector: "x", Severity: severity, Confidence: confidence}
	}
	accredited := Channel{Kind: ChannelAccredited, Accredited: patterns.LevelSecret}
	cases := []struct {
		name    string
		finding Finding
		channel Channel
		want    Verdict
	}{
		{"high severity, sure", of(patterns.SeverityHigh, 0.9), Channel{}, Warn},
		{"high severity, unsure", of(patterns.SeverityHigh, 0.4), Channel{}, Allow},
		{"low severity, sure", of(patterns.SeverityLow, 0.99), Channel{}, Allow},
		{"low severity in a group", of(patterns.SeverityLow, 0.99), Channel{Kind: ChannelMessengerGroup, BackedUp: true}, Allow},
		{"restricted marking", marking(patterns.LevelRestricted, 0.9), Channel{}, Block},
		{"restricted marking at the edge", marking(patterns.LevelRestricted, 0.5), Channel{}, Block},
		{"restricted marking, unsure", marking(patterns.LevelRestricted, 0.3), Channel{}, Allow},
		{"accredited at the level", marking(patterns.LevelSecret, 0.9), accredited, Allow},
		{"accredited below the level", marking(patterns.LevelTopSecret, 0.9), accredited, Block},
		{"a level without an accredited channel", marking(patterns.LevelRestricted, 0.9),
			Channel{Kind: ChannelEmail, Accredited: patterns.LevelTopSecret}, Block},
		{"accredited without a level", marking(patterns.LevelRestricted, 0.9), Channel{Kind: ChannelAccredited}, Block},
		{"accredited, personal data", of(patterns.SeverityHigh, 0.9), accredited, Warn},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := DefaultThresholds().assess([]Finding{c.finding}, c.channel)
			if a.Verdict != c.want {
				t.Errorf("verdict %v at score %.3f, want %v", a.Verdict, a.Score, c.want)
			}
		})
	}
}

func TestCombinationEffects(t *testing.T) {
	of := func(category string, confidence float64, codes ...patterns.Code) Finding {
		return Finding{Detector: category, Category: category, Severity: patterns.SeverityInfo, Confidence: confidence, Evidence: patterns.SetOf(codes...)}
	}
	cases := []struct {
		name     string
		findings []Finding
		want     float64
	}{
		{"nothing to combine", []Finding{of("national_id", 0.9)}, 1},
		{"a name found beside a CNP", []Finding{of("person", 0.9), of("national_id", 0.9)}, 1 - personBonus},
		{"a name as evidence of a CNP", []Finding{of("national_id", 0.9, patterns.PersonNearby)}, 1 - personBonus},
		{"an unsure name", []Finding{of("person", 0.45), of("national_id", 0.9)}, 1},
		{"a name beside an unsure CNP", []Finding{of("person", 0.9), of("national_id", 0.4)}, 1},
		{"a name and a date of birth", []Finding{of("person", 0.9), of("birth_date", 0.9)}, 1 - personBonus},
		{"a name and an account", []Finding{of("person", 0.9), of("bank_account", 0.9)}, 1 - personBonus},
		{"a name and a phone", []Finding{of("person", 0.9), of("phone", 0.9)}, 1 - reachBonus},
		{"a name and a plate", []Finding{of("vehicle", 0.9, patterns.PersonNearby)}, 1 - reachBonus},
		{"a name and a company's code", []Finding{of("person", 0.9), of("company", 0.9)}, 1},
		{"a phone beside a CNP", []Finding{of("phone", 0.9), of("national_id", 0.9)}, 1 - contactBonus},
		{"a phone beside a date of birth", []Finding{of("phone", 0.9), of("birth_date", 0.9)}, 1},
		{"all at once", []Finding{of("person", 0.9), of("phone", 0.9), of("address", 0.9)}, (1 - personBonus) * (1 - reachBonus) * (1 - contactBonus)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := combined(c.findings); math.Abs(got-c.want) > rounding {
				t.Errorf("safety %v, want %v", got, c.want)
			}
		})
	}
}

func TestTheSameValueTwiceCountsOnce(t *testing.T) {
	f := Finding{Detector: "ro.cnp", Severity: patterns.SeverityHigh, Confidence: 0.9, value: 7}
	once := DefaultThresholds().assess([]Finding{f}, Channel{})
	twice := DefaultThresholds().assess([]Finding{f, f}, Channel{})
	if once.Score != twice.Score {
		t.Errorf("score %v once, %v twice", once.Score, twice.Score)
	}
}

func TestAnUnsureMarkingGivesNoLevel(t *testing.T) {
	for confidence, want := range map[float64]patterns.Level{0.49: patterns.LevelNone, 0.5: patterns.LevelSecret} {
		f := Finding{Detector: "marking.ro", Category: "marking", Severity: patterns.SeverityCritical,
			Confidence: confidence, Marking: &Marking{Level: patterns.LevelSecret}}
		if a := DefaultThresholds().assess([]Finding{f}, Channel{}); a.Level != want {
			t.Errorf("level %v at confidence %v, want %v", a.Level, confidence, want)
		}
	}
}

func TestThresholdsOutOfOrderAreRefused(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]Thresholds{
		"warn above block": {Warn: 0.9, Block: 0.5, Marking: 0.5},
		"zero":             {Warn: 0, Block: 0.5, Marking: 0.5},
		"above one":        {Warn: 0.5, Block: 1.5, Marking: 0.5},
		"not a number":     {Warn: math.NaN(), Block: 0.9, Marking: 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(rules, Options{Thresholds: bad}); err == nil {
				t.Errorf("%+v was taken", bad)
			}
		})
	}
}
