package classifier

import (
	"testing"
)

// markingView gives a view of text for tests of one step.
func markingView(text string) *view {
	v := &view{}
	v.read(text)
	return v
}

func TestRegisterNumberHasAPrefix(t *testing.T) {
	for _, c := range []struct {
		why, text string
		announced bool
		want      bool
	}{
		{"S and a slash", "S/1234", false, true},
		{"with a date", "S/1234/12.03.2024", false, true},
		{"S, slash and nr", "S/nr. 1234", false, true},
		{"one zero", "0/123", false, true},
		{"two zeros", "00/345", false, true},
		{"three zeros", "000/12", false, true},
		{"letters used in practice", "SSv/12", false, true},
		{"a dash after nr.", "S-345", true, true},
		{"a space after nr.", "S 345", true, true},
		{"nothing between after nr.", "00123", true, true},
		{"a dash without nr.: a missile", "S-400", false, false},
		{"a space without nr.: a size", "S 36", false, false},
		{"leading zeros without nr.", "00123", false, false},
		{"a mark out of ten", "0/10", false, false},
		{"one digit without nr.", "S/1", false, false},
		{"four zeros", "0000/12", false, false},
		{"a plain number", "1234/2024", true, false},
		{"a phone number", "0712034567", true, false},
		{"letters go on", "S/1234abc", false, false},
		{"no digits", "S/a", false, false},
		{"another letter", "T/1234", false, false},
		{"the end of the text", "S/", false, false},
	} {
		if got := markingView(c.text).registerAt(0, c.announced); got != c.want {
			t.Errorf("%s: registerAt(%q, announced %v) = %v", c.why, c.text, c.announced, got)
		}
	}
}

func TestRegisterNumberIsNoPieceOfAnother(t *testing.T) {
	for _, c := range []struct {
		why, text string
		at        int
	}{
		{"a word before", "xS/1234", 1},
		{"a number and a slash before", "12/S/1234", 3},
		{"a longer number", "10/123", 1},
	} {
		if markingView(c.text).registerAt(c.at, true) {
			t.Errorf("%s: found in %q", c.why, c.text)
		}
	}
}

func TestCopyNumberFollowsItsWord(t *testing.T) {
	for _, c := range []struct {
		why, after string
		want       bool
	}{
		{"a number", " nr. 1", true}, {"no nr.", " 2", true}, {"of all", " nr. 1/3", true}, {"unic", " unic", true},
		{"dots to fill in", " nr. ......", true}, {"a line to fill in", " nr. ____", true}, {"a hash", " #3", true}, {"No.", " no. 7", true},
		{"another word", " din contract", false}, {"unic as part of a word", " unicat", false}, {"a long number", " nr. 123456", false}, {"the end", "", false},
	} {
		if got := markingView("ex" + c.after).copyAt(2); got != c.want {
			t.Errorf("%s: copyAt after %q = %v", c.why, "ex"+c.after, got)
		}
	}
}

func TestPageNumberNamesAllPages(t *testing.T) {
	for _, c := range []struct {
		after string
		want  bool
	}{
		{" 1/3", true}, {" 1 din 3", true}, {". 2 of 4", true}, {": 3/3", true}, {" 5", false}, {" 5 exemple", false}, {"", false}, {" unu", false},
	} {
		if got := markingView("pag" + c.after).pageAt(3); got != c.want {
			t.Errorf("pageAt after %q = %v", "pag"+c.after, got)
		}
	}
}

// markingOf builds the finder of a built-in detector.
func markingOf(t testing.TB, id string) *markingFinder {
	t.Helper()
	c := newTestClassifier(t)
	for _, r := range c.program.rules {
		if r.ID == id {
			return r.finder.(*markingFinder)
		}
	}
	t.Fatalf("no detector %s", id)
	return nil
}

func TestLettersApartMakeAWording(t *testing.T) {
	f := markingOf(t, "marking.ro")
	for _, c := range []struct {
		why, text string
		at        int
		want      string
	}{
		{"spaces", "S E C R E T", 0, "S E C R E T"},
		{"dashes", "S-E-C-R-E-T", 0, "S-E-C-R-E-T"},
		{"dots and wider gaps between words", "S.T.R.I.C.T   S.E.C.R.E.T", 0, "S.T.R.I.C.T   S.E.C.R.E.T"},
		{"a word before is whole", "STRICT S E C R E T", 7, "STRICT S E C R E T"},
		{"words after are whole", "S E C R E T de serviciu", 0, "S E C R E T de serviciu"},
		{"another word before", "RAPORT S E C R E T", 7, "S E C R E T"},
		{"line breaks", "S\nE\nC\nR\nE\nT", 0, "S\nE\nC\nR\nE\nT"},
		{"twice without a wider gap", "S E C R E T S E C R E T", 0, "S E C R E T"},
		{"goes on as another word", "S E C R E T A R", 0, ""},
		{"begins later", "S E C R E T", 2, ""},
		{"too few letters apart", "S E C RET", 0, ""},
		{"digits between", "S E 1 C R E T", 0, ""},
		{"not apart", "SECRET", 0, ""},
		{"far apart", "S     E     C     R     E     T", 0, ""},
		{"another word", "S E R V I C I U", 0, ""},
	} {
		v := markingView(c.text)
		got := ""
		if span, ok := f.apart(v, c.at); ok {
			got = c.text[span.start:span.end]
		}
		if got != c.want {
			t.Errorf("%s: %q at %d gives %q, want %q", c.why, c.text, c.at, got, c.want)
		}
	}
}

