package pdf

import (
	"errors"
	"io"
)

// Limits bound what reading one file may cost.
type Limits struct {
	// Stream is the most bytes that one stream, and all streams of objects together,
	// may unpack to.
	Stream int64
	// Spend is told how many bytes were unpacked, often, and with 0 when time went
	// by. Its error ends the reading and comes back.
	Spend func(n int) error
	// Attachment takes a file that is attached. Its error ends the reading.
	Attachment func(name string, data []byte) error
}

// Result tells what was met beside text.
type Result struct {
	// Pictures is set when a page shows pictures.
	Pictures bool
	// Unmapped is set when a font does not tell what its glyphs mean, for more than
	// a few of them.
	Unmapped bool
	// Broken is set when the file ends early, or a page names what is not there.
	Broken bool
	// Cut is set when more was there than the limits let be read.
	Cut bool
}

// ErrEncrypted is the error of a file that takes a password to be read.
var ErrEncrypted = errors.New("a password is needed to read the PDF")

// ErrBroken is the error of a file in which no page was found.
var ErrBroken = errors.New("no page found in the PDF")

// Text reads a PDF file and writes its text as UTF-8: what tells of the document, its
// pages line by line, comments, and the fields of forms as "name: value". No error
// holds anything of the file.
func Text(data []byte, to io.Writer, limits Limits) (Result, error) {
	f, err := open(data, limits)
	if err != nil {
		return Result{}, err
	}
	d := &document{file: f, lines: &lines{to: to}, fonts: map[int]*font{}, signs: glyphSigns()}
	err = d.read()
	if err == nil {
		err = d.lines.end()
	}
	if f.spent != nil {
		err = f.spent
	}
	if d.unmapped*5 > d.mapped {
		f.result.Unmapped = true
	}
	return f.result, err
}

// decodeString gives a string that is meant for people (7.9.2.2).
func decodeString(s text) string {
	switch {
	case len(s) >= 2 && s[:2] == "\xfe\xff":
		return utf16Text(s[2:], 0, 1)
	case len(s) >= 2 && s[:2] == "\xff\xfe":
		return utf16Text(s[2:], 1, 0)
	case len(s) >= 3 && s[:3] == "\xef\xbb\xbf":
		return string(s[3:])
	}
	return latinText(s)
}
