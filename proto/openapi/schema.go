package openapi

import (
	"math"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// schemas collects the types that calls use, in the order in which they are met.
type schemas struct {
	names []string
	byKey map[string]object
}

func newSchemas() *schemas { return &schemas{byKey: map[string]object{}} }

// all gives every type that was met, and that of errors.
func (s *schemas) all() object {
	all := make(object, 0, len(s.names))
	for _, name := range s.names {
		all = append(all, member{name, s.byKey[name]})
	}
	if _, met := s.byKey["Status"]; !met {
		all = append(all, member{"Status", statusSchema()})
	}
	return all
}

// request gives the schema of what a caller sends: nothing but what the contract has.
func (s *schemas) request(of protoreflect.MessageDescriptor) object { return s.message(of, true) }

// response gives the schema of an answer: every field is there but for messages, and
// later versions may have more.
func (s *schemas) response(of protoreflect.MessageDescriptor) object { return s.message(of, false) }

func (s *schemas) message(of protoreflect.MessageDescriptor, asked bool) object {
	name := string(of.Name())
	if _, met := s.byKey[name]; met {
		return reference("schemas", name)
	}
	s.names = append(s.names, name)
	s.byKey[name] = nil // so that it is not met again
	if of.FullName() == "google.rpc.Status" {
		s.byKey[name] = statusSchema()
		return reference("schemas", name)
	}
	var properties object
	required := []any{}
	for i := range of.Fields().Len() {
		field := of.Fields().Get(i)
		properties = append(properties, member{field.JSONName(), s.field(field, asked)})
		if isAlwaysThere(field) {
			required = append(required, field.JSONName())
		}
	}
	schema := object{{"type", "object"}, {"description", comment(of)}}
	if len(properties) > 0 {
		schema = append(schema, member{"properties", properties})
	}
	if asked {
		schema = append(schema, member{"additionalProperties", false})
	} else if len(required) > 0 {
		schema = append(schema, member{"required", required})
	}
	s.byKey[name] = append(schema, atMostOne(of)...)
	return reference("schemas", name)
}

// isAlwaysThere tells whether JSON has a field also when it has its default value.
func isAlwaysThere(field protoreflect.FieldDescriptor) bool {
	return field.IsList() || field.Message() == nil && field.ContainingOneof() == nil
}

// atMostOne forbids two fields of a oneof together.
func atMostOne(of protoreflect.MessageDescriptor) object {
	var pairs []any
	for i := range of.Oneofs().Len() {
		fields := of.Oneofs().Get(i).Fields()
		for j := range fields.Len() {
			for k := range j {
				pairs = append(pairs, object{{"not", object{{"required", []any{fields.Get(k).JSONName(), fields.Get(j).JSONName()}}}}})
			}
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	return object{{"allOf", pairs}}
}

func (s *schemas) field(field protoreflect.FieldDescriptor, asked bool) object {
	schema := s.value(field, asked)
	if field.IsList() {
		schema = object{{"type", "array"}, {"items", schema}}
	}
	return append(schema, member{"description", comment(field)})
}

func (s *schemas) value(field protoreflect.FieldDescriptor, asked bool) object {
	switch field.Kind() {
	case protoreflect.MessageKind:
		return s.message(field.Message(), asked)
	case protoreflect.EnumKind:
		return s.enum(field.Enum())
	case protoreflect.BoolKind:
		return object{{"type", "boolean"}}
	case protoreflect.DoubleKind:
		return object{{"type", "number"}}
	case protoreflect.Uint32Kind:
		return object{{"type", "integer"}, {"minimum", 0}, {"maximum", math.MaxUint32}}
	}
	return object{{"type", "string"}} // the contract has no other kinds
}

func (s *schemas) enum(of protoreflect.EnumDescriptor) object {
	name := string(of.Name())
	if _, met := s.byKey[name]; !met {
		s.names = append(s.names, name)
		var values []any
		text := comment(of) + "\n"
		for i := range of.Values().Len() {
			value := of.Values().Get(i)
			values = append(values, string(value.Name()))
			text += "\n- `" + string(value.Name()) + "`: " + oneLine(comment(value))
		}
		s.byKey[name] = object{{"type", "string"}, {"description", text}, {"enum", values}}
	}
	return reference("schemas", name)
}

// statusSchema describes google.rpc.Status, whose details are of types of their own.
func statusSchema() object {
	return object{
		{"type", "object"},
		{"description", "Why something failed. It names fields, rules and limits, never what the caller wrote."},
		{"properties", object{
			{"code", object{{"type", "integer"}, {"description", "A google.rpc.Code, such as 3 (INVALID_ARGUMENT) or 8 (RESOURCE_EXHAUSTED)."}}},
			{"message", object{{"type", "string"}, {"description", "The same as in the details, for people."}}},
			{"details", object{
				{"type", "array"},
				{"description", "Usually one google.rpc.BadRequest, with a `fieldViolations` that names fields."},
				{"items", object{
					{"type", "object"},
					{"properties", object{
						{"@type", object{{"type", "string"}}},
						{"fieldViolations", object{{"type", "array"}, {"items", object{
							{"type", "object"},
							{"properties", object{{"field", object{{"type", "string"}}}, {"description", object{{"type", "string"}}}}},
						}}}},
					}},
					{"required", []any{"@type"}},
				}},
			}},
		}},
		{"required", []any{"code", "message", "details"}},
	}
}
