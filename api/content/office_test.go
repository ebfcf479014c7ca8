package content

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// TestStrays: a file that no program puts into a document is read, the furniture is not.
func TestStrays(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"a text", docx(t, "<w:p><w:t>a</w:t></w:p>", "secret.txt", "SECRET"), "a\nsecret.txt\nSECRET\n"},
		{"a document", docx(t, "<w:p><w:t>a</w:t></w:p>", "x.docx", docx(t, "<w:p><w:t>b</w:t></w:p>")), "a\nx.docx\nb\n"},
		{"XML beside the text", docx(t, "<w:p><w:t>a</w:t></w:p>", "word/foo.xml", "<a>SECRET</a>"), "a\nword/foo.xml\na: SECRET\n"},
		{"XML that is none", docx(t, "<w:p><w:t>a</w:t></w:p>", "word/foo.xml", "SECRET"), "a\nword/foo.xml\nSECRET\n"},
		{"custom XML", docx(t, "<w:p><w:t>a</w:t></w:p>", "customXml/item1.xml", "<a>SECRET</a>"), "a\na: SECRET\n"},
		{"in a workbook", xlsx(t, "", "", "a.txt", "SECRET"), "Angajați\na.txt\nSECRET\n"},
		{"in slides", zipped(t, "ppt/presentation.xml", "<p/>", "a.txt", "SECRET"), "a.txt\nSECRET\n"},
		{"in OpenDocument", odt(t, "<text:p>a</text:p>", "a.txt", "SECRET"), "a\na.txt\nSECRET\n"},
		{"furniture", docx(t, "<w:p><w:t>a</w:t></w:p>", "_rels/.rels", "<a>1</a>", "word/_rels/document.xml.rels", "<a>1</a>", "word/styles.xml", "<a>1</a>", "word/theme/theme1.xml", "<a>1</a>",
			"word/settings.xml", "<a>1</a>", "word/fontTable.xml", "<a>1</a>", "docProps/app.xml", "<a>1</a>", "word/fonts/font1.odttf", "\x00\x01", "customXml/itemProps1.xml", "<a>1</a>"), "a\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{}, c.body, c.want) })
	}
}

