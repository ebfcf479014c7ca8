package openapi_test

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/linker"
	"github.com/google/go-cmp/cmp"
	_ "google.golang.org/genproto/googleapis/rpc/status" // the contract imports it
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/pecete/pecete/proto/openapi"
)

// contract reads a file of protobuf, with its comments, as protoc hands it to a plugin.
func contract(t *testing.T, name string, resolver protocompile.Resolver) protoreflect.FileDescriptor {
	t.Helper()
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(resolver), SourceInfoMode: protocompile.SourceInfoStandard}
	files, err := compiler.Compile(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := proto.Marshal(files[0].(linker.Result).FileDescriptorProto())
	if err != nil {
		t.Fatal(err)
	}
	handed := &descriptorpb.FileDescriptorProto{}
	if err := proto.Unmarshal(data, handed); err != nil {
		t.Fatal(err)
	}
	file, err := protodesc.NewFile(handed, protoregistry.GlobalFiles)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func sources() *protocompile.SourceResolver {
	return &protocompile.SourceResolver{ImportPaths: []string{"..", "../../third_party/googleapis"}}
}

// The document that is served is that of the contract as it is. `make generate` makes it
// so.
func TestDocumentIsFresh(t *testing.T) {
	want, err := openapi.Document(contract(t, "pecete/v1/classifier.proto", sources()))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../api/web/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("api/web/openapi.json is not what make generate writes (-contract +file):\n%s", diff)
	}
}

func TestDocument(t *testing.T) {
	data, err := openapi.Document(contract(t, "pecete/v1/classifier.proto", sources()))
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for path, item := range document["paths"].(map[string]any) {
		for verb := range item.(map[string]any) {
			paths = append(paths, verb+" "+path)
		}
	}
	slices.Sort(paths)
	if diff := cmp.Diff([]string{"get /v1/detectors", "post /v1/messages:classify", "post /v1/messages:classifyBatch", "post /v1/messages:redact"}, paths); diff != "" {
		t.Error(diff)
	}
	met := map[string]bool{}
	checkNode(t, document, document, "", met)
	for _, either := range document["security"].([]any) {
		for name := range either.(map[string]any) {
			met["#/components/securitySchemes/"+name] = true
		}
	}
	for kind, all := range document["components"].(map[string]any) {
		for name := range all.(map[string]any) {
			if !met["#/components/"+kind+"/"+name] {
				t.Errorf("nothing leads to %s/%s", kind, name)
			}
		}
	}
}

// checkNode checks that references lead somewhere and that everything is described.
func checkNode(t *testing.T, document, node any, at string, met map[string]bool) {
	t.Helper()
	switch node := node.(type) {
	case []any:
		for _, element := range node {
			checkNode(t, document, element, at, met)
		}
	case map[string]any:
		if description, has := node["description"]; has && description == "" {
			t.Errorf("%s has an empty description", at)
		}
		if target, ok := node["$ref"].(string); ok {
			met[target] = true
			if !leads(document, target) {
				t.Errorf("%s leads to %s, which is not there", at, target)
			}
		}
		for name, child := range node {
			checkNode(t, document, child, at+"/"+name, met)
		}
	}
}

// Clients that are made from the document know how to send a key or token, and that a
// server may ask for none.
func TestDocumentSaysHowCallersAreKnown(t *testing.T) {
	data, err := openapi.Document(contract(t, "pecete/v1/classifier.proto", sources()))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Security   []map[string][]string
		Components struct {
			SecuritySchemes map[string]struct{ Type, Scheme string }
		}
	}
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	var ways []string
	for _, either := range document.Security {
		way := "nothing"
		for name := range either {
			scheme := document.Components.SecuritySchemes[name]
			way = strings.TrimSpace(scheme.Type + " " + scheme.Scheme)
		}
		ways = append(ways, way)
	}
	if diff := cmp.Diff([]string{"http bearer", "mutualTLS", "nothing"}, ways); diff != "" {
		t.Error(diff)
	}
}

func leads(document any, target string) bool {
	for _, step := range strings.Split(strings.TrimPrefix(target, "#/"), "/") {
		inner, ok := document.(map[string]any)
		if !ok {
			return false
		}
		document = inner[step]
	}
	return document != nil
}

func TestWhatCannotBeDescribed(t *testing.T) {
	for name, rule := range map[string]string{
		"a path with a variable":  `get: "/v1/{id}"`,
		"another method of HTTP":  `delete: "/v1/a"`,
		"a body of one field":     `post: "/v1/a" body: "id"`,
		"a call with two of them": `post: "/v1/a" body: "*" additional_bindings { get: "/v1/b" }`,
	} {
		text := `syntax = "proto3"; package a.v1; import "google/api/annotations.proto";
			message M { string id = 1; } service S { rpc C(M) returns (M) { option (google.api.http) = {` + rule + `}; } }`
		file := contract(t, "a.proto", protocompile.CompositeResolver{
			&protocompile.SourceResolver{Accessor: protocompile.SourceAccessorFromMap(map[string]string{"a.proto": text})}, sources(),
		})
		if _, err := openapi.Document(file); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
