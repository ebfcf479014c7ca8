package pdf

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const helvetica = "/F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"

func TestText(t *testing.T) {
	widths := "/W<</Subtype/TrueType/Encoding/WinAnsiEncoding/FirstChar 32/Widths[" + strings.Repeat("500 ", 224) + "]>>"
	toUnicode := "/T<</Subtype/Type0/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[<</DW 500/W[1[600 600]9 12 500]>>]>>"
	cmap := "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0103> <0002> <D83DDE00> endbfchar 2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<0218> <00660069>] endbfrange endcmap"
	for _, c := range []struct {
		name, file, want string
	}{
		{"one string", onePage("BT /F 12 Tf 72 700 Td (CNP 1960101123458) Tj ET", helvetica), "CNP 1960101123458\n"},
		{"escapes and hexadecimal strings", onePage(`BT /F 12 Tf (a\(b\)\101\n\\) Tj <4142 4> Tj ET`, helvetica), "a(b)A \\AB@\n"},
		{"lines below one another", onePage("BT /F 12 Tf 14 TL 72 700 Td (unu) Tj T* (doi) Tj 0 -14 Td (trei) Tj (patru) ' 1 2 (cinci) \" ET", helvetica), "unu\ndoi\ntrei\npatru\ncinci\n"},
		{"a number torn apart to fit", onePage("BT /F 12 Tf [(19) -20 (60) 30 (101123458)] TJ ET", helvetica), "1960101123458\n"},
		{"words set apart without spaces", onePage("BT /W 10 Tf [(CNP) -250 (1960) -2500 (Ana)] TJ ET", widths), "CNP 1960\tAna\n"},
		{"each glyph placed on its own", onePage("BT /W 10 Tf 1 0 0 1 0 0 Tm (C) Tj 1 0 0 1 5 0 Tm (N) Tj 1 0 0 1 10 0 Tm (P) Tj 1 0 0 1 18 0 Tm (1) Tj 1 0 0 1 23 0 Tm (9) Tj ET", widths), "CNP 19\n"},
		{"words placed on their own, no widths", onePage("BT /F 10 Tf 0 0 Td (CNP) Tj 24 0 Td (1960) Tj ET", helvetica), "CNP 1960\n"},
		{"text turned by a quarter", onePage("0 1 -1 0 0 0 cm BT /W 10 Tf (unu) Tj 20 0 Td (doi) Tj 0 -20 Td (trei) Tj ET", widths), "unu doi\ntrei\n"},
		{"small letters that stand high", onePage("BT /W 10 Tf (m) Tj 4 Ts /W 6 Tf (2) Tj ET", widths), "m2\n"},
		{"a font of many glyphs", onePage("BT /T 10 Tf <00010011001900200021> Tj <0002> Tj ET", toUnicode, streamed("", cmap)), "ă19Șfi😀\n"},
		{"letters by their names", onePage("BT /D 10 Tf (abcdefgh) Tj ET", "/D<</Subtype/Type1/Encoding<</Differences[97/abreve/scommaaccent/uni021B/u00EE/f_i/A.alt 103/one/quoteright]>>>>"), "ășțîfiA1’\n"},
		{"a picture among the operators", onePage("BI /W 1 /H 1 ID (Tj)\x00EIx EI BT /F 10 Tf (dupa) Tj ET", helvetica), "dupa\n"},
		{"comments and broken operators", onePage("% (nu) Tj\n]] >> BT /F Tf 12 /F 12 Tf ) (da) Tj { } /x Tj Tj ET", helvetica), "da\n"},
		{"no font at all", onePage("BT (text) Tj ET", ""), "text\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _, _ := read(t, c.file); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFilters(t *testing.T) {
	operators := "BT /F 12 Tf (Ana are mere si pere si mere si pere) Tj ET"
	want := "Ana are mere si pere si mere si pere\n"
	var predicted strings.Builder
	for len(operators)%8 != 0 {
		operators += " "
	}
	above := strings.Repeat("\x00", 8)
	for at := 0; at < len(operators); at += 8 {
		row := operators[at : at+8]
		kind := byte(at / 8 % 5)
		predicted.WriteByte(kind)
		for i := range 8 {
			var left, corner byte
			if i > 0 {
				left, corner = row[i-1], above[i-1]
			}
			predict := []byte{0, left, above[i], byte((int(left) + int(above[i])) / 2), paeth(left, above[i], corner)}[kind]
			predicted.WriteByte(row[i] - predict)
		}
		above = row
	}
	for _, c := range []struct{ name, entries, data string }{
		{"flate", "/Filter/FlateDecode", deflated(operators)},
		{"flate without checksum", "/Filter/FlateDecode", deflated(operators)[:len(deflated(operators))-4]},
		{"hexadecimal", "/Filter[/ASCIIHexDecode]", hex.EncodeToString([]byte(operators)) + ">"},
		{"run lengths", "/F/RL", "\x0a" + operators[:11] + "\xffX"[:0] + string([]byte{byte(len(operators) - 12)}) + operators[11:] + "\x80"},
		{"one filter upon another", "/Filter[/AHx/Fl]", hex.EncodeToString([]byte(deflated(operators)))},
		{"predicted from neighbours", "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 8>>", deflated(predicted.String())},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, _ := read(t, built("<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Type/Page/Contents 4 0 R/Resources<</Font<<"+helvetica+">>>>>>", streamed(c.entries, c.data)))
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	// The example of the standard (7.4.4.2), and the base 85 of a word.
	if got, _ := (&file{limits: unlimited(nil)}).undo("LZWDecode", nil, []byte("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01")); string(got) != "-----A---B" {
		t.Errorf("LZW: %q", got)
	}
	if got := string(ascii85([]byte("87cUR\nD]i,\"Ebo80~>x"))); got != "Hello World!" {
		t.Errorf("base 85: %q", got)
	}
}

func TestWhatStandsBesideThePages(t *testing.T) {
	file := built(
		"<</Pages 2 0 R/AcroForm<</Fields[5 0 R]/XFA[(x) 8 0 R]>>/Names<</EmbeddedFiles<</Names[(f)7 0 R]>>>>>>",
		"<</Kids[3 0 R 3 0 R 2 0 R]>>",
		"<</Type/Page/Contents[4 0 R 4 0 R]/Resources<</XObject<</X 6 0 R/I 9 0 R>>>>/Annots[<</Subtype/Text/Contents<feff021900e9>>>]>>",
		streamed("", "q /X Do Q /I Do"),
		"<</T(persoana)/Kids[<</T(cnp)/V(1960101123458)>><</T(da)/V/Yes>><</T(nu)/V/Off>><</V[(unu)(doi)]>>]>>",
		streamed("/Subtype/Form/Resources<</XObject<</X 6 0 R>>>>", "BT (forma) Tj ET /X Do"),
		"<</Type/Filespec/F(a.txt)/EF<</F 8 0 R>>>>",
		streamed("", "<a>ana</a>"),
		streamed("/Subtype/Image", "xx"),
	)
	got, result, attached := read(t, file)
	// A form may draw itself; it is drawn so often as forms may nest.
	if want := strings.Repeat("forma", maxForms) + strings.Repeat("forma", maxForms) + "\nșé\ncnp: 1960101123458\nda: Yes\npersoana: unu\npersoana: doi\n"; strings.ReplaceAll(strings.ReplaceAll(got, " ", ""), "forma\nforma", "formaforma") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("got %q", got)
	}
	if !result.Pictures || result.Broken || result.Unmapped || result.Cut {
		t.Errorf("result %+v", result)
	}
	if fmt.Sprint(attached) != "[a.txt=<a>ana</a> form.xml=<a>ana</a>]" {
		t.Errorf("attached %q", attached)
	}
}

func TestObjectsInStreams(t *testing.T) {
	objects := []string{"<</Pages 12 0 R>>", "<</Kids[13 0 R]>>", "<</Type/Page/Contents 4 0 R>>"}
	var heads, bodies string
	for i, o := range objects {
		heads += fmt.Sprintf("%d %d ", 11+i, len(bodies))
		bodies += o + " "
	}
	packed := streamed(fmt.Sprintf("/Type/ObjStm/N 3/First %d/Filter/FlateDecode", len(heads)), deflated(heads+bodies))
	file := "%PDF-1.5\n1 0 obj " + packed + " endobj 4 0 obj " + streamed("", "BT (vechi) Tj ET") + " endobj\n" +
		"5 0 obj " + streamed("/Type/XRef/Root 11 0 R", "x") + " endobj\n4 0 obj " + streamed("", "BT (nou) Tj ET") + "endobj startxref"
	if got, result, _ := read(t, file); got != "nou\n" || result.Broken {
		t.Errorf("got %q, %+v", got, result)
	}
}

// TestLocked reads files that qpdf encrypted in every way it knows: without a
// password to read them, and with one.
func TestLocked(t *testing.T) {
	files, err := filepath.Glob("testdata/*.pdf")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			_, err = Text(data, &text, unlimited(nil))
			if strings.Contains(name, "password") {
				if !errors.Is(err, ErrEncrypted) || text.Len() > 0 {
					t.Errorf("%v, %q", err, text.String())
				}
				return
			}
			if want := "Title: Fișă\nCNP 1960101123458\ncnp: 1960101123458\n"; err != nil || text.String() != want {
				t.Errorf("%v, %q", err, text.String())
			}
		})
	}
}

