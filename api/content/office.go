package content

// properties reads what Office files tell of themselves: title, author, keywords.
func (a *archive) properties() error {
	for _, name := range []string{"docProps/core.xml", "docProps/custom.xml"} {
		if err := a.text(name, func() format { return newProperties(a.x.out) }); err != nil {
			return err
		}
	}
	return nil
}

// word reads a DOCX: the text, what stands above, below and beside it, and what is
// put into it.
func (a *archive) word() error {
	read := func() format { return newOffice(a.x.out) }
	for _, pattern := range []string{"word/document*.xml", "word/header*.xml", "word/footer*.xml", "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml", "word/glossary/document.xml", "word/charts/chart*.xml", "word/diagrams/data*.xml"} {
		if err := a.text(pattern, read); err != nil {
			return err
		}
	}
	return a.around("word")
}

// slides reads a PPTX.
func (a *archive) slides() error {
	read := func() format { return newOffice(a.x.out) }
	for _, pattern := range []string{"ppt/slides/slide*.xml", "ppt/notesSlides/notesSlide*.xml", "ppt/comments/*.xml", "ppt/charts/chart*.xml", "ppt/diagrams/data*.xml"} {
		if err := a.text(pattern, read); err != nil {
			return err
		}
	}
	return a.around("ppt")
}

// around reads what all Office files have beside their text.
func (a *archive) around(folder string) error {
	if err := a.properties(); err != nil {
		return err
	}
	if err := a.text("customXml/item[0-9]*.xml", func() format { return newXML(a.x.out) }); err != nil {
		return err
	}
	if err := a.bodies(folder + "/embeddings/*"); err != nil {
		return err
	}
	if err := a.strays(); err != nil {
		return err
	}
	return a.pictures(folder + "/media/*")
}

// openDocument reads an ODT, ODS or ODP.
func (a *archive) openDocument() error {
	locked := &finder{word: []byte("encryption-data")}
	if err := a.text("META-INF/manifest.xml", func() format { return locked }); err != nil {
		return err
	}
	if locked.found {
		return missedError(MissedEncrypted)
	}
	for _, name := range []string{"content.xml", "styles.xml"} {
		if err := a.text(name, func() format { return newOpen(a.x.out) }); err != nil {
			return err
		}
	}
	if err := a.text("meta.xml", func() format { return newProperties(a.x.out) }); err != nil {
		return err
	}
	if err := a.text("Object*/content.xml", func() format { return newOpen(a.x.out) }); err != nil {
		return err
	}
	if err := a.strays(); err != nil {
		return err
	}
	return a.pictures("Pictures/*")
}
