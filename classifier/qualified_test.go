package classifier

import (
	"strings"
	"testing"
)

// TestLabelsSayWhatTheyAreFor has labels with another number's word between them
// and their value, which only says what the value is for.
func TestLabelsSayWhatTheyAreFor(t *testing.T) {
	c := newTestClassifier(t)
	cases := []struct{ name, detector, text string }{
		{"for an invoice", "ro.cnp", "CNP-ul pentru factura: {1850228120011}"},
		{"for an order, short", "ro.cnp", "cnp pt comanda {1850228120011}"},
		{"on an invoice", "ro.cnp", "CNP de pe factură: {1850228120011}"},
		{"in brackets", "ro.cnp", "CNP (pt. factura): {1850228120011}"},
		{"in a sentence", "ro.cnp", "am pus CNP-ul pe comandă: {1850228120011}"},
		{"side by side", "ro.cnp", "CNP dosar: {1850228120011}"},
		{"needed for", "ro.cnp", "CNP-ul necesar la comandă este {1850228120011}"},
		{"for a ticket", "ro.cnp", "cnp pentru bilet {1850228120011}"},
		{"for a parcel", "ro.cnp", "cnp pentru colet: {1850228120011}"},
		{"a card", "payment_card", "cardul pentru comanda: {4532998177665548}"},
		{"a phone", "ro.phone", "telefon pentru comanda: {0749220187}"},
		{"an identity card", "ro.id_card", "buletin pentru contract: {KT 640219}"},
		{"a passport", "ro.passport", "pașaport pentru rezervare: {058823417}"},
		{"a fiscal code", "ro.cui", "CUI pentru comanda: {29384716}"},
		{"the label behind it", "ro.cnp", "pt polita rca: {1811226080443} e cnp-ul lui tata"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			h := message(test.text)
			if got := sees(c, test.detector, h); got != "exact" {
				t.Errorf("%q: %s is %s", h.text, test.detector, got)
			}
		})
	}
}

func TestOtherNumbersStayOtherNumbers(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range []string{
		"CNP nu am, comanda 1850228120011", "fără CNP, factura 1850228120011", "EAN 1850228120011, CNP nu am", "CNP și comanda 1850228120011",
		"CNP-ul e la dosar. AWB: 1850228120011", "cnp: lipsă\ncomanda 1850228120011", "EAN 1850228120011 (CNP nu am)",
		"telefon, comanda 0749220187", "buletin, factura seria KT 640219",
	} {
		for _, f := range c.Classify(text, Query{}).Findings {
			if f.Confidence >= sureFinding && !strings.HasPrefix(f.Detector, "person") {
				t.Errorf("%q: %s at %.2f", text, f.Detector, f.Confidence)
			}
		}
	}
}
