package classifier

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
	"pgregory.net/rapid"
)

// builtInCardFinder gives the finder with the facts of the built-in rules.
func builtInCardFinder(t *testing.T) cardFinder {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	built, err := newCardFinder(rules.Detector("payment_card"))
	if err != nil {
		t.Fatal(err)
	}
	return built.(cardFinder)
}

func TestCardFinderRefusesBadLists(t *testing.T) {
	labels := []string{"card"}
	for name, lists := range map[string]map[string][]string{
		"no labels":            {"issuers": {"Visa 4 16"}},
		"no issuers":           {"labels": labels},
		"no name":              {"labels": labels, "issuers": {"4 16"}},
		"range backwards":      {"labels": labels, "issuers": {"Visa 5-4 16"}},
		"ends of unlike width": {"labels": labels, "issuers": {"Visa 4-50 16"}},
		"several first digits": {"labels": labels, "issuers": {"Visa 39-41 16"}},
		"range of letters":     {"labels": labels, "rare_issuers": {"Visa x 16"}},
		"empty part":           {"labels": labels, "issuers": {"Visa 4, 16"}},
		"length of letters":    {"labels": labels, "issuers": {"Visa 4 long"}},
		"too long":             {"labels": labels, "issuers": {"Visa 4 16-20"}},
		"too short":            {"labels": labels, "issuers": {"Visa 4 11"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := newCardFinder(&patterns.Detector{Lists: lists}); err == nil {
				t.Error("want an error")
			}
		})
	}
}

func TestCardIssuers(t *testing.T) {
	f := builtInCardFinder(t)
	tests := []struct {
		name, digits string
		known, rare  bool
	}{
		{"Visa", "4532015112830366", true, false},
		{"Visa of 13", "4123456789011", true, false},
		{"Visa of 19", "4000000000000000006", true, false},
		{"no Visa of 15", "412345678901234", false, false},
		{"Mastercard 51", "5168123456789012", true, false},
		{"Mastercard 55", "5500000000000004", true, false},
		{"Mastercard 2221, the first", "2221000000000009", true, false},
		{"2220 is before it", "2220000000000000", false, false},
		{"Mastercard 2720, the last", "2720990000000007", true, false},
		{"2721 is after it", "2721000000000000", false, false},
		{"no Mastercard of 15", "516812345678901", false, false},
		{"American Express 34", "341256789012347", true, false},
		{"American Express 37", "371234567890120", true, false},
		{"35 with 15 digits is a phone's IMEI", "353879234242634", false, false},
		{"Diners Club 36", "36123456789013", true, false},
		{"Diners Club 300", "30000000000004", true, false},
		{"306 is not theirs", "30600000000000", false, false},
		{"Discover 6011", "6011987654321092", true, false},
		{"Discover 644", "6440000000000000", true, false},
		{"JCB 3528", "3528000700000000", true, false},
		{"JCB 3589", "3589000000000000", true, false},
		{"UnionPay", "6229123456789017", true, false},
		{"Mir", "2202123456789017", true, false},
		{"Maestro's published ranges", "6763123456789019", true, false},
		{"Maestro's wide ranges", "5612345678901234", true, true},
		{"Maestro of 12", "501812345678", true, false},
		{"nobody's 9", "9168123456789012", false, false},
		{"nobody's 0", "0168123456789012", false, false},
		{"UATP", "135412345678911", true, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			issuer, ok := f.issuer(test.digits)
			if ok != test.known || issuer.rare != test.rare {
				t.Errorf("%s: known %v, rare %v, want %v, %v", test.digits, ok, issuer.rare, test.known, test.rare)
			}
		})
	}
}

// A published test number that the formula or the ranges refuse would never be
// recognised: it would be a slip in the list.
func TestPublishedTestCardsAreRecognised(t *testing.T) {
	c, f := newTestClassifier(t), builtInCardFinder(t)
	for number := range f.tests {
		if !patterns.Luhn(number) {
			t.Errorf("%s fails the Luhn formula", number)
		}
		if _, ok := f.issuer(number); !ok {
			t.Errorf("%s is in no issuer's range", number)
		}
		texts := []string{number, "card " + number, "plata cu cardul " + number + " cvv 123"}
		if len(number) == 16 { // the last group of a longer one could be a code
			texts = append(texts, inFours(number, " "))
		}
		for _, text := range texts {
			a := c.Classify(text, Query{})
			found := 0
			for _, finding := range a.Findings {
				if finding.Detector == "payment_card" && finding.Evidence.Has(patterns.TestNumber) {
					found++
				}
			}
			if found != 1 || a.Verdict != Allow {
				t.Errorf("%q: %d findings of a test number, verdict %v", text, found, a.Verdict)
			}
		}
	}
}

