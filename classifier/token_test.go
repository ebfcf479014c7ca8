package classifier

import (
	"strings"
	"testing"
)

func TestInsideToken(t *testing.T) {
	// The span is what stands between the brackets.
	inside := map[string]string{
		"path of a URL":               "https://exemplu.ro/u/[0712034567]",
		"path after a comma":          "https://exemplu.ro/stiri,[0712034567]",
		"query of a URL":              "https://exemplu.ro/?id=[0712034567]&x=1",
		"host of a URL":               "www.[0712034567].ro",
		"path without scheme":         "wa.me/[40712034567]",
		"domain goes on after":        "ftp.[0712034567].ro/x",
		"mailbox":                     "[0712034567]@exemplu.ro",
		"end of a mailbox":            "ion.[0712034567]@exemplu.ro",
		"host of an address":          "ion@[0712034567].ro",
		"file name":                   "IMG_[0712034567].jpg",
		"file name at a sentence end": "vezi IMG_[0712034567].jpg.",
		"path of a file":              "scan/[0712034567]/fata.pdf",
		"GUID":                        "a1b2c3d4-[0712]-4a4a-8b8b-0123456789ab",
	}
	for name, text := range inside {
		t.Run(name, func(t *testing.T) {
			if !insideTokenAt(text) {
				t.Errorf("%s: want inside a token", text)
			}
		})
	}
	outside := map[string]string{
		"alone":                    "[0712034567]",
		"before an address":        "[0712034567],ion@exemplu.ro",
		"after an address":         "ion@exemplu.ro/[0712034567]",
		"after an address, a bar":  "ion@exemplu.ro|[0712034567]",
		"before a host":            "[0712034567]/www.exemplu.ro",
		"after a host and a comma": "www.exemplu.ro,[0712034567]",
		"label with a colon":       "tel:[0712034567]",
		"brackets":                 "(tel.[0712034567])",
		"end of a sentence":        "suna la [0712034567].Multumesc",
		"beside a file name":       "[0712034567],plan.pdf",
	}
	for name, text := range outside {
		t.Run(name, func(t *testing.T) {
			if insideTokenAt(text) {
				t.Errorf("%s: want no token", text)
			}
		})
	}
}

// insideTokenAt asks about the part of text between brackets.
func insideTokenAt(text string) bool {
	start := strings.IndexByte(text, '[')
	end := strings.IndexByte(text, ']') - 1
	var v view
	v.read(strings.NewReplacer("[", "", "]", "").Replace(text))
	return v.insideToken(start, end)
}
