package classifier

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// birthForms are ways to write a day, month and year; %[1]d, %[2]d and %[3]d,
// %[4]s being the month's Romanian, %[5]s its English name, %[6]s its Roman
// number.
func birthForms() []string {
	return []string{
		"%02[1]d.%02[2]d.%[3]d", "%[1]d.%[2]d.%[3]d", "%02[1]d/%02[2]d/%[3]d", "%02[1]d-%02[2]d-%[3]d", "%[3]d-%02[2]d-%02[1]d", "%[3]d.%02[2]d.%02[1]d",
		"%[3]d/%02[2]d/%02[1]d", "%02[1]d %02[2]d %[3]d", "%02[1]d. %02[2]d. %[3]d", "%02[1]d / %02[2]d / %[3]d", "%[1]d %[4]s %[3]d", "%[1]d-%[4]s-%[3]d",
		"%[1]d %[5]s %[3]d", "%[5]s %[1]d, %[3]d", "%[1]dth of %[5]s %[3]d", "%02[1]d.%[6]s.%[3]d", "%[1]d/%[6]s/%[3]d", "%02[1]d_%02[2]d_%[3]d", "%02[1]d,%02[2]d,%[3]d",
	}
}

// birthCues are ways to announce a date of birth.
func birthCues() []string {
	return []string{
		"născut la ", "născută la data de ", "nascut pe ", "Data nașterii: ", "data nasterii ", "DATA NASTERII - ", "data de naştere: ", "m-am născut pe ", "s-a nascut in data de ",
		"născut în Cluj-Napoca, la ", "DOB: ", "Date of birth ", "born on ", "birth date: ", "n. ", "zi de naștere: ", "birthday ", "nacut la ", "data nasteri ", "născuți pe ",
		"data și locul nașterii: ", "data_nasterii=", `"birthDate": "`, "Date of Birth\n", "născ. ",
	}
}

// TestDatesOfBirthInEveryForm puts any date in any form behind any word for it.
func TestDatesOfBirthInEveryForm(t *testing.T) {
	c := newTestClassifier(t)
	romanian := strings.Fields("ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie")
	english := strings.Fields("January February March April May June July August September October November December")
	roman := strings.Fields("I II III IV V VI VII VIII IX X XI XII")
	rapid.Check(t, func(t *rapid.T) {
		day, month := rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(1, 12).Draw(t, "month")
		year := rapid.IntRange(1930, 2022).Draw(t, "year")
		form := rapid.SampledFrom(birthForms()).Draw(t, "form")
		// Every form takes all that a date has, and prints what it names.
		date, _, _ := strings.Cut(fmt.Sprintf(form+"\x00%[1]d%[2]d%[3]d%[4]s%[5]s%[6]s", day, month, year, romanian[month-1], english[month-1], roman[month-1]), "\x00")
		text := rapid.SampledFrom(birthCues()).Draw(t, "cue") + date + rapid.SampledFrom([]string{"", ", Cluj", ".", "\n", `"}`, " si gata"}).Draw(t, "after")
		if found := c.foundBy("ro.birth_date", c.Classify(text, Query{}), text); len(found) != 1 || found[0] != date {
			t.Fatalf("found %q in %q, want %q", found, text, date)
		}
	})
}

// TestOtherDatesAreNotOfBirth puts any date behind words for other dates.
func TestOtherDatesAreNotOfBirth(t *testing.T) {
	c := newTestClassifier(t)
	for _, cue := range []string{
		"", "din ", "la data de ", "contract din ", "eliberat la ", "data emiterii: ", "data expirării: ", "valabil până la ", "programare ", "factura din ", "termen ", "ședința din ", "născut în Cluj, căsătorit la ",
		"născut la Iași, CI emisă la ", "data decesului: ", "decedat la ", "născut după ", "copii născuți înainte de ", "certificat de naștere emis la ", "data nașterii necunoscută, internat la ",
		"issued on ", "expires ", "date: ", "due ", "dosar nr. 12 din ", "botezat pe ", "admis la ", "data nuntii: ", "angajat din ", "data: ", "n ", "nr. ", "versiunea ",
	} {
		text := cue + "12.03.1985"
		if found := c.foundBy("ro.birth_date", c.Classify(text, Query{}), text); len(found) > 0 {
			t.Errorf("found %q in %q", found, text)
		}
	}
}

// TestAgesOfBirth: nobody is born ahead, few live beyond a hundred years, and
// history is no personal data. The test's day is 23 November 2026.
func TestAgesOfBirth(t *testing.T) {
	c := newTestClassifier(t)
	for date, want := range map[string]struct{ found, sure bool }{
		"24.11.2026": {false, false}, "23.11.2026": {true, true}, "01.01.2000": {true, true}, "12.03.1925": {true, true},
		"12.03.1910": {true, false}, "12.03.1880": {true, false}, "15.01.1850": {false, false}, "29.02.1999": {false, false}, "29.02.2000": {true, true},
		"12.03.85": {true, true}, "12.03.26": {true, true}, "12.03.27": {true, true}, // 1927
	} {
		text := "născut la " + date
		a := c.Classify(text, Query{})
		if len(a.Findings) > 0 != want.found || want.found && a.Findings[0].Confidence >= sureFinding != want.sure {
			t.Errorf("%q: %v", text, a.Findings)
		}
		if a.Verdict != Allow {
			t.Errorf("%q: %v", text, a.Verdict)
		}
	}
}

func FuzzDateReader(f *testing.F) {
	for _, text := range []string{"12.03.1985", "12 martie '85", "1985-03-12", "March 12, 1985", "12th of March 1985", "12031985", "120385", "31.02.1985", "3mai1990", "12.III.1985", "12.03.", "'"} {
		f.Add(text)
	}
	rules, err := patterns.Default()
	if err != nil {
		f.Fatal(err)
	}
	reader, err := newDateReader(rules.Detector("ro.birth_date"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var v view
		v.read(text)
		v.today = civilDate{2026, 11, 23}
		for at := range v.lower {
			d, ok := reader.read(&v, at)
			if !ok {
				continue
			}
			if d.start != at || d.end <= at || d.end > len(v.lower) || !d.real() || !isDigit(v.lower[d.end-1]) {
				t.Fatalf("%+v at %d", d, at)
			}
		}
	})
}

func TestDateReaderRefusesListsWithoutMonths(t *testing.T) {
	for name, months := range map[string][]string{"none": nil, "no number": {"mai"}, "no month": {"mai 13"}, "no word": {"* 5"}} {
		if _, err := newDateReader(&patterns.Detector{Lists: map[string][]string{"months": months}}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
