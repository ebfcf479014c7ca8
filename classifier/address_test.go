package classifier

import (
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// marked gives a text with « and » around what the detector found in it.
func marked(c *Classifier, detector, text string) (string, Assessment) {
	assessment := c.Classify(text, Query{})
	var b strings.Builder
	at := 0
	for _, f := range assessment.Findings {
		if f.Detector != detector {
			continue
		}
		b.WriteString(text[at:f.Start] + "«" + text[f.Start:f.End] + "»")
		at = f.End
	}
	b.WriteString(text[at:])
	return b.String(), assessment
}

// TestAddressSpans has an address in each text, between « and », whose span
// must be found exactly.
func TestAddressSpans(t *testing.T) {
	c := newTestClassifier(t)
	for _, want := range []string{
		// kinds of street
		"stau pe «str. Florilor nr. 5»", "stau pe «strada florilor nr 5»", "stau pe «Str.Florilor Nr.5»", "stau pe «b-dul Unirii nr. 5»",
		"stau pe «bd Unirii 5»", "stau pe «bdul unirii 5»", "stau pe «Bvd. Unirii 5»", "stau pe «blvd. Unirii 5»", "stau pe «Bulevardul Unirii 5»",
		"stau pe «Calea Moților 5»", "stau pe «Cal. Moților nr. 5»", "stau pe «Șoseaua Nordului 5»", "stau pe «sos. Nordului 5»",
		"stau pe «Aleea Teilor 5»", "stau pe «al. Teilor nr. 5»", "stau pe «Intrarea Teilor 5»", "stau pe «Intr. Teilor nr. 5»",
		"stau în «Piața Amzei 5»", "stau în «P-ța Amzei 5»", "stau pe «Splaiul Unirii 5»", "stau pe «Spl. Unirii nr. 5»", "stau pe «Drumul Gării 5»",
		"stau pe «Fundătura Teilor 5»", "stau pe «Prel. Teilor nr. 5»", "stau pe «Pasajul Teilor 5»", "stau pe «Ulița Mare 5»", "stau pe «stradela Teilor 5»",
		// names
		"stau pe «str. 1 Decembrie 1918 nr. 5»", "stau pe «str 1 mai 5»", "stau pe «Calea 13 Septembrie 90»", "stau pe «str. Revoluției din 1989 nr. 5»",
		"stau pe «str. 16-22 Decembrie 1989 nr. 5»", "stau pe «str. Anul 1848 nr. 5»", "stau pe «str. Regimentul 11 Siret nr. 5»", "stau pe «str. Dr. Ion Cantacuzino nr. 5»",
		"stau pe «str. Gen. Ion Dragalina 5»", "stau pe «str. Sf. Ap. Andrei 5»", "stau pe «str. I.L. Caragiale 5»", "stau pe «str. Al. I. Cuza 5»", "stau pe «str. A.D. Xenopol nr. 5»",
		"stau pe «str. Ștefan cel Mare și Sfânt nr. 5»", "stau pe «str. Eroilor de la Tisa nr. 5»", "stau pe «str. Calea Lată nr. 5»", "stau pe «strada Drumul Gării nr. 5»",
		"stau pe «str. Kossuth Lajos nr. 5»", "stau pe «str. Petőfi Sándor 5»", "stau pe «Bem József utca 5»", "stau pe «str. Nord-Est nr. 5»", "stau pe «str. Carol I 5»",
		"stau pe «str. Popescu Ion, prof. dr., nr. 5»", "stau pe «str. Horea, Cloșca și Crișan nr. 5»", "stau pe «str. Teilor (fostă Gării) nr. 5»", "stau pe «str. Eroilor 2 nr. 5»",
		"stau pe «str. „Florilor” nr. 5»", "stau pe «str. Brașov 5»", "stau pe «str. Fundătura nr. 5»", "stau pe «str. Comuna din Paris nr. 5»",
		// numbers
		"stau pe «str. Teilor nr. 12A»", "stau pe «str. Teilor nr. 12 A», la curte", "stau pe «str. Teilor nr. 12 bis»", "stau pe «str. Teilor nr. 12-14»", "stau pe «str. Teilor nr. 12 - 14»",
		"stau pe «str. Teilor nr. 12/3»", "stau pe «str. Teilor numărul 12»", "stau pe «str. Teilor no. 12»", "stau pe «str. Teilor la nr. 12»", "stau pe «str. Teilor f.n.», ap fără", "stau pe «str. Teilor nr. FN»",
		"stau pe «str. Teilor nr.: 12»", "stau pe «str. Teilor № 12»", "stau pe «str. Teilor, 12»",
		// building and apartment
		"«str. Teilor nr. 12, bloc C2, scara 1, etaj 3, apartament 14»", "«str teilor 12 bl c2 sc 1 et 3 ap 14»", "«str. Teilor 12, bl12 sc2 ap5»", "«str. Teilor 12 bl12sc2ap5»",
		"«str. Teilor 12, et.4/ap.17»", "«str. Teilor 12, parter, ap. 1»", "«str. Teilor 12, mansardă», sus de tot", "«str. Teilor 12, bl. F3 C, ap. 1»", "«str. Teilor 12, bl. K19-K22, ap. 1»", "«str. Teilor 12, bl. D 12, ap. 1»",
		"«str. Teilor 12, bloc Turn, ap. 1»", "«str. Teilor 12, bloc Salcâmilor 2, ap. 1»", "«str. Teilor 12, sc. A, et. IV, ap. 1A»", "«str. Teilor 12, ap. 14, interfon 14C»", "«str. Teilor 12, corp B, ap. 1»", "«Aleea Teilor, bl. C4, ap. 12»",
		"«str. Teilor nr. 12 (bl. A5, ap. 12)»", "«str. Teilor nr. 12 (lângă parc), bl. A5, ap. 12»", "«str. Teilor nr. 12, bl. -, sc. -, ap. 3»", "«str. Teilor 12, blC2, scA, ap. 1»", "«etajul 2, apartamentul 7, strada Baladei 12»",
		"stau în «apartamentul 4 din blocul 12, strada Crinului»",
		// places
		"«str. Teilor nr. 5, sector 3»", "«str. Teilor nr. 5, S3»", "«str. Teilor nr. 5, sect. 3, București»", "«str. Teilor nr. 5 Cluj-Napoca»", "«str. Teilor nr. 5, mun. Cluj-Napoca, jud. Cluj»", "«str. Teilor nr. 5, Voluntari, Ilfov»",
		"«str. Teilor nr. 5, Sălicea, jud. CJ»", "«str. Teilor nr. 5, Sălicea».", "«str. Teilor nr. 5, oraș Râmnicu Vâlcea, județul Vâlcea»", "«str. Teilor nr. 5, Rîmnicu Vîlcea»", "«str. Teilor nr. 5, Brașov, 505722» România",
		"«str. Teilor nr. 5, cod poștal 400157, Cluj»", "«str. Teilor nr. 5, 077190 Sălicea»", "«str. Teilor nr. 5, cartier Mănăștur, Cluj-Napoca»", "«str. Teilor nr. 5 din Timișoara»", "«str. Teilor nr. 5, București - sector 2»",
		"«str. Teilor nr. 5, sat Roșu, com. Chiajna, jud. Ilfov»", "«str. Teilor nr. 5, Tg. Mureș, Mureș»", "«str. Teilor nr. 5, Florești, CJ»", "«str. Teilor nr. 5, Florești, Cluj»",
		// other orders
		"domiciliat în «Cluj-Napoca, str. Memorandumului nr. 28, ap. 3», necăsătorit", "«400157 Cluj-Napoca, str. Teilor nr. 5»", "«bl. C2 sc. 1 ap. 14 str. Mihai Viteazu 12»", "«București, sector 3, bd. Basarabia nr. 25»",
		"«jud. Timiș, loc. Dumbrăvița, str. Teilor nr. 25»", "domiciliată în «Sălicea, str. Teilor nr. 5»", "stau in «salicea, str teilor 5 ap 2»", "«Orșova (Mehedinți), str. Teilor nr. 5»", "«Livada, Satu Mare, str. Teilor nr. 5»",
		"«sector 3, București, str. Teilor nr. 5»", "«mun. București, sec. 3, str. Teilor nr. 5», bine", "«Sălicea, str. Teilor nr. 5, jud. Cluj»",
		// villages
		"«com. Florești, sat Luna de Sus, nr. 123, jud. Cluj»", "«sat Luna de Sus, nr 45, comuna Florești»", "«sat luna de sus nr 45 com floresti»", "«Jud.CJ Com.Florești(Sat.Luna de Sus) nr.123»", "«comuna Snagov, nr. f.n., jud. Ilfov»",
		"«localitatea Prejmer nr. 452, județul Brașov»", "«Prejmer nr. 452, jud. Brașov»", "«sat Sânnicolau de Beiuș nr. 3, jud. Bihor»", "«sat Alba nr. 71, com. Izvoarele»", "«satul Slobozia Oancea nr. 103, Galați»",
		// a street without its kind
		"stau pe «Memorandumului 28 ap 3»", "stau pe «mihai viteazu 12 bl c2 ap 14»", "Adresa: «Mihai Viteazu 12, bl. C2, ap. 14, Ploiești»", "«Memorandumului nr. 28, ap. 3, Cluj»", "locuim pe «Ștefan cel Mare nr. 15»",
		"«lalelelor 34, bl e16, ap 3»", "ajunge la «ion creanga 7, sc b, ap 12» pe la opt", "«1 decembrie 1918 45, bl 3 ap 2»", "«Brașov 12, bl. 3, ap. 4»", "«gh. doja 5A, bl r7, sc. d, int. 6»",
		"coletul e pentru «Jud. Neamț, Roman, Crinilor 8, bl. 16C, et. 4, ap. 54»", "Maria Dinu\n«Teilor 33, ap. 48\n621362 Focșani»", "sunt la «ap 47 de la crinilor 195, scara c»", "mama sta in «targu jiu pe crinilor 41, ap 10»",
		"adresa mea: «crinilor nr 14, macin»", "colet pe «avram iancu 14, cluj»", "«lalelelor 18 blr6 sc1 ap26»", "adresa o stii, «ana ipatescu 210 sc c ap 24», cheia e jos",
		// villages in small letters
		"vino in «bungard nr 169, com selimbar, sibiu»", "noi suntem la «valea mare nr 15, com. vanatori», dupa pod", "stau in «bungard nr 169»", "casa din «satului Găgeni, comuna Păulești, jud. Prahova, nr. 227»", "«sat Sadu, casa 215, jud. Sibiu»",
		// English
		"«Str. Teilor no. 59, building M32, entrance A, floor 6, apt. 79, Ineu»", "my address: «12 Teilor Street, apt 3, Bucharest»", "I live on «Teilor Street no. 5, Deva»", "we live at «Str. Teilor nr. 5, Deva», Romania",
		// typing
		"«str. Teilor nr,56 bl,46A ap,42»", "adrsea e «starda vlad tepes nr 80 bl 3b ap 39 deva»", "taxi la «sos. Nordului 18 bloc 129 scara b» si urci", "«str. Teilor nr. 5, Sect. 4, Buc.»",
		"Adresa1: «str. Teilor 28\nAdresa2: bl. S25, ap. 25\nOras: Deva»", "«str. Teilor nr. 29, pe deal, jud. Timiș», dl. Pop", "CI ZB nr. 111305, «str. Teilor nr. 200, Vaslui»",
		// no street
		"stau la «bl. C2 sc. 1 ap. 14»", "«cartier Gheorgheni, bl. 12, sc. 1, ap. 14, Cluj-Napoca»", "«Micro 17, bl. UU12, ap. 30, Satu Mare»",
		// lines and forms
		"«Strada: Teilor\nNr.: 12\nBl.: C2\nSc.: 1\nAp.: 14\nLocalitate: Cluj-Napoca\nJudeț: Cluj\nCod poștal: 400157»", "«Strada: Teilor / Nr.: 12 / Bl.: C2 / Sc.: 1 / Ap.: 14»", "Ana Pop\n«str. Teilor nr. 7\n077190 Sălicea\nIlfov»",
		"«Strada Teilor 6\n400157 Cluj-Napoca»\nRomania", "🏠 «str. Teilor nr 3 🏢 bl 4 🚪 ap 5»",
		// spelling
		"«STR. FLORILOR NR. 12, BL. A3, SC. B, AP. 4, SLATINA, JUD. OLT»", "«ＳＴＲ．Florilor nr. １２, ap. ３»", "«şos. Olteniţei nr. 5, ap. 3»", "«s\u0326os. Olteniței nr. 5, ap. 3»", "«str\u00a0Florilor\u00a0nr\u00a05, ap\u00a03»", "«стр Florilor nr. 5, ap. 3»",
		// several, and their neighbours
		"«str. Teilor nr. 5, Cluj-Napoca», «str. Crinului nr. 7, Dej»", "de pe «str. Teilor nr. 5, ap. 1» pe «str. Crinului nr. 7, ap. 2»", "Ana, «str. Teilor nr. 7, ap. 3» e adresa", "Ion Pop, «str. Teilor nr. 7, Sibiu», tel. 0722123456",
		"«str. Teilor nr. 7, ap. 3», mulțumesc!", "«str. Teilor nr. 7, ap. 3», legitimat cu CI", "«str. Teilor nr. 7, ap. 3». Sună la interfon.", "«str. Teilor nr. 7, ap. 3» (lângă magazin)", "(«str. Teilor nr. 7, ap. 3»)", "«str. Teilor nr. 7, ap. 3»; vino",
	} {
		text := strings.NewReplacer("«", "", "»", "").Replace(want)
		if got, assessment := marked(c, "ro.address", text); got != want {
			t.Errorf("got  %q\nwant %q (verdict %v)", got, want, assessment.Verdict)
		}
	}
}

// TestAddressVerdicts tells what warns and what does not.
func TestAddressVerdicts(t *testing.T) {
	c := newTestClassifier(t)
	for _, test := range []struct {
		text string
		want Verdict
		code patterns.Code
	}{
		{"crinilor 57, ap 79, et 3", Warn, patterns.Apartment},
		{"ne vedem la mine, crinilor 204, bl. 66, sc. 1, int. 2", Warn, patterns.Building},
		{"Ana s-a mutat pe str. Teilor nr. 5", Warn, patterns.ContextWord},
		{"Karate Deva: Aleea Teilor nr. 5, luni și joi", Allow, patterns.PublicBody},
		{"Ana Deva: Aleea Teilor nr. 5, luni și joi", Warn, patterns.Locality},
		{"Gara Deva, Piața Teilor nr. 1, casele 6", Allow, patterns.PublicBody},
		{"str. Teilor nr. 5, bl. 3", Warn, patterns.Building},
		{"str. Teilor nr. 5, ap. 3", Warn, patterns.Apartment},
		{"str. Teilor nr. 5, sector 3", Warn, patterns.Sector},
		{"str. Teilor nr. 5, Cluj", Warn, patterns.Locality},
		{"str. Teilor nr. 5, jud. Cluj", Warn, patterns.County},
		{"str. Teilor nr. 5, 400157", Warn, patterns.PostalCode},
		{"sat Luna de Sus nr. 123", Warn, patterns.Locality},
		{"com. Florești, nr. 123", Warn, patterns.HouseNumber},
		{"str. Teilor nr. 5", Allow, patterns.HouseNumber},
		{"am văzut o casă pe str. Teilor nr. 5", Allow, patterns.StreetType},
		{"stau pe str. Teilor nr. 5", Warn, patterns.ContextWord},
		{"locuiesc de doi ani pe strada teilor 5", Warn, patterns.ContextWord},
		{"adresa mea e str. Teilor 5", Warn, patterns.ContextWord},
		{"str. Teilor nr. 5 e adresa mea", Warn, patterns.ContextWord},
		{"vin la tine, domiciliul tău e pe str. Teilor 5?", Warn, patterns.ContextWord},
		{"I live at Strada Teilor 5", Warn, patterns.ContextWord},
		{"ne vedem în Piața Unirii nr. 1, Cluj", Allow, patterns.MeetingPlace},
		{"concert în Piața Unirii nr. 1, Cluj", Allow, patterns.MeetingPlace},
		{"accident pe Calea Moților nr. 3, Cluj", Allow, patterns.NegativeContext},
		{"Primăria Cluj-Napoca, Calea Moților nr. 3", Allow, patterns.PublicBody},
		{"Ministerul Educației, str. General Berthelot nr. 30, sector 1, București", Allow, patterns.PublicBody},
		{"SC Alfa SRL, cu sediul în Cluj-Napoca, str. Teilor nr. 5, ap. 3", Allow, patterns.PublicBody},
		{"Calea Moților nr. 3, Cluj, program de lucru 9-17", Allow, patterns.PublicBody},
		{"A.J.O.F.M. Timiș, bd. Republicii nr. 21, Timișoara", Allow, patterns.PublicBody},
		{"stau lângă primărie, pe str. Teilor nr. 5, ap. 3", Warn, patterns.ContextWord},
		{"str. Teilor nr. 5, ap. 3, vizavi de școală", Warn, patterns.Apartment},
		{"lucrez la primărie, dar stau pe str. Teilor nr. 5, ap. 3", Warn, patterns.ContextWord},
	} {
		t.Run(test.text, func(t *testing.T) {
			assessment := c.Classify(test.text, Query{})
			if assessment.Verdict != test.want {
				t.Errorf("verdict %v at %.2f, want %v", assessment.Verdict, assessment.Score, test.want)
			}
			if len(assessment.Findings) == 0 || !assessment.Findings[0].Evidence.Has(test.code) {
				t.Errorf("lacks evidence %v: %v", test.code, assessment.Findings)
			}
		})
	}
}

// TestAddressConfidenceGrowsWithItsParts adds one part after another.
func TestAddressConfidenceGrowsWithItsParts(t *testing.T) {
	c := newTestClassifier(t)
	last := 0.0
	for _, text := range []string{
		"str. Teilor nr. 5", "str. Teilor nr. 5, bl. 2", "str. Teilor nr. 5, bl. 2, ap. 3", "str. Teilor nr. 5, bl. 2, ap. 3, Cluj-Napoca",
		"str. Teilor nr. 5, bl. 2, ap. 3, Cluj-Napoca, jud. Cluj", "str. Teilor nr. 5, bl. 2, ap. 3, Cluj-Napoca, jud. Cluj, 400157",
	} {
		findings := c.Classify(text, Query{}).Findings
		if len(findings) != 1 || findings[0].Confidence <= last {
			t.Fatalf("%q: confidence does not grow beyond %.2f: %v", text, last, findings)
		}
		last = findings[0].Confidence
	}
}

// TestNoAddress has the words of addresses in other uses.
func TestNoAddress(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range []string{
		"accident pe Bd. Unirii", "strada Victoriei închisă", "circulația pe Calea Victoriei se reia la 12", "stau pe strada florilor", "ne vedem la Piata Unirii", "ne vedem la Piata Unirii nr 1",
		"articolul 12, ap 3", "varianta 3, ap. 2", "raport nr. 73, Deva", "Comandamentul Deva\nRaport nr. 73", "apartament 2 camere confort 1, et. 3", "scara b a fost spălată", "imi place nr 38, S sau M", "ap 3 e la 5, sc 2", "Wall Street 500",
		"intersecțiile Teilor nr. 45, Crinilor nr. 5", "avizul nr. 12, com. Snagov", "vin la 8, ap 3 stie", "Brutăria Dorna s-a mutat pe str. Teilor nr. 5", "etajul 4, ap 12, maine la 5",
		"art. 12 alin. 3 str", "al. (2) din lege", "alin. (3)", "int. 121", "dr. Popescu 12", "dr. Ionescu nr. 5", "cal. 12", "et al. 2019", "ap. 3 din contract", "sc. SRL", "S3", "pct. 4 lit. b", "com. 12", "loc 3",
		"are loc luni nr. 5", "sunt sat", "sunt sat de nr. 5", "oraș", "mun", "nr. 5", "bl. 1 a fost demolat", "blocul a fost zugrăvit", "etaj 3 ap 5", "str. 12", "strada nr. 5", "bd. nr. 5", "satul Viscri, 12 km",
		"comuna Chiajna, 40.000 de locuitori", "În comuna Ciugud, 15 familii au primit ajutor", "intrarea în vigoare a Legii nr. 55/2025", "Hotărârea Consiliului Local al comunei Snagov nr. 45/2010", "comuna Snagov nr. 45 din 2010",
		"calea ferată 12", "Drumul Național 1", "drumul spre casă 12 km", "pe strada asta 5 mașini", "strada mare 12 oameni", "luptele de stradă s-au soldat cu peste 40 de morți", "sos de soia 200 ml", "piața auto 12 lei",
		"Piața de capital a crescut cu 3", "stau pe facebook 24 din 24", "stau pe net 12 ore", "adresa 192 ap 3", "adresa web nr 3", "https://exemplu.ro/str.florilor-nr.5,ap.3", "str.florilor@exemplu.ro nr. 5", "intrarea V-9", "DN 1 km 12",
		"Grădinița nr. 26, etaj 1", "directorul adjunct al Spitalului Clinic nr. 1 stă acasă", "Anexa nr. 1, ap. 3", "Legea nr. 50, bl. 3, ap. 2", "strada Academiei 1.200 lei", "strada Academiei 12:30", "strada Academiei 12%", "aleea 3", "Sala 5, bloc B", "scara 1:500", "sector 7", "județul Cluj",
		"cod poștal 400157", "România", "Cluj-Napoca", "bl. 4 sc. 2", "loc. Cluj", "com. Florești, jud. Cluj", "int main(int argc) 5", "str(5)", "str = 5", "std::str 5", "nr. 5 bl", "cartierul Mănăștur 5", "zona 3", "etajul 4 din 8",
	} {
		if got, _ := marked(c, "ro.address", text); got != text {
			t.Errorf("found %q", got)
		}
	}
}

// TestAddressSuite expects each whole value to be an address, but for the
// country behind it.
func TestAddressSuite(t *testing.T) {
	c := newTestClassifier(t)
	countries := strings.NewReplacer(" România", "", "\nRomania", "")
	for _, row := range readSuite(t, "address.tsv") {
		got, assessment := marked(c, "ro.address", row.value)
		if row.valid() && (countries.Replace(got) != "«"+countries.Replace(row.value)+"»" || assessment.Verdict != Warn) {
			t.Errorf("%s line %d: found %q with verdict %v", row.source, row.line, got, assessment.Verdict)
		}
	}
}
