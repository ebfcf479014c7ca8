package classifier

import (
	"strings"
	"testing"
)

// otherNumbers are numbers of an identifier's form that the words beside them
// call something else. None may warn.
func otherNumbers() []string {
	return []string{
		"AWB 1850228120011", "awb-ul este 1850228120011", "nr. AWB: 1850228120011", "AWB-ului 1850228120011", "numărul de AWB 1850228120011", "1850228120011 (AWB)",
		"comanda nr 1850228120011", "comanda nr. 1850228120011 a fost expediată", "Comanda dvs. #1850228120011", "numărul comenzii: 1850228120011", "nr comanda 1850228120011", "comenzii 1850228120011", "order no. 1850228120011",
		"your order 1850228120011 has shipped", "order number: 1850228120011", "purchase order 1850228120011", "orders 1850228120011",
		"cod produs 1850228120011", "cod produs: 1850228120011", "codul produsului 1850228120011", "cod de bare 1850228120011", "codul de bare: 1850228120011", "product code 1850228120011", "item no 1850228120011", "part number 1850228120011",
		"EAN 1850228120011", "cod EAN: 1850228120011", "SKU 1850228120011", "barcode 1850228120011", "factura 1850228120011", "facturii nr. 1850228120011", "invoice 1850228120011", "invoice no. 1850228120011", "chitanța 1850228120011",
		"bon fiscal 1850228120011", "receipt no 1850228120011", "tracking number 1850228120011", "tracking: 1850228120011", "shipment 1850228120011", "parcel 1850228120011", "coletul 1850228120011", "expediere 1850228120011",
		"IMEI: 1850228120011", "serial number 1850228120011", "seria produsului 1850228120011", "S/N 1850228120011", "ticket 1850228120011", "tichetul nr. 1850228120011", "voucher 1850228120011", "cupon 1850228120011", "cod voucher 1850228120011",
		"transaction id 1850228120011", "tranzacția 1850228120011", "id tranzacție: 1850228120011", "referința 1850228120011", "reference 1850228120011", "ref. 1850228120011", "booking reference 1850228120011", "rezervarea 1850228120011",
		"cod client 1850228120011", "customer id 1850228120011", "user id: 1850228120011", "contract nr. 1850228120011", "polița nr. 1850228120011", "policy number 1850228120011", "dosar nr. 1850228120011", "case number 1850228120011",
		"nr. înregistrare 1850228120011", "registration number 1850228120011", "contor 1850228120011", "meter no 1850228120011", "lot 1850228120011", "batch 1850228120011", "ISBN 1850228120011", "timestamp 1850228120011",
		"exemplu de CNP: 1850228120011", "de exemplu 1850228120011", "CNP de test 1850228120011", "test CNP 1850228120011", "CNP fictiv: 1850228120011", "for example CNP 1850228120011", "sample CNP 1850228120011", "dummy CNP: 1850228120011",
		"comanda nr 4539 5787 6362 1486", "AWB 4539578763621486", "cod de bare 4539578763621486", "card de test 4242 4242 4242 4242", "test card 4539578763621486", "tracking number 4539578763621486", "order 4539578763621486",
		"exemplu de IBAN RO56RNCB0000000012345678", "IBAN de test: RO56RNCB0000000012345678", "for example RO56RNCB0000000012345678", "sample IBAN RO56RNCB0000000012345678",
		"exemplu CI seria KX nr. 123456", "example: passport no 051234567", "specimen permis de conducere B01234567", "sample IBAN: RO56RNCB0000000012345678", "exemplu: card 4539578763621486", "ex. CNP 1850228120011", "Exemplu: 1850228120011",
		"AWB 0712034567", "comanda nr 0712034567", "cod produs 0712034567", "order no 0712034567", "invoice 0712034567", "dosar 0712034567", "factura seria KX nr. 123456", "chitanța seria KX 123456", "polița RCA seria KX nr. 123456", "zborul KX 123456",
	}
}

func TestNumbersCalledSomethingElseDoNotWarn(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range otherNumbers() {
		if a := c.Classify(text, Query{}); a.Verdict != Allow {
			t.Errorf("%v at %.3f in %q: %v", a.Verdict, a.Score, text, detectorsOf(a))
		}
	}
}

// TestALabelBeatsAWordFurtherAway: negative words are about the number next to
// them, not about the whole message.
func TestALabelBeatsAWordFurtherAway(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range []string{
		"pentru comanda 4512 aveți nevoie de CNP 1850228120011", "factura pe numele meu, CNP 1850228120011", "AWB 123456, destinatar CNP 1850228120011", "order 4512, personal identification number 1850228120011",
		"comanda a venit, plata din card 4539 5787 6362 1486", "factura se plătește în contul RO56RNCB0000000012345678", "test reușit, CNP-ul meu este 1850228120011",
		"dosarul e la bloc, CI seria KX nr. 123456", "am pierdut coletul, pașaport nr. 051234567",
	} {
		if a := c.Classify(text, Query{}); a.Verdict != Warn {
			t.Errorf("%v at %.3f in %q", a.Verdict, a.Score, text)
		}
	}
}

// shortNumbers are numbers of services, which are nobody's: emergencies, children
// in need, information, banks and operators.
func shortNumbers() []string {
	return []string{"112", "116111", "116000", "116 117", "1921", "1930", "1932", "1951", "1957", "1958", "118932", "118300", "1234", "8844", "8800", "9541", "0800", "1"}
}

// disguised gives ways to write a short number that people and dodgers use.
func disguisedNumber(number string) []string {
	digits := strings.Split(strings.ReplaceAll(number, " ", ""), "")
	fullWidth, keycaps := "", ""
	for _, d := range digits {
		fullWidth += string(rune(d[0]) - '0' + '０')
		keycaps += d + "\uFE0F\u20E3"
	}
	return []string{number, strings.Join(digits, " "), strings.Join(digits, "-"), strings.Join(digits, "."), strings.Join(digits, "\u200B"), fullWidth, keycaps, "*" + number + "#"}
}

func TestShortAndEmergencyNumbersAreNeverFound(t *testing.T) {
	c := newTestClassifier(t)
	for _, number := range shortNumbers() {
		for _, written := range disguisedNumber(number) {
			for _, before := range []string{"", "sună la ", "telefon ", "Număr de urgență: ", "call ", "apelați ", "tel. ", "numărul meu e ", "SMS la "} {
				for _, after := range []string{"", " acum", ", non-stop", " sau 112", "\n112"} {
					text := before + written + after
					if a := c.Classify(text, Query{}); len(a.Findings) > 0 {
						t.Errorf("%v in %q", detectorsOf(a), text)
					}
				}
			}
		}
	}
}

// TestTollFreeNumbersAreTheServicesOwn: found as phones, but a body's.
func TestTollFreeNumbersAreTheServicesOwn(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range []string{"telverde 0800 800 001", "linia gratuită a ministerului 0800 123 456", "call center 0800 123 456", "helpline 0800 400 400"} {
		if a := c.Classify(text, Query{}); a.Verdict != Allow || a.Score > 0.08 {
			t.Errorf("%v at %.3f in %q", a.Verdict, a.Score, text)
		}
	}
}
