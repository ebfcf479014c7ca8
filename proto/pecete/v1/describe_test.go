package pecetev1_test

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// describe lists the methods, fields and enum values of a file, one a line.
func describe(file protoreflect.FileDescriptor) []string {
	var lines []string
	for service := range each(file.Services()) {
		for method := range each(service.Methods()) {
			lines = append(lines, describeMethod(method))
		}
	}
	for message := range each(file.Messages()) {
		for field := range each(message.Fields()) {
			lines = append(lines, describeField(field))
		}
	}
	for enum := range each(file.Enums()) {
		for value := range each(enum.Values()) {
			lines = append(lines, fmt.Sprintf("%s %d", value.Name(), value.Number()))
		}
	}
	return lines
}

// each ranges over one of protoreflect's lists.
func each[D any](list interface {
	Len() int
	Get(int) D
}) func(yield func(D) bool) {
	return func(yield func(D) bool) {
		for i := range list.Len() {
			if !yield(list.Get(i)) {
				return
			}
		}
	}
}

func describeMethod(m protoreflect.MethodDescriptor) string {
	in, out := string(m.Input().Name()), string(m.Output().Name())
	if m.IsStreamingClient() {
		in = "stream " + in
	}
	if m.IsStreamingServer() {
		out = "stream " + out
	}
	return fmt.Sprintf("/%s/%s %s -> %s", m.Parent().FullName(), m.Name(), in, out)
}

func describeField(f protoreflect.FieldDescriptor) string {
	kind := f.Kind().String()
	switch f.Kind() {
	case protoreflect.MessageKind:
		kind = string(f.Message().FullName())
	case protoreflect.EnumKind:
		kind = string(f.Enum().FullName())
	}
	kind = strings.TrimPrefix(kind, "pecete.v1.")
	if f.IsList() {
		kind = "repeated " + kind
	}
	line := fmt.Sprintf("%s.%s %d %s", f.Parent().Name(), f.Name(), f.Number(), kind)
	if oneof := f.ContainingOneof(); oneof != nil {
		line += " in " + string(oneof.Name())
	}
	return line
}
