package content

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPageIsTrue: docs/content.md names every reason and every limit.
func TestPageIsTrue(t *testing.T) {
	page, err := os.ReadFile("../../docs/content.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []Missed{MissedType, MissedPicture, MissedEncoding, MissedCharset, MissedEncrypted, MissedTooLarge, MissedTooDeep, MissedTooMany, MissedBomb, MissedTimeout, MissedBroken} {
		if !strings.Contains(string(page), fmt.Sprintf("\n| `%s` |", m)) {
			t.Errorf("the reason %q is missing", m)
		}
	}
	l := DefaultLimits()
	for name, value := range map[string]string{
		"Expanded": fmt.Sprint(l.Expanded>>30, " GiB"),
		"Ratio":    fmt.Sprint(l.Ratio),
		"Depth":    fmt.Sprint(l.Depth),
		"Parts":    fmt.Sprint(l.Parts),
		"Document": fmt.Sprint(l.Document>>20, " MiB"),
		"Time":     fmt.Sprint(l.Time.Seconds(), " s"),
	} {
		if !strings.Contains(string(page), fmt.Sprintf("\n| `%s` | %s |", name, value)) {
			t.Errorf("the limit %s, %s, is missing", name, value)
		}
	}
	if !strings.Contains(string(page), fmt.Sprintf("(%d KiB)", Lag>>10)) {
		t.Error("Lag is missing")
	}
}
