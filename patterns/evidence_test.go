package patterns

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEvidenceCodesAreCompleteAndUnique(t *testing.T) {
	texts := builtIn(t).Evidence
	seen := map[string]Code{}
	said := map[string]Code{}
	for _, code := range Codes() {
		name := code.String()
		if !regexp.MustCompile(`^[A-Z]+(_[A-Z0-9]+)*$`).MatchString(name) || strings.HasPrefix(name, "CODE_") {
			t.Errorf("code %d is named %q", uint8(code), name)
		}
		if other, taken := seen[name]; taken {
			t.Errorf("codes %d and %d are both named %s", other, code, name)
		}
		seen[name] = code
		for _, text := range []string{texts[code].RO, texts[code].EN} {
			if other, taken := said[text]; text == "" || taken {
				t.Errorf("%v and %v are both described by %q", other, code, text)
			}
			said[text] = code
		}
		var back Code
		if err := back.UnmarshalText([]byte(name)); err != nil || back != code {
			t.Errorf("%s reads as %v, %v", name, back, err)
		}
	}
	if len(texts) != len(Codes()) || len(Codes()) > 63 {
		t.Errorf("%d descriptions of %d codes; a CodeSet holds 63", len(texts), len(Codes()))
	}
}

func TestZeroIsNoCode(t *testing.T) {
	var zero Code
	if err := zero.UnmarshalText([]byte("")); err == nil {
		t.Error("an empty name is a code")
	}
	if got := Code(0).String(); got != "CODE_0" {
		t.Errorf("the zero code is named %q", got)
	}
	if got := codeCount.String(); !strings.HasPrefix(got, "CODE_") {
		t.Errorf("a code beyond the last is named %q", got)
	}
}

func TestFaultsOfEvidenceTexts(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown code", "SHAP: {ro: a, en: b}", `evidence.yaml:1:7: unknown evidence code "SHAP"`},
		{"one language", "SHAPE: {ro: a}", `evidence.yaml:1:8: evidence SHAPE needs both ro and en`},
		{"codes without text", "SHAPE: {ro: a, en: b}", `evidence.yaml:1:1: evidence CHECKSUM_VALID has no description`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := parseEvidence("evidence.yaml", c.text); err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestCodeSetsAreSets(t *testing.T) {
	code := rapid.SampledFrom(Codes())
	rapid.Check(t, func(t *rapid.T) {
		members := rapid.SliceOfDistinct(code, func(c Code) Code { return c }).Draw(t, "members")
		other := code.Draw(t, "other")
		set := SetOf(members...)
		isMember := false
		for _, c := range members {
			isMember = isMember || c == other
		}
		if set.Has(other) != isMember || set.HasAny(SetOf(other)) != isMember {
			t.Fatalf("%v in the set is %v, want %v", other, set.Has(other), isMember)
		}
		if !set.With(other).Has(other) || set.Without(other).Has(other) {
			t.Fatalf("%v cannot be put in or taken out", other)
		}
		var last Code
		count := 0
		set.Each(func(c Code) {
			if c <= last || !set.Has(c) {
				t.Fatalf("%v after %v", c, last)
			}
			last = c
			count++
		})
		if count != len(members) {
			t.Fatalf("%d members, want %d", count, len(members))
		}
	})
}

func TestNamesOfScales(t *testing.T) {
	for severity := SeverityInfo; severity <= SeverityCritical; severity++ {
		var back Severity
		if err := back.UnmarshalText([]byte(severity.String())); err != nil || back != severity {
			t.Errorf("severity %v reads as %v, %v", severity, back, err)
		}
	}
	for level := LevelNone; level <= LevelTopSecret; level++ {
		var back Level
		if err := back.UnmarshalText([]byte(level.String())); err != nil || back != level {
			t.Errorf("level %v reads as %v, %v", level, back, err)
		}
	}
	if err := new(Severity).UnmarshalText(nil); err == nil {
		t.Error("an empty name is a severity")
	}
	if got := Severity(9).String() + " " + Level(9).String(); got != "severity(9) level(9)" {
		t.Errorf("names beyond the scales are %s", got)
	}
}