func TestCaveatsBelongToABanner(t *testing.T) {
	f := markingOf(t, "marking.foreign")
	for _, c := range []struct{ why, text, want string }{
		{"one", "SECRET//NOFORN", "SECRET//NOFORN"},
		{"several", "TOP SECRET//SI/TK//NOFORN", "TOP SECRET//SI/TK//NOFORN"},
		{"countries", "SECRET//REL TO USA, FVEY and more", "SECRET//REL TO USA, FVEY"},
		{"spaces", "SECRET // NOFORN", "SECRET // NOFORN"},
		{"a subcategory", "CUI//SP-PRVCY", "CUI//SP-PRVCY"},
		{"in brackets", "(S//NF) text", "S//NF"},
		{"in brackets, several", "(TS//SI//REL TO USA, ROU)", "TS//SI//REL TO USA, ROU"},
		{"release without slashes", "UK SECRET REL TO ROU, USA more", "UK SECRET REL TO ROU, USA"},
		{"release to nobody named", "UK SECRET REL PUBLIC", "UK SECRET"},
		{"unknown words", "SECRET//comentariu", "SECRET"},
		{"small letters", "SECRET//noforn", "SECRET"},
		{"brackets without caveats", "(S) mic", ""},
		{"brackets with unknown ones", "(S//M//L)", ""},
		{"brackets left open", "(S//NF", ""},
		{"small letters in brackets", "(s//nf)", ""},
	} {
		got := ""
		if span, ok := f.span(markingView(c.text), 0); ok {
			got = c.text[span.start:span.end]
		}
		if got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.why, c.text, got, c.want)
		}
	}
}

func TestHeadingStandsAloneOnItsLine(t *testing.T) {
	f := markingOf(t, "marking.ro")
	for _, c := range []struct {
		why, text string
		at        int
		want      bool
	}{
		{"alone", "SECRET", 0, true},
		{"first line", "SECRET\nraport", 0, true},
		{"last line", "raport\nSECRET", 7, true},
		{"dashes around", "- SECRET -", 2, true},
		{"with its copy", "SECRET Ex. nr. 1", 0, true},
		{"with its number", "Nr. S/12 SECRET DE SERVICIU", 9, true},
		{"a column", "Ministerul   SECRET", 13, true},
		{"a tab", "Ministerul\tSECRET", 11, true},
		{"brackets before a subject", "[SECRET] Plan", 1, true},
		{"a subject", "Subiect: SECRET - plan", 9, true},
		{"a sentence", "raportul SECRET de ieri", 9, false},
		{"a word before", "Raport SECRET", 7, false},
		{"a question", "SECRET?", 0, false},
		{"cried", "SECRET!!!", 0, false},
		{"left hanging", "SECRET...", 0, false},
		{"a member of a list", "a) SECRET", 3, false},
		{"a bullet", "- SECRET", 2, false},
		{"a member that goes on", "SECRET;", 0, false},
		{"an everyday word in small letters", "secret", 0, false},
		{"a face", "SECRET 😂", 0, false},
	} {
		v := markingView(c.text)
		span, ok := f.wordings.longest(v, c.at)
		if !ok {
			t.Errorf("%s: no wording at %d of %q", c.why, c.at, c.text)
			continue
		}
		span.lineStart, span.lineEnd = v.line(span.start, span.end)
		if got := f.heading(v, span, v.allCapitals(span.start, span.end)) != noHeading; got != c.want {
			t.Errorf("%s: heading of %q = %v", c.why, c.text, got)
		}
	}
}

func TestAbbreviationKeepsItsCapitals(t *testing.T) {
	f := markingOf(t, "marking.ro")
	for _, c := range []struct {
		text string
		want bool
	}{{"SSv", true}, {"SSV", true}, {"ssv", false}, {"Ssv", false}, {"SSID", true}, {"S.S.I.D.", true}, {"ssid", false}, {"SSi", false}} {
		if _, ok := f.wordings.longest(markingView(c.text), 0); ok != c.want {
			t.Errorf("%q is an abbreviation: %v", c.text, ok)
		}
	}
}
