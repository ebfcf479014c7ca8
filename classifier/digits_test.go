package classifier

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// viewOf folds text for a test.
func viewOf(text string) *view {
	v := &view{}
	v.read(text)
	return v
}

func TestReadNumber(t *testing.T) {
	tests := []struct {
		name, text string
		count      int
		want       string // "" if there is no such number
		groups     int
	}{
		{"unbroken", "1234", 4, "1234", 1},
		{"spaces", "12 34", 4, "12 34", 2},
		{"no-break space", "12\u00a034", 4, "12\u00a034", 2},
		{"dashes", "1-2-3-4", 4, "1-2-3-4", 4},
		{"dash between spaces", "12 - 34", 4, "12 - 34", 2},
		{"dot", "12.34", 4, "12.34", 2},
		{"emoji between digits", "12🙂34", 4, "12🙂34", 2},
		{"full-width digits", "１２ ３４", 4, "１２ ３４", 2},
		{"stops where the count is full", "1234 56", 4, "1234", 1},
		{"count ends inside a group", "12345", 4, "", 0},
		{"too few digits", "123", 4, "", 0},
		{"two marks", "12--34", 4, "", 0},
		{"comma", "12,34", 4, "", 0},
		{"line break", "12\n34", 4, "", 0},
		{"four spaces", "12    34", 4, "", 0},
		{"letter between", "12a34", 4, "", 0},
		{"no digit there", "x234", 4, "", 0},
		{"more than it can hold", strings.Repeat("1", 40), 40, "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := viewOf(test.text)
			n, ok := readNumber(v, 0, test.count)
			if !ok {
				if test.want != "" {
					t.Fatalf("read nothing, want %q", test.want)
				}
				return
			}
			if got := test.text[v.offset(n.start):v.endOffset(n.end)]; got != test.want || n.groups != test.groups {
				t.Errorf("read %q in %d groups, want %q in %d", got, n.groups, test.want, test.groups)
			}
		})
	}
}

func TestReadNumberBeginsWithARun(t *testing.T) {
	if _, ok := readNumber(viewOf("12345"), 1, 4); ok {
		t.Error("read a number from the middle of a run of digits")
	}
}

func TestNumeralAlone(t *testing.T) {
	// The number is what stands between the brackets.
	alone := map[string]string{
		"by itself":                    "[1234]",
		"end of a sentence":            "[1234]. 12 oameni",
		"dash of a sentence":           "[1234] - 12 oameni",
		"next number after a space":    "[1234] 56",
		"number before, a space":       "56 [1234]",
		"one as long behind a dash":    "[1234]-5678",
		"comma":                        "[1234],5678",
		"slash":                        "[1234]/567",
		"line of a list":               "unu\n2.[1234]",
		"line of a list, the first":    "1.[1234]",
		"groups, other separator":      "[12 34]-56",
		"groups, end of a sentence":    "[12.34]. 56 de lei",
		"groups, next line":            "[12 34]\n56",
		"set off by low lines":         "_[1234]_",
		"set off by stars":             "*[1234]*",
		"groups in brackets":           "([12 34]) 56",
		"quoted":                       "\"[1234]\"",
		"another script's letter near": "[1234] ж",
	}
	for name, text := range alone {
		t.Run(name, func(t *testing.T) {
			if n, v := bracketed(t, text); !n.alone(v) {
				t.Errorf("%s: want a number by itself", text)
			}
		})
	}
	piece := map[string]string{
		"letter before":              "a[1234]",
		"letter after":               "[1234]a",
		"letter of another script":   "[1234]ж",
		"decimals":                   "[1234].5",
		"tight dash before":          "56-[1234]",
		"tight dash after":           "[1234]-56",
		"low line and a word":        "id_[1234]",
		"low line and more digits":   "[1234]_56",
		"groups go on":               "[12 34] 56",
		"groups began before":        "56 [12 34]",
		"groups by dots go on":       "[12.34].56",
		"groups by spaced dashes":    "[12 - 34] - 56",
		"year before in same spaces": "2024 [12 34]",
	}
	for name, text := range piece {
		t.Run(name, func(t *testing.T) {
			if n, v := bracketed(t, text); n.alone(v) {
				t.Errorf("%s: want a piece of something longer", text)
			}
		})
	}
}

