package content

import (
	"io"
	"runtime"
	"strings"
	"testing"
)

// counter is a sink that only counts.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }
func (c *counter) Gather()                     {}
func (c *counter) Gathered()                   {}

// TestMemoryStaysFlat reads one token of 4 MiB in every format that streams, and of more
// in those that most bodies have. What is allocated all together, not only at once,
// must stay within 1 MiB. The race detector gets the small bodies only, for it takes ten
// times as long and allocates itself.
func TestMemoryStaysFlat(t *testing.T) {
	if raceDetector {
		t.Skip("much to read, and one goroutine that does")
	}
	letters, spaced := "Știm că acesta e un rând fără sfârșit. ", "\r\nrând "
	for _, c := range []struct {
		name        string
		head        Head
		front, body string
		// size is that of the body in MiB, 4 if it is 0.
		size int64
	}{
		{"one line", Head{Type: "text/plain; charset=utf-8"}, "", letters, 256},
		{"one line of no charset", Head{Type: "text/plain"}, "", letters, 0},
		{"one line of UTF-16", Head{Type: "text/plain; charset=utf-16le"}, "", "a\x00\x03\x01", 0},
		{"one string of JSON", Head{Type: "application/json"}, `{"a":"`, letters, 256},
		{"one key of JSON", Head{Type: "application/json"}, `{"`, letters, 0},
		{"escapes of JSON", Head{Type: "application/json"}, `{"a":"`, `\u0219\n\ud83d\ude00`, 0},
		{"one number of JSON", Head{Type: "application/json"}, `[`, "1234567890", 0},
		{"brackets of JSON", Head{Type: "application/json"}, "", "[", 0},
		{"one value of HTML", Head{Type: "text/html"}, `<p><input value="`, letters, 64},
		{"one value that waits of HTML", Head{Type: "text/html"}, `<p><img title="`, letters, 0},
		{"one tag of HTML", Head{Type: "text/html"}, "<", "letters", 0},
		{"one comment of HTML", Head{Type: "text/html"}, "<!--", letters, 0},
		{"one script of HTML", Head{Type: "text/html"}, "<script>", letters, 0},
		{"open tags of HTML", Head{Type: "text/html"}, "", "<pre><div>", 0},
		{"one text of XML", Head{Type: "text/xml"}, "<a>", letters, 0},
		{"one value of XML", Head{Type: "text/xml"}, `<a>b<c d="`, letters, 0},
		{"one CDATA of XML", Head{Type: "text/xml"}, "<a><![CDATA[", letters, 0},
		{"open tags of XML", Head{Type: "text/xml"}, "", "<a>", 0},
		{"one value of a form", Head{Type: "application/x-www-form-urlencoded"}, "a=", "abc+%C8%99", 0},
		{"one part", Head{Type: "multipart/form-data; boundary=b"}, "--b\r\nContent-Type: text/plain\r\n\r\n", spaced, 64},
		{"no boundary", Head{Type: "multipart/form-data; boundary=b"}, "", "abc", 0},
		{"one header of a part", Head{Type: "multipart/form-data; boundary=b"}, "--b\r\nContent-Type: ", "abc", 0},
		{"one part of base64", Head{Type: "text/plain", Transfer: "base64"}, "", "QW5hIGFyZSBtZXJl", 0},
		{"one part of quoted-printable", Head{Type: "text/plain", Transfer: "quoted-printable"}, "", "=C8=98tim c=C4=83=\r\n", 0},
		{"one run of what is binary", Head{Type: "application/octet-stream"}, "\x00\x01", letters, 0},
		{"a film", Head{Type: "video/mp4"}, "\x00\x00\x00\x18ftyp", letters, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			size := max(c.size, 4) << 20
			body := io.MultiReader(strings.NewReader(c.front), &repeated{piece: c.body, left: size})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := Extract(t.Context(), c.head, body, &counter{}, Limits{}); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			allocated := int64(after.TotalAlloc-before.TotalAlloc) >> 10
			if allocated > 1<<10 {
				t.Errorf("%d KiB allocated", allocated)
			}
		})
	}
}

// TestMemoryStaysFlatUnpacked does the same through the encodings, whose windows count.
func TestMemoryStaysFlatUnpacked(t *testing.T) {
	if raceDetector {
		t.Skip("much to read, and one goroutine that does")
	}
	for name := range packers() {
		t.Run(name, func(t *testing.T) {
			header := name
			if name == "raw" {
				header = "deflate"
			}
			packed := packedStream(t, name, &repeated{piece: numbered(2000), left: 16 << 20})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			sink := &counter{}
			coverage, err := Extract(t.Context(), Head{Type: "text/plain; charset=utf-8", Encoding: header}, strings.NewReader(packed), sink, Limits{Ratio: 100_000})
			if err != nil || !coverage.Whole() || sink.n < 16<<20 {
				t.Fatalf("%v, %v, %d bytes", err, coverage, sink.n)
			}
			runtime.ReadMemStats(&after)
			if allocated := int64(after.TotalAlloc-before.TotalAlloc) >> 20; allocated > 40 {
				t.Errorf("%d MiB allocated", allocated)
			}
		})
	}
}
