package classifier

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// whole are identifiers that would be found if they stood alone or behind their
// word, by detector. None is anybody's.
func wholeIdentifiers() []struct{ detector, word, value string } {
	return []struct{ detector, word, value string }{
		{"ro.cnp", "", "1850228120011"},
		{"ro.cnp", "CNP ", "6000229410771"},
		{"iban", "", "RO56RNCB0000000012345678"},
		{"iban", "IBAN ", "DE44500105175407324931"},
		{"payment_card", "", "4539578763621486"},
		{"payment_card", "card ", "5425233430109903"},
		{"ro.phone", "", "0712034567"},
		{"ro.phone", "tel ", "40712034567"},
		{"ro.phone", "", "0213123456"},
		{"ro.cui", "", "RO18547290"},
		{"ro.cui", "CUI ", "18547290"},
		{"ro.trade_register", "", "J2012000750528"},
		{"vin", "", "UU1HSDACN12345678"},
		{"ro.plate", "masina ", "CJ12ABC"},
		{"ro.id_card", "CI seria ", "KX123456"},
		{"ro.passport", "pasaport ", "051234567"},
		{"ro.driving_licence", "permis de conducere ", "B01234567"},
		{"ro.residence_permit", "permis de sedere ", "AB1234567"},
		{"ro.health_card", "card de sanatate ", "98765432109876543210"},
		{"ro.birth_date", "data nasterii ", "12031985"},
	}
}

// tokenKind makes a token that has a meaning of its own around an identifier.
type tokenKind struct {
	name string
	wrap func(t *rapid.T, value string) string
}

// drawn gives n characters of an alphabet.
func drawn(t *rapid.T, alphabet string, n int) string {
	letters := rapid.SliceOfN(rapid.SampledFrom([]rune(alphabet)), n, n).Draw(t, "filling")
	return string(letters)
}

const (
	hexLetters  = "abcdef"
	hexAlphabet = "0123456789abcdef"
	b64Letters  = "ghijkmnpqrstuvwxyzGHIJKLMNPQRSTUVWXYZ"
)

// hexadecimal tells whether a value could stand in a hexadecimal string.
func hexadecimal(value string) bool { return strings.Trim(strings.ToLower(value), hexAlphabet) == "" }

// hexAround pads a value with hexadecimal digits to a length, letters next to it.
func hexAround(t *rapid.T, value string, length int) string {
	room := length - len(value)
	before := rapid.IntRange(1, room-1).Draw(t, "before")
	left := drawn(t, hexAlphabet, before-1) + drawn(t, hexLetters, 1)
	return left + value + drawn(t, hexLetters, 1) + drawn(t, hexAlphabet, room-before-1)
}

// dashed divides a string into groups of the lengths of a GUID.
func dashed(s string) string {
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:32]
}

func tokenKinds() []tokenKind {
	pattern := func(format string) func(*rapid.T, string) string {
		return func(_ *rapid.T, value string) string { return fmt.Sprintf(format, value) }
	}
	hex := func(length int) func(*rapid.T, string) string {
		return func(t *rapid.T, value string) string { return hexAround(t, value, length) }
	}
	return []tokenKind{
		{"UUID without dashes", hex(32)},
		{"GUID", func(t *rapid.T, value string) string { return dashed(hexAround(t, value, 32)) }},
		{"git hash", hex(40)},
		{"SHA-256", hex(64)},
		{"base64", func(t *rapid.T, value string) string {
			return drawn(t, b64Letters, 11) + value + drawn(t, b64Letters, 9) + "=="
		}},
		{"JSON web token", func(t *rapid.T, value string) string {
			return "eyJhbGciOiJIUzI1NiJ9.eyJ" + drawn(t, b64Letters, 7) + value + drawn(t, b64Letters, 5) + "." + drawn(t, b64Letters, 20)
		}},
		{"path of a URL", pattern("https://exemplu.ro/p/%s")},
		{"middle of a URL", pattern("https://exemplu.ro/p/%s/poze")},
		{"end of a slug", pattern("https://www.exemplu.ro/apartament-nou-%s.html")},
		{"query of a URL", pattern("https://exemplu.ro/?x=%s&y=2")},
		{"fragment of a URL", pattern("http://exemplu.ro/#%s")},
		{"address without scheme", pattern("exemplu.ro/%s")},
		{"picture", pattern("IMG_%s.jpg")},
		{"scan", pattern("scan-%s.pdf")},
		{"file alone", pattern("%s.docx")},
		{"path", pattern("/home/ion/%s/lista.csv")},
		{"path of Windows", pattern(`C:\Users\ion\%s.xlsx`)},
		{"mailbox", pattern("%s@posta-mea.ro")},
		{"end of a mailbox", pattern("ion.%s@posta-mea.ro")},
		{"host of a mailbox", pattern("ion@%s.ro")},
		{"serial key", func(t *rapid.T, value string) string {
			return "XK" + drawn(t, "QWZT", 2) + "-" + chunks(value, 4, "-") + drawn(t, "QWZT", 3) + "-" + drawn(t, "QWZT", 4)
		}},
		{"name of a variable", pattern("obj%sref")},
	}
}

