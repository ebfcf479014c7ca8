package classifier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

func drawRegisterNumber(t *rapid.T) string {
	letter := rapid.SampledFrom([]string{"J", "F", "C"}).Draw(t, "letter")
	county := rapid.SampledFrom([]string{"1", "01", "8", "12", "22", "40", "51", "52"}).Draw(t, "county")
	serial := rapid.IntRange(1, 99999).Draw(t, "serial")
	year := rapid.IntRange(firstRegisterYear, lastOldYear).Draw(t, "year")
	form := rapid.SampledFrom([]string{"%s%s/%d/%d", "%s %s/%d/%d", "%s/%s/%d/%d", "%s%s-%d-%d", "%s%s %d %d", "%s %s / %d / %d", "%s%s %d/%d"}).Draw(t, "form")
	return fmt.Sprintf(form, letter, county, serial, year)
}

func drawNewRegisterNumber(t *rapid.T) string {
	letter := rapid.SampledFrom([]string{"J", "F", "C"}).Draw(t, "letter")
	year := rapid.IntRange(firstRegisterYear, 2026).Draw(t, "year")
	county := 0
	if year < lastOldYear {
		county = rapid.IntRange(1, 40).Draw(t, "county")
	}
	body := fmt.Sprintf("%s%d%06d%02d", letter, year, rapid.IntRange(1, 999999).Draw(t, "serial"), county)
	for control := range 10 {
		if number := fmt.Sprint(body, control); patterns.ONRC(number) {
			return number
		}
	}
	t.Fatalf("%s has no control digit", body)
	return ""
}

func TestTradeRegisterIsFoundBesideItsLabel(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.SampledFrom([]func(*rapid.T) string{drawRegisterNumber, drawNewRegisterNumber}).Draw(t, "kind")
		number := draw(t)
		if rapid.Bool().Draw(t, "lower") {
			number = strings.ToLower(number)
		}
		around := rapid.SampledFrom([]string{
			"Nr. Reg. Com.: %s", "reg.com. %s, CUI RO18547290", "înregistrată la registrul comerțului sub nr. %s.", "nr. ord. reg. com. %s;", "ONRC: %s",
			"SC PROD SRL (%s)", "CUI 18547290/%s",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, number)
		if found := c.foundBy("ro.trade_register", c.Classify(text, Query{}), text); !slices.Equal(found, []string{number}) {
			t.Fatalf("%q: found %q, want %q", text, found, number)
		}
	})
}

func TestTradeRegisterSuite(t *testing.T) {
	c := newTestClassifier(t)
	for _, row := range readSuite(t, "onrc.tsv") {
		text := "Nr. reg. com.: " + row.value
		got := false
		for _, f := range c.Classify(text, Query{}).Findings {
			if f.Detector == "ro.trade_register" && !f.Evidence.Has(patterns.ChecksumInvalid) {
				got = text[f.Start:f.End] == row.value
			}
		}
		if got != row.valid() {
			t.Errorf("line %d: %q: found: %v, want %v", row.line, text, got, row.valid())
		}
	}
}

func FuzzTradeRegister(f *testing.F) {
	for _, text := range []string{"J40/1234/2010", "ROONRC.J2026035424002", "J 40 / 1 / 1.2.2003", "c1-1-1990", "F2024"} {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, finding := range c.Classify(text, Query{}).Findings {
			if finding.Detector != "ro.trade_register" || hides(&finding) {
				continue
			}
			var v view
			v.read(text[finding.Start:finding.End])
			number := strings.TrimPrefix(compact(v.lower), "roonrc")
			if !strings.ContainsAny(number[:1], "jfc") || len(number) < 7 || len(number) > 16 {
				t.Errorf("a finding that is no register number, %d characters", len(number))
			}
		}
	})
}
