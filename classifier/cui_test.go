package classifier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// drawCUI draws a code of so many digits with a right control digit.
func drawCUI(t *rapid.T, least, most int) string {
	body := rapid.StringMatching(fmt.Sprintf(`[1-9][0-9]{%d,%d}`, least-2, most-2)).Draw(t, "body")
	for control := range 10 {
		if code := fmt.Sprint(body, control); patterns.CUI(code) {
			return code
		}
	}
	t.Fatalf("%s has no control digit", body)
	return ""
}

// inThrees divides digits into groups of three from the left.
func inThrees(digits, separator string) string {
	var groups []string
	for ; len(digits) > 3; digits = digits[3:] {
		groups = append(groups, digits[:3])
	}
	return strings.Join(append(groups, digits), separator)
}

func TestCUIIsFoundBesideItsLabel(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		code := drawCUI(t, cuiShortest, cuiLongest)
		if rapid.Bool().Draw(t, "grouped") && len(code) > 4 {
			code = inThrees(code, rapid.SampledFrom([]string{" ", "."}).Draw(t, "separator"))
		}
		code = rapid.SampledFrom([]string{"", "RO", "RO ", "ro"}).Draw(t, "prefix") + code
		around := rapid.SampledFrom([]string{
			"CUI: %s", "CUI %s", "C.U.I.: %s", "CIF:%s.", "C.I.F. %s, J40/1234/2010", "COD FISCAL %s", "Cod de identificare fiscală: %s",
			"cod unic de inregistrare: %s", "CUI/CIF: %s;", "VAT: %s", "Cod TVA: %s", "VAT number: %s", "(CUI: %s)", "\"CIF\":\"%s\"",
			"sc prod srl cui: %s str. Lungă 3",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, code)
		if found := c.foundBy("ro.cui", c.Classify(text, Query{}), text); !slices.Equal(found, []string{code}) {
			t.Fatalf("%q: found %q, want %q", text, found, code)
		}
	})
}

func TestCUIWithoutItsWordIsNoFinding(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		code := drawCUI(t, cuiShortest, cuiLongest)
		around := rapid.SampledFrom([]string{
			"%s", "am %s lei", "comanda %s", "nr. %s", "%s kg", "cod postal %s", "AWB %s", "art. %s", "x%s", "RO%sX", "cui%s.5x",
			"https://exemplu.ro/cui-%s", "1/%s/2020", "CUI: lipsa, cont %s", "factura seria AB nr. %s",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, code)
		if found := c.foundBy("ro.cui", c.Classify(text, Query{}), text); len(found) > 0 {
			t.Fatalf("%q: found %q", text, found)
		}
	})
}

func TestCUIWithWrongControlDigitIsANearMiss(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		code := []byte(drawCUI(t, cuiTelling, cuiLongest))
		last := len(code) - 1
		code[last] = '0' + (code[last]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		text := "CUI: " + string(code)
		for _, f := range c.Classify(text, Query{}).Findings {
			if f.Detector == "ro.cui" && (f.Confidence >= 0.5 || !f.Evidence.Has(patterns.ChecksumInvalid)) {
				t.Fatalf("%q: confidence %.2f with %s", text, f.Confidence, codeList(f.Evidence))
			}
		}
		bare := "RO" + string(code)
		if found := c.foundBy("ro.cui", c.Classify(bare, Query{}), bare); len(found) > 0 {
			t.Fatalf("%q: found %q", bare, found)
		}
	})
}

// TestCUISuites: valid means found with a right control digit; invalid means
// not found, or found as a near miss.
func TestCUISuites(t *testing.T) {
	exceptions := map[string]string{
		"RO1234567890": "valid by its shape only: the control digit is wrong",
		"1234567890":   "valid by its shape only: the control digit is wrong",
		"RO12":         "valid by its shape only: the control digit is wrong",
		"12":           "valid by its shape only: the control digit is wrong",
	}
	c := newTestClassifier(t)
	for _, suite := range []string{"cui.tsv", "cf.tsv", "vat.tsv"} {
		for _, row := range readSuite(t, suite) {
			if strings.HasSuffix(row.value, "1630615123457") {
				continue // a person's CNP in place of a code: ro.cnp finds it
			}
			text := "CUI: " + row.value
			got := false
			for _, f := range c.Classify(text, Query{}).Findings {
				if f.Detector == "ro.cui" && f.Evidence.Has(patterns.ChecksumValid) {
					got = text[f.Start:f.End] == row.value
				}
			}
			if want := row.valid() != (exceptions[row.value] != ""); got != want {
				t.Errorf("%s line %d: %q: found with a right control digit: %v, want %v", suite, row.line, text, got, want)
			}
		}
	}
}

func FuzzCUI(f *testing.F) {
	for _, text := range []string{"CUI: 18547290", "RO 185 472 90", "cui18547290,14590661", "CIF 18.547.290.", "RO"} {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, finding := range c.Classify(text, Query{}).Findings {
			if finding.Detector != "ro.cui" || hides(&finding) {
				continue
			}
			var v view
			v.read(text[finding.Start:finding.End])
			code := strings.TrimPrefix(compact(v.lower), "ro")
			if patterns.CUI(code) != finding.Evidence.Has(patterns.ChecksumValid) {
				t.Errorf("the evidence does not say what the control digit says, %d digits", len(code))
			}
		}
	})
}