func TestBroken(t *testing.T) {
	whole := onePage("BT /F 12 Tf (CNP 1960101123458) Tj ET", helvetica)
	t.Run("no table, no trailer", func(t *testing.T) {
		got, result, _ := read(t, whole[:strings.Index(whole, "xref")])
		if got != "CNP 1960101123458\n" || !result.Broken {
			t.Errorf("got %q, %+v", got, result)
		}
	})
	t.Run("a length that lies", func(t *testing.T) {
		got, _, _ := read(t, strings.ReplaceAll(whole, "/Length 4", "/Length 9"))
		if got != "CNP 1960101123458\n" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("contents that are not there", func(t *testing.T) {
		_, result, _ := read(t, strings.ReplaceAll(whole, "4 0 obj", "9 0 obj"))
		if !result.Broken {
			t.Errorf("%+v", result)
		}
	})
	t.Run("glyphs without meaning", func(t *testing.T) {
		_, result, _ := read(t, onePage("BT /T 9 Tf <000100020003> Tj ET", "/T<</Subtype/Type0/Encoding/Identity-H>>"))
		if !result.Unmapped {
			t.Errorf("%+v", result)
		}
	})
	t.Run("no page", func(t *testing.T) {
		if _, err := Text([]byte("%PDF-1.4 hello"), &strings.Builder{}, unlimited(nil)); !errors.Is(err, ErrBroken) {
			t.Error(err)
		}
	})
	t.Run("a huge size in a stream of references", func(t *testing.T) {
		got := built("<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Type/Page>>", streamed("/Type/XRef/Size 40000000000/W[1 2 1]/Prev 9", "x"))
		if _, err := Text([]byte(got), &strings.Builder{}, unlimited(nil)); err != nil {
			t.Error(err)
		}
	})
}

// TestSpendEnds: whatever reads on for long asks whether it may, and stops.
func TestSpendEnds(t *testing.T) {
	enough := errors.New("enough")
	bottomless := built("<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Type/Page/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>", streamed("", strings.Repeat("/X Do ", 1000)),
		streamed("/Subtype/Form", strings.Repeat("/X Do ", 1000)))
	left := 10_000
	limits := unlimited(nil)
	limits.Spend = func(int) error {
		if left--; left < 0 {
			return enough
		}
		return nil
	}
	if _, err := Text([]byte(bottomless), &strings.Builder{}, limits); !errors.Is(err, enough) {
		t.Error(err)
	}
	for _, file := range []string{strings.Repeat("[", 1<<20), "1 0 obj" + strings.Repeat("<</A", 1<<20), "1 0 obj" + strings.Repeat("[1", 1<<20), strings.Repeat("1 0 obj<</Type/ObjStm>>stream", 3000), strings.Repeat("1 0 obj ", 300_000)} {
		_, err := Text([]byte("%PDF-1.4 "+file), &strings.Builder{}, unlimited(nil))
		if err != nil && !errors.Is(err, ErrBroken) {
			t.Error(err)
		}
	}
}

func FuzzPDF(f *testing.F) {
	f.Add([]byte(onePage("BT /F 12 Tf [(a) -300 (b)] TJ T* <00> ' ET q 1 0 0 1 0 0 cm Q", helvetica)))
	f.Add([]byte(onePage("BT /T 1 Tf <0001> Tj ET", "/T<</Subtype/Type0/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[<</W[1 2 3]>>]>>", streamed("", "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <00> <05> <0041> endbfrange"))))
	f.Add([]byte(built("<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Type/Page/Contents 4 0 R>>", streamed("/Filter[/LZW/RL/A85/AHx/Fl]/DecodeParms<</Predictor 12>>", "\x80\x0b\x60"))))
	files, _ := filepath.Glob("testdata/*.pdf")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		enough := errors.New("enough")
		left := 1 << 16
		limits := unlimited(new([]string))
		limits.Stream = 1 << 18
		limits.Spend = func(n int) error {
			if left -= 1 + n/64; left < 0 {
				return enough
			}
			return nil
		}
		_, _ = Text(data, &strings.Builder{}, limits)
	})
}
