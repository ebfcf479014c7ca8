package classifier

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

func TestMarkingLevelsFollowTheCouncilsTable(t *testing.T) {
	c := newTestClassifier(t)
	for _, m := range []struct {
		text, detector, scheme string
		level                  patterns.Level
	}{
		{"SECRET DE SERVICIU", "marking.ro", "ro", patterns.LevelRestricted},
		{"SECRET", "marking.ro", "ro", patterns.LevelConfidential},
		{"SECRET DE STAT", "marking.ro", "ro", patterns.LevelConfidential},
		{"STRICT SECRET", "marking.ro", "ro", patterns.LevelSecret},
		{"STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ", "marking.ro", "ro", patterns.LevelTopSecret},
		{"NESECRET", "marking.ro", "ro", patterns.LevelUnclassified},
		{"NATO RESTRICTED", "marking.nato", "nato", patterns.LevelRestricted},
		{"NATO CONFIDENTIAL", "marking.nato", "nato", patterns.LevelConfidential},
		{"NATO SECRET", "marking.nato", "nato", patterns.LevelSecret},
		{"COSMIC TOP SECRET", "marking.nato", "nato", patterns.LevelTopSecret},
		{"NATO UNCLASSIFIED", "marking.nato", "nato", patterns.LevelUnclassified},
		{"RESTREINT UE/EU RESTRICTED", "marking.eu", "eu", patterns.LevelRestricted},
		{"CONFIDENTIEL UE/EU CONFIDENTIAL", "marking.eu", "eu", patterns.LevelConfidential},
		{"SECRET UE/EU SECRET", "marking.eu", "eu", patterns.LevelSecret},
		{"TRES SECRET UE/EU TOP SECRET", "marking.eu", "eu", patterns.LevelTopSecret},
		{"TOP SECRET//SI//NOFORN", "marking.foreign", "us", patterns.LevelTopSecret},
		{"OFFICIAL-SENSITIVE", "marking.foreign", "uk", patterns.LevelRestricted},
		{"GEHEIM", "marking.foreign", "de", patterns.LevelSecret},
		{"POUFNE\nEgz. nr 1", "marking.foreign", "pl", patterns.LevelConfidential},
		{"TLP:RED", "tlp", "tlp", patterns.LevelNone},
	} {
		found := c.Classify(m.text, Query{}).Findings
		if len(found) != 1 || found[0].Detector != m.detector || found[0].Marking.Scheme != m.scheme || found[0].Marking.Level != m.level {
			t.Errorf("%q: found %+v", m.text, found)
		}
	}
}

func TestMarkingSpanHoldsTheWordsAlone(t *testing.T) {
	c := newTestClassifier(t)
	for _, m := range []struct{ why, text, want string }{
		{"no register number", "raportul SECRET DE SERVICIU nr. S/1234", "SECRET DE SERVICIU"},
		{"no label", "Clasificare: „STRICT SECRET”.", "STRICT SECRET"},
		{"no brackets", "[STRICT SECRET]", "STRICT SECRET"},
		{"multi-byte letters", "😀\nSTRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ\n😀", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ"},
		{"combining marks at the end", "STRICT SECRETA\u0306 nr. 00/12", "STRICT SECRETA\u0306"},
		{"an inflected form", "ai aici nota strict secretă nr 00/345", "strict secretă"},
		{"a scheme of its own", "Clasificare: NATO SECRET", "NATO SECRET"},
	} {
		found := c.Classify(m.text, Query{}).Findings
		if len(found) != 1 || m.text[found[0].Start:found[0].End] != m.want {
			t.Errorf("%s: %q gives %+v", m.why, m.text, found)
		}
	}
}

func TestMarkingSeverityFollowsItsLevel(t *testing.T) {
	c := newTestClassifier(t)
	for _, r := range c.Rules().Detectors {
		if !strings.HasPrefix(r.ID, "marking.") {
			continue
		}
		for _, m := range r.Markings {
			severity := max(m.Severity, 0)
			if severity == 0 {
				severity = r.Severity
			}
			if (m.Level >= patterns.LevelRestricted) != (severity == patterns.SeverityCritical) {
				t.Errorf("%s: %s is %v at level %v", r.ID, m.Designation, severity, m.Level)
			}
		}
	}
}

func TestDeclassifiedDocumentsPass(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range []string{
		"STRICT SECRET\nDECLASIFICAT", "Fost STRICT SECRET, declasificat în 2010", "SECRET DE SERVICIU - desecretizat la 12.03.2020",
		"NESECRET", "nesecret", "DECLASIFICAT", "NATO UNCLASSIFIED", "UNCLASSIFIED//FOUO",
	} {
		if a := c.Classify(text, Query{}); a.Verdict != Allow {
			t.Errorf("verdict on %q is %v", text, a.Verdict)
		}
	}
	for _, text := range []string{"STRICT SECRET\nse va declasifica la 01.01.2040", "STRICT SECRET\nva fi declasificat la 01.01.2040"} {
		if a := c.Classify(text, Query{}); a.Verdict != Block {
			t.Errorf("verdict on %q, which is classified still, is %v", text, a.Verdict)
		}
	}
}

// spelling writes a wording as somebody might: with comma, cedilla or no
// diacritics, in any case, with other gaps or its letters apart.
func spelling(t *rapid.T, wording string) string {
	letters := map[string][]string{
		"Ț": {"Ț", "Ţ", "T", "T\u0326"}, "Ă": {"Ă", "A", "A\u0306"},
	}
	for plain, forms := range letters {
		wording = strings.ReplaceAll(wording, plain, rapid.SampledFrom(forms).Draw(t, "letter"))
	}
	gap := rapid.SampledFrom([]string{" ", "  ", "\u00a0", "-", "_", " - ", "\n"}).Draw(t, "gap")
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		return strings.ReplaceAll(wording, " ", gap)
	case 1:
		return strings.ReplaceAll(strings.ToLower(wording), " ", gap)
	case 2:
		return apartSpelling(wording, rapid.SampledFrom([]string{" ", "-", ".", "_"}).Draw(t, "between"))
	}
	return strings.ReplaceAll(wording, " ", gap)
}

