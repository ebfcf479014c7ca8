package classifier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

func drawVIN(t *rapid.T) string {
	maker := rapid.SampledFrom([]string{"UU1", "VF1", "WVW", "TMB", "WBA", "ZFA", "YV1", "KMH", "JTD", "1FA"}).Draw(t, "maker")
	return maker + rapid.StringMatching(`[A-HJ-NPR-Z0-9]{8}[0-9]{6}`).Draw(t, "rest")
}

func TestVINIsFound(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		number := drawVIN(t)
		if rapid.Bool().Draw(t, "lower") {
			number = strings.ToLower(number)
		}
		around := rapid.SampledFrom([]string{
			"%s", "VIN: %s", "vin %s.", "serie șasiu %s, an 2015", "seria de caroserie: %s", "nr. identificare %s", "%s (VIN)", "masina cu sasiul %s",
			"chassis no. %s",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, number)
		if found := c.foundBy("vin", c.Classify(text, Query{}), text); !slices.Equal(found, []string{number}) {
			t.Fatalf("%q: found %q, want %q", text, found, number)
		}
	})
}

func TestVINIsNotSeen(t *testing.T) {
	c := newTestClassifier(t)
	for name, text := range map[string]string{
		"16 characters":          "VIN UU1HSDACN1234567",
		"18 characters":          "VIN UU1HSDACN123456789",
		"an I":                   "VIN UU1HSDACI12345678",
		"an O":                   "VIN UU1HSDACO12345678",
		"a Q":                    "VIN UU1HSDACQ12345678",
		"digits only":            "VIN 12345678901234567",
		"ends in letters":        "VIN UU1HSDACN1234567A",
		"unknown maker, no word": "ABC1SDACN12345678",
		"groups without a label": "UU1 HSDACN 12345678",
		"piece of a token":       "AB-UU1HSDACN12345678",
		"file":                   "UU1HSDACN12345678.jpg",
		"order":                  "comanda UU1HSDACN12345678",
	} {
		t.Run(name, func(t *testing.T) {
			if found := c.foundBy("vin", c.Classify(text, Query{}), text); len(found) > 0 {
				t.Errorf("%q: found %q", text, found)
			}
		})
	}
}

func TestVINControlDigitIsEvidenceOnly(t *testing.T) {
	c := newTestClassifier(t)
	cases := []struct {
		name, text string
		want       patterns.Code
		has        bool
	}{
		{"right", "VIN 1M8GDM9AXKP042788", patterns.ChecksumValid, true},
		{"wrong in North America", "VIN 1M8GDM9A1KP042788", patterns.ChecksumInvalid, true},
		{"wrong in Europe says nothing", "VIN UU1HSDACN12345678", patterns.ChecksumInvalid, false},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			findings := c.Classify(test.text, Query{}).Findings
			if len(findings) != 1 || findings[0].Detector != "vin" || findings[0].Evidence.Has(test.want) != test.has {
				t.Errorf("%q: %d findings", test.text, len(findings))
			}
		})
	}
}

func FuzzVIN(f *testing.F) {
	for _, text := range []string{"VIN UU1HSDACN12345678", "sasiu WVW ZZZ 1JZ 3W386752", "1M8GDM9AXKP042788"} {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, finding := range c.Classify(text, Query{}).Findings {
			if finding.Detector != "vin" || hides(&finding) {
				continue
			}
			var v view
			v.read(text[finding.Start:finding.End])
			if n := len(compact(v.lower)); n != vinLength {
				t.Errorf("a vehicle number of %d characters", n)
			}
		}
	})
}
