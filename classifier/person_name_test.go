package classifier

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// TestNamesBesideTheirWords puts made-up names of all who live in the country
// beside words that announce one.
func TestNamesBesideTheirWords(t *testing.T) {
	c := newTestClassifier(t)
	first := []string{"Ion", "Maria", "Ștefan", "Ana-Maria", "Éva", "István", "Zsuzsanna", "Günther", "Emine", "Oleksandr", "Larisa", "Rupert", "Crenguța", "Florin Gabriel", "Ioana"}
	last := []string{"Popescu", "Ionescu-Pop", "Szabó", "Țurcanu", "Lăcătuș", "Müller", "Osman", "Bondarenko", "Vasiliev", "Nagy", "Mureșan", "Xulescu", "Bâtcă", "D'Angelo"}
	sentences := []string{
		"Subsemnatul §, solicit", "subsemnata § declar", "Subsemnatul(a) §, cu domiciliul", "SUBSEMNATUL §, PRIN PREZENTA", "Numele meu este §.", "mă numesc § și", "ma cheama §, stau", "Nume și prenume: §", "Nume si prenume §",
		"nume/prenume: §\nvârsta 30", "NUMELE ȘI PRENUMELE: §", "Titular: §", "titularul contului § a plătit", "beneficiar: §", "Pacient: §, internat", "§, domiciliat în Cluj", "§, domiciliată în mun. Iași", "§ CNP 1850228120011", "§, CNP: 1850228120011",
		"§ (CNP 1850228120011)", "§, născut la 12.03.1985", "§, născută în Bacău", "§, identificat cu CI", "§, posesoare a CI seria", "My name is § and", "Full name: §", "the undersigned §, residing", "§, date of birth 12.03.1985", "Cu stimă,\n§", "Best regards,\n§\nCluj",
		"reprezentată prin §, în calitate", "Nume: §", "Elev: §",
	}
	rapid.Check(t, func(t *rapid.T) {
		words := []string{rapid.SampledFrom(first).Draw(t, "first"), rapid.SampledFrom(last).Draw(t, "last")}
		if rapid.Bool().Draw(t, "surname first") {
			words[0], words[1] = words[1], words[0]
		}
		name := strings.Join(words, " ")
		if rapid.Bool().Draw(t, "capitals") {
			name = strings.ToUpper(name)
		}
		sentence := rapid.SampledFrom(sentences).Draw(t, "sentence")
		text := strings.Replace(sentence, "§", name, 1)
		a := c.Classify(text, Query{})
		if found := c.foundBy("person_name", a, text); len(found) != 1 || found[0] != name {
			t.Fatalf("found %q in %q, want %q", found, text, name)
		}
	})
}

