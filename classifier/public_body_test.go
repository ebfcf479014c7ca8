package classifier

import "testing"

// publicContacts are addresses, phones and accounts that public bodies and firms
// publish about themselves. None may warn.
func publicContacts() []string {
	return []string{
		"Primăria Comunei Florești, str. Avram Iancu nr. 170, jud. Cluj",
		"Primaria Comunei Valea Seaca, str. Principala nr. 12, jud. Bacau, tel. 0234 123 456",
		"PRIMĂRIA MUNICIPIULUI TURDA, Piața 1 Decembrie 1918 nr. 28, județul Cluj",
		"Primăria Sectorului 3 București, Calea Dudești nr. 191, sector 3, telefon 021 318 03 23",
		"Consiliul Județean Alba, Piața I.I.C. Brătianu nr. 1, Alba Iulia, tel 0258 813 380",
		"Consiliul Local Ghimbav, str. Lungă nr. 69, Ghimbav, jud. Brașov",
		"adresa primăriei: Str. Republicii nr. 5, Câmpina, jud. Prahova",
		"la sediul primariei din str. Libertatii nr 9, Buftea, jud. Ilfov, program cu publicul luni-vineri",
		"Ministerul Sănătății, Intrarea Cristian Popișteanu nr. 1-3, sector 1, București, cod 010024",
		"Ministerul Finanțelor, Bd. Libertății nr. 16, sector 5, București, tel. 021 319 97 59",
		"sediul ministerului este în str. General Berthelot nr. 28-30, sector 1, București",
		"Ministry of Health, 1-3 Cristian Popisteanu street, Bucharest",
		"Prefectura Cluj, Bd. 21 Decembrie 1989 nr. 58, Cluj-Napoca, cod poștal 400094",
		"Instituția Prefectului - Județul Iași, str. Anastasie Panu nr. 60, Iași, tel 0232 235 252",
		"Judecătoria Sectorului 1 București, str. Danielopolu nr. 2-4, sector 1",
		"Tribunalul Cluj, Calea Dorobanților nr. 2-4, Cluj-Napoca, jud. Cluj, tel. 0264 596 111",
		"Curtea de Apel Oradea, Parcul Traian nr. 10, Oradea, jud. Bihor",
		"Parchetul de pe lângă Tribunalul Dolj, str. Brestei nr. 12, Craiova, jud. Dolj",
		"Poliția Municipiului Bârlad, str. Vasile Pârvan nr. 5, Bârlad, jud. Vaslui",
		"Inspectoratul de Poliție Județean Sibiu, str. Armand Călinescu nr. 2, Sibiu, tel 0269 208 801",
		"Secția 10 Poliție, str. Stelea Spătarul nr. 13, sector 3, București",
		"ISU Cluj, str. Avram Iancu nr. 1, Turda, jud. Cluj, telefon 0264 531 313",
		"Școala Gimnazială nr. 5, str. Teilor nr. 14, Bistrița, jud. Bistrița-Năsăud",
		"Liceul Teoretic Avram Iancu, str. Ștefan cel Mare nr. 4, Cluj-Napoca, jud. Cluj, secretariat 0264 123 456",
		"Colegiul Național Mihai Viteazul, Bd. Pache Protopopescu nr. 62, sector 2, București",
		"Grădinița cu Program Prelungit nr. 3, aleea Lalelelor nr. 7, Pitești, jud. Argeș",
		"Universitatea din Craiova, str. A.I. Cuza nr. 13, Craiova, jud. Dolj, 200585",
		"Spitalul Județean de Urgență, str. Clinicilor nr. 3-5, Cluj-Napoca, 400006, tel. 0264 597 852",
		"Spitalul Municipal Turda, str. Andrei Mureșanu nr. 12-16, Turda, jud. Cluj",
		"Ambulatoriul de specialitate, str. Independenței nr. 2, Baia Mare, jud. Maramureș",
		"Policlinica nr. 2, bd. Unirii nr. 10, Buzău, jud. Buzău, programări la 0238 123 456",
		"Direcția de Sănătate Publică, str. Constanța nr. 5, Cluj-Napoca, jud. Cluj",
		"DGASPC Sector 6, str. Cernișoara nr. 38-40, sector 6, București",
		"ANAF - Administrația Județeană a Finanțelor Publice Bihor, str. D. Cantemir nr. 2B, Oradea, jud. Bihor",
		"Trezoreria Cluj, Piața Avram Iancu nr. 19, Cluj-Napoca, jud. Cluj",
		"Casa de Asigurări de Sănătate Timiș, str. Corbului nr. 4, Timișoara, jud. Timiș",
		"Casa Județeană de Pensii Galați, str. Brăilei nr. 138, Galați, jud. Galați",
		"AJOFM Neamț, str. Alexandru cel Bun nr. 17, Piatra Neamț, jud. Neamț, tel. 0233 213 860",
		"Oficiul de Cadastru și Publicitate Imobiliară Arad, str. Fulgerului nr. 41, Arad, jud. Arad",
		"Biblioteca Județeană, str. Lascăr Catargi nr. 4, Iași, jud. Iași",
		"Inspectoratul Școlar Județean Mureș, str. Victor Babeș nr. 11, Târgu Mureș, jud. Mureș",
		"Biserica Sfântul Nicolae, str. Bisericii nr. 3, Brașov, jud. Brașov",
		"Garda de Mediu, bd. Unirii nr. 78, bl. J2, sector 3, București",
		"Ambasada Franței, str. Biserica Amzei nr. 13-15, sector 1, București",
		"SC Exemplu Construct SRL, cu sediul în Ploiești, str. Depoului nr. 12, jud. Prahova",
		"Florăria Irina SRL, str. Horea nr. 14, Cluj-Napoca, jud. Cluj, CUI 18547290",
		"Alfa Grup S.A., bd. Timișoara nr. 26, sector 6, București, J40/1234/2010",
		"sediul social: str. Fabricii nr. 93, Cluj-Napoca, jud. Cluj",
		"punct de lucru: str. Gării nr. 2, Dej, jud. Cluj",
		"the company's registered office is at str. Fabricii nr. 93, Cluj-Napoca, jud. Cluj",
		"Banca Transilvania, sucursala Turda, str. Republicii nr. 30, Turda, jud. Cluj",
		"magazinul nostru: bd. Eroilor nr. 5, Sibiu, jud. Sibiu, program 9-21",
		"Restaurant Casa Veche, str. Episcopiei nr. 9, sector 1, București, rezervări 021 312 9797",
		"Cabinet medical individual, str. Păcii nr. 4, Sfântu Gheorghe, jud. Covasna, programări 0267 123 456",
		"Farmacia Sănătatea, str. Mihai Eminescu nr. 20, Botoșani, jud. Botoșani",
		"Hotel Belvedere, str. Călărași nr. 1, Cluj-Napoca, jud. Cluj, tel. 0264 432 071",
		"telefon fix al primăriei: 0264 123 456, fax 0264 123 457",
		"telefonul secției de poliție 0264 123 456, ofițer de serviciu",
		"relații cu publicul: 0213 123 456, registratura@primaria-mea.ro",
		"Secretariatul școlii, 0268 123 456, secretariat@scoala5.ro",
		"town hall phone: 0264 123 456",
		"school office 0268 123 456",
		"amenda se plătește în contul RO43TREZ7005069XXX001234",
		"impozitul pe clădire: cont IBAN RO43 TREZ 7005 069X XX00 1234, beneficiar Primăria Turda",
		"contul de trezorerie al școlii: RO43TREZ7005069XXX001234",
		"taxa judiciară de timbru se achită în contul Primăriei Cluj-Napoca RO56RNCB0000000012345678",
		"contul spitalului pentru sponsorizări: RO56RNCB0000000012345678",
		"contul Ministerului Educației este RO56RNCB0000000012345678",
		"ANAF, cont unic RO43TREZ7005069XXX001234, CUI 18547290",
		"account of the town hall: RO56RNCB0000000012345678",
		"Curtea de Conturi, str. Lev Tolstoi nr. 22-24, sector 1, București",
		"Registrul Comerțului Bihor, str. Ștefan Octavian Iosif nr. 14, Oradea, jud. Bihor",
	}
}

