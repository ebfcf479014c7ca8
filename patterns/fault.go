package patterns

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/pecete/pecete/patterns/yamlshape"
)

// FileError is a fault in a rule file. Line and Column begin at 1 and are 0
// where the fault has no one place.
type FileError struct {
	File         string
	Line, Column int
	Reason       string
}

// Error gives "file:line:column: reason", in characters that terminals show and do not
// obey.
func (e *FileError) Error() string {
	file, reason := yamlshape.Shown(e.File), yamlshape.ShownReason(e.Reason)
	if e.Line == 0 {
		return file + ": " + reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", file, e.Line, e.Column, reason)
}

// placer makes errors that point at a key of a rule file. It is not safe for
// concurrent use.
type placer struct {
	file, text string
	// plain is what the plain reader made of the file, nil if it could not.
	plain *plainNode
	// tree is what the library made of it, nil until somebody asks for a place.
	tree *ast.File
}

// errorf gives a FileError at the YAML path, such as "$.anchors.digits", or at
// the nearest parent that the file has.
func (p *placer) errorf(path, format string, args ...any) error {
	line, column := p.locate(path)
	return &FileError{File: p.file, Line: line, Column: column, Reason: fmt.Sprintf(format, args...)}
}

// locate gives the place of the YAML path, or of the nearest parent that the
// file has.
func (p *placer) locate(path string) (line, column int) {
	for ; path != "$" && path != ""; path = parentPath(path) {
		if node := p.find(path); node != nil {
			return place(node)
		}
	}
	return 1, 1
}

// find gives the node at a YAML path, or nil if the file has none.
func (p *placer) find(path string) ast.Node {
	query, err := yaml.PathString(path)
	if err != nil {
		return nil
	}
	if p.tree == nil {
		if p.tree, err = parser.ParseBytes([]byte(p.text), 0); err != nil {
			return nil
		}
	}
	node, err := query.FilterFile(p.tree)
	if err != nil || node == nil || node.GetToken() == nil {
		return nil
	}
	return node
}

// gives tells whether the file has a key in an entry of a sequence at its top.
func (p *placer) gives(sequence string, i int, key string) bool {
	if p.plain == nil {
		return p.find(element("$."+sequence, i)+"."+key) != nil
	}
	entries := p.plain.entry(sequence)
	return entries != nil && i < len(entries.nodes) && entries.nodes[i].has(key)
}

// place gives where a node begins.
func place(node ast.Node) (line, column int) {
	position := node.GetToken().Position
	return position.Line, position.Column
}

func parentPath(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}
