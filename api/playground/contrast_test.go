package playground

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// The least contrast by WCAG 2.2: 1.4.3 (AA) for text, 1.4.11 for what is no text but
// has a meaning.
const (
	leastForText  = 4.5
	leastForSigns = 3.0
)

// colour is one colour of a theme, with its parts from 0 to 255.
type colour [3]uint8

// luminance is the relative luminance of WCAG, from 0 (black) to 1 (white).
func (c colour) luminance() float64 {
	linear := func(part uint8) float64 {
		v := float64(part) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast gives the contrast of two colours, from 1 (none) to 21.
func contrast(a, b colour) float64 {
	light, dark := max(a.luminance(), b.luminance()), min(a.luminance(), b.luminance())
	return (light + 0.05) / (dark + 0.05)
}

// themes gives the colours of the style sheet by their names, light and dark.
func themes(t *testing.T, css string) (names []string, light, dark map[string]colour) {
	t.Helper()
	light, dark = map[string]colour{}, map[string]colour{}
	named := regexp.MustCompile(`--([a-z-]+): light-dark\(#([0-9a-f]{6})([0-9a-f]{2})?, #([0-9a-f]{6})([0-9a-f]{2})?\);`)
	for _, match := range named.FindAllStringSubmatch(css, -1) {
		names = append(names, match[1])
		light[match[1]], dark[match[1]] = parsed(t, match[2]), parsed(t, match[4])
	}
	return names, light, dark
}

func parsed(t *testing.T, hex string) (c colour) {
	t.Helper()
	for i := range c {
		part, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c[i] = uint8(part)
	}
	return c
}

func TestContrastIsKnown(t *testing.T) {
	for _, test := range []struct {
		a, b colour
		want float64
	}{
		{colour{0, 0, 0}, colour{255, 255, 255}, 21},
		{colour{255, 255, 255}, colour{255, 255, 255}, 1},
		{colour{0x76, 0x76, 0x76}, colour{255, 255, 255}, 4.54},
	} {
		if got := contrast(test.a, test.b); math.Abs(got-test.want) > 0.01 {
			t.Errorf("contrast of %v and %v is %.2f, want %.2f", test.a, test.b, got, test.want)
		}
	}
}

// TestContrast holds each pair of colours that meet on the page to what it needs, in
// both themes.
func TestContrast(t *testing.T) {
	pairs := []struct {
		over, under []string
		least       float64
	}{
		{[]string{"text"}, []string{"page", "surface", "raised", "sent", "warn-tint", "block-tint", "idle-tint"}, leastForText},
		{[]string{"muted"}, []string{"page", "surface", "sent"}, leastForText},
		{[]string{"on-accent"}, []string{"accent"}, leastForText},
		{[]string{"allow"}, []string{"allow-tint"}, leastForText},
		{[]string{"warn"}, []string{"warn-tint", "sent"}, leastForText},
		{[]string{"block"}, []string{"block-tint", "surface", "raised"}, leastForText},
		{[]string{"idle"}, []string{"idle-tint"}, leastForText},
		{[]string{"edge"}, []string{"page", "surface"}, leastForSigns},
		{[]string{"accent"}, []string{"surface"}, leastForSigns},
		{[]string{"focus"}, []string{"page", "surface"}, leastForSigns},
		{[]string{"mark-low"}, []string{"surface"}, leastForSigns},
		{[]string{"mark-warn"}, []string{"surface", "warn-tint"}, leastForSigns},
		{[]string{"mark-block"}, []string{"surface", "block-tint"}, leastForSigns},
	}
	names, light, dark := themes(t, contents(t, ".css")["style.css"])
	// What only divides or dims carries no meaning of its own.
	met := []string{"line", "veil"}
	for _, pair := range pairs {
		for _, over := range pair.over {
			for _, under := range pair.under {
				met = append(met, over, under)
				for theme, colours := range map[string]map[string]colour{"light": light, "dark": dark} {
					if got := contrast(colours[over], colours[under]); got < pair.least {
						t.Errorf("%s: %s on %s has a contrast of %.2f, less than %.1f", theme, over, under, got, pair.least)
					}
				}
			}
		}
	}
	for _, name := range names {
		if !slices.Contains(met, name) {
			t.Errorf("what --%s meets is not tested", name)
		}
	}
	if len(names) < 15 {
		t.Errorf("only %d colours were found", len(names))
	}
}

// TestColoursHaveNames: one without a name would not be tested. A shadow may go without.
func TestColoursHaveNames(t *testing.T) {
	css := contents(t, ".css")["style.css"]
	declared := regexp.MustCompile(`--[a-z-]+: light-dark\([^)]*\);|box-shadow: [^;]*;`)
	rest := declared.ReplaceAllString(css, "")
	if found := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|oklch\(`).FindAllString(rest, -1); found != nil {
		t.Error(fmt.Sprint("colours without a name: ", found))
	}
	for _, use := range regexp.MustCompile(`var\(--([a-z-]+)\)`).FindAllStringSubmatch(css, -1) {
		if !regexp.MustCompile(`--` + use[1] + `:`).MatchString(css) {
			t.Errorf("--%s is used and not declared", use[1])
		}
	}
}
