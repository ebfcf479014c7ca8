package content

import (
	"testing"
)

// BenchmarkExtract gives how fast text of a kind is read, in MB of the body a second.
func BenchmarkExtract(b *testing.B) {
	letters := "Știm că acesta e un rând obișnuit, cu <b>cuvinte</b> &amp; numere: 1960101123458.\n"
	for _, c := range []struct {
		name string
		head Head
		body string
	}{
		{"text", Head{Type: "text/plain; charset=utf-8"}, letters},
		{"guessed", Head{Type: "text/plain"}, letters},
		{"html", Head{Type: "text/html; charset=utf-8"}, "<div class='a b c'><p title=x>" + letters + "</div>"},
		{"xml", Head{Type: "text/xml"}, "<rand a='b'><c>" + letters + "</c></rand>"},
		{"json", Head{Type: "application/json"}, `{"a":"Știm că acesta e un rând\nobișnuit","b":[1,2,3]}`},
		{"form", Head{Type: "application/x-www-form-urlencoded"}, "nume=%C8%98tefan+Popa&cnp=1960101123458&"},
		{"multipart", Head{Type: "multipart/mixed; boundary=b"}, letters},
		{"binary", Head{}, "\x00\x01" + letters},
	} {
		b.Run(c.name, func(b *testing.B) {
			const size = 4 << 20
			b.SetBytes(size)
			for b.Loop() {
				if _, err := Extract(b.Context(), c.head, &repeated{piece: c.body, left: size}, &counter{}, Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
