package patterns

import (
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// Limits on the shape of a rule file. A parser takes a time and a memory that
// grow with the square of the depth, so the depth is checked before it.
const (
	// maxDepth is how deep brackets and braces may nest.
	maxDepth = 16
	// maxIndent is how far to the right a line outside brackets may begin.
	maxIndent = 64
	// maxMarks is how many dashes, colons and question marks may divide one line
	// outside brackets, or one entry inside them.
	maxMarks = 8
	// maxAliases is how often a file may say "the same as above". An alias cannot
	// be defined behind the first use of one, so that they do not multiply.
	maxAliases = 8
	// maxTokens is how many words and marks a file may hold.
	maxTokens = 50_000
)

// checkSyntax refuses, before the parser sees them, the parts of the language that
// rule files do not need and that let a small file mean a huge one. It takes a time
// linear in text.
func checkSyntax(file, text string) error {
	guard := syntaxGuard{file: file}
	for _, t := range lexer.Tokenize(text) {
		if err := guard.take(t); err != nil {
			return err
		}
	}
	if guard.tokens == 0 {
		return &FileError{File: file, Line: 1, Column: 1, Reason: "file is empty"}
	}
	return nil
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

// syntaxGuard follows the tokens of a file.
type syntaxGuard struct {
	file string
	// tokens counts those that are not comments.
	tokens int
	// aliases and anchors count the uses and definitions of aliases.
	aliases, anchors int
	// depth is how many brackets are open; line is that of the latest token, and
	// marks counts since that line, or the latest entry inside brackets, began.
	depth, line, marks int
}

// take looks at the next token and gives the fault it makes.
func (g *syntaxGuard) take(t *token.Token) error {
	if t.Type == token.CommentType {
		return nil
	}
	if g.tokens++; g.tokens > maxTokens {
		return g.fault(t, "more than %d words and marks", maxTokens)
	}
	if g.depth == 0 && t.Position.Line != g.line {
		g.marks = 0
		if t.Position.Column > maxIndent {
			return g.fault(t, "line begins further right than column %d", maxIndent)
		}
	}
	g.line = t.Position.Line
	switch t.Type {
	case token.AnchorType:
		if g.anchors++; g.anchors > maxAliases {
			return g.fault(t, "more than %d anchors", maxAliases)
		}
		if g.aliases > 0 {
			return g.fault(t, "anchor behind an alias; put all anchors (&) before the first alias (*)")
		}
	case token.AliasType:
		if g.aliases++; g.aliases > maxAliases {
			return g.fault(t, "more than %d aliases; quote the word if it begins with a star", maxAliases)
		}
	case token.MergeKeyType, token.TagType, token.DirectiveType:
		return g.fault(t, "merge keys, tags and directives (%q) are not used in rule files; quote the word if it is one", t.Value)
	case token.DocumentHeaderType, token.DocumentEndType:
		if g.tokens > 1 {
			return g.fault(t, "a rule file holds one document, %q begins or ends another", t.Value)
		}
	case token.MappingStartType, token.SequenceStartType:
		g.marks = 0
		if g.depth++; g.depth > maxDepth {
			return g.fault(t, "brackets nest deeper than %d", maxDepth)
		}
	case token.MappingEndType, token.SequenceEndType:
		g.depth = max(0, g.depth-1)
	case token.CollectEntryType:
		g.marks = 0
	case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
		if g.marks++; g.marks > maxMarks {
			return g.fault(t, "more than %d levels on one line", maxMarks)
		}
	}
	return nil
}

func (g *syntaxGuard) fault(t *token.Token, format string, args ...any) error {
	return &FileError{
		File: g.file, Line: t.Position.Line, Column: t.Position.Column, Reason: fmt.Sprintf(format, args...),
	}
}
