package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// nameFault says what is wrong with the JSON of a message that protojson has turned down:
// which field, by its name in the contract, and the rule. It is slow, and quotes nothing.
func nameFault(data []byte, of protoreflect.MessageDescriptor) *refusal {
	fault := func(field, rule string) *refusal {
		return &refusal{code: codes.InvalidArgument, field: field, rule: rule}
	}
	if !utf8.Valid(data) {
		return fault("body", "must be valid UTF-8")
	}
	var whole json.RawMessage
	var syntax *json.SyntaxError
	switch err := json.Unmarshal(data, &whole); {
	case errors.As(err, &syntax):
		return fault("body", fmt.Sprintf("must be JSON, but is none from byte %d on", syntax.Offset))
	case err != nil:
		return fault("body", "must be JSON")
	}
	if field, rule := faultInMessage("", whole, of); rule != "" {
		return fault(field, rule)
	}
	return fault("body", "must be JSON as protobuf says, with each field and each oneof given once")
}

// faultInMessage gives the field and the rule it breaks, or "" if it finds none.
func faultInMessage(path string, data json.RawMessage, of protoreflect.MessageDescriptor) (field, rule string) {
	where := path
	if where == "" {
		where = "body"
	}
	members, ok := membersOf(data)
	if !ok {
		return where, "must be an object"
	}
	seen := given{}
	for _, m := range members {
		known := of.Fields().ByJSONName(m.name)
		if known == nil {
			known = of.Fields().ByTextName(m.name)
		}
		if known == nil {
			return where, "has a field that is not in the contract"
		}
		name := string(known.Name())
		if path != "" {
			name = path + "." + name
		}
		if rule = seen.add(known); rule != "" {
			return name, rule
		}
		if string(m.value) == "null" { // as if it were not there, but for its name
			continue
		}
		if rule = seen.choose(known); rule != "" {
			return name, rule
		}
		if field, rule = faultInField(name, m.value, known); rule != "" {
			return field, rule
		}
	}
	return "", ""
}

// given are the fields and oneofs of a message that have been given.
type given map[protoreflect.FullName]bool

// add adds a field and gives the rule that this breaks, or "".
func (g given) add(field protoreflect.FieldDescriptor) (rule string) {
	if g[field.FullName()] {
		return "must be given once"
	}
	g[field.FullName()] = true
	return ""
}

// choose adds a field that has a value to the oneof it is of, if any, and gives the rule
// that this breaks, or "".
func (g given) choose(field protoreflect.FieldDescriptor) (rule string) {
	one := field.ContainingOneof()
	if one == nil {
		return ""
	}
	if g[one.FullName()] {
		return "must not be given beside another of " + namesOf(one)
	}
	g[one.FullName()] = true
	return ""
}

// member is a name and a value of a JSON object.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf gives those of an object, also those of equal name, unless data is none.
func membersOf(data json.RawMessage) ([]member, bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, false
	}
	var all []member
	for d.More() {
		name, err := d.Token()
		text, ok := name.(string)
		if err != nil || !ok {
			return nil, false
		}
		m := member{name: text}
		if d.Decode(&m.value) != nil {
			return nil, false
		}
		all = append(all, m)
	}
	return all, true
}

// namesOf gives the names of the fields of a oneof: "mask, label".
func namesOf(one protoreflect.OneofDescriptor) string {
	var names []string
	for i := range one.Fields().Len() {
		names = append(names, string(one.Fields().Get(i).Name()))
	}
	return strings.Join(names, ", ")
}

func faultInField(path string, data json.RawMessage, of protoreflect.FieldDescriptor) (field, rule string) {
	if !of.IsList() {
		return faultInValue(path, data, of)
	}
	var elements []json.RawMessage
	if json.Unmarshal(data, &elements) != nil {
		return path, "must be a list"
	}
	for i, element := range elements {
		if field, rule = faultInValue(path+"["+strconv.Itoa(i)+"]", element, of); rule != "" {
			return field, rule
		}
	}
	return "", ""
}

func faultInValue(path string, data json.RawMessage, of protoreflect.FieldDescriptor) (field, rule string) {
	if of.Message() != nil {
		return faultInMessage(path, data, of.Message())
	}
	value := string(data)
	if of.IsList() {
		value = "[" + value + "]"
	}
	alone := dynamicpb.NewMessage(of.ContainingMessage())
	if protojson.Unmarshal([]byte(`{"`+of.JSONName()+`":`+value+`}`), alone) == nil {
		return "", ""
	}
	return path, ruleOf(of)
}

// ruleOf says what the values of a field are.
func ruleOf(of protoreflect.FieldDescriptor) string {
	switch of.Kind() {
	case protoreflect.StringKind:
		return "must be a string of valid Unicode"
	case protoreflect.BoolKind:
		return "must be true or false"
	case protoreflect.DoubleKind:
		return "must be a number"
	case protoreflect.Uint32Kind:
		return "must be a whole number between 0 and 4294967295"
	case protoreflect.EnumKind:
		return "must be one of the names of " + string(of.Enum().Name())
	}
	return "must be as the contract says"
}
