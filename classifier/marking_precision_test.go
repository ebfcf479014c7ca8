package classifier

import (
	"strings"
	"testing"
)

// ordinaryTexts are messages that use the words of markings in their everyday
// sense, by the sense. None may be held back.
func ordinaryTexts() map[string][]string {
	return map[string][]string{
		"offices and services": {
			"Domnul secretar de stat vine la ora 10", "SECRETAR DE STAT", "Secretariatul facultății e închis", "secretara e plecată până luni",
			"Serviciile secrete românești au fost reorganizate", "SERVICIILE SECRETE", "a lucrat la serviciile secrete", "he works for the Secret Service",
			"Poliția secretă a fost desființată", "agent secret", "Agent Secret 007", "Secretarul general al NATO, Mark Rutte", "secretar general NATO",
		},
		"other secrets that law protects": {
			"secretul profesional al avocatului", "secretul bancar nu poate fi invocat", "SECRET COMERCIAL", "secretul corespondenței", "secretul fiscal",
			"trade secret law", "Secretul unei căsnicii fericite", "votul este secret", "Vot Secret | Vot Deschis", "vot secret cu bile",
			"Votul este universal, egal, direct, secret și liber exprimat.",
		},
		"everyday secrets": {
			"rețeta secretă a bunicii", "Am un secret pentru tine", "nu-i niciun secret", "E UN SECRET!!!", "care e secretul tău?", "secret", "Secret",
			"plin de secrete", "am aflat în secret", "ingredientul secret", "INGREDIENTUL SECRET", "Adresa secretă a atelierului", "hai că-ți spun un secret",
			"ce mare secret de stat?", "doar nu e secret de stat", "Nu e secret de stat că îmi place ciocolata", "nu e vreun secret de serviciu",
			"e secret de serviciu sau îmi poți zice?", "MESAJ SECRET", "Misiune secretă", "admirator secret", "SECRETUL SUCCESULUI", "Secretul? Unt și răbdare.",
			"e cel mai bine păzit secret al orașului", "Meniul secret de la McDonald's", "our secret weapon", "Keep it secret, keep it safe",
		},
		"jokes and gossip": {
			"strict secret, între noi", "Strict secret, între noi fie vorba, l-am văzut cu ea", "e strict secret, nu spui la nimeni",
			"E STRICT SECRET, NU SPUI LA NIMENI", "STRICT SECRET!!! nu spui nimănui că vin", "am un plan STRICT SECRET pentru weekend",
			"ce faci diseară? strict secret 😂", "🤫 STRICT SECRET 🤫", "E STRICT SECRET CE VA SPUN", "TOP SECRET!!!",
			"STRICT SECRET\nDiseară petrecere la Ana, nu spuneți nimănui", "SECRET\nrețeta bunicii: 3 ouă", "STRICT SECRET: ce a pățit Bianca",
			"TOP SECRET: ofertele de Black Friday", "SECRET SALE -50% DOAR AZI",
		},
		"names of things": {
			"Victoria's Secret", "Secret Santa la birou vineri", "SECRET SANTA", "The Secret Garden", "Am văzut filmul Top Secret! aseară", "Secretul din ochii lor",
			"jocul Top Secret pe PlayStation", "Secret de stat, un film de Costa-Gavras", "„Secret de stat” – piesa lui Grigore Vieru", "deodorant Secret",
			"a apărut cartea \"Strict secret\" la editura Nemira", "Secret de familie, sezonul 2", "Secret Story revine la TV", "Grădina secretă",
		},
		"news about state secrets": {
			"documente strict secrete au fost publicate de Washington Post", "Un document strict secret a ajuns în presă",
			"Jurnaliștii au publicat un raport secret al armatei", "DOCUMENTE SECRETE: ce ascunde guvernul", "RAPORT SECRET: Rusia pregătește un atac",
			"Documente SECRETE dezvăluite de un fost ofițer", "Planul SECRET al lui Trump", "EXCLUSIV. Stenograma SECRETĂ a ședinței",
			"raportul conține informații secrete de stat, susțin procurorii", "Potrivit unui document secret obținut de Reuters, armata plănuia retragerea.",
			"CSAT a aprobat o hotărâre secretă privind drona", "Protocolul secret Ribbentrop-Molotov", "Protocoalele secrete SRI-Parchet, desecretizate azi",
			"Dosar declasificat al Securității", "CIA a declasificat documentele", "fostul raport STRICT SECRET, declasificat în 2009",
			"NATO secret meeting in Brussels", "secret NATO plan leaked", "planul secret NATO", "NATO restricted its operations in the area",
			"Dacă memorandumul are caracter de secret de stat, a făcut o infracțiune",
		},
		"law that names the levels": {
			"divulgarea secretului de stat se pedepsește cu închisoare", "divulgarea secretului de serviciu",
			"Art. 304. Divulgarea informațiilor secrete de serviciu sau nepublice", "INFORMAȚII SECRETE DE SERVICIU", "Capitolul 3. Secretul de serviciu",
			"Nivelurile de secretizare sunt: strict secret de importanță deosebită, strict secret și secret.",
			"a) strict secrete de importanță deosebită - informațiile a căror divulgare neautorizată este de natură să producă daune",
			"c) secrete - informațiile a căror divulgare neautorizată este de natură să producă daune securității naționale;",
			"Informațiile secrete de serviciu se stabilesc de conducătorul persoanei juridice, pe baza normelor prevăzute prin hotărâre a Guvernului.",
			"Documentele clasificate strict secret de importanță deosebită se păstrează în încăperi speciale.",
			"sunt precedate de un zero (0) pentru documentele secrete, de două zerouri (00) pentru cele strict secrete",
			"Pe fiecare pagină se înscrie mențiunea „SECRET DE SERVICIU”, iar numărul de înregistrare este precedat de litera S.",
			"HG 781/2002 privind protecția informațiilor secrete de serviciu", "Conform art. 31 din Legea 182/2002, informațiile secrete de serviciu",
			"STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ\nSTRICT SECRET\nSECRET\nSECRET DE SERVICIU", "3. SECRET DE SERVICIU ....... 12",
			"Tabel: SECRET DE SERVICIU | NATO RESTRICTED | RESTREINT UE", "SECRET vs STRICT SECRET - diferențe",
		},
		"rules of the Union and of NATO": {
			"(b) CONFIDENTIEL UE/EU CONFIDENTIAL: informații și materiale a căror divulgare neautorizată ar putea aduce prejudicii intereselor Uniunii",
			"(a) TRES SECRET UE/EU TOP SECRET: information and material the unauthorised disclosure of which could cause grave prejudice",
			"Informațiile clasificate RESTREINT UE/EU RESTRICTED pot fi transmise prin sisteme omologate.",
			"IUEC clasificate CONFIDENTIEL UE/EU CONFIDENTIAL sau la un nivel superior sunt înregistrate",
			"EUCI classified CONFIDENTIEL UE/EU CONFIDENTIAL or above shall be registered", "Acordul echivalează SECRET DE SERVICIU cu RESTREINT UE",
			"All documents classified NATO CONFIDENTIAL and above shall be kept in a registry", "informații clasificate NATO SECRET și NATO CONFIDENTIAL",
			"personalul trebuie să dețină autorizare de securitate până la nivelul SECRET UE/EU SECRET", "NATO Restricted este echivalent cu secret de serviciu",
			"Informațiile NATO RESTRICTED se difuzează pe principiul necesității de a cunoaște.",
		},
		"manuals and questions about markings": {
			"Marcajul STRICT SECRET se aplică sus și jos, la mijlocul paginii", "ștampila SECRET lipsea de pe document", "quiz: ce nivel e peste STRICT SECRET?",
			"Pentru documentele „SECRET DE SERVICIU\" se folosește ștampila cu tuș albastru", "Unde scrie SECRET DE SERVICIU pe foaie?",
			"Curs protecția informațiilor: exemple de marcaje - SECRET, STRICT SECRET, NESECRET", "Ce înseamnă ștampila STRICT SECRET pe un plic?",
			"am primit la curs un model de document cu SECRET DE SERVICIU pe el", "transportul documentelor clasificate SECRET DE SERVICIU se face de curieri",
		},
		"a level that begins a sentence about it": {
			"NATO RESTRICTED - what does it mean?", "SECRET DE SERVICIU - ce înseamnă și cine îl atribuie, potrivit legii", "RESTREINT UE - definiție și exemple",
			"SECRET DE SERVICIU, termen definit de HG 781/2002",
		},
		"places, shows and forms": {
			"SECRET BEACH", "la Secret Garden diseară?", "STRICT SECRET - emisiune de investigații, duminică 20:00", "Filmul \"Strict secret\" rulează la Cinema City",
			"Locația: SECRET", "Preț: secret", "parola mea e Secret2024", "#StrictSecret", "#SECRET", "SECRET: adaugă un praf de sare", "secret nr 1: cafeaua",
			"SECRET NR. 5: BEA APĂ", "salariul lui e secret de stat", "SALARIILE DIRECTORILOR, SECRET DE SERVICIU", "rezoluția S/RES/2231 (2015)", "S/N: 12345678",
			"18 documente erau marcate top secret, 54 secret și 31 confidențial", "Documents marked \"TOP SECRET\" were found in the garage",
		},
		"clearances, not documents": {
			"Certificat de securitate nivel STRICT SECRET", "Dețin autorizație de acces la informații clasificate nivel secret de serviciu",
			"Postul necesită acces la informații clasificate de nivel SECRET", "CV: certificat ORNISS nivel strict secret, valabil până în 2027",
			"Job: System administrator, NATO SECRET clearance required", "He holds a TOP SECRET clearance", "TOP SECRET/SCI clearance required",
			"avem nevoie de persoane cu acces la informații NATO SECRET", "certificat de securitate SECRET UE",
		},
		"keys and passwords": {
			"client_secret=abc123", "CLIENT_SECRET", "export SECRET=abc", "SECRET_KEY = \"insecure\"", "API SECRET: 12345", "kind: Secret",
			"API key\nabc\nSECRET\nxyz", "\"secret\": \"abc123\"", "Client ID și Client Secret se găsesc în consolă", "Introdu codul secret primit prin SMS",
			"Jeton secret", "Secret partajat", "const SECRET // comentariu", "https://wiki.ro/Strict_secret", "contact@secret.ro",
		},
		"business confidentiality": {
			"STRICT CONFIDENȚIAL", "CONFIDENȚIAL", "CONFIDENTIAL", "Strictly confidential", "This e-mail is CONFIDENTIAL and intended only for the addressee.",
			"Acest mesaj este confidențial și se adresează exclusiv destinatarului.", "Classification: Confidential", "Clasificare: Intern", "pentru uz intern",
			"RESTRICTED", "RESTRICTED AREA", "Strict interzis accesul", "STRICT INTERZIS",
		},
		"classified in another sense": {
			"clasificat pe locul 2", "Clasificare Liga 1", "CLASIFICARE GENERALĂ", "hotel neclasificat", "Arie neclasificată ca zona 20", "classified ads",
			"Clasificare: S Ionescu, 2. M. Popescu", "nivel: SS 16 teste", "document clasificat ca normă tehnică", "Status: secret", "Nivel: secret",
		},
		"letters that are abbreviations of something else": {
			"SSID: Digi-1234", "SS", "NR. CRT.", "NS", "NC 17", "CTS", "mărimea S", "S/M/L", "trupele SS", "contract nr. S/1234 din 2024", "comanda nr. S-1234 a fost livrată",
			"CUI: RO123456", "codul unic de înregistrare (CUI)", "(C) 2024 Editura Noastră", "0/10 nu recomand, rețetă secretă proastă", "tlp 1.6.1 pentru laptop", "RED",
			"S E C R E T A R   D E   S T A T",
		},
		"foreign words and Romanian words like them": {
			"das ist geheim", "GEHEIMTIPP", "GEHEIM ist das neue Album", "to je tajné", "es un secreto", "è un segreto", "c'est un secret", "reservado", "REZERVAT",
			"INTERN", "eu secret nu am", "EU SECRET NU AM", "limite de viteză", "LIMITE", "Official website", "OFFICIAL STORE",
		},
	}
}

func TestOrdinaryUseIsNoMarking(t *testing.T) {
	c := newTestClassifier(t)
	for sense, texts := range ordinaryTexts() {
		for _, text := range texts {
			a := c.Classify(text, Query{})
			if a.Verdict != Allow {
				t.Errorf("%s: verdict on %q is %v", sense, text, a.Verdict)
			}
			for _, f := range a.Findings {
				if f.Marking != nil && f.Confidence >= 0.5 && !strings.Contains(f.Marking.Designation, "CLASIFICAT") {
					t.Errorf("%s: %q taken for %s in %q", sense, text[f.Start:f.End], f.Marking.Designation, text)
				}
			}
		}
	}
}
