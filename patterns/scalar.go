package patterns

import (
	"encoding"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// The types that rule files write as one word or text read themselves from the
// YAML tree, since the YAML library forgets the place of an UnmarshalText that
// fails.

// UnmarshalYAML reads a severity's name; its errors tell line and column.
func (s *Severity) UnmarshalYAML(node ast.Node) error { return readScalar(node, s) }

// UnmarshalYAML reads a level's name; its errors tell line and column.
func (l *Level) UnmarshalYAML(node ast.Node) error { return readScalar(node, l) }

// UnmarshalYAML reads a code's name; its errors tell line and column.
func (c *Code) UnmarshalYAML(node ast.Node) error { return readScalar(node, c) }

// UnmarshalYAML compiles an expression; its errors tell line and column.
func (e *Expression) UnmarshalYAML(node ast.Node) error { return readScalar(node, e) }

func readScalar(node ast.Node, into encoding.TextUnmarshaler) error {
	var text string
	if err := yaml.NodeToValue(node, &text); err != nil {
		return err
	}
	if err := into.UnmarshalText([]byte(text)); err != nil {
		return &yaml.SyntaxError{Message: err.Error(), Token: node.GetToken()}
	}
	return nil
}