// bracketed reads the four digits between the brackets of text.
func bracketed(t *testing.T, text string) (numeral, *view) {
	t.Helper()
	start := strings.IndexByte(text, '[')
	v := viewOf(strings.NewReplacer("[", "", "]", "").Replace(text))
	n, ok := readNumber(v, start, 4)
	if !ok {
		t.Fatalf("%s: read no number", text)
	}
	return n, v
}

func TestAmidGroups(t *testing.T) {
	// The run is what begins with a 7.
	for text, want := range map[string]bool{
		"1 7 2": true, "1 75-2": true, "1-7-2": true,
		"7 2": false, "1 7": false, "1 723 4": false, "1, 7 2": false, "a 7 2": false,
	} {
		v := viewOf(text)
		if got := v.amidGroups(strings.IndexByte(text, '7'), 3); got != want {
			t.Errorf("%q: amid groups %v, want %v", text, got, want)
		}
	}
}

func TestTwoNumbersOfAKindAreNotJoined(t *testing.T) {
	even := func(n numeral) bool { return (n.digits[3]-'0')%2 == 0 }
	for text, want := range map[string]bool{
		"12 34": false, "12 34 56 78": false, "12 34 56 79": true, "12 34 567 8": true, "12 34 56": true, "12 34 56 78 9": false,
	} {
		v := viewOf(text)
		n, ok := readNumber(v, 0, 4)
		if !ok || n.joined(v, even) != want {
			t.Errorf("%q: read %v, joined %v, want %v", text, ok, n.joined(v, even), want)
		}
	}
	v := viewOf("12 34 56 78")
	if n, ok := readNumber(v, 6, 4); !ok || n.joined(v, even) {
		t.Error("the second of two numbers of a kind is joined to the first")
	}
	if n, ok := readNumber(viewOf("13 35 56 78"), 6, 4); !ok || !n.joined(viewOf("13 35 56 78"), even) {
		t.Error("a number behind one of another kind stands alone")
	}
}

func TestNumeralMixed(t *testing.T) {
	for text, want := range map[string]bool{
		"1234": false, "1 2 3 4": false, "1-2-3-4": false, "1 - 2-3 4": false, "1.2.3 4": false,
		"1-2/34": true, "1.2-34": true, "12_3🙂4": true,
	} {
		n, ok := readNumber(viewOf(text), 0, 4)
		if !ok || n.mixed() != want {
			t.Errorf("%q: read %v, mixed %v, want %v", text, ok, n.mixed(), want)
		}
	}
}

func TestNumeralDividedBy(t *testing.T) {
	n, ok := readNumber(viewOf("1 - 2 34"), 0, 4)
	if !ok || !n.dividedBy("/-") || n.dividedBy("/_\x02") {
		t.Errorf("read %v, divided by a dash %v, by others %v", ok, n.dividedBy("/-"), n.dividedBy("/_\x02"))
	}
}

// However a number is written, its digits come back, its ends are its first and
// last digit, and nobody's text is read outside of it.
func TestReadNumberGivesBackTheDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{2,19}`).Draw(t, "digits")
		var text strings.Builder
		for i := range len(digits) {
			if i > 0 {
				text.WriteString(rapid.SampledFrom([]string{"", "", "", " ", ".", "-", "/", "_", " - ", "  ", "\u00a0", "–"}).Draw(t, "separator"))
			}
			text.WriteByte(digits[i])
		}
		v := viewOf("<" + text.String() + ">")
		n, ok := readNumber(v, 1, len(digits))
		if !ok || n.digits != digits {
			t.Fatalf("read %q of %q", n.digits, digits)
		}
		if n.start != 1 || v.at(n.end) != '>' {
			t.Fatalf("%q ends at %d", text.String(), n.end)
		}
	})
}
