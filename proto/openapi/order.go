package openapi

import (
	"bytes"
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// object is an object of JSON whose members stay in their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{m.name, m.value} {
			data, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			if j > 0 {
				b.WriteByte(':')
			}
			b.Write(data)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// comment gives what stands above something in the contract.
func comment(of protoreflect.Descriptor) string {
	return plain(of.ParentFile().SourceLocations().ByDescriptor(of).LeadingComments)
}

// ofSyntax gives what stands above the line that says syntax: what the file is about.
func ofSyntax(file protoreflect.FileDescriptor) string {
	const syntaxField = 12 // of google.protobuf.FileDescriptorProto
	return plain(file.SourceLocations().ByPath(protoreflect.SourcePath{syntaxField}).LeadingComments)
}

// plain takes the blank off the front of each line.
func plain(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
