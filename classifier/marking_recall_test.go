package classifier

import (
	"testing"

	"github.com/pecete/pecete/patterns"
)

// markedText is a message that passes on a marked document.
type markedText struct {
	text, designation string
}

// markedTexts are beginnings of documents and forwards, by what marks them. All
// must be held back.
func markedTexts() map[string][]markedText {
	return map[string][]markedText{
		"a header with issuer, number, level, copy and addressee": {
			{"ROMÂNIA\nMINISTERUL APĂRĂRII NAȚIONALE\nUnitatea Militară 01234\nNr. S/1234 din 12.03.2024\nSECRET DE SERVICIU\nExemplar nr. 1\n\nRAPORT\nprivind instruirea", "SECRET DE SERVICIU"},
			{"MINISTERUL AFACERILOR INTERNE\nInspectoratul General al Poliției Române\nNr. 0/456/15.01.2025\nSECRET\nEx. nr. 2/3\nCătre\nInspectoratul Județean", "SECRET"},
			{"STRICT SECRET\nExemplar unic\nNr. 00/78/02.02.2025\nNOTĂ DE INFORMARE", "STRICT SECRET"},
			{"STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ\nNr. 000/12\nExemplar nr. 1/1", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ"},
			{"GUVERNUL ROMÂNIEI\nSECRETARIATUL GENERAL\nNr. S/20/1234/2025\nSECRET DE SERVICIU\nEx. nr.1\nMEMORANDUM\nTema: aprobarea participării", "SECRET DE SERVICIU"},
			{"Serviciul Român de Informații\nU.M. 0198 București\nStrict secret\nEx. unic\nNota nr. 0034/2024", "STRICT SECRET"},
			{"ROMÂNIA\nMINISTERUL AFACERILOR EXTERNE\nTELEGRAMĂ CIFRATĂ\nSTRICT SECRET\nDe la: Ambasada Bruxelles", "STRICT SECRET"},
			{"ORDIN DE LUPTĂ nr. 12\nSECRET\nHarta 1:50000, foaia L-35-111", "SECRET"},
			{"CAIET DE LUCRU\nSECRET DE SERVICIU\nseria A nr. 004", "SECRET DE SERVICIU"},
			{"SECRET\nMAPA nr. 3\nExemplar nr. 2\nPLANUL DE APĂRARE AL OBIECTIVULUI", "SECRET"},
			{"Se aprobă\nComandant\nSECRET DE SERVICIU\nPLAN DE INTERVENȚIE", "SECRET DE SERVICIU"},
			{"Inspectoratul pentru Situații de Urgență\nSECRET DE SERVICIU\n(până la completare NESECRET)", "SECRET DE SERVICIU"},
			{"Notă telefonică nr. S/22\nsecret de serviciu\nOfițer de serviciu", "SECRET DE SERVICIU"},
		},
		"a level beside other things on its line": {
			{"SECRET DE SERVICIU                                   Exemplar nr. 1", "SECRET DE SERVICIU"},
			{"U.M. 02345 București                                 SECRET\nNr. 0123/14.05.2024", "SECRET"},
			{"MINISTERUL AFACERILOR INTERNE          SECRET DE SERVICIU\nInspectoratul\t\tEx. unic", "SECRET DE SERVICIU"},
			{"ROMÂNIA\tSECRET DE SERVICIU", "SECRET DE SERVICIU"},
			{"Ministerul Apărării Naționale | SECRET | Ex. 1", "SECRET"},
			{"Pagina 1 din 4                  STRICT SECRET", "STRICT SECRET"},
			{"Direcția Generală Anticorupție - SECRET DE SERVICIU - ex. 2 din 2", "SECRET DE SERVICIU"},
			{"SECRET – Exemplarul nr. 4 – fila 1 din 12", "SECRET"},
			{"Anexa nr.1 la nr. S/1276 din 12.04.2023 SECRET DE SERVICIU", "SECRET DE SERVICIU"},
			{"- SECRET -", "SECRET"}, {"*** STRICT SECRET ***", "STRICT SECRET"}, {"[STRICT SECRET]", "STRICT SECRET"}, {"# STRICT SECRET", "STRICT SECRET"},
			{"**SECRET**", "SECRET"}, {"_SECRET_", "SECRET"}, {"(SECRET DE SERVICIU)", "SECRET DE SERVICIU"}, {"> SECRET DE SERVICIU", "SECRET DE SERVICIU"},
			{"SECRET DE SERVICIU (după completare)", "SECRET DE SERVICIU"}, {"SECRET\nDocument în lucru", "SECRET"}, {"STRICT SECRET\nSe declasifică la 01.01.2035", "STRICT SECRET"},
			{"DOCUMENT STRICT SECRET", "STRICT SECRET"}, {"ATENȚIE! DOCUMENT CLASIFICAT: STRICT SECRET", "STRICT SECRET"},
			{"STRICT SECRET / NATO SECRET", "STRICT SECRET"},
		},
		"every spelling": {
			{"strict secret de importanta deosebita", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ"}, {"STRICT SECRET DE IMPORTANŢĂ DEOSEBITĂ", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ"},
			{"secret de serviciu", "SECRET DE SERVICIU"}, {"Secret De Serviciu", "SECRET DE SERVICIU"}, {"SECRET_DE_SERVICIU", "SECRET DE SERVICIU"},
			{"SECRET-DE-SERVICIU", "SECRET DE SERVICIU"}, {"SECRET\nDE SERVICIU", "SECRET DE SERVICIU"}, {"SECRET DE SERV. nr. S/12", "SECRET DE SERVICIU"},
			{"STRICTSECRET", "STRICT SECRET"}, {"SТRIСТ SЕСRЕТ", "STRICT SECRET"}, {"ＳＴＲＩＣＴ ＳＥＣＲＥＴ", "STRICT SECRET"}, {"STRICT SE\u200bCRET", "STRICT SECRET"},
			{"S E C R E T", "SECRET"}, {"S E C R E T  D E  S E R V I C I U", "SECRET DE SERVICIU"}, {"S T R I C T   S E C R E T", "STRICT SECRET"},
			{"S.E.C.R.E.T.  D.E.  S.E.R.V.I.C.I.U", "SECRET DE SERVICIU"}, {"S-E-C-R-E-T", "SECRET"}, {"s e c r e t   d e   s e r v i c i u", "SECRET DE SERVICIU"},
			{"S T R I C T    S E C R E T    D E    I M P O R T A N Ț Ă    D E O S E B I T Ă", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ"},
		},
		"a label": {
			{"Nivel de clasificare: strict secret", "STRICT SECRET"}, {"nivel de clasificare - SECRET", "SECRET"}, {"Clasificare: SECRET", "SECRET"},
			{"Nr. inreg.: S-345 / 01.03.2025\nClasa de secretizare: secret de serviciu", "SECRET DE SERVICIU"}, {"Mențiune: SECRET DE SERVICIU", "SECRET DE SERVICIU"},
			{"document clasificat strict secret", "STRICT SECRET"}, {"raportul e clasificat, nivel secret", "SECRET"}, {"Documentul este clasificat SECRET.", "SECRET"},
			{"Prezentul document conține informații clasificate secret de serviciu.", "SECRET DE SERVICIU"}, {"marcat STRICT SECRET, nu se multiplică", "STRICT SECRET"},
			{"{\"titlu\":\"x\",\"classification\":\"SECRET\"}", "SECRET"}, {"clasificare;secret", "SECRET"}, {"Clasificare: SSID", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ"},
			{"Nivel de clasificare: SSv", "SECRET DE SERVICIU"}, {"Nivel de secretizare: S", "SECRET DE SERVICIU"}, {"Se clasifică: STRICT SECRET", "STRICT SECRET"},
		},
		"passed on in a chat": {
			{"trimit raportul SECRET DE SERVICIU nr. S/1234", "SECRET DE SERVICIU"}, {"ai aici nota strict secretă nr 00/345", "STRICT SECRET"},
			{"iti trimit pe whatsapp planul de paza, e secret de serviciu nr S/88", "SECRET DE SERVICIU"}, {"Vezi documentul STRICT SECRET atașat", "STRICT SECRET"},
			{"ți-am atașat adresa secret de serviciu de la inspectorat", "SECRET DE SERVICIU"}, {"am scanat nota secreta de serviciu, sa nu o dai mai departe", "SECRET DE SERVICIU"},
			{"v-am trimis rapoartele secrete de serviciu pe mail", "SECRET DE SERVICIU"}, {"hai ca ti-am pus poza cu ordinul SECRET nr. 0/77 in grup", "SECRET"},
			{"nota asta e strict secreta, exemplar unic, o stergi dupa ce citesti", "STRICT SECRET"}, {"raportul secret nr. 0/45 a fost semnat, ți-l trimit", "SECRET"},
			{"sefu, v-am trimis ordinul de zi, secret de serviciu, exemplar 1", "SECRET DE SERVICIU"}, {"vezi ca nota de la SRI e strict secreta, nu o forwarda", "STRICT SECRET"},
			{"colega, ti-am lasat pe birou dosarul nr. S/778, e secret de serviciu", "SECRET DE SERVICIU"}, {"hai ca fac poza la document: STRICT SECRET, nr. 00/1245, ex. 3", "STRICT SECRET"},
			{"documentele sunt clasificate strict secret, ti le trimit pe signal", "STRICT SECRET"}, {"Raport_SECRET_DE_SERVICIU_nr_S-1234.pdf", "SECRET DE SERVICIU"},
			{"FW: STRICT SECRET - plan de pază și apărare", "STRICT SECRET"}, {"Subiect: [SECRET DE SERVICIU] Situația efectivelor", "SECRET DE SERVICIU"},
			{"Bună, îți las aici începutul:\n\nSECRET DE SERVICIU\nNr. S/345/2024\nCătre comandantul U.M. 01877", "SECRET DE SERVICIU"},
			{"Nr. S/1234/12.03.2024\nExemplarul nr. 2\nCătre: Compartimentul documente clasificate", "SECRET DE SERVICIU"},
		},
		"passed on among everyday words": {
			{"spune-mi dacă ai primit nota strict secretă nr 00/3", "STRICT SECRET"}, {"îți trimit informațiile din raportul secret de serviciu", "SECRET DE SERVICIU"},
			{"tribunalul a cerut raportul secret de serviciu, ți-l atașez", "SECRET DE SERVICIU"}, {"pentru ședința CSAT îți trimit nota strict secretă", "STRICT SECRET"},
			{"vedeți atașat planul de pază, clasificat secret de serviciu, conform legii", "SECRET DE SERVICIU"}, {"am poza cu nota secretă nr. 0/234", "SECRET"},
			{"Vă înaintăm alăturat, spre competentă soluționare, adresa noastră SECRET DE SERVICIU.", "SECRET DE SERVICIU"},
			{"Anexez lista personalului cu acces la informații clasificate (document SECRET DE SERVICIU)", "SECRET DE SERVICIU"},
			{"îți forwardez mailul cu anexa RESTREINT UE", "RESTREINT UE/EU RESTRICTED"}, {"uite niste slide-uri NATO SECRET de la curs", "NATO SECRET"},
			{"te rog printează anexa 2, e strict secretă, nr 00/99", "STRICT SECRET"}, {"poți să-mi trimiți ordinul STRICT SECRET nr. 00/12?", "STRICT SECRET"},
			{"mă duc cu dosarul clasificat SECRET la registratură, uite coperta", "SECRET"}, {"SSID nr. 000/3, ex. unic", "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ"},
		},
		"portions": {
			{"1. (SECRET) Batalionul are două companii.", "SECRET"}, {"STRICT SECRET\n2. (SS) Bateria se mută la noapte.", "STRICT SECRET"},
			{"(NS) Convoy leaves at dawn. (NU) Weather is fine.", "NATO SECRET"}, {"NATO CONFIDENTIAL\n1. (NC) Stocks are low.", "NATO CONFIDENTIAL"},
		},
		"first lines in other languages": {
			{"TRÈS SECRET — exemplaire n° 4", "TRÈS SECRET"}, {"VRLO TAJNO, primjerak br. 2", "VRLO TAJNO"}, {"PŘÍSNĚ TAJNÉ výtisk č. 1", "PŘÍSNĚ TAJNÉ"},
			{"Titkos! Nyt. szám: 12/2020. 1. sz. példány", "TITKOS!"}, {"За служебно ползване, рег. № 77", "ЗА СЛУЖЕБНО ПОЛЗВАНЕ"},
			{"TIL TJENESTEBRUG, sag nr. 12", "TIL TJENESTEBRUG"}, {"RISERVATISSIMO prot. 55, Roma", "RISERVATISSIMO"}, {"ERITTÄIN SALAINEN kappale 1", "ERITTÄIN SALAINEN"},
			{"NATO RESTRICTED - programul vizitei", "NATO RESTRICTED"}, {"NATO SECRET REL TO ROU, USA SITREP 7", "NATO SECRET"}, {"EU CONFIDENTIAL working paper", "CONFIDENTIEL UE/EU CONFIDENTIAL"},
		},
		"NATO, the Union and other countries": {
			{"pdf-ul e NATO RESTRICTED, atentie", "NATO RESTRICTED"}, {"cc domnul colonel, atasat documentul NATO SECRET despre exercitiu", "NATO SECRET"},
			{"COSMIC TOP SECRET\nCopy 1 of 3", "COSMIC TOP SECRET"}, {"NATO CONFIDENTIAL\nReleasable to Ukraine", "NATO CONFIDENTIAL"},
			{"am pus pe grup raportul nato restricted", "NATO RESTRICTED"}, {"Ți-am scanat anexa SECRET UE de la Consiliu", "SECRET UE/EU SECRET"},
			{"documentul e R-UE/EU-R", "RESTREINT UE/EU RESTRICTED"}, {"T R E S   S E C R E T   U E", "TRES SECRET UE/EU TOP SECRET"},
			{"TOP SECRET//SI//NOFORN\n(TS//SI//NF) The source reported", "TOP SECRET"}, {"(C//REL TO USA, ROU) Text", "CONFIDENTIAL"},
			{"STRENG GEHEIM\nBundesministerium der Verteidigung", "STRENG GEHEIM"}, {"VS - Nur für den Dienstgebrauch", "VS-NUR FÜR DEN DIENSTGEBRAUCH"},
			{"ŚCIŚLE TAJNE\nEgz. nr 1", "ŚCIŚLE TAJNE"}, {"СЕКРЕТНО", "СЕКРЕТНО"}, {"ΑΠΟΡΡΗΤΟ", "ΑΠΟΡΡΗΤΟ"}, {"OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"},
		},
	}
}

func TestMarkedDocumentsAreHeldBack(t *testing.T) {
	c := newTestClassifier(t)
	for reason, texts := range markedTexts() {
		for _, m := range texts {
			a := c.Classify(m.text, Query{})
			if a.Verdict != Block || a.Level < patterns.LevelRestricted {
				t.Errorf("%s: verdict on %q is %v at level %v", reason, m.text, a.Verdict, a.Level)
			}
			if !hasDesignation(a, m.designation) {
				t.Errorf("%s: no %s found in %q, only %v", reason, m.designation, m.text, a.Findings)
			}
		}
	}
}

func hasDesignation(a Assessment, designation string) bool {
	for _, f := range a.Findings {
		if f.Marking != nil && f.Marking.Designation == designation {
			return true
		}
	}
	return false
}
