package content

// workbook reads an XLSX: each row on a line, its cells set apart by tabs.
func (a *archive) workbook() error {
	if len(a.matching("xl/worksheets/*.xml")) == 0 {
		return a.all()
	}
	if err := a.text("xl/workbook.xml", func() format { return newSheetNames(a.x.out) }); err != nil {
		return err
	}
	words := &words{}
	defer func() { clear(words.text) }()
	if err := a.text("xl/sharedStrings.xml", func() format { return newWords(a.x.out, words, a.x.limits.Document) }); err != nil {
		return err
	}
	if err := a.text("xl/worksheets/*.xml", func() format { return newSheet(a.x.out, words) }); err != nil {
		return err
	}
	for _, pattern := range []string{"xl/comments*.xml", "xl/comments/*.xml", "xl/threadedComments/*.xml", "xl/drawings/drawing*.xml", "xl/charts/chart*.xml"} {
		if err := a.text(pattern, func() format { return newOffice(a.x.out) }); err != nil {
			return err
		}
	}
	return a.around("xl")
}

// sheetNames writes the names of the sheets.
type sheetNames struct {
	markup
	out   *output
	sheet bool
}

func newSheetNames(out *output) *sheetNames {
	s := &sheetNames{out: out}
	s.markup.to, s.markup.isXML = s, true
	return s
}

func (s *sheetNames) open(name []byte) { s.sheet = string(localName(name)) == "sheet" }

func (s *sheetNames) attribute(name []byte) bool { return s.sheet && string(name) == "name" }

func (s *sheetNames) value(p []byte) { _, _ = s.out.Write(p) }

func (s *sheetNames) valueEnd() { s.out.endLine() }

func (s *sheetNames) opened(bool) {}

func (s *sheetNames) close([]byte) {}

func (s *sheetNames) text([]byte) {}