// apartSpelling writes the letters of a wording apart, words further apart.
func apartSpelling(wording, between string) string {
	var words []string
	for _, word := range strings.Fields(wording) {
		var letters []string
		for _, r := range word {
			if r >= 0x300 && r < 0x370 && len(letters) > 0 {
				letters[len(letters)-1] += string(r)
				continue
			}
			letters = append(letters, string(r))
		}
		words = append(words, strings.Join(letters, between))
	}
	return strings.Join(words, "   ")
}

func TestEverySpellingOfAMarkedDocumentIsFound(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		designation := rapid.SampledFrom([]string{
			"SECRET DE SERVICIU", "SECRET", "STRICT SECRET", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ",
		}).Draw(t, "designation")
		written := spelling(t, designation)
		number := rapid.SampledFrom([]string{"S/123", "0/12", "00/345", "000/7", "S-44/2024"}).Draw(t, "number")
		text := "Raportul " + written + " nr. " + number + ", exemplar nr. 1"
		a := c.Classify(text, Query{})
		if a.Verdict != Block || !hasDesignation(a, designation) {
			t.Fatalf("%q: %v, %+v", text, a.Verdict, a.Findings)
		}
		for _, f := range a.Findings {
			if f.Marking != nil && f.Marking.Designation == designation && text[f.Start:f.End] != written {
				t.Fatalf("%q: found %q", text, text[f.Start:f.End])
			}
		}
	})
}

// pieces of text that markings and what surrounds them are made of.
func markingPieces() []string {
	return []string{
		"SECRET", "secret", "STRICT SECRET", "strict secret", "SECRET DE SERVICIU", "S E C R E T", "NATO SECRET", "SECRET UE", "TOP SECRET//SI", "(S//NF)", "S", "S/123",
		"nr.", "0/12", "Ex. nr. 1", "raportul", "trimit", "publicat", "Legea", "Clasificare:", "declasificat", "nu", "și", "Clasificare", "ăî", "😂", "\n", " ", "   ", ", ", "-", "(", "\"", "?", "!!!",
	}
}

func TestWhatAFinderRemembersChangesNothing(t *testing.T) {
	skipUnderRace(t)
	ids := []string{"marking.ro", "marking.nato", "marking.eu", "marking.foreign", "tlp"}
	finders := map[string]*markingFinder{}
	for _, id := range ids {
		finders[id] = markingOf(t, id)
	}
	pieces := markingPieces()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 60).Draw(t, "pieces"), " ")
		f := finders[rapid.SampledFrom(ids).Draw(t, "id")]
		used := markingView(text)
		for _, at := range rand.New(rand.NewPCG(1, uint64(len(text)))).Perm(len(used.lower)) {
			fresh, ok := f.find(markingView(text), at)
			again, okAgain := f.find(used, at)
			if ok != okAgain || fresh != again {
				t.Fatalf("%q at %d: %+v %v, and with notes %+v %v", text, at, fresh, ok, again, okAgain)
			}
		}
	})
}

func FuzzMarkingFinderStaysInBounds(f *testing.F) {
	for _, group := range markedTexts() {
		for _, m := range group {
			f.Add(m.text)
		}
	}
	finder := markingOf(f, "marking.foreign")
	f.Fuzz(func(t *testing.T, text string) {
		v := markingView(text)
		for at := range len(v.lower) {
			seen, ok := finder.find(v, at)
			if ok && (seen.start < 0 || seen.end > len(v.lower) || seen.start >= seen.end || seen.marking == nil) {
				t.Fatalf("at %d: %+v", at, seen)
			}
		}
	})
}

func BenchmarkWorstMebibyteOfMarkings(b *testing.B) {
	for _, text := range []string{
		"secret ", "SECRET ", "SECRET\n", "STRICT SECRET\n", "NATO SECRET\n", "S E C R E T ", "S-E-C-R-E-T-", "S/12 ", "(S//NF) ", "SECRET//NOFORN ",
		"SECRET UE/EU SECRET ", "TLP:RED ", "raport secret nr. 0/12 trimit ", "GEHEIM\n", "a b ",
	} {
		b.Run(strings.ReplaceAll(strings.TrimSpace(text), " ", "_"), func(b *testing.B) { benchmarkText(b, sized(text, 1<<20)) })
	}
}