// docx, xlsx, odt give the smallest files of their kinds around a text of XML.
func docx(t testing.TB, body string, more ...string) string {
	return zipped(t, append([]string{"[Content_Types].xml", "<Types/>", "word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>` + body + "</w:body></w:document>"}, more...)...)
}

func xlsx(t testing.TB, rows, strs string, more ...string) string {
	return zipped(t, append([]string{"xl/workbook.xml", `<workbook><sheets><sheet name="Angajați" sheetId="1"/></sheets></workbook>`,
		"xl/sharedStrings.xml", "<sst>" + strs + "</sst>", "xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}, more...)...)
}

func odt(t testing.TB, body string, more ...string) string {
	return zipped(t, append([]string{"mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", "<manifest/>",
		"content.xml", `<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text>` + body + "</office:text></office:body></office:document-content>"}, more...)...)
}

func TestOffice(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"a word in two runs, a tab, a line break", docx(t, `<w:p><w:r><w:t>CNP</w:t><w:tab/><w:t xml:space="preserve">1960101</w:t></w:r><w:r><w:rPr><w:sz w:val="24"/></w:rPr><w:t>123458</w:t><w:br/><w:t>a&amp;b</w:t></w:r></w:p><w:p><w:del><w:delText>vechi</w:delText></w:del></w:p>`),
			"CNP\t1960101123458\na&b\nvechi\n"},
		{"the cells of a row on one line", docx(t, `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>CNP</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1960101123458</w:t></w:r></w:p><w:p><w:r><w:t>și</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:t>x</w:t></w:r></w:p>`),
			"CNP\t1960101123458\nși\nx\n"},
		{"what measures is no text", docx(t, `<w:p><wp:posOffset>1960101123458</wp:posOffset><wp:docPr id="1" descr="Foto: Ana"/><w:r><w:instrText> PAGE </w:instrText><w:t>x</w:t></w:r></w:p>`), "x\nFoto: Ana\n"},
		{"what stands around the text", docx(t, "<w:p><w:t>a</w:t></w:p>", "word/header1.xml", "<w:hdr><w:p><w:t>SECRET</w:t></w:p></w:hdr>", "word/footer2.xml", "<w:p><w:t>jos</w:t></w:p>", "word/footnotes.xml", "<w:p><w:t>notă</w:t></w:p>", "word/comments.xml", "<w:p><w:t>comentariu</w:t></w:p>",
			"docProps/core.xml", "<cp><dc:title>Titlu</dc:title><dcterms:created>2026-01-01</dcterms:created></cp>", "docProps/custom.xml", `<p><property name="CNP"><vt:lpwstr>1960101123458</vt:lpwstr></property></p>`),
			"a\nSECRET\njos\nnotă\ncomentariu\ntitle: Titlu\nname: CNP\nlpwstr: 1960101123458\n"},
		{"a file put into it", docx(t, "<w:p><w:t>a</w:t></w:p>", "word/embeddings/x.docx", docx(t, "<w:p><w:t>b</w:t></w:p>")), "a\nword/embeddings/x.docx\nb\n"},
		{"strings by number, strings inline, numbers long and with exponent", xlsx(t, `<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t>CNP</t></is></c></row><row><c t="s"><v>0</v></c><c><v>1.960101123458E12</v></c><c><f>A1*2</f><v>0.5</v></c><c t="str"><f>"x"</f><v>rezultat</v></c><c t="s"><v>99</v></c></row>`, "<si><r><t>Ștefan </t></r><r><t>Popa</t></r><rPh><t>x</t></rPh></si><si><t>Nume</t></si>"),
			"Angajați\nNume\tCNP\nȘtefan Popa\t1960101123458\t0.5\trezultat\t\n"},
		{"comments of cells", xlsx(t, "", "", "xl/comments1.xml", "<comments><authors><author>Ana</author></authors><comment><text><r><t>o notă</t></r></text></comment></comments>"), "Angajați\no notă\n"},
		{"slides in their order", zipped(t, "ppt/presentation.xml", "<p/>", "ppt/slides/slide10.xml", "<a:p><a:t>zece</a:t></a:p>", "ppt/slides/slide2.xml", "<a:p><a:r><a:t>do</a:t></a:r><a:r><a:t>i</a:t></a:r></a:p>", "ppt/notesSlides/notesSlide1.xml", "<a:p><a:t>note</a:t></a:p>"), "doi\nzece\nnote\n"},
		{"a text of OpenDocument", odt(t, `<text:h>Fișă</text:h><text:p>CNP <text:span>1960</text:span>101<text:s text:c="2"/>123458<text:tab/>x<text:line-break/>y</text:p>`, "styles.xml", "<style:header><text:p>SECRET</text:p></style:header>", "meta.xml", "<m><dc:title>Titlu</dc:title><meta:editing-cycles>3</meta:editing-cycles></m>"),
			"Fișă\nCNP 1960101 123458\tx\ny\nSECRET\ntitle: Titlu\n"},
		{"a table of OpenDocument", odt(t, `<table:table table:name="Foaie"><table:table-row><table:table-cell office:value="1960101123458"><text:p>1.96E+12</text:p></table:table-cell><table:table-cell office:value="7"><text:p>7</text:p></table:table-cell></table:table-row></table:table>`),
			"Foaie\n1.96E+12 1960101123458\t7\n"},
		{"an archive of files, by their names", zipped(t, "dir/", "", "dir/șir.txt", "Ana", "b.json", `{"cnp":"1"}`, "c.html", "<p>x</p>", "d.zip", zipped(t, "e.csv", "y;z")), "dir/șir.txt\nAna\nb.json\ncnp: 1\nc.html\nx\nd.zip\ne.csv\ny;z\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: "application/octet-stream"}, c.body, c.want) })
	}
}

func TestOfficeMissed(t *testing.T) {
	check(t, Head{}, docx(t, "<w:p><w:t>a</w:t></w:p>", "word/media/image1.png", "\x89PNG"), "a\n", MissedPicture)
	check(t, Head{}, odt(t, "<text:p>a</text:p>", "META-INF/manifest.xml", "<manifest:encryption-data/>"), "", MissedEncrypted)
	check(t, Head{}, zipped(t, "xl/workbook.bin", "\x83\x01\x00binarnume"), "xl/workbook.bin\nbinarnume\n", MissedType)
	whole := docx(t, "<w:p><w:t>"+numbered(500)+"</w:t></w:p><w:p><w:t>sfârșit</w:t></w:p>")
	got, missed := read(t, Head{}, strings.NewReader(whole[:len(whole)/2]), Limits{})
	if !strings.HasPrefix(got, "rândul ") || len(got) < 500 || len(missed) != 1 || missed[0] != MissedBroken {
		t.Errorf("a DOCX cut in half: %d bytes, missed %v", len(got), missed)
	}
}

// TestOfficeLocked: a file of ZIP whose flag says it is encrypted, and Office files with
// a password, which are no ZIP but hold a stream of a certain name.
func TestOfficeLocked(t *testing.T) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "a.txt", Flags: 1, CompressedSize64: 4, UncompressedSize64: 4})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte("\x01\x02\x03\x04"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	check(t, Head{}, packed.String(), "a.txt\n", MissedEncrypted)
	var wide []byte
	for _, r := range "EncryptedPackage" {
		wide = binary.LittleEndian.AppendUint16(wide, uint16(r))
	}
	locked := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", pieceSize-24) + string(wide) + "\x00\x00\xff"
	check(t, Head{Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}, locked, "EncryptedPackage\n", MissedEncrypted)
}

// TestWorkbookOfManyStrings: strings that do not fit in memory are written all the same.
func TestWorkbookOfManyStrings(t *testing.T) {
	var strs strings.Builder
	for i := range 5000 {
		strs.WriteString("<si><t>" + numbered(i%7+1) + "</t></si>")
	}
	body := xlsx(t, `<row><c t="s"><v>0</v></c></row>`, strs.String())
	got, missed := read(t, Head{}, strings.NewReader(body), Limits{Document: int64(len(body) + 1000), Ratio: 1000})
	if len(missed) > 0 || strings.Count(got, "rândul") < 19_000 {
		t.Errorf("%d strings, missed %v", strings.Count(got, "rândul"), missed)
	}
}
