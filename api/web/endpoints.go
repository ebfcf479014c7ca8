package web

import (
	"fmt"
	"net/http"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// endpoint is a method at one of its paths.
type endpoint struct {
	// service is what the method is of.
	service protoreflect.ServiceDescriptor
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

// services gives what is served: the contract, and what clients of gRPC ask beside it, to
// see whether a server is well and what it can be asked. Channelz, which tells of
// connections, is for the native door.
func services() []protoreflect.ServiceDescriptor {
	return []protoreflect.ServiceDescriptor{
		pecetev1.File_pecete_v1_classifier_proto.Services().ByName("ClassifierService"),
		healthv1.File_grpc_health_v1_health_proto.Services().ByName("Health"),
		reflectionv1.File_grpc_reflection_v1_reflection_proto.Services().ByName("ServerReflection"),
	}
}

// servedEndpoints reads the endpoints from the descriptions of services.
func servedEndpoints() (*endpoints, error) {
	all := &endpoints{byPath: map[string]endpoint{}}
	for _, service := range services() {
		if err := all.add(service); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// add adds the endpoints of a service. A path with variables in it is not foreseen, for
// what is in a path is in the logs of proxies.
func (all *endpoints) add(service protoreflect.ServiceDescriptor) error {
	for i := range service.Methods().Len() {
		method := service.Methods().Get(i)
		rpc := "/" + string(service.FullName()) + "/" + string(method.Name())
		streams := method.IsStreamingClient() || method.IsStreamingServer()
		request, err := protoregistry.GlobalTypes.FindMessageByName(method.Input().FullName())
		if err != nil {
			return fmt.Errorf("finding the request of %s: %w", method.Name(), err)
		}
		all.byPath[rpc] = endpoint{service: service, rpc: rpc, verb: http.MethodPost, streams: streams, request: request}
		verb, path := restRule(method)
		if path == "" {
			continue
		}
		if strings.ContainsAny(path, "{}*") {
			return fmt.Errorf("the path %s of %s has variables in it", path, method.Name())
		}
		all.byPath[path] = endpoint{service: service, rpc: rpc, verb: verb, rest: true, request: request}
	}
	return nil
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
