package pdf

import (
	"bytes"
	"strings"
)

const (
	// tail is how far before the end a file says where its table is, in bytes.
	tail = 2048
	// maxTree is how deep trees of pages, fields and names may be.
	maxTree = 32
	// maxForms is how many form objects may be drawn by one another.
	maxForms = 8
)

// document is a file that is read page by page.
type document struct {
	*file
	lines *lines
	// fonts are those that were read, by the number of their object.
	fonts map[int]*font
	// signs are the names of glyphs.
	signs map[string]rune
	// mapped and unmapped count glyphs.
	mapped, unmapped int
	// visited has the objects of the tree that is walked, for trees may bite their tails.
	visited map[int]bool
	// pages counts the pages.
	pages int
}

// read reads everything in the file that people see.
func (d *document) read() error {
	for _, key := range []name{"Title", "Author", "Subject", "Keywords"} {
		d.labelled(string(key), d.dict(d.info)[key])
	}
	d.result.Broken = !bytes.Contains(d.data[max(0, len(d.data)-tail):], []byte("startxref"))
	root := d.dict(d.root)
	d.visited = map[int]bool{}
	if err := d.pageTree(root["Pages"], nil, 0); err != nil {
		return err
	}
	if d.pages == 0 {
		if err := d.strayPages(); err != nil {
			return err
		}
	}
	form := d.dict(root["AcroForm"])
	d.visited = map[int]bool{}
	if err := d.fields(form["Fields"], "", 0); err != nil {
		return err
	}
	if err := d.attached(root, form); err != nil {
		return err
	}
	if d.pages == 0 {
		return ErrBroken
	}
	return nil
}

// labelled writes "label: value" if the value is a string.
func (d *document) labelled(label string, v any) {
	if s, ok := d.follow(v).(text); ok && s != "" {
		d.lines.line(label, decodeString(s))
	}
}

// visit tells whether a node of a tree is met for the first time.
func (d *document) visit(v any) bool {
	r, ok := v.(reference)
	if !ok {
		return true
	}
	if d.visited[r.number] {
		return false
	}
	d.visited[r.number] = true
	return true
}

// pageTree reads the pages below a node (7.7.3). resources are those that are
// inherited.
func (d *document) pageTree(v any, resources any, depth int) error {
	if depth > maxTree || !d.visit(v) {
		return nil
	}
	if err := d.limits.Spend(0); err != nil {
		return err
	}
	node := d.dict(v)
	if node == nil {
		return nil
	}
	if node["Resources"] != nil {
		resources = node["Resources"]
	}
	kids := d.array(node["Kids"])
	if kids == nil {
		return d.page(node, resources)
	}
	for _, kid := range kids {
		if err := d.pageTree(kid, resources, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// strayPages reads the pages of a file whose tree is lost.
func (d *document) strayPages() error {
	for _, number := range d.order {
		node, ok := d.object(number).(dict)
		if ok && d.name(node["Type"]) == "Page" {
			if err := d.page(node, node["Resources"]); err != nil {
				return err
			}
		}
		if err := d.limits.Spend(0); err != nil {
			return err
		}
	}
	return nil
}

// page reads a page: what it shows, then what is noted on it.
func (d *document) page(node dict, resources any) error {
	d.pages++
	p := newPainter(d, d.dict(resources))
	contents := d.follow(node["Contents"])
	if contents == nil && node["Contents"] != nil {
		d.result.Broken = true
	}
	streams, ok := contents.(array)
	if !ok {
		streams = array{contents}
	}
	for _, v := range streams {
		if s, ok := d.follow(v).(*stream); ok {
			if err := p.paint(s, 0); err != nil {
				return err
			}
		}
	}
	d.lines.endLine()
	for _, v := range d.array(node["Annots"]) {
		if err := d.annotation(d.dict(v)); err != nil {
			return err
		}
	}
	return d.lines.err
}

// annotation reads what is noted on a page (12.5).
func (d *document) annotation(a dict) error {
	if err := d.limits.Spend(0); err != nil {
		return err
	}
	d.labelled("", a["Contents"])
	if d.name(a["Subtype"]) == "FreeText" && a["Contents"] == nil {
		d.labelled("", a["RC"])
	}
	if a["FS"] != nil {
		return d.fileSpec(a["FS"])
	}
	return nil
}

// fields reads the fields of a form and what was filled in (12.7.3).
func (d *document) fields(v any, above string, depth int) error {
	if depth > maxTree {
		return nil
	}
	for _, kid := range d.array(v) {
		if !d.visit(kid) {
			continue
		}
		if err := d.limits.Spend(0); err != nil {
			return err
		}
		field := d.dict(kid)
		label := above
		if s, ok := d.follow(field["T"]).(text); ok {
			label = decodeString(s)
		}
		d.fieldValue(label, field["V"])
		if err := d.fields(field["Kids"], label, depth+1); err != nil {
			return err
		}
	}
	return d.lines.err
}

// fieldValue writes what a field holds.
func (d *document) fieldValue(label string, v any) {
	switch v := d.follow(v).(type) {
	case text:
		d.labelled(label, v)
	case name:
		if v != "Off" {
			d.lines.line(label, string(v))
		}
	case array:
		for _, choice := range v {
			d.labelled(label, choice)
		}
	case *stream:
		if data, err := d.unpack(v); err == nil {
			d.labelled(label, text(data))
		}
	}
}

// attached gives the files that are attached, and the data of XFA forms.
func (d *document) attached(root, form dict) error {
	d.visited = map[int]bool{}
	if err := d.names(d.dict(root["Names"])["EmbeddedFiles"], 0); err != nil {
		return err
	}
	var xfa []byte
	parts := d.array(form["XFA"])
	if s, ok := d.follow(form["XFA"]).(*stream); ok {
		parts = array{s}
	}
	for _, v := range parts {
		s, ok := d.follow(v).(*stream)
		if !ok || int64(len(xfa)) > d.limits.Stream {
			continue
		}
		data, err := d.unpack(s)
		if err != nil {
			return err
		}
		xfa = append(xfa, data...)
	}
	if len(xfa) == 0 {
		return nil
	}
	return d.attach("form.xml", xfa)
}

// attach gives a file, behind the text that was read before.
func (d *document) attach(name string, data []byte) error {
	if err := d.lines.end(); err != nil {
		return err
	}
	return d.limits.Attachment(name, data)
}

// names reads the tree of attached files (7.9.6).
func (d *document) names(v any, depth int) error {
	if depth > maxTree || !d.visit(v) {
		return nil
	}
	node := d.dict(v)
	for i, named := range d.array(node["Names"]) {
		if i%2 == 0 {
			continue
		}
		if err := d.fileSpec(named); err != nil {
			return err
		}
	}
	for _, kid := range d.array(node["Kids"]) {
		if err := d.names(kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// fileSpec gives a file that is attached (7.11.3).
func (d *document) fileSpec(v any) error {
	spec := d.dict(v)
	files := d.dict(spec["EF"])
	if files == nil || !d.visit(v) {
		return nil
	}
	label, _ := d.follow(spec["UF"]).(text)
	if label == "" {
		label, _ = d.follow(spec["F"]).(text)
	}
	for _, key := range []name{"UF", "F"} {
		s, ok := d.follow(files[key]).(*stream)
		if !ok {
			continue
		}
		data, err := d.unpack(s)
		if err != nil {
			return err
		}
		return d.attach(strings.ReplaceAll(decodeString(label), "\n", " "), data)
	}
	return nil
}
