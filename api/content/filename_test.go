package content

import "testing"

func TestNameText(t *testing.T) {
	for _, c := range []struct{ reason, name, want string }{
		{"a number before the extension", "CNP 1960101123458.pdf", "CNP 1960101123458 .pdf"},
		{"underscores around a number", "CI_Popescu_1960101123458.jpg", "CI Popescu 1960101123458 .jpg"},
		{"digits and letters", "factura RO49AAAA1B31007593840000.pdf", "factura RO49AAAA1B31007593840000 .pdf"},
		{"two extensions", "1960101123458.pdf.p7m", "1960101123458 .pdf.p7m"},
		{"a file in a folder", "acte_2026/1960101123458.txt", "acte 2026/1960101123458 .txt"},
		{"the points of a date stay", "01.02.2026.txt", "01.02.2026 .txt"},
		{"a name without digits stays", "STRICT SECRET_x.docx", "STRICT SECRET_x.docx"},
		{"a word without digits stays", "anexa 12 la contract.docx", "anexa 12 la contract.docx"},
		{"a point at the end", "12.", "12."},
	} {
		if got := nameText(c.name); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

// TestNamesOfFiles: names are read so wherever a body has one.
func TestNamesOfFiles(t *testing.T) {
	check(t, Head{}, zipped(t, "CNP 1960101123458.txt", "Ana"), "CNP 1960101123458 .txt\nAna\n")
	check(t, Head{Type: "text/plain", Disposition: `attachment; filename="CI_1960101123458.jpg"`}, "Ana", "CI 1960101123458 .jpg\nAna\n")
	check(t, Head{Type: "multipart/form-data; boundary=x"}, "--x\r\nContent-Disposition: form-data; name=a; filename=\"CNP 1960101123458.txt\"\r\n\r\nAna\r\n--x--", "a:\nCNP 1960101123458 .txt\nAna\n")
}
