package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// built gives a PDF of objects, numbered from 1, with a table; object 1 is its root.
func built(objects ...string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.String()
}

// streamed gives a stream object with what its dictionary holds besides its length.
func streamed(entries, data string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

// onePage gives a PDF of one page with these operators and fonts, and more objects
// from 5 on.
func onePage(operators, fonts string, more ...string) string {
	return built(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<<" + fonts + ">>>>>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
		streamed("", operators),
	}, more...)...)
}

// deflated gives data as FlateDecode has it.
func deflated(data string) string {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write([]byte(data))
	_ = w.Close()
	return packed.String()
}

// unlimited lets everything be read and collects the names and bytes of attachments.
func unlimited(attached *[]string) Limits {
	return Limits{
		Stream: 8 << 20,
		Spend:  func(int) error { return nil },
		Attachment: func(name string, data []byte) error {
			*attached = append(*attached, name+"="+string(data))
			return nil
		},
	}
}

// read gives the text of a PDF.
func read(t testing.TB, file string) (string, Result, []string) {
	t.Helper()
	var text strings.Builder
	var attached []string
	result, err := Text([]byte(file), &text, unlimited(&attached))
	if err != nil {
		t.Fatalf("Text: %v, after %q", err, text.String())
	}
	return text.String(), result, attached
}