func TestPublicBodiesOwnContactsDoNotWarn(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range publicContacts() {
		if a := c.Classify(text, Query{}); a.Verdict != Allow {
			t.Errorf("%v at %.3f in %q: %v", a.Verdict, a.Score, text, detectorsOf(a))
		}
	}
}

// TestABodysContactsScoreBelowAPersons compares the same data said of a body and
// of a person.
func TestABodysContactsScoreBelowAPersons(t *testing.T) {
	c := newTestClassifier(t)
	for name, pair := range map[string][2]string{
		"address of a town hall":  {"Primăria Turda, str. Avram Iancu nr. 170, Turda, jud. Cluj", "locuiesc pe str. Avram Iancu nr. 170, Turda, jud. Cluj"},
		"address of a firm":       {"sediul firmei: str. Fabricii nr. 93, Cluj-Napoca", "domiciliul: str. Fabricii nr. 93, Cluj-Napoca"},
		"address of a court":      {"Judecătoria Turda, str. Avram Iancu nr. 170, Turda", "stau pe str. Avram Iancu nr. 170, Turda"},
		"phone of a ministry":     {"ministerul, tel. 0213 123 456", "mama, tel. 0213 123 456"},
		"phone of a town hall":    {"telefon fix al primăriei 0264 123 456", "telefon fix al bunicii 0264 123 456"},
		"account of a school":     {"contul școlii RO56RNCB0000000012345678", "contul meu RO56RNCB0000000012345678"},
		"account at the Treasury": {"contul RO43TREZ7005069XXX001234", "contul RO56RNCB0000000012345678"},
		"mailbox of an office":    {"office@firma-mea.ro", "ana.pop@firma-mea.ro"},
	} {
		body, person := c.Classify(pair[0], Query{}), c.Classify(pair[1], Query{})
		if len(body.Findings) == 0 || body.Score >= person.Score {
			t.Errorf("%s: %.3f of the body with %v, %.3f of the person", name, body.Score, detectorsOf(body), person.Score)
		}
	}
}