func TestCardSpan(t *testing.T) {
	c := newTestClassifier(t)
	// The number is what stands between the brackets.
	for name, text := range map[string]string{
		"expiry date and code follow":      "card [5168 1234 5678 9012] 09/28 123",
		"expiry date in the same groups":   "card [5168 1234 5678 9012] 0928",
		"code in the same groups":          "card [5168 1234 5678 9012] 123",
		"both in the same groups":          "card [5168 1234 5678 9012] 0928 123",
		"name follows":                     "card [5168 1234 5678 9012] ION POP",
		"no-break spaces":                  "card [5168\u00a01234\u00a05678\u00a09012]",
		"dashes":                           "card [5168-1234-5678-9012].",
		"end of a sentence":                "card [5168123456789012]. 3 zile",
		"full-width":                       "card [５１６８１２３４５６７８９０１２]",
		"emoji around":                     "💳[5168123456789012]💳 card",
		"glued to its label":               "card[5168123456789012]",
		"label behind it":                  "[5168123456789012] (visa)",
		"zero-width character inside":      "card [51681234\u200b56789012]",
		"emoji between groups, with label": "card [5168💳1234💳5678💳9012]",
		"nineteen digits in groups":        "unionpay card [6229 1234 5678 9012 346]",
	} {
		t.Run(name, func(t *testing.T) {
			want := text[strings.IndexByte(text, '[')+1 : strings.IndexByte(text, ']')]
			plain := strings.NewReplacer("[", "", "]", "").Replace(text)
			found := c.foundBy("payment_card", c.Classify(plain, Query{}), plain)
			if len(found) != 1 || found[0] != want {
				t.Errorf("%q: found %q, want %q", plain, found, want)
			}
		})
	}
}

// drawCard draws a right number of one of the large issuers, not for tests.
func drawCard(t *rapid.T, f cardFinder) string {
	issuer := rapid.SampledFrom([]struct {
		prefix string
		length int
	}{{"4", 16}, {"51", 16}, {"55", 16}, {"2221", 16}, {"2720", 16}, {"34", 15}, {"37", 15}, {"6011", 16}, {"3530", 16}}).Draw(t, "issuer")
	rest := issuer.length - len(issuer.prefix) - 1
	body := issuer.prefix + string(rapid.SliceOfN(rapid.ByteRange('0', '9'), rest, rest).Draw(t, "digits"))
	for digit := range 10 {
		if value := fmt.Sprint(body, digit); patterns.Luhn(value) && !f.tests[value] {
			return value
		}
	}
	t.Skip("a test number")
	return ""
}

// Every right number warns beside its word or in the groups that cards print;
// alone and unbroken it is found, and allowed.
func TestEveryCardIsWeighedByItsForm(t *testing.T) {
	c, f := newTestClassifier(t), builtInCardFinder(t)
	rapid.Check(t, func(t *rapid.T) {
		number := drawCard(t, f)
		grouped := inFours(number, rapid.SampledFrom([]string{" ", "-", "."}).Draw(t, "separator"))
		for text, want := range map[string]Verdict{
			"card " + number: Warn, number + " (visa)": Warn, grouped: Warn, "are " + grouped + ".": Warn,
			number: Allow, "are " + number + " acolo": Allow,
		} {
			a := c.Classify(text, Query{})
			if found := c.foundBy("payment_card", a, text); len(found) != 1 || a.Verdict != want {
				t.Fatalf("%q: found %q, verdict %v, want %v", text, found, a.Verdict, want)
			}
		}
	})
}

func TestNoMiswrittenCardIsFound(t *testing.T) {
	c, f := newTestClassifier(t), builtInCardFinder(t)
	rapid.Check(t, func(t *rapid.T) {
		number := []byte(drawCard(t, f))
		at := rapid.IntRange(6, len(number)-1).Draw(t, "at")
		number[at] = '0' + (number[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "shift")))%10
		text := "card " + string(number)
		if found := c.foundBy("payment_card", c.Classify(text, Query{}), text); len(found) > 0 {
			t.Fatalf("%q: found %q", text, found)
		}
	})
}

// Numbers of other things with their own labels are not cards, even when they
// pass everything.
func TestLabelledNumbersOfOtherThingsAreNoCards(t *testing.T) {
	c := newTestClassifier(t)
	for _, label := range []string{
		"comanda", "Comanda nr.", "order", "order_id=", "AWB", "AWB-ul coletului:", "IMEI", "cod de bare", "EAN", "factura",
		"tracking number", "card de fidelitate", "seria", "cod client", "voucher",
	} {
		for _, number := range []string{"5168123456789012", "4532015112830366", "371234567890120", "36123456789013", "4123456789011"} {
			text := label + " " + number
			if found := c.foundBy("payment_card", c.Classify(text, Query{}), text); len(found) > 0 {
				t.Errorf("%q: found %q", text, found)
			}
		}
	}
}
