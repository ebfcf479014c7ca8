package classifier

import (
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// The zones of made-up people; the check digits are computed by ICAO Doc 9303
// part 3, section 4.9.
const (
	cardLine1     = "IDROUPOPESCU<<ION<<<<<<<<<<<<<<<<<<<"
	cardLine2     = "KX123456<0ROU8502289M310228212001116"
	chipLine1     = "IDROURO12345679<<<<<<<<<<<<<<<"
	chipLine2     = "8502289M3503100ROU1850228<<<<0"
	chipLine3     = "POPESCU<<ION<MIHAI<<<<<<<<<<<<"
	passportLine1 = "P<ROUPOPESCU<<ANDREEA<<<<<<<<<<<<<<<<<<<<<<<"
	passportLine2 = "0512345673ROU8502289F33041232850228120018<96"
)

func TestMachineReadableZones(t *testing.T) {
	const (
		read  = 1 << patterns.ReadingCheck
		wrong = 1<<patterns.Shape | 1<<patterns.ChecksumInvalid
		shape = 1 << patterns.Shape
	)
	engine := newTestClassifier(t)
	swap := strings.NewReplacer("KX123456<0", "KX123456<1", "0512345673", "0512345674", "RO12345679", "RO12345678", "8502289", "8502288")
	for _, c := range []struct {
		name, text, want string
		evidence         patterns.CodeSet
	}{
		{"a card of two lines", cardLine1 + "\n" + cardLine2, cardLine1 + "\n" + cardLine2, read},
		{"lines joined by a space", cardLine1 + " " + cardLine2, cardLine1 + " " + cardLine2, read},
		{"lines joined by nothing", cardLine1 + cardLine2, cardLine1 + cardLine2, read},
		{"windows line ends", cardLine1 + "\r\n" + cardLine2, cardLine1 + "\r\n" + cardLine2, read},
		{"small letters", strings.ToLower(cardLine1 + "\n" + cardLine2), strings.ToLower(cardLine1 + "\n" + cardLine2), read},
		{"the second line alone", cardLine2, cardLine2, read},
		{"the second line cut after the birth date", "KX123456<0ROU8502289", "KX123456<0ROU8502289", read},
		{"the number with its check digit and country only", "KX123456<0ROU", "KX123456<0ROU", read},
		{"the first line alone has no check digit", cardLine1, cardLine1, shape},
		{"text follows the first line", cardLine1 + "\nsalut", cardLine1, shape},
		{"a misread number", cardLine1 + "\n" + swap.Replace(cardLine2), cardLine1 + "\n" + swap.Replace(cardLine2), wrong},
		{"a card with a chip", chipLine1 + "\n" + chipLine2 + "\n" + chipLine3, chipLine1 + "\n" + chipLine2 + "\n" + chipLine3, read},
		{"a card with a chip in one line", chipLine1 + chipLine2 + chipLine3, chipLine1 + chipLine2 + chipLine3, read},
		{"the first line of a card with a chip", chipLine1, chipLine1, read},
		{"a misread card with a chip", swap.Replace(chipLine1), swap.Replace(chipLine1), wrong},
		{"a card with a chip without its name", chipLine1 + "\n" + chipLine2 + "\nsalut", chipLine1 + "\n" + chipLine2, read},
		{"a passport", passportLine1 + "\n" + passportLine2, passportLine1 + "\n" + passportLine2, read},
		{"a passport in one line", passportLine1 + passportLine2, passportLine1 + passportLine2, read},
		{"the second line of a passport", passportLine2, passportLine2, read},
		{"a misread passport", passportLine1 + "\n" + swap.Replace(passportLine2), passportLine1 + "\n" + swap.Replace(passportLine2), wrong},
		{"a service passport", "PS" + passportLine1[2:], "PS" + passportLine1[2:], shape},
		{"no name divided by fillers", "IDROUPOPESCU", "", 0},
		{"another country's card", "IDFRA" + cardLine1[5:], "", 0},
		{"a piece of a longer word", "X" + cardLine1, "", 0},
		{"a zone longer than any", "IDROU" + strings.Repeat("A<<", 40), "", 0},
		{"a second line of another country", strings.Replace(cardLine2, "ROU", "FRA", 1), "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := engine.Classify("zona: "+c.text+" ", Query{}).Findings
			if c.want == "" {
				if len(found) > 0 {
					t.Fatalf("found %v, want nothing", found)
				}
				return
			}
			if len(found) != 1 {
				t.Fatalf("%d findings, want 1: %v", len(found), found)
			}
			if got := ("zona: " + c.text + " ")[found[0].Start:found[0].End]; got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
			if found[0].Evidence&(1<<patterns.ReadingCheck|1<<patterns.Shape|1<<patterns.ChecksumInvalid) != c.evidence {
				t.Errorf("evidence is %s", codeList(found[0].Evidence))
			}
		})
	}
}
