package patterns

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// FileError is a fault in a rule file. Line and Column begin at 1 and are 0
// where the fault has no one place.
type FileError struct {
	File         string
	Line, Column int
	Reason       string
}

// Error gives "file:line:column: reason".
func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Reason)
}

// placer makes errors that point at a key of a rule file.
type placer struct {
	file string
	tree *ast.File
}

// errorf gives a FileError at the YAML path, such as "$.anchors.digits", or at
// the nearest parent that the file has.
func (p placer) errorf(path, format string, args ...any) error {
	line, column := p.locate(path)
	return &FileError{File: p.file, Line: line, Column: column, Reason: fmt.Sprintf(format, args...)}
}

// locate gives the place of the YAML path, or of the nearest parent that the
// file has.
func (p placer) locate(path string) (line, column int) {
	for ; path != "$" && path != ""; path = parentPath(path) {
		if node := p.find(path); node != nil {
			return place(node)
		}
	}
	return 1, 1
}

// find gives the node at a YAML path, or nil if the file has none.
func (p placer) find(path string) ast.Node {
	query, err := yaml.PathString(path)
	if err != nil {
		return nil
	}
	node, err := query.FilterFile(p.tree)
	if err != nil || node == nil || node.GetToken() == nil {
		return nil
	}
	return node
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
