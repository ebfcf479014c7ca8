// Package openapi writes the contract as an OpenAPI 3.1 document: the calls that
// google.api.http gives a path, in JSON, with what the comments of the contract say. The
// command in protoc-gen-openapi is the plugin by which `make generate` makes the document
// that the web door serves.
package openapi

import (
	"encoding/json"
	"fmt"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Document gives the document, as indented JSON, for the one service of a file whose
// comments are known. It fails on what the contract has no need of: paths with variables,
// bodies that are not the whole request.
func Document(file protoreflect.FileDescriptor) ([]byte, error) {
	service := file.Services().Get(0)
	schemas := newSchemas()
	var paths object
	for i := range service.Methods().Len() {
		method := service.Methods().Get(i)
		if !proto.HasExtension(method.Options(), annotations.E_Http) {
			continue
		}
		path, item, err := pathItem(method, schemas)
		if err != nil {
			return nil, fmt.Errorf("describing %s: %w", method.FullName(), err)
		}
		paths = append(paths, member{path, item})
	}
	document := object{
		{"openapi", "3.1.0"},
		{"info", object{
			{"title", "Pecete"},
			{"version", versionOf(file)},
			{"summary", "Reads a message before it is sent: how sensitive it is, where, why, and what to tell the sender."},
			{"description", ofSyntax(file)},
			{"license", object{{"name", "Apache 2.0"}, {"identifier", "Apache-2.0"}}},
		}},
		{"tags", []any{object{{"name", string(service.Name())}, {"description", comment(service)}}}},
		{"security", []any{object{{"secret", []any{}}}, object{{"certificate", []any{}}}, object{}}},
		{"paths", paths},
		{"components", object{
			{"headers", headers()},
			{"responses", failures()},
			{"schemas", schemas.all()},
			{"securitySchemes", securitySchemes()},
		}},
	}
	out, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the document: %w", err)
	}
	return append(out, '\n'), nil
}

// versionOf gives the version of the contract: the end of the package's name.
func versionOf(file protoreflect.FileDescriptor) string {
	name := string(file.Package())
	return name[strings.LastIndexByte(name, '.')+1:]
}

// pathItem describes one call and gives its path.
func pathItem(method protoreflect.MethodDescriptor, schemas *schemas) (path string, item object, err error) {
	rule := proto.GetExtension(method.Options(), annotations.E_Http).(*annotations.HttpRule)
	verb := ""
	switch pattern := rule.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		verb, path = "get", pattern.Get
	case *annotations.HttpRule_Post:
		verb, path = "post", pattern.Post
	default:
		return "", nil, fmt.Errorf("its method of HTTP is neither GET nor POST")
	}
	if strings.ContainsAny(path, "{}*") || len(rule.GetAdditionalBindings()) > 0 {
		return "", nil, fmt.Errorf("its path %s has variables, or is not the only one", path)
	}
	if verb == "post" && rule.GetBody() != "*" {
		return "", nil, fmt.Errorf("its body is %q, not the whole request", rule.GetBody())
	}
	text := comment(method)
	summary, _, _ := strings.Cut(strings.ReplaceAll(text, "\n", " "), ". ")
	call := object{
		{"operationId", string(method.Name())},
		{"summary", strings.TrimSuffix(summary, ".")},
		{"description", text},
		{"tags", []any{string(method.Parent().Name())}},
	}
	if verb == "post" {
		call = append(call, member{"requestBody", object{
			{"required", true},
			{"content", asJSON(schemas.request(method.Input()))},
		}})
	}
	answers := object{{"200", object{
		{"description", "The answer."},
		{"headers", object{{"X-Request-Id", reference("headers", "X-Request-Id")}}},
		{"content", asJSON(schemas.response(method.Output()))},
	}}}
	for _, failure := range failures() {
		if verb == "get" && isAboutBodies(failure.name) {
			continue
		}
		answers = append(answers, member{statusOf(failure.name), reference("responses", failure.name)})
	}
	return path, object{{verb, append(call, member{"responses", answers})}}, nil
}

func asJSON(schema any) object {
	return object{{"application/json", object{{"schema", schema}}}}
}

func reference(kind, name string) object {
	return object{{"$ref", "#/components/" + kind + "/" + name}}
}

// failures describes the answers that are errors. The first letters of a name are those of
// the code; statusOf gives its status.
func failures() object {
	failure := func(text string, headers ...member) object {
		all := append(object{{"X-Request-Id", reference("headers", "X-Request-Id")}}, headers...)
		return object{{"description", text}, {"headers", all}, {"content", asJSON(reference("schemas", "Status"))}}
	}
	retry := member{"Retry-After", reference("headers", "Retry-After")}
	return object{
		{"InvalidArgument", failure("The request breaks a rule of the contract. `details` names the field and the rule or limit.")},
		{"Unauthenticated", failure("The server asks who calls, and was not told.")},
		{"PermissionDenied", failure("The caller may not do this.")},
		{"BodyTooSlow", failure("The body did not arrive in time.")},
		{"BodyTooLarge", failure("The body is larger than the server takes, as it came or unpacked.")},
		{"UnsupportedMediaType", failure("The Content-Type is not application/json, or the Content-Encoding neither gzip nor identity.")},
		{"ResourceExhausted", failure("The server has too much to do, or the caller has asked too much. Ask again after Retry-After.", retry)},
		{"HeadTooLarge", failure("The head of the request is larger than the server takes.")},
		{"Internal", failure("A fault of the server's. It says nothing about the request.")},
		{"Unavailable", failure("The server is stopping, or not ready. Ask again, or ask another.", retry)},
		{"DeadlineExceeded", failure("The deadline in X-Server-Timeout has passed.")},
	}
}

func statusOf(failure string) string {
	return map[string]string{
		"InvalidArgument": "400", "Unauthenticated": "401", "PermissionDenied": "403", "BodyTooSlow": "408", "BodyTooLarge": "413",
		"UnsupportedMediaType": "415", "ResourceExhausted": "429", "HeadTooLarge": "431", "Internal": "500", "Unavailable": "503", "DeadlineExceeded": "504",
	}[failure]
}

// isAboutBodies tells whether only a call with a body can fail so.
func isAboutBodies(failure string) bool {
	return failure == "BodyTooSlow" || failure == "BodyTooLarge" || failure == "UnsupportedMediaType"
}

// securitySchemes describes how callers show who they are. None is asked for where nobody
// has set up callers, as the empty one among the document's security says.
func securitySchemes() object {
	return object{
		{"secret", object{
			{"type", "http"}, {"scheme", "bearer"},
			{"description", "A key that `pecete keys new` made, or a token (JWT) of the issuer that the server believes."},
		}},
		{"certificate", object{
			{"type", "mutualTLS"},
			{"description", "A client certificate that an authority known to the server signed."},
		}},
	}
}

func headers() object {
	return object{
		{"X-Request-Id", object{
			{"description", "The id of the request: the caller's, if it gave one of 1 to 64 letters, digits, dots, hyphens and underscores, or the server's."},
			{"schema", object{{"type", "string"}}},
		}},
		{"Retry-After", object{
			{"description", "In how many seconds to ask again."},
			{"schema", object{{"type", "integer"}, {"minimum", 0}}},
		}},
	}
}
