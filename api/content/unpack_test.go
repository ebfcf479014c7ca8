package content

import (
	"strings"
	"testing"
	"time"
)

func TestEncodings(t *testing.T) {
	text := strings.Repeat(romanian, 20)
	for _, c := range []struct{ name, header, body string }{
		{"gzip", "gzip", pack(t, "gzip", text)},
		{"gzip in capitals", "X-GZIP", pack(t, "gzip", text)},
		{"two files of gzip one behind the other", "gzip", pack(t, "gzip", text[:100]) + pack(t, "gzip", text[100:])},
		{"deflate as the standard has it", "deflate", pack(t, "deflate", text)},
		{"deflate as some send it", "deflate", pack(t, "raw", text)},
		{"brotli", "br", pack(t, "br", text)},
		{"zstd", "zstd", pack(t, "zstd", text)},
		{"identity is none", "identity, gzip", pack(t, "gzip", text)},
		{"one in the other", "zstd, br,gzip", pack(t, "gzip", pack(t, "br", pack(t, "zstd", text)))},
		{"gzip that nobody tells of", "", pack(t, "gzip", text)},
		{"an encoding and gzip that nobody tells of", "br", pack(t, "br", pack(t, "gzip", text))},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: "text/plain", Encoding: c.header}, c.body, text) })
	}
	t.Run("a file of gzip", func(t *testing.T) { check(t, Head{Type: "application/gzip"}, pack(t, "gzip", text), text) })
}

func TestEncodingsThatAreNot(t *testing.T) {
	check(t, Head{Type: "text/plain", Encoding: "compress"}, "Ana are mere", "Ana are mere\n", MissedEncoding)
	check(t, Head{Type: "text/plain", Encoding: "gzip"}, "Ana are mere", "Ana are mere\n", MissedBroken)
	check(t, Head{Type: "text/plain", Encoding: "gzip,gzip,gzip,gzip"}, pack(t, "gzip", "x"), "", MissedTooDeep)
	check(t, Head{Type: "text/plain", Encoding: "br"}, "\x00\x01 no brotli at all", "", MissedBroken)
	check(t, Head{Type: "text/plain", Encoding: "zstd"}, "no zstd at all", "", MissedBroken)
}

func TestEncodingsCutShort(t *testing.T) {
	for name := range packers() {
		t.Run(name, func(t *testing.T) {
			header := name
			if name == "raw" {
				header = "deflate"
			}
			packed := packedStream(t, name, &repeated{piece: numbered(20_000), left: 400_000})
			got, missed := read(t, Head{Type: "text/plain", Encoding: header}, strings.NewReader(packed[:len(packed)*3/4]), Limits{})
			if len(missed) != 1 || missed[0] != MissedBroken {
				t.Errorf("missed %v", missed)
			}
			if !strings.HasPrefix(numbered(20_000), got[:len(got)-1]) || len(got) < 40_000 {
				t.Errorf("%d bytes of text, not the beginning", len(got))
			}
		})
	}
}

// numbered gives lines that do not repeat.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("rândul ")
		for v := i*2654435761 + 12345; v > 0; v /= 7 {
			b.WriteByte(byte('a' + v%7))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestBombs(t *testing.T) {
	if raceDetector {
		t.Skip("much to read, and one goroutine that does")
	}
	zeros := func() *repeated { return &repeated{piece: "0", left: 24 << 20} }
	limits := Limits{Expanded: 8 << 20, Ratio: 100}
	for name := range packers() {
		t.Run(name, func(t *testing.T) {
			header := name
			if name == "raw" {
				header = "deflate"
			}
			got, missed := read(t, Head{Type: "text/plain", Encoding: header}, strings.NewReader(packedStream(t, name, zeros())), limits)
			if len(missed) != 1 || missed[0] != MissedBomb {
				t.Errorf("missed %v", missed)
			}
			if len(got) > int(limits.Expanded)+1 || len(got) < 1<<20 {
				t.Errorf("%d bytes of text", len(got))
			}
		})
	}
	nested := pack(t, "gzip", packedStream(t, "gzip", zeros()))
	if _, missed := read(t, Head{Encoding: "gzip,gzip"}, strings.NewReader(nested), limits); len(missed) != 1 || missed[0] != MissedBomb {
		t.Errorf("gzip in gzip: missed %v", missed)
	}
	var all strings.Builder
	for range 70 { // each packed half a MiB is within the ratio, all are not within the whole
		all.WriteString("--x\r\nContent-Encoding: gzip\r\n\r\n" + packedStream(t, "gzip", &repeated{piece: "0", left: 1 << 19}) + "\r\n")
	}
	if _, missed := read(t, Head{Type: "multipart/mixed; boundary=x"}, strings.NewReader(all.String()), limits); len(missed) != 1 || missed[0] != MissedBomb {
		t.Errorf("many small ones: missed %v", missed)
	}
	deep := "x"
	for range 12 {
		deep = pack(t, "gzip", deep)
	}
	if _, missed := read(t, Head{}, strings.NewReader(deep), Limits{}); len(missed) != 1 || missed[0] != MissedTooDeep {
		t.Errorf("gzip twelve times: missed %v", missed)
	}
}

// TestBombsOfDocuments: archives of zeros, archives in archives, and entities.
func TestBombsOfDocuments(t *testing.T) {
	if raceDetector {
		t.Skip("much to read, and one goroutine that does")
	}
	zeros := strings.Repeat("0", 16<<20)
	deep := "x"
	for range 12 {
		deep = zipped(t, "a", deep)
	}
	var many []string
	for range 40 {
		many = append(many, "a", zeros[:1<<20])
	}
	for _, c := range []struct {
		name, body string
		limits     Limits
		want       Missed
	}{
		{"an archive of zeros", zipped(t, "a.txt", zeros), Limits{}, MissedBomb},
		{"an archive of many files of zeros", zipped(t, many...), Limits{}, MissedBomb},
		{"a DOCX of zeros", zipped(t, "word/document.xml", "<w:t>"+zeros), Limits{}, MissedBomb},
		{"a workbook of zeros", zipped(t, "xl/workbook.xml", "", "xl/worksheets/sheet1.xml", "", "xl/sharedStrings.xml", "<si><t>"+zeros), Limits{}, MissedBomb},
		{"archives in archives", deep, Limits{}, MissedTooDeep},
		{"many files", zipped(t, many...), Limits{Parts: 10, Ratio: 1 << 20}, MissedTooMany},
		{"larger than may be held", zipped(t, "a", numbered(1000)), Limits{Document: 1000}, MissedTooLarge},
		{"no time", zipped(t, "a", zeros), Limits{Time: time.Nanosecond}, MissedTimeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, missed := read(t, Head{}, strings.NewReader(c.body), c.limits)
			if len(missed) != 1 || missed[0] != c.want {
				t.Errorf("missed %v, want %s", missed, c.want)
			}
		})
	}
	laughs := `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>`
	got, missed := read(t, Head{Type: "text/xml"}, strings.NewReader(laughs), Limits{})
	if len(missed) != 0 || len(got) > len(laughs) {
		t.Errorf("entities in entities: %d bytes of text, missed %v", len(got), missed)
	}
}