// TestNamesInSmallLetters are found behind the strongest words where a first name is
// known, and beside words of papers where first name and surname are.
func TestNamesInSmallLetters(t *testing.T) {
	c := newTestClassifier(t)
	for text, want := range map[string]string{
		"subsemnatul popescu ion, solicit":           "popescu ion",
		"ma numesc ioana muresan si am 30 de ani":    "ioana muresan",
		"numele meu este andrei ciobanu":             "andrei ciobanu",
		"nume si prenume: vasilescu maria elena":     "vasilescu maria elena",
		"my name is ana pop":                         "ana pop",
		"ma numesc ana si stau in cluj":              "",
		"ma numesc andrei vreau o programare":        "",
		"ma cheama maria sunt din bacau":             "",
		"subsemnatul declar":                         "",
		"titular popescu ion":                        "popescu ion",
		"nume: muresan ioana":                        "muresan ioana",
		"bilet pe numele ioana muresan":              "ioana muresan",
		"popescu ion, buletin kx 123456":             "popescu ion",
		"titular ana maria":                          "", // two first names
		"titular popescu banca":                      "",
		"numele muresan ioana":                       "", // no colon
		"muresan ioana ci kx 123456 tel 0712034567":  "muresan ioana",
		"Mureșan Ioana, CI KX nr. 123456":            "Mureșan Ioana",
		"nu muresan ioana ci pop ana":                "",
		"nu Mureșan Ioana, ci Pop Ana 12":            "",
		"carti si buletin":                           "",
		"domnul popescu ion a venit":                 "",
		"popescu ion cnp 1850228120011":              "popescu ion",
		"parola ion cnp 1850228120011":               "",
		"my name is not important, ion":              "",
		"numele meu este cunoscut de multa vreme":    "",
		"mă numesc Ana":                              "",
		"numele meu e important pentru ana":          "",
		"subsemnatul ion de la bloc":                 "",
		"ma numesc alexandra, ma gasiti la receptie": "",
	} {
		got := strings.Join(c.foundBy("person_name", c.Classify(text, Query{}), text), "|")
		if got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

// TestNamesOfTheNews are no findings: nothing but the news announces them.
func TestNamesOfTheNews(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range []string{
		"Președintele Klaus Iohannis a promulgat legea", "Nicușor Dan a câștigat alegerile", "Simona Halep, numărul unu mondial", "Regizorul Cristian Mungiu a primit premiul", "Mihai Eminescu și Ion Creangă au fost prieteni",
		"Str. Mihai Eminescu nr. 5", "Liceul Teoretic Ion Neculce din Târgu Frumos", "Spitalul Clinic Dr. Carol Davila", "Stadionul Dan Păltinișanu", "premiul Emil Palade", "Ion Popescu", "Ana Pop și Ion Rus vin și ei",
		"Cupa Davis, ediția Ion Țiriac", "am citit Liviu Rebreanu", "concert Ștefan Hrușcă", "filmul cu Marcel Iureș", "Cluj-Napoca, Piața Avram Iancu", "trupa lui Dan Spătaru", "Ministrul Marcel Boloș anunță", "Dear John, thanks",
	} {
		if found := c.foundBy("person_name", c.Classify(text, Query{}), text); len(found) > 0 {
			t.Errorf("found %q in %q", found, text)
		}
	}
}

// TestANameAloneIsAllowed also where a letter has many, and lowers nothing.
func TestANameAloneIsAllowed(t *testing.T) {
	c := newTestClassifier(t)
	var list strings.Builder
	for _, name := range []string{"Popescu Ion", "Ionescu Maria", "Pop Vasile", "Rusu Elena", "Moldovan Andrei", "Szabó Éva", "Radu Mihai", "Stan Oana", "Barbu Dan", "Lupu Irina", "Toma Paul", "Neagu Ioana"} {
		list.WriteString("Nume și prenume: " + name + "\n")
	}
	a := c.Classify(list.String(), Query{Channel: Channel{Kind: ChannelMessengerGroup, BackedUp: true}})
	if len(a.Findings) != 12 || a.Verdict != Allow {
		t.Errorf("%d names, %v at %.3f", len(a.Findings), a.Verdict, a.Score)
	}
}

// TestANameRaisesWhatStandsBesideIt compares messages with and without the name.
func TestANameRaisesWhatStandsBesideIt(t *testing.T) {
	c := newTestClassifier(t)
	for name, texts := range map[string][2]string{
		"a CNP":               {"CNP 1850228120011", "Popescu Ion, CNP 1850228120011"},
		"a CNP, name after":   {"1850228120011", "1850228120011, Popescu Ion"},
		"a CNP, genitive":     {"CNP 1850228120011", "CNP-ul Mariei: 1850228120011"},
		"a CNP, sworn":        {"CNP 1850228120011", "subsemnatul, CNP 1850228120011"},
		"a CNP, home":         {"CNP 1850228120011", "CNP 1850228120011, domiciliată în Cluj"},
		"a CNP, English":      {"CNP 1850228120011", "my name is John Smith, CNP 1850228120011"},
		"an address":          {"stau pe str. Lalelelor nr. 12, bl. B4, ap. 15", "Popescu Ion, stau pe str. Lalelelor nr. 12, bl. B4, ap. 15"},
		"an identity card":    {"CI seria KX nr. 123456", "Popescu Ion, CI seria KX nr. 123456"},
		"a passport":          {"pașaport nr. 051234567", "pașaport nr. 051234567, titular Popescu Ion"},
		"a phone":             {"tel 0712034567", "Ana Pop, tel 0712034567"},
		"a phone, name after": {"0712034567", "0712034567 (Andreea)"},
		"an e-mail":           {"mail pisica82@posta-mea.ro", "Ana Pop, mail pisica82@posta-mea.ro"},
		"a plate":             {"masina CJ 12 ABC", "masina CJ 12 ABC a lui Andrei"},
		"a date of birth":     {"data nașterii 12.03.1985", "Ana Pop, data nașterii 12.03.1985"},
		"an account":          {"cont RO56RNCB0000000012345678", "titular Popescu Ion, cont RO56RNCB0000000012345678"},
		"a card":              {"card 4539578763621486", "card 4539578763621486, titular Popescu Ion"},
		"a driving licence":   {"permis de conducere B01234567", "Popescu Ion, permis de conducere B01234567"},
		"a health card":       {"card de sanatate 98765432109876543210", "pacient Popescu Ion, card de sanatate 98765432109876543210"},
		"a residence permit":  {"permis de ședere AB1234567", "Nagy Éva, permis de ședere AB1234567"},
	} {
		without, with := c.Classify(texts[0], Query{}), c.Classify(texts[1], Query{})
		const name1 = 0.02 // what the name itself adds
		if with.Score < without.Score+name1 {
			t.Errorf("%s: %.3f without a name, %.3f with one in %q", name, without.Score, with.Score, texts[1])
		}
	}
}

func TestNameFinderNeedsItsLists(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"person_name", "ro.birth_date"} {
		d := rules.Detector(id)
		for list := range d.Lists {
			if list == "endings" {
				continue
			}
			poor := *d
			poor.Lists = map[string][]string{}
			for name, words := range d.Lists {
				if name != list {
					poor.Lists[name] = words
				}
			}
			if _, err := buildFinder(&poor); err == nil {
				t.Errorf("%s without its list %q was built", id, list)
			}
		}
	}
}
