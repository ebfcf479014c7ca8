package patterns

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// plainFields has, for each type of struct that was met, the keys of its fields.
type plainFields map[reflect.Type][]string

// of gives the keys of a struct's fields, "" for one that has none.
func (f plainFields) of(t reflect.Type) []string {
	keys, known := f[t]
	if known {
		return keys
	}
	for i := range t.NumField() {
		keys = append(keys, t.Field(i).Tag.Get("yaml"))
	}
	f[t] = keys
	return keys
}

// read puts what a node says into a value. It fails where the library would find a fault,
// and where the two might understand a word differently.
func (f plainFields) read(n *plainNode, v reflect.Value) bool {
	if reader, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		text, ok := n.asText()
		return ok && reader.UnmarshalText([]byte(text)) == nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return f.read(n, v.Elem())
	case reflect.Struct:
		return n.kind == plainMapping && f.readStruct(n, v)
	case reflect.Map:
		return n.kind == plainMapping && f.readMap(n, v)
	case reflect.Slice:
		return n.kind == plainSequence && f.readSlice(n, v)
	}
	return n.readScalar(v)
}

func (f plainFields) readStruct(n *plainNode, v reflect.Value) bool {
	keys := f.of(v.Type())
	for i := 0; i < len(n.nodes); i += 2 {
		field := slices.Index(keys, n.nodes[i].text)
		if field < 0 || !f.read(&n.nodes[i+1], v.Field(field)) {
			return false
		}
	}
	return true
}

func (f plainFields) readMap(n *plainNode, v reflect.Value) bool {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.nodes)/2))
	value := reflect.New(v.Type().Elem()).Elem()
	for i := 0; i < len(n.nodes); i += 2 {
		value.SetZero()
		if !f.read(&n.nodes[i+1], value) {
			return false
		}
		v.SetMapIndex(reflect.ValueOf(n.nodes[i].text), value)
	}
	return true
}

func (f plainFields) readSlice(n *plainNode, v reflect.Value) bool {
	if words, ok := v.Addr().Interface().(*[]string); ok {
		return n.readWords(words)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.nodes), len(n.nodes)))
	for i := range n.nodes {
		if !f.read(&n.nodes[i], v.Index(i)) {
			return false
		}
	}
	return true
}

// readWords reads a list of texts, which is what most of a file is.
func (n *plainNode) readWords(into *[]string) bool {
	words := make([]string, len(n.nodes))
	for i := range n.nodes {
		word, ok := n.nodes[i].asText()
		if !ok {
			return false
		}
		words[i] = word
	}
	*into = words
	return true
}

func (n *plainNode) readScalar(v reflect.Value) bool {
	if v.Kind() == reflect.String {
		text, ok := n.asText()
		v.SetString(text)
		return ok
	}
	if n.kind != plainWord {
		return false
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(n.text == "true")
		return n.text == "true" || n.text == "false"
	case reflect.Int:
		number, err := strconv.Atoi(n.text)
		v.SetInt(int64(number))
		return err == nil && isWhole(n.text)
	case reflect.Float64:
		whole, fraction, cut := strings.Cut(n.text, ".")
		number, err := strconv.ParseFloat(n.text, 64)
		v.SetFloat(number)
		return err == nil && isWhole(whole) && (!cut || isDigits(fraction)) || n.text == "-0."+fraction && isDigits(fraction)
	}
	return false
}

// asText gives a scalar as a text. What begins like a number is one only if it certainly
// is none, or if as a number it is written the same.
func (n *plainNode) asText() (string, bool) {
	if n.kind == plainText {
		return n.text, true
	}
	if n.kind != plainWord || isReserved(n.text) {
		return "", false
	}
	b := n.text[0]
	number := b >= '0' && b <= '9' || b == '-' || b == '+'
	return n.text, !number || isWhole(n.text) || strings.ContainsAny(n.text, " /:") ||
		b >= '1' && b <= '9' && !strings.Contains(n.text, ".") && strings.Trim(n.text, "0123456789_") != ""
}

// isWhole tells whether a word is a whole number as it is usually written, and no large
// one.
func isWhole(word string) bool {
	digits := strings.TrimPrefix(word, "-")
	if word == "0" {
		return true
	}
	return isDigits(digits) && digits[0] != '0'
}

// isDigits tells whether a word is made of digits only, and of few enough for any number.
func isDigits(word string) bool {
	const most = 18
	return word != "" && len(word) <= most && strings.Trim(word, "0123456789") == ""
}
