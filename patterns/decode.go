package patterns

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// decode reads YAML strictly into a value that holds nothing yet: an unknown key or a
// key given twice is an error. It also gives the means to place faults that are found
// later. The error is a *FileError. What is read may refer to text.
func decode(file, text string, into any) (*placer, error) {
	at := &placer{file: file, text: text}
	if len(text) > MaxFileSize {
		return at, &FileError{File: file, Reason: fmt.Sprintf("rule file is %d bytes long, the limit is %d", len(text), MaxFileSize)}
	}
	if err := checkText(file, text); err != nil {
		return at, err
	}
	if err := checkShape(file, text); err != nil {
		return at, err
	}
	if at.decodePlain(into) {
		return at, nil
	}
	return at, at.decodeAny(into)
}

// decodePlain reads a file that is written plainly. Where it fails, into is as it was.
func (p *placer) decodePlain(into any) bool {
	root, ok := readPlain(p.text)
	if !ok {
		return false
	}
	value := reflect.ValueOf(into).Elem()
	if !(plainFields{}).read(&root, value) {
		value.SetZero()
		return false
	}
	p.plain = &root
	return true
}

// decodeAny reads any file, by means of the library.
func (p *placer) decodeAny(into any) error {
	if err := checkSyntax(p.file, p.text); err != nil {
		return err
	}
	tree, err := parser.ParseBytes([]byte(p.text), 0)
	if err != nil {
		return yamlFault(p.file, err)
	}
	p.tree = tree
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return p.errorf("$", "file is empty")
	}
	if err := yaml.NodeToValue(tree.Docs[0].Body, into, yaml.Strict()); err != nil {
		return yamlFault(p.file, err)
	}
	return checkWhole(p)
}

// yamlFault gives an error of the YAML library as a fault of the file. The
// library's own wording would quote the file at length.
func yamlFault(file string, err error) error {
	var at yaml.Error
	if !errors.As(err, &at) {
		return &FileError{File: file, Line: 1, Column: 1, Reason: err.Error()}
	}
	fault := &FileError{File: file, Line: 1, Column: 1, Reason: plainReason(at.GetMessage())}
	if token := at.GetToken(); token != nil {
		fault.Line, fault.Column = token.Position.Line, token.Position.Column
	}
	return fault
}

// checkWhole refuses fractions where a count is wanted; the library would cut
// them off.
func checkWhole(at *placer) error {
	v := &wholeVisitor{at: at}
	ast.Walk(v, at.tree.Docs[0].Body)
	return v.fault
}

// wholeVisitor looks for fractions among the counts of a file.
type wholeVisitor struct {
	at    *placer
	fault error
}

// Visit looks at one node and goes on with those in it.
func (v *wholeVisitor) Visit(node ast.Node) ast.Visitor {
	entry, ok := node.(*ast.MappingValueNode)
	if !ok || v.fault != nil {
		return v
	}
	switch entry.Key.GetToken().Value {
	case "digits", "run", "before", "after":
		switch entry.Value.(type) {
		case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
			line, column := place(entry.Value)
			v.fault = &FileError{File: v.at.file, Line: line, Column: column, Reason: wrongType("a fraction", "a whole number")}
		}
	}
	return v
}

// plainReason says in terms of rule files what the YAML library says in terms of
// Go.
func plainReason(message string) string {
	rest, found := strings.CutPrefix(message, "cannot unmarshal ")
	if !found {
		return message
	}
	got, want, found := strings.Cut(rest, " into Go ")
	if !found {
		return message
	}
	if of := strings.LastIndex(want, " of type "); of >= 0 {
		want = want[of+len(" of type "):]
	}
	return wrongType(typeName(got), typeName(strings.TrimSuffix(want, " ( overflow )")))
}

func wrongType(got, want string) string {
	return "wrong type of value: " + got + " where " + want + " is wanted"
}

// typeName gives the name that writers of rule files know a Go type by.
func typeName(name string) string {
	switch {
	case name == "string":
		return "text"
	case name == "bool":
		return "true or false"
	case name == "int":
		return "a whole number"
	case strings.HasPrefix(name, "int"), strings.HasPrefix(name, "uint"), strings.HasPrefix(name, "float"):
		return "a number"
	case strings.HasPrefix(name, "[]"):
		return "a list"
	case strings.HasPrefix(name, "map["):
		return "a mapping"
	}
	return name
}
