package classifier

import (
	"bufio"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gazetteerFolder is where the register of localities and the table of streets
// lie, seen from this package.
const gazetteerFolder = "../../shared/corpora/gazetteer"

// gazetteer holds what made-up addresses are drawn from.
type gazetteer struct {
	streets  [][2]string // kind and name
	towns    []place
	communes []place
	villages []place
}

// place is a locality with its county and postal code, all as people write them.
type place struct{ name, parent, county, code, postcode string }

// readColumns reads a table; it skips the test where the file is absent.
func readColumns(t testing.TB, name, separator string, row func([]string)) {
	t.Helper()
	file, err := os.Open(filepath.Join(gazetteerFolder, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the gazetteer %s is not on this machine", name)
	}
	if err != nil {
		t.Fatalf("opening gazetteer: %v", err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		row(strings.Split(lines.Text(), separator))
	}
}

// countyLetters maps the county numbers of the register to their letters.
func countyLetters() []string {
	return strings.Fields("- AB AR AG BC BH BN BT BV BR BZ CS CJ CT CV DB DJ GL GJ HR HD IL IS IF MM MH MS NT OT PH SM SJ SB SV TR TM TL VS VL VN B - - - - - - - - - - CL GR")
}

func readGazetteer(t testing.TB) *gazetteer {
	t.Helper()
	g := &gazetteer{}
	counties, communes := map[string]string{}, map[string]string{}
	readColumns(t, "siruta.csv", ";", func(c []string) {
		name := titleCase(strings.TrimPrefix(strings.TrimPrefix(c[1], "JUDEȚUL "), "MUNICIPIUL "))
		p := place{name: name, parent: communes[c[4]], county: counties[c[3]], postcode: c[2]}
		if n := number(c[3] + ""); isDigit(c[3][0]) && n < len(countyLetters()) {
			p.code = countyLetters()[n]
		}
		switch c[5] {
		case "40":
			counties[c[3]] = name
		case "3":
			communes[c[0]] = name
			g.communes = append(g.communes, p)
		case "9", "17":
			g.towns = append(g.towns, p)
		case "22", "23":
			if p.parent != "" {
				g.villages = append(g.villages, p)
			}
		}
	})
	readColumns(t, "streets.tsv", "\t", func(c []string) {
		name := strings.TrimSpace(c[1])
		if len(name) > 2 && !strings.ContainsAny(name, "?()[]") {
			g.streets = append(g.streets, [2]string{strings.TrimSpace(c[0]), name})
		}
	})
	return g
}

// titleCase writes a name in capitals as people write it: "Valea lui Mihai".
func titleCase(name string) string {
	var b strings.Builder
	start := true
	for _, word := range strings.SplitAfter(strings.ToLower(name), " ") {
		switch strings.TrimSpace(word) {
		case "de", "lui", "cel", "la", "din", "pe", "sub", "cu":
			b.WriteString(word)
			continue
		}
		for _, r := range word {
			if start {
				b.WriteString(strings.ToUpper(string(r)))
			} else {
				b.WriteRune(r)
			}
			start = r == '-'
		}
		start = true
	}
	return b.String()
}

// addressMaker makes up addresses in the styles people write.
type addressMaker struct {
	*rand.Rand
	*gazetteer
}

func (m addressMaker) pick(choices ...string) string { return choices[m.IntN(len(choices))] }

// maybe gives text with a chance in percent.
func (m addressMaker) maybe(percent int, text string) string {
	if m.IntN(100) < percent {
		return text
	}
	return ""
}

func (m addressMaker) kind(kind string) string {
	switch kind {
	case "Bulevard":
		return m.pick("bd. ", "Bd. ", "B-dul ", "bdul ", "bd ", "Bulevardul ", "bulevardul ", "Blvd. ", "bvd. ", "B-dul. ")
	case "Alee":
		return m.pick("Aleea ", "aleea ", "al. ", "Al. ", "Alee ")
	case "Intrare":
		return m.pick("Intrarea ", "intrarea ", "Intr. ", "intr. ", "Int. ")
	case "Cale":
		return m.pick("Calea ", "calea ", "Cal. ")
	case "Şosea":
		return m.pick("Șoseaua ", "șos. ", "Sos. ", "Şos. ", "soseaua ")
	case "Piaţă":
		return m.pick("Piața ", "P-ța ", "piața ", "P-ta ", "Pta. ")
	case "Drum":
		return m.pick("Drumul ", "drumul ")
	case "Splai":
		return m.pick("Splaiul ", "Spl. ", "splaiul ")
	case "Fundătură":
		return m.pick("Fundătura ", "Fdt. ", "fundătura ")
	case "Prelungire":
		return m.pick("Prelungirea ", "Prel. ", "prel. ")
	case "Pasaj", "Uliţă", "Fundac", "Stradelă":
		return map[string]string{"Pasaj": "Pasajul ", "Uliţă": "Ulița ", "Fundac": "Fundacul ", "Stradelă": "Stradela "}[kind]
	}
	return m.pick("str. ", "Str. ", "strada ", "Strada ", "str ", "Str.", "str.", "Strada ", "str. ", "Str ")
}

func (m addressMaker) street() string {
	s := m.streets[m.IntN(len(m.streets))]
	name := s[1]
	if before, title, ok := strings.Cut(name, ", "); ok && m.IntN(10) > 0 {
		name = before
		if surname, first, two := strings.Cut(before, " "); two && m.IntN(2) == 0 {
			name = first + " " + surname
		}
		if m.IntN(4) == 0 {
			name = titleCase(title) + " " + name
		}
	}
	return m.kind(s[0]) + name
}

func (m addressMaker) number() string {
	n := itoa(1 + m.IntN(180))
	n += m.pick("", "", "", "", "", "A", "B", "-"+itoa(190+m.IntN(9)), " bis", "/3", "C", " A")
	return m.pick(", nr. ", " nr. ", " nr ", ", nr ", " nr.", ", Nr. ", " numărul ", " Nr.", ", număr ", " no. ") + n
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// units gives block, stairwell, floor and apartment, joined by sep.
func (m addressMaker) units(sep string) string {
	block := m.pick("bl. ", "bl ", "bloc ", "Bl. ", "blocul ", "bl.", "Bloc ", "bl") +
		m.pick("C2", "12", "M5A", "D13", "A", "F3 C", "K19", "7B", "PB12", "104", "V3", "G2-3", "12 bis")
	stair := m.pick("sc. ", "sc ", "scara ", "Sc. ", "sc.", "scara ", "sc") + m.pick("1", "2", "A", "B", "3", "C1")
	floor := m.pick("et. ", "et ", "etaj ", "Et. ", "et.", "etajul ") + m.pick("1", "3", "10", "IV", "2", "parter", "P")
	apartment := m.pick("ap. ", "ap ", "apartament ", "Ap. ", "ap.", "apt. ", "apartamentul ", "ap") + itoa(1+m.IntN(140)) + m.maybe(5, "A")
	var parts []string
	for _, p := range []string{m.maybe(85, block), m.maybe(70, stair), m.maybe(55, floor)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	parts = append(parts, apartment)
	if m.IntN(12) == 0 {
		parts = append(parts, m.pick("interfon ", "interfon: ")+itoa(10+m.IntN(80)))
	}
	return strings.Join(parts, sep)
}

// where gives the town with what people put around it.
func (m addressMaker) where() string {
	if m.IntN(3) == 0 {
		return m.pick(
			"sector "+itoa(1+m.IntN(6))+", București", "București, sector "+itoa(1+m.IntN(6)), "sectorul "+itoa(1+m.IntN(6)),
			"sector "+itoa(1+m.IntN(6)), "S"+itoa(1+m.IntN(6))+", București", "București", "Sector "+itoa(1+m.IntN(6))+" București, 0"+itoa(31234+m.IntN(900)))
	}
	p := m.towns[m.IntN(len(m.towns))]
	return m.pick(
		p.name, p.name, p.name+", jud. "+p.county, "mun. "+p.name+", jud. "+p.code, p.name+", județul "+p.county, p.name+", "+p.county,
		p.postcode6()+" "+p.name, p.name+", jud. "+p.county+", cod poștal "+p.postcode6(), p.name+" "+p.postcode6(), "loc. "+p.name+", jud. "+p.county,
		"oraș "+p.name+", jud. "+p.county, p.name+", jud. "+p.county+", România", p.name+" ("+p.county+")")
}

func (p place) postcode6() string {
	if len(p.postcode) == 5 {
		return "0" + p.postcode
	}
	if len(p.postcode) != 6 || p.postcode == "000000" {
		return "400157"
	}
	return p.postcode
}

// address makes up one address.
func (m addressMaker) address() string {
	sep := m.pick(", ", " ", ", ", "/", ", ")
	switch m.IntN(12) {
	case 0:
		return m.where() + ", " + m.street() + m.number() + m.maybe(70, sep+m.units(sep))
	case 1, 2:
		return m.village()
	case 3:
		return m.units(" ") + m.pick(", ", " ") + m.street() + m.number() + m.maybe(50, ", "+m.where())
	case 4:
		return m.form()
	case 5:
		return m.street() + m.number() + "\n" + m.maybe(60, m.units(", ")+"\n") + m.envelope()
	case 6:
		return m.street() + " " + itoa(1+m.IntN(150)) + m.pick("", "A", "B") + sep + m.units(sep) + m.maybe(60, ", "+m.where())
	case 7:
		return m.street() + sep + m.units(sep) + ", " + m.where()
	}
	return m.street() + m.number() + m.maybe(75, sep+m.units(sep)) + m.pick(", ", ", ", " - ") + m.where()
}

func (m addressMaker) envelope() string {
	p := m.towns[m.IntN(len(m.towns))]
	return p.postcode6() + " " + p.name + m.pick("", "\n"+p.county, "\nRomânia", ", jud. "+p.county)
}

func (m addressMaker) village() string {
	p := m.villages[m.IntN(len(m.villages))]
	number := m.number()
	return m.pick(
		"com. "+p.parent+", sat "+p.name+number+", jud. "+p.county,
		"sat "+p.name+number+", comuna "+p.parent+", județul "+p.county,
		"comuna "+p.parent+number+", jud. "+p.code,
		"sat "+p.name+", com. "+p.parent+number,
		"jud. "+p.county+", com. "+p.parent+", sat "+p.name+number,
		"satul "+p.name+number+", "+p.county,
		"Jud."+p.code+" Com."+p.parent+"(Sat."+p.name+") nr."+itoa(1+m.IntN(900)),
		"sat "+p.name+", "+m.street()+number+", comuna "+p.parent+", jud. "+p.county,
		"localitatea "+p.name+number+", jud. "+p.county)
}

func (m addressMaker) form() string {
	p := m.towns[m.IntN(len(m.towns))]
	line := m.pick("\n", " / ", "\n", "; ")
	s := m.streets[m.IntN(len(m.streets))]
	return "Strada: " + s[1] + line + m.pick("Nr.: ", "Număr: ", "Nr: ") + itoa(1+m.IntN(200)) + line + "Bl.: " + m.pick("C2", "12", "A3") + line +
		"Sc.: " + m.pick("1", "A", "-") + line + "Ap.: " + itoa(1+m.IntN(99)) + line + m.pick("Localitate: ", "Oraș: ", "Localitatea: ") + p.name +
		line + m.pick("Județ: ", "Judeţul: ") + p.county + m.maybe(40, line+"Cod poștal: "+p.postcode6())
}

// dress writes an address in one of the ways people type.
func (m addressMaker) dress(address string) string {
	switch m.IntN(11) {
	case 0, 1:
		return strings.ToLower(withoutDiacritics(address))
	case 7: // without punctuation
		plain := strings.NewReplacer(",", " ", ".", " ", ";", " ", ":", " ").Replace(strings.ToLower(withoutDiacritics(address)))
		return strings.Join(strings.FieldsFunc(plain, func(r rune) bool { return r == ' ' }), " ")
	case 2:
		return strings.ToUpper(address)
	case 3, 4, 5:
		return withoutDiacritics(address)
	case 6:
		return strings.NewReplacer("ș", "ş", "ț", "ţ", "Ș", "Ş", "Ț", "Ţ").Replace(address)
	}
	return address
}

func withoutDiacritics(text string) string {
	return strings.NewReplacer("ș", "s", "ş", "s", "ț", "t", "ţ", "t", "ă", "a", "â", "a", "î", "i",
		"Ș", "S", "Ş", "S", "Ț", "T", "Ţ", "T", "Ă", "A", "Â", "A", "Î", "I").Replace(text)
}

// frame gives what stands before and after an address in a message.
func (m addressMaker) frame() (before, after string) {
	before = m.pick("", "", "Stau pe ", "stau pe ", "Adresa: ", "adresa mea e ", "Subsemnatul Ion Popescu, domiciliat în ", "locuiesc in ",
		"cu domiciliul în ", "Livrare la ", "Bună, trimite-mi coletul la ", "Popescu Ana\n", "📍 ", "Bună ziua! Adresa de livrare: ", "vino la mine, ",
		"Te aștept acasă: ", "ne-am mutat pe ", "Domiciliu: ", "My address is ", "reședința în ", "- ")
	after = m.pick("", "", "", ".", ", mulțumesc!", " te aștept", ". Tel: 0722123456", "\nMulțumesc", ", legitimat cu CI seria XB nr. 123456", "!",
		" și vin mâine", ". Sună la interfon.", "\n0722 123 456", " 😊", ", tel. 0722123456", " (lângă Lidl)")
	return before, after
}

func TestAddressesFromTheGazetteerAreFound(t *testing.T) {
	skipUnderRace(t)
	const count = 3000
	m := addressMaker{rand.New(rand.NewPCG(1968, 2)), readGazetteer(t)}
	c := newTestClassifier(t)
	found, exact, warned := 0, 0, 0
	for range count {
		before, after := m.frame()
		address := m.dress(m.address())
		text := before + address + after
		assessment := c.Classify(text, Query{})
		overlaps, equal := false, false
		for _, f := range assessment.Findings {
			if f.Detector == "ro.address" && f.Start < len(before)+len(address) && f.End > len(before) {
				overlaps = true
				equal = equal || f.Start == len(before) && f.End == len(before)+len(address)
			}
		}
		if overlaps {
			found++
		}
		if equal {
			exact++
		} else {
			t.Logf("want %q in %q, got %q", address, text, c.foundBy("ro.address", assessment, text))
		}
		if assessment.Verdict >= Warn {
			warned++
		}
	}
	t.Logf("of %d addresses %d found, %d exactly, %d warned of", count, found, exact, warned)
	if found*100 < count*97 {
		t.Errorf("found %d of %d addresses, want at least 97%%", found, count)
	}
	if exact*100 < count*85 {
		t.Errorf("found %d of %d addresses exactly, want at least 85%%", exact, count)
	}
}