// chunks divides a string into groups of n.
func chunks(s string, n int, separator string) string {
	var groups []string
	for len(s) > n {
		groups, s = append(groups, s[:n]), s[n:]
	}
	return strings.Join(append(groups, s), separator)
}

// TestAPieceOfATokenIsNoIdentifier holds for every detector of numbers and every
// kind of token, whatever fills the token; also behind the word for the number.
func TestAPieceOfATokenIsNoIdentifier(t *testing.T) {
	c := newTestClassifier(t)
	for _, id := range wholeIdentifiers() {
		if found := c.foundBy(id.detector, c.Classify(id.word+id.value, Query{}), id.word+id.value); len(found) != 1 {
			t.Fatalf("%s: %q is not found by itself", id.detector, id.word+id.value)
		}
	}
	for _, kind := range tokenKinds() {
		t.Run(kind.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				id := rapid.SampledFrom(wholeIdentifiers()).Draw(t, "identifier")
				if strings.Contains("GUID UUID without dashes git hash SHA-256", kind.name) && (!hexadecimal(id.value) || len(id.value) > 28) {
					return
				}
				token := kind.wrap(t, id.value)
				word := rapid.SampledFrom([]string{"", "vezi ", "aici: ", id.word}).Draw(t, "word")
				text := word + token + rapid.SampledFrom([]string{"", " si atat", "\n", "."}).Draw(t, "after")
				for _, f := range c.Classify(text, Query{}).Findings {
					if f.Detector != "email" && f.Detector != "person_name" {
						t.Fatalf("%s found %q in %q", f.Detector, text[f.Start:f.End], text)
					}
				}
			})
		})
	}
}

// TestWhatOnlyLooksLikeAnIdentifier are tokens as systems write them.
func TestWhatOnlyLooksLikeAnIdentifier(t *testing.T) {
	c := newTestClassifier(t)
	for name, text := range map[string]string{
		"MAC address":               "placa de retea are 18:50:22:81:20:01",
		"MAC address with dashes":   "MAC 07-12-03-45-67-89",
		"MAC address of Cisco":      "interfata 0712.0345.6789 este jos",
		"IPv6 address":              "ping 2001:0712:0345:6700::1850:2281 merge",
		"IPv4 address":              "serverul 185.22.81.200 nu raspunde",
		"version":                   "am instalat 18.50.228.12001",
		"coordinates":               "44.4267670, 26.1025380",
		"GUID of digits":            "id 18502281-2001-1185-0228-120011850228",
		"GUID with a phone inside":  "10712034-5670-0712-0345-670712034567",
		"UUID of Windows":           "{71203456-0712-0345-6789-071203456789}",
		"trace id":                  "trace=4bf92f3577b34da60712034567ce929d0e0e4736",
		"commit":                    "vezi commit-ul 0712034567abcdef0712034567abcdef07120345",
		"base64 of a picture":       "data:image/png;base64,iVBORw0KGgo0712034567AAAANSUhEUg/1850228120011+AA==",
		"base64 with slashes":       "cheia e qWx+1850228120011/zPq+0712034567/Kk9sQ==",
		"serial key of digits":      "licenta 1850-2281-2001-1185-0228-1200",
		"key of a product":          "VK7JG-NPHTM-C97JM-9MPGT-3V66T",
		"link to a group":           "https://chat.whatsapp.com/0712034567AbCdEfGhIj",
		"link to an order":          "https://exemplu.ro/comenzi/1850228120011?status=ok",
		"link to a card of a shop":  "https://exemplu.ro/cadou/4539578763621486",
		"name of a tracking cookie": "_ga=GA1.2.1850228120.1700000001",
		"name of a photo":           "WhatsApp Image 2024-03-12 at 18.50.22 (1).jpeg",
		"name of a recording":       "PTT-20240312-WA0712.opus",
		"build":                     "pecete-1.0.1850228120011-linux.tar.gz",
	} {
		t.Run(name, func(t *testing.T) {
			for _, f := range c.Classify(text, Query{}).Findings {
				t.Errorf("%s found %q in %q", f.Detector, text[f.Start:f.End], text)
			}
		})
	}
}
