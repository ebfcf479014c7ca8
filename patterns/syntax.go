package patterns

import (
	"fmt"
	"unicode/utf8"

	"github.com/pecete/pecete/patterns/yamlshape"
)

// maxTokens is how many words and marks a rule file may hold.
const maxTokens = 50_000

// limits gives how much a rule file may hold: lists of names are nearly all signs.
func limits() yamlshape.Limits { return yamlshape.Limits{Tokens: maxTokens, Signs: 3 * maxTokens} }

// checkSyntax refuses, before the parser sees them, the parts of the language that
// rule files do not need and that let a small file mean a huge one. It takes a time
// linear in text.
func checkSyntax(file, text string) error {
	return shapeError(file, yamlshape.Check(text, limits()))
}

// checkShape refuses what checkSyntax may not even look at: no reader of this package
// takes it, nor any that looks for a place in the file later.
func checkShape(file, text string) error {
	return shapeError(file, yamlshape.CheckText(text, limits()))
}

// shapeError gives a fault of the shape as one of the file.
func shapeError(file string, fault *yamlshape.Fault) error {
	if fault == nil {
		return nil
	}
	return &FileError{File: file, Line: fault.Line, Column: fault.Column, Reason: fault.Reason}
}

// checkText refuses bytes that are not UTF-8 and control characters.
func checkText(file, text string) error {
	line, column := 1, 1
	for i := 0; i < len(text); {
		if b := text[i]; b >= ' ' && b < 0x7f {
			column++
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &FileError{File: file, Line: line, Column: column, Reason: "file is not valid UTF-8"}
		case r < ' ' && r != '\n' && r != '\r' && r != '\t', r == 0x7f:
			return &FileError{File: file, Line: line, Column: column, Reason: fmt.Sprintf("control character %U", r)}
		case r == '\n':
			line, column = line+1, 0
		}
		column++
		i += size
	}
	return nil
}
