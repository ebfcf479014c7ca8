package classifier

import (
	"strings"
	"testing"
)

func TestColumnHeads(t *testing.T) {
	long := "nume,ci\n" + strings.Repeat("Ion,x\n", 40)
	for _, test := range []struct{ name, text, want string }{
		{"a middle column", "nume,ci,oras\nIon,#,Cluj", "ci"},
		{"the first column", "ci;nume\n#;Ion", "ci"},
		{"the last column", "nume|ci\nIon|#", "ci"},
		{"quoted cells", "\"nume\",\"ci\"\n\"Ion\",\"#\"", "ci"},
		{"a later row", long + "Ion,#\n", "ci"},
		{"a table below a letter", "Buna ziua!\nnume,ci\nIon,#", "ci"},
		{"tabs", "nume\tPasaport\toras\nIon\t#\tCluj", "pasaport"},
		{"tabs, the first column", "ci\tnume\n#\tIon", "ci"},
		{"tabs below a letter", "Buna ziua!\nnume\tci\nAna\t1\nIon\t#", "ci"},
		{"tabs without a head", "Ion\t#", ""},
		{"tabs, fewer columns in the head", "nume\tci\nIon\t1\t#", ""},
		{"no head", "Ion,#,Cluj", ""},
		{"a line without columns between", "nume,ci\n\nIon,#", ""},
		{"no whole cell", "nume,ci\nIon,seria #", ""},
		{"fewer columns in the head", "nume\nIon,#", ""},
		{"a head out of reach", "nume,ci\n" + strings.Repeat("Ion,x\n", 400) + "Ion,#\n", "x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := &view{}
			v.read(test.text)
			at := strings.IndexByte(test.text, '#')
			if got := string(v.columnHead(at, at+1)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
