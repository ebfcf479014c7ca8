// Package callersfile changes files of callers as people would: what they wrote, and how,
// stays as it is, comments too. Each change is read again before anybody gets it, and is
// given only if it does what it should and nothing else.
package callersfile

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/pecete/pecete/api/identity"
)

// listKey is what the list of callers stands under.
const listKey = "callers"

// Add gives a file of callers with one more at its end, as far in as the others. The file
// may be empty.
func Add(file []byte, entry identity.CallerEntry) ([]byte, error) {
	text, err := yaml.Marshal([]identity.CallerEntry{entry})
	if err != nil {
		return nil, fmt.Errorf("writing the entry: %w", err)
	}
	list, err := listOf(file)
	if err != nil {
		return nil, err
	}
	before := string(file)
	if before != "" && !strings.HasSuffix(before, "\n") {
		before += "\n"
	}
	var there []identity.CallerEntry
	margin := ""
	switch node := list.(type) {
	case nil:
		before += listKey + ":\n"
	case *ast.NullNode:
	case *ast.SequenceNode:
		if node.IsFlowStyle {
			return nil, errors.New("the list of callers is between brackets, so that nothing can be added to it: give each caller lines of its own")
		}
		if len(node.Entries) > 0 {
			margin = strings.Repeat(" ", node.Entries[0].Start.Position.Column-1)
		}
		was, err := identity.ReadCallers(file)
		if err != nil {
			return nil, err
		}
		there = was.List()
		if slices.ContainsFunc(there, func(e identity.CallerEntry) bool { return e.ID == entry.ID }) {
			return nil, fmt.Errorf("another caller is called %q; pecete keys add gives it one more key", entry.ID)
		}
	default:
		return nil, errors.New("the callers are no list")
	}
	after := []byte(before + indented(string(text), margin))
	is, err := identity.ReadCallers(after)
	if err != nil {
		return nil, fmt.Errorf("with the new caller at its end: %w", err)
	}
	if !reflect.DeepEqual(is.List(), append(there, entry)) {
		return nil, errors.New("cannot be added to, since its list of callers is not at its end")
	}
	return after, nil
}

func indented(text, margin string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = margin + line
		}
	}
	return strings.Join(lines, "")
}

// AddKey gives a file of callers in which one has one more key, before those it has.
func AddKey(file []byte, id string, hash identity.Hash) ([]byte, error) {
	was, err := identity.ReadCallers(file)
	if err != nil {
		return nil, err
	}
	want, at := was.List(), -1
	for i, entry := range want {
		if entry.ID == id {
			at = i
		}
	}
	if at < 0 {
		return nil, fmt.Errorf("no caller is called %q", id)
	}
	list, err := listOf(file)
	if err != nil {
		return nil, err
	}
	callers, ok := list.(*ast.SequenceNode)
	if !ok || len(callers.Values) != len(want) {
		return nil, errByHand
	}
	place, text, ok := keyPlace(callers.Values[at], hash.String())
	if !ok {
		return nil, errByHand
	}
	after, ok := insert(string(file), place, text)
	if !ok {
		return nil, errByHand
	}
	want[at].Keys = append([]string{hash.String()}, want[at].Keys...)
	is, err := identity.ReadCallers([]byte(after))
	if err != nil || !reflect.DeepEqual(is.List(), want) {
		return nil, errByHand
	}
	return []byte(after), nil
}

// errByHand says that a file is written in a way that this package does not know.
var errByHand = errors.New("the caller is written in a way that is not known here: make a key with pecete keys new without --callers, and add its hash by hand")

// keyPlace gives where one more key of a caller belongs, and what to write there.
func keyPlace(caller ast.Node, hash string) (place token.Position, text string, ok bool) {
	fields, ok := caller.(*ast.MappingNode)
	if !ok || len(fields.Values) == 0 {
		return place, "", false
	}
	for _, field := range fields.Values {
		if keys, isList := field.Value.(*ast.SequenceNode); isList && field.Key.String() == "keys" {
			return besideKeys(keys, hash)
		}
	}
	place = *fields.Values[0].Key.GetToken().Position
	if fields.IsFlowStyle {
		return place, "keys: [" + hash + "], ", true
	}
	return place, "keys: [" + hash + "]\n" + margin(place), true
}

func besideKeys(keys *ast.SequenceNode, hash string) (place token.Position, text string, ok bool) {
	if len(keys.Values) == 0 {
		return place, "", false
	}
	if keys.IsFlowStyle {
		return *keys.Values[0].GetToken().Position, hash + ", ", true
	}
	place = *keys.Entries[0].Start.Position
	return place, "- " + hash + "\n" + margin(place), true
}

// margin gives what stands before a place on a line of its own.
func margin(place token.Position) string { return strings.Repeat(" ", place.Column-1) }

// insert puts a piece into a text at a place.
func insert(text string, place token.Position, piece string) (string, bool) {
	lines := strings.SplitAfter(text, "\n")
	if place.Line < 1 || place.Line > len(lines) {
		return "", false
	}
	line := []rune(lines[place.Line-1])
	if place.Column < 1 || place.Column > len(line) {
		return "", false
	}
	lines[place.Line-1] = string(line[:place.Column-1]) + piece + string(line[place.Column-1:])
	return strings.Join(lines, ""), true
}

// listOf gives what stands under "callers", nil if nothing does.
func listOf(file []byte) (ast.Node, error) {
	if err := identity.CheckShape(file); err != nil {
		return nil, err
	}
	parsed, err := parser.ParseBytes(file, 0)
	if err != nil {
		return nil, errors.New("is no YAML")
	}
	for _, doc := range parsed.Docs {
		fields, ok := doc.Body.(*ast.MappingNode)
		if !ok {
			continue
		}
		for _, field := range fields.Values {
			if field.Key.String() == listKey {
				return field.Value, nil
			}
		}
	}
	return nil, nil
}
