package web

import (
	"fmt"
	"net/http"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// endpoint is a method of the contract at one of its paths.
type endpoint struct {
	// rpc is the method's full name, such as "/pecete.v1.ClassifierService/Classify".
	rpc string
	// verb is the method of HTTP that calls it.
	verb string
	// rest tells whether the path is that of plain JSON; the other is that of all the
	// other protocols.
	rest bool
	// streams tells whether requests and answers are streams.
	streams bool
	// request is the type of its requests.
	request protoreflect.MessageType
}

// endpoints are all there are.
type endpoints struct {
	byPath map[string]endpoint
}

// contractEndpoints reads the endpoints from the contract. A path with variables in it is
// not foreseen, for what is in a path is in the logs of proxies.
func contractEndpoints() (*endpoints, error) {
	all := &endpoints{byPath: map[string]endpoint{}}
	service := pecetev1.File_pecete_v1_classifier_proto.Services().ByName("ClassifierService")
	for i := range service.Methods().Len() {
		method := service.Methods().Get(i)
		rpc := "/" + string(service.FullName()) + "/" + string(method.Name())
		streams := method.IsStreamingClient() || method.IsStreamingServer()
		request, err := protoregistry.GlobalTypes.FindMessageByName(method.Input().FullName())
		if err != nil {
			return nil, fmt.Errorf("finding the request of %s: %w", method.Name(), err)
		}
		all.byPath[rpc] = endpoint{rpc: rpc, verb: http.MethodPost, streams: streams, request: request}
		verb, path := restRule(method)
		if path == "" {
			continue
		}
		if strings.ContainsAny(path, "{}*") {
			return nil, fmt.Errorf("the path %s of %s has variables in it", path, method.Name())
		}
		all.byPath[path] = endpoint{rpc: rpc, verb: verb, rest: true, request: request}
	}
	return all, nil
}

// restRule gives how a method is called in plain JSON, or "" if it is not.
func restRule(method protoreflect.MethodDescriptor) (verb, path string) {
	rule, _ := proto.GetExtension(method.Options(), annotations.E_Http).(*annotations.HttpRule)
	switch pattern := rule.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		return http.MethodGet, pattern.Get
	case *annotations.HttpRule_Post:
		return http.MethodPost, pattern.Post
	}
	return "", ""
}
