package classifier

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// dodgeTable counts how the engine answers hidden values, by dodge and detector.
type dodgeTable struct {
	detectors []string
	singles   map[string]map[string]string
	// pairs and exact count the pairs of dodges by detector, and those answered
	// with exact spans; missed has the others, by pair.
	pairs, exact map[string]int
	missed       map[string][]string
	order        []string
}

// TestDodges hides a value for each detector in each way, alone and in pairs. Each
// alone must be found with its exact span; the whole table is recorded.
func TestDodges(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	table := dodgeTable{
		singles: map[string]map[string]string{}, pairs: map[string]int{}, exact: map[string]int{}, missed: map[string][]string{},
	}
	for _, one := range hideable() {
		if got := sees(c, one.detector, one.message); got != "exact" {
			t.Errorf("%s is %s where nothing is hidden: %q", one.detector, got, one.message.text)
		}
		if !slices.Contains(table.detectors, one.detector) {
			table.detectors = append(table.detectors, one.detector)
		}
		for _, first := range dodges() {
			h, ok := first.onto(one.detector, one.message)
			if !ok {
				continue
			}
			got := sees(c, one.detector, h)
			if got != "exact" {
				t.Errorf("%s, %s: %s in %q", one.detector, first.name, got, h.text)
			}
			table.single(first.name, one.detector, got)
			table.pair(c, one.detector, first, h)
		}
	}
	checkGolden(t, "dodges.golden", table.String())
}

// onto does a dodge to a message if it is meant for what the detector finds.
func (d dodge) onto(detector string, h hidden) (hidden, bool) {
	if d.of != "" && d.of != kindOf(detector) {
		return h, false
	}
	return d.does(h)
}

func (t *dodgeTable) single(name, detector, got string) {
	if t.singles[name] == nil {
		t.singles[name] = map[string]string{}
	}
	if t.singles[name][detector] != "" && t.singles[name][detector] != "exact" {
		return
	}
	t.singles[name][detector] = got
}

// pair does every other dodge to a message that one has been done to.
func (t *dodgeTable) pair(c *Classifier, detector string, first dodge, h hidden) {
	if first.last {
		return
	}
	for _, second := range dodges() {
		if second.name == first.name {
			continue
		}
		both, ok := second.onto(detector, h)
		if !ok {
			continue
		}
		t.pairs[detector]++
		if sees(c, detector, both) == "exact" {
			t.exact[detector]++
			continue
		}
		name := first.name + ", then " + second.name
		if len(t.missed[name]) == 0 {
			t.order = append(t.order, name)
		}
		if !slices.Contains(t.missed[name], detector) {
			t.missed[name] = append(t.missed[name], detector)
		}
	}
}

// String writes the table in Markdown.
func (t *dodgeTable) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| hidden by | %s |\n|---|%s\n", strings.Join(t.detectors, " | "), strings.Repeat("---|", len(t.detectors)))
	for _, d := range dodges() {
		fmt.Fprintf(&b, "| %s |", d.name)
		for _, detector := range t.detectors {
			fmt.Fprintf(&b, " %s |", t.sign(d.name, detector))
		}
		b.WriteByte('\n')
	}
	b.WriteString("| in pairs, exact |")
	pairs, exact := 0, 0
	for _, detector := range t.detectors {
		fmt.Fprintf(&b, " %d of %d |", t.exact[detector], t.pairs[detector])
		pairs, exact = pairs+t.pairs[detector], exact+t.exact[detector]
	}
	fmt.Fprintf(&b, "\n\nOf %d pairs, %d are found with exact spans. The others:\n\n", pairs, exact)
	for _, name := range t.order {
		fmt.Fprintf(&b, "- %s: %s\n", name, strings.Join(t.missed[name], ", "))
	}
	return b.String()
}

// sign gives the cell for a dodge and a detector.
func (t *dodgeTable) sign(name, detector string) string {
	switch t.singles[name][detector] {
	case "":
		return "·"
	case "exact":
		return "✓"
	case "missed":
		return "✗"
	}
	return "≈"
}

// TestDodgesOfAnyValue hides drawn values behind other labels than those of the
// table, each in every way.
func TestDodgesOfAnyValue(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	random := rand.New(rand.NewPCG(1, 2))
	all, missed := 0, map[string]int{}
	for range 20 {
		for _, one := range drawnValues(random) {
			for _, text := range one.around {
				h := message(strings.Replace(text, "%", "{"+one.value+"}", 1))
				for _, d := range dodges() {
					hiding, ok := d.onto(one.detector, h)
					if !ok {
						continue
					}
					all++
					if sees(c, one.detector, hiding) != "exact" {
						missed[one.detector+", "+d.name]++
					}
				}
			}
		}
	}
	total := 0
	for name, n := range missed {
		total += n
		t.Logf("%s: %d missed", name, n)
	}
	if total*1000 > all {
		t.Errorf("%d of %d hidden values are missed, more than one in 1,000", total, all)
	}
}

// drawnValue is a value and texts in which a percent sign stands for it.
type drawnValue struct {
	detector, value string
	around          []string
}

func drawnValues(random *rand.Rand) []drawnValue {
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + random.IntN(10))
		}
		return string(b)
	}
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	return []drawnValue{
		{"ro.cnp", checked(patterns.CNP, fmt.Sprintf("%s%02d%02d%02d%02d%03d", pick("1", "2"), random.IntN(100), 1+random.IntN(12), 1+random.IntN(28), 1+random.IntN(46), 1+random.IntN(999))),
			[]string{"cnp %", "CNP: %.", "cnp-ul mamei e % ok?", "cod numeric personal %", "trimite-mi pentru contract CNP % si semnez"}},
		{"iban", checkedIBAN(pick("RNCB", "BTRL", "INGB", "RZBR", "BRDE") + digits(16)),
			[]string{"iban %", "pune banii in contul % te rog", "IBAN: %, Popescu Ion"}},
		{"payment_card", checked(patterns.Luhn, "4"+digits(14)), []string{"card % exp 12/28", "numarul cardului este %", "cardul meu: %"}},
		{"ro.phone", "07" + pick("2", "3", "4", "5", "6") + digits(7), []string{"tel %", "suna-ma la % diseara", "numarul meu de telefon e %", "whatsapp: %"}},
		{"ro.cui", checked(patterns.CUI, "1"+digits(6)), []string{"CUI %", "cod fiscal: %", "CIF % SRL"}},
		{"ro.id_card", pick("KX", "RX", "XB", "MX") + " " + digits(6), []string{"CI seria %", "buletin %", "carte de identitate seria % eliberata"}},
		{"ro.passport", "05" + digits(7), []string{"pasaport %", "nr. pașaport: %"}},
	}
}

// checked adds the control digit to a number.
func checked(valid func(string) bool, number string) string {
	for digit := range 10 {
		if whole := number + fmt.Sprint(digit); valid(whole) {
			return whole
		}
	}
	return number
}

// checkedIBAN makes a Romanian IBAN of an account.
func checkedIBAN(account string) string {
	for check := 2; check < 99; check++ {
		if whole := fmt.Sprintf("RO%02d%s", check, account); patterns.IBAN(strings.ToLower(whole)) {
			return whole
		}
	}
	return ""
}
