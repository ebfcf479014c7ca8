package content

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"
)

// maxDirectory is the most files an archive may list to be opened at all: each costs
// some 300 bytes.
const maxDirectory = 16 << 10

// zip reads an archive, or a document that is one.
func (x *extraction) zip(data []byte, depth int) error {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxDirectory {
		return missedError(MissedTooMany)
	}
	opened, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	a := &archive{x: x, depth: depth, size: int64(len(data)), opened: map[string]bool{}}
	if err != nil || len(opened.File) == 0 {
		a.files = salvage(data)
		if err := x.note(MissedBroken); err != nil {
			return err
		}
	} else {
		for _, f := range opened.File {
			a.files = append(a.files, ofZip(f))
		}
		if err := a.outside(data, opened); err != nil {
			return err
		}
	}
	return a.read()
}

// archive is an archive that is read.
type archive struct {
	x     *extraction
	depth int
	size  int64
	files []file
	// opened has the names of the files that were read.
	opened map[string]bool
	// unpacked is how many bytes came out of it.
	unpacked int64
}

// file is a file of an archive.
type file struct {
	name      string
	encrypted bool
	open      func() (io.Reader, error)
}

func ofZip(f *zip.File) file {
	return file{
		name:      f.Name,
		encrypted: f.Flags&1 != 0,
		open:      func() (io.Reader, error) { return f.Open() },
	}
}

// read reads the archive as what its files show it to be.
func (a *archive) read() error {
	switch {
	case a.has("word/document.xml"):
		return a.word()
	case a.has("xl/workbook.xml"), a.has("xl/workbook.bin"):
		return a.workbook()
	case a.has("ppt/presentation.xml"):
		return a.slides()
	case a.has("content.xml") && a.has("META-INF/manifest.xml"):
		return a.openDocument()
	}
	return a.all()
}

func (a *archive) has(name string) bool {
	return slices.ContainsFunc(a.files, func(f file) bool { return f.name == name })
}

// matching gives the files whose names match a pattern, shorter names first, so that
// sheet2 comes before sheet10.
func (a *archive) matching(pattern string) []file {
	var found []file
	for _, f := range a.files {
		if ok, _ := path.Match(pattern, f.name); ok {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b file) int {
		if len(a.name) != len(b.name) {
			return len(a.name) - len(b.name)
		}
		return strings.Compare(a.name, b.name)
	})
	return found
}

// all reads every file as a body of its own, under its name.
func (a *archive) all() error {
	for _, f := range a.files {
		if strings.HasSuffix(f.name, "/") {
			continue
		}
		if err := a.body(f); err != nil {
			return err
		}
	}
	return nil
}

// body reads a file as a body of its own; its name is a line, and tells its type.
func (a *archive) body(f file) error {
	a.x.fileName(f.name)
	return a.open(f, func(r io.Reader) error {
		return a.x.body(r, Head{Type: typeByName(f.name)}, a.depth+1)
	})
}

// fileName writes the name of a file inside a document.
func (x *extraction) fileName(name string) {
	x.out.endLine()
	x.out.writeString(nameText(x.raw(name)))
	x.out.endLine()
}

// open has a file read; what goes wrong with it ends only this file, but for what
// ends the whole archive.
func (a *archive) open(f file, read func(io.Reader) error) error {
	if err := a.x.enter(); err != nil {
		return err
	}
	a.opened[f.name] = true
	if f.encrypted {
		return a.x.note(MissedEncrypted)
	}
	r, err := f.open()
	if err != nil {
		return a.x.settle(err)
	}
	err = a.x.settle(read(&member{a: a, r: r}))
	a.x.out.endLine()
	if err == nil {
		return a.x.inTime()
	}
	return err
}

// text has the files that match a pattern read as XML by a reader of their own.
func (a *archive) text(pattern string, read func() format) error {
	for _, f := range a.matching(pattern) {
		err := a.open(f, func(r io.Reader) error { return a.x.xmlFile(r, read()) })
		if err != nil {
			return err
		}
	}
	return nil
}

// bodies has the files that match a pattern read as bodies of their own.
func (a *archive) bodies(pattern string) error {
	for _, f := range a.matching(pattern) {
		if err := a.body(f); err != nil {
			return err
		}
	}
	return nil
}

// pictures notes that files that match a pattern are there.
func (a *archive) pictures(pattern string) error {
	if len(a.matching(pattern)) > 0 {
		return a.x.note(MissedPicture)
	}
	return nil
}

// member gives what a file of an archive unpacks to, within the limits: what comes
// out of an archive is measured by the size of the archive, for its files may share bytes.
type member struct {
	a *archive
	r io.Reader
}

func (m *member) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.a.unpacked += int64(n)
	if limit := m.a.x.expand(n, m.a.size, m.a.unpacked); limit != nil {
		return 0, limit
	}
	return n, err
}

// xmlFile reads XML of a document, in whatever charset it declares.
func (x *extraction) xmlFile(r io.Reader, f format) error {
	start := make([]byte, sniffed)
	n, err := io.ReadFull(r, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	start = start[:n]
	charset, skip, err := x.charset("", declaredInside(start), start)
	if err != nil {
		return err
	}
	return x.pump(x.converted(io.MultiReader(bytes.NewReader(start[skip:]), r), charset), f)
}
