package content

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// TestBesideTheDirectory: what an archive holds beside what its directory lists is read as
// well as can be, and told of.
func TestBesideTheDirectory(t *testing.T) {
	first, second := zipped(t, "b.txt", "CNP 1960101123458"), zipped(t, "a.txt", "Ana")
	directory := strings.Index(second, "PK\x01\x02")
	for _, c := range []struct{ name, body, want string }{
		{"an archive in front", first + second, "a.txt\nAna\nb.txt\nCNP 1960101123458\n"},
		{"two in front", first + first + second, "a.txt\nAna\nb.txt\nCNP 1960101123458\nb.txt\nCNP 1960101123458\n"},
		{"a document in front", docx(t, "<w:p><w:t>CNP</w:t></w:p>") + docx(t, "<w:p><w:t>a</w:t></w:p>"), "a\nCNP\n"},
		{"an archive before the directory", second[:directory] + first + second[directory:], "a.txt\na.txt\nAna\nb.txt\nCNP 1960101123458\n"},
		{"text behind the directory", second + "CNP 1960101123458", "CNP 1960101123458\na.txt\nAna\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, Head{}, c.body, c.want, MissedBroken)
		})
	}
}

// TestWholeArchives: what programs write has nothing beside the directory.
func TestWholeArchives(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, h := range []*zip.FileHeader{{Name: "gol/"}, {Name: "gol.txt"}, {Name: "a.txt", Method: zip.Deflate, Comment: "c", Extra: []byte("\x01\x99\x02\x00ab")}, {Name: "b.txt"}} {
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(h.Name, "gol") {
			_, _ = f.Write([]byte("Ana"))
		}
	}
	if err := w.SetComment("CNP 1960101123458"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	check(t, Head{}, b.String(), "CNP 1960101123458\ngol.txt\na.txt\nAna\nb.txt\nAna\n")
}
