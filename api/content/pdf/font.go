package pdf

import "strings"

// font tells what the codes of a string mean, and how wide their glyphs are.
type font struct {
	// wide is set where codes may have more bytes than one.
	wide bool
	// toText maps codes to text; nil if the font does not tell.
	toText *cmap
	// cut tells how bytes are cut into codes, where that is told apart.
	cut *cmap
	// unicode is set where codes are UTF-16 themselves.
	unicode bool
	// simple is what each byte means, in a font of single bytes; "" if that is not known.
	simple [256]string
	// widths are those of codes, in thousandths of the size; missing is that of others.
	widths  map[uint32]float64
	missing float64
	// sure is set when the widths are known.
	sure bool
}

// standardWidth is how wide a glyph is taken to be when the font does not tell: most
// letters of Helvetica and the digits.
const standardWidth = 556

// font reads the font that a page names so.
func (d *document) font(v any) (*font, error) {
	r, isReference := v.(reference)
	if known := d.fonts[r.number]; isReference && known != nil {
		return known, nil
	}
	f, err := d.readFont(d.dict(v))
	if err == nil && isReference {
		d.fonts[r.number] = f
	}
	return f, err
}

func (d *document) readFont(from dict) (*font, error) {
	f := &font{missing: standardWidth}
	f.wide = d.name(from["Subtype"]) == "Type0"
	if s, ok := d.follow(from["ToUnicode"]).(*stream); ok {
		data, err := d.unpack(s)
		if err != nil {
			return nil, err
		}
		f.toText = readCMap(data)
	}
	if f.wide {
		return f, d.readWide(f, from)
	}
	d.readSimple(f, from)
	return f, nil
}

// readWide reads a font of many glyphs (9.7).
func (d *document) readWide(f *font, from dict) error {
	switch encoding := d.follow(from["Encoding"]).(type) {
	case name:
		f.unicode = strings.Contains(string(encoding), "UCS2") || strings.Contains(string(encoding), "UTF16")
	case *stream:
		data, err := d.unpack(encoding)
		if err != nil {
			return err
		}
		f.cut = readCMap(data)
	}
	var descendant dict
	if all := d.array(from["DescendantFonts"]); len(all) > 0 {
		descendant = d.dict(all[0])
	}
	f.sure, f.missing = true, 1000
	if descendant["DW"] != nil {
		f.missing = d.number(descendant["DW"])
	}
	f.widths = d.wideWidths(d.array(descendant["W"]))
	return nil
}

// wideWidths reads widths: "first [w w w]" or "first last w" (9.7.4.3).
func (d *document) wideWidths(w array) map[uint32]float64 {
	widths := map[uint32]float64{}
	for i := 0; i+1 < len(w) && len(widths) < maxMapped; {
		first := d.integer(w[i])
		if each := d.array(w[i+1]); each != nil {
			for k, v := range each {
				widths[uint32(first+k)] = d.number(v)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		last := min(d.integer(w[i+1]), first+maxMapped-len(widths))
		for c := first; c <= last; c++ {
			widths[uint32(c)] = d.number(w[i+2])
		}
		i += 3
	}
	return widths
}

// readSimple reads a font of single bytes (9.6).
func (d *document) readSimple(f *font, from dict) {
	base := name("")
	var differences array
	switch encoding := d.follow(from["Encoding"]).(type) {
	case name:
		base = encoding
	case dict:
		base = d.name(encoding["BaseEncoding"])
		differences = d.array(encoding["Differences"])
	}
	if base == "" && d.name(from["Subtype"]) == "Type1" {
		base = "StandardEncoding"
	}
	for b := range 256 {
		if r := baseEncoding(base, byte(b)); r >= ' ' {
			f.simple[b] = string(r)
		} else if b < ' ' {
			f.simple[b] = " " // shown as nothing
		}
	}
	d.readDifferences(f, differences)
	d.simpleWidths(f, from)
}

// readDifferences reads how an encoding differs from the one it builds on.
func (d *document) readDifferences(f *font, differences array) {
	at := 0
	for _, v := range differences {
		switch v := d.follow(v).(type) {
		case float64:
			at = d.integer(v)
		case name:
			if at < len(f.simple) {
				f.simple[at], _ = glyphText(string(v), d.signs)
			}
			at++
		}
	}
}

// simpleWidths reads the widths of a font of single bytes. Those of a Type 3 font are
// in a space of its own.
func (d *document) simpleWidths(f *font, from dict) {
	widths := d.array(from["Widths"])
	if widths == nil {
		return
	}
	scale := 1.0
	if own := d.array(from["FontMatrix"]); len(own) == 6 && d.name(from["Subtype"]) == "Type3" {
		scale = d.number(own[0]) * 1000
	}
	first := d.integer(from["FirstChar"])
	f.widths, f.sure = map[uint32]float64{}, true
	f.missing = d.number(d.dict(from["FontDescriptor"])["MissingWidth"])
	for i, v := range widths {
		if i >= 256 {
			break
		}
		f.widths[uint32(first+i)] = d.number(v) * scale
	}
}

// next cuts a code off a string and gives how many bytes it has.
func (f *font) next(s text) (uint32, int) {
	switch {
	case !f.wide:
		return uint32(s[0]), 1
	case f.cut != nil && len(f.cut.spaces) > 0:
		return f.cut.next(s)
	case f.toText != nil && len(f.toText.spaces) > 0:
		return f.toText.next(s)
	}
	n := min(2, len(s))
	c, _ := code(s[:n])
	return c, n
}

// text gives what a code means, and whether that is known.
func (f *font) text(c uint32) (string, bool) {
	if f.toText != nil {
		if s, ok := f.toText.lookup(c); ok {
			return s, true
		}
	}
	if f.wide {
		return string(rune(c)), f.unicode
	}
	return f.simple[c&0xff], f.simple[c&0xff] != ""
}

// width gives how wide the glyph of a code is, in its size.
func (f *font) width(c uint32) float64 {
	if w, ok := f.widths[c]; ok {
		return w / 1000
	}
	return f.missing / 1000
}
