// Package yamlshape looks at YAML before a parser does: it refuses the parts of the
// language that files of settings do not need and that let a small file mean a huge one.
// Rule files are read behind it, and the file of callers.
package yamlshape

import (
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// Limits on the shape of a file. A parser takes a time and a memory that grow with the
// square of the depth, so the depth is checked before it.
const (
	// maxDepth is how deep brackets and braces may nest.
	maxDepth = 16
	// maxIndent is how far to the right a line outside brackets may begin.
	maxIndent = 64
	// maxMarks is how many dashes, colons and question marks may divide one line
	// outside brackets, or one entry inside them.
	maxMarks = 8
	// MaxAliases is how often a file may say "the same as above", and how many things it
	// may name for that. An alias cannot be defined behind the first use of one, so that
	// they do not multiply.
	MaxAliases = 8
)

// Fault is what is wrong with the shape of a file, and where: line and column count from 1.
// It quotes nothing of the file, which may hold secrets.
type Fault struct {
	Line, Column int
	Reason       string
}

// Error gives the place and the reason: "3:9: more than 8 anchors".
func (f *Fault) Error() string { return fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Reason) }

// Limits are how much a text may hold.
type Limits struct {
	// Tokens is how many words and marks.
	Tokens int
	// Signs is how many lines and characters that may begin or end a token, whether they
	// do or stand in prose. It bounds what a lexer takes before a token can be counted: up
	// to 450 bytes for each sign.
	Signs int
}

// Check gives the first fault of a text, or nil. It takes a time linear in text.
func Check(text string, limits Limits) *Fault {
	if fault := CheckText(text, limits); fault != nil {
		return fault
	}
	guard := guard{most: limits.Tokens}
	for _, t := range lexer.Tokenize(text) {
		if fault := guard.take(t); fault != nil {
			return fault
		}
	}
	return nil
}

// guard follows the tokens of a file.
type guard struct {
	// tokens counts those that are not comments, of which there may be most.
	tokens, most int
	// aliases and anchors count the uses and definitions of aliases.
	aliases, anchors int
	// depth is how many brackets are open; line is that of the latest token, and
	// marks counts since that line, or the latest entry inside brackets, began.
	depth, line, marks int
}

// take looks at the next token and gives the fault it makes.
func (g *guard) take(t *token.Token) *Fault {
	if t.Type == token.CommentType {
		return nil
	}
	if g.tokens++; g.tokens > g.most {
		return g.fault(t, "more than %d words and marks", g.most)
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
		if g.anchors++; g.anchors > MaxAliases {
			return g.fault(t, "more than %d anchors", MaxAliases)
		}
		if g.aliases > 0 {
			return g.fault(t, "anchor behind an alias; put all anchors (&) before the first alias (*)")
		}
	case token.AliasType:
		if g.aliases++; g.aliases > MaxAliases {
			return g.fault(t, "more than %d aliases; quote the word if it begins with a star", MaxAliases)
		}
	case token.MergeKeyType, token.TagType, token.DirectiveType:
		return g.fault(t, "merge keys, tags and directives are not used here; quote the word if it is one")
	case token.DocumentHeaderType, token.DocumentEndType:
		if g.tokens > 1 {
			return g.fault(t, "the file holds one document, another begins or ends here")
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

func (g *guard) fault(t *token.Token, format string, args ...any) *Fault {
	return &Fault{Line: t.Position.Line, Column: t.Position.Column, Reason: fmt.Sprintf(format, args...)}
}
