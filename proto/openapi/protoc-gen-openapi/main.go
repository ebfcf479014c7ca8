// Protoc-gen-openapi is the plugin of protoc and buf that writes the contract as an
// OpenAPI document, openapi.json.
package main

import (
	"fmt"
	"io"
	"os"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"

	"github.com/pecete/pecete/proto/openapi"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "protoc-gen-openapi: %v\n", err)
		os.Exit(1)
	}
}

// run answers a request of protoc's.
func run(in io.Reader, out io.Writer) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("reading the request: %w", err)
	}
	request := &pluginpb.CodeGeneratorRequest{}
	if err := proto.Unmarshal(data, request); err != nil {
		return fmt.Errorf("reading the request: %w", err)
	}
	if len(request.GetFileToGenerate()) != 1 {
		return fmt.Errorf("asked for %d files, but the contract is one", len(request.GetFileToGenerate()))
	}
	files, err := protodesc.NewFiles(&descriptorpb.FileDescriptorSet{File: request.GetProtoFile()})
	if err != nil {
		return fmt.Errorf("linking the files: %w", err)
	}
	file, err := files.FindFileByPath(request.GetFileToGenerate()[0])
	if err != nil {
		return fmt.Errorf("finding the contract: %w", err)
	}
	document, err := openapi.Document(file)
	if err != nil {
		return err
	}
	answer, err := proto.Marshal(&pluginpb.CodeGeneratorResponse{
		SupportedFeatures: proto.Uint64(uint64(pluginpb.CodeGeneratorResponse_FEATURE_PROTO3_OPTIONAL)),
		File:              []*pluginpb.CodeGeneratorResponse_File{{Name: proto.String("openapi.json"), Content: proto.String(string(document))}},
	})
	if err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	_, err = out.Write(answer)
	return err
}
