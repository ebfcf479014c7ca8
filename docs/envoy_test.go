package docs

import (
	"os"
	"path/filepath"
	"testing"

	bootstrap "github.com/envoyproxy/go-control-plane/envoy/config/bootstrap/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/access_loggers/stream/v3"
	processor "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/rbac/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	manager "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	"github.com/goccy/go-yaml"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/anypb"
)

// TestEnvoyConfigurationsAreValid reads the configurations of docs/envoy.md into the types of
// Envoy's own API, which know each field, and runs the checks that Envoy runs on them first.
func TestEnvoyConfigurationsAreValid(t *testing.T) {
	for name, into := range map[string]proto.Message{
		"plain.yaml": &bootstrap.Bootstrap{}, "tls.yaml": &bootstrap.Bootstrap{}, "rbac.yaml": &manager.HttpFilter{},
	} {
		readEnvoy(t, name, into)
		if checked := checkEnvoy(t, name, into.ProtoReflect()); checked < 3 {
			t.Errorf("%s: only %d messages were checked", name, checked)
		}
	}
}

// TestEnvoyConfigurationsFitPecete: what a wrong value of would let things through unseen.
func TestEnvoyConfigurationsFitPecete(t *testing.T) {
	for _, name := range []string{"plain.yaml", "tls.yaml"} {
		config := &bootstrap.Bootstrap{}
		readEnvoy(t, name, config)
		listener := config.StaticResources.Listeners[0]
		web := &manager.HttpConnectionManager{}
		if err := listener.FilterChains[0].Filters[0].GetTypedConfig().UnmarshalTo(web); err != nil {
			t.Fatal(err)
		}
		filter := &processor.ExternalProcessor{}
		if err := web.HttpFilters[0].GetTypedConfig().UnmarshalTo(filter); err != nil {
			t.Fatal(err)
		}
		mode := filter.ProcessingMode
		if mode.RequestHeaderMode != processor.ProcessingMode_SEND || mode.RequestBodyMode != processor.ProcessingMode_BUFFERED {
			t.Errorf("%s: the mode is %v", name, mode)
		}
		if filter.MessageTimeout.AsDuration().Seconds() <= 10 || filter.DisableImmediateResponse {
			t.Errorf("%s: an answer is waited for %v, and may be ignored: %t", name, filter.MessageTimeout, filter.DisableImmediateResponse)
		}
		if listener.PerConnectionBufferLimitBytes.GetValue() <= 512<<10 || web.Http2ProtocolOptions.InitialStreamWindowSize.GetValue() <= 512<<10 {
			t.Errorf("%s: less is held than Pecete holds", name)
		}
		for _, route := range web.GetRouteConfig().VirtualHosts[0].Routes {
			own := &processor.ExtProcPerRoute{}
			if any := route.TypedPerFilterConfig["envoy.filters.http.ext_proc"]; any == nil {
				continue
			} else if err := any.UnmarshalTo(own); err != nil {
				t.Fatal(err)
			}
			streamed := own.GetOverrides().GetProcessingMode()
			if streamed.GetRequestBodyMode() == processor.ProcessingMode_STREAMED && streamed.RequestTrailerMode != processor.ProcessingMode_SEND {
				t.Errorf("%s: the end of a streamed body with trailers is not told", name)
			}
		}
	}
}

func readEnvoy(t *testing.T, name string, into proto.Message) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("examples", "envoy", name))
	if err != nil {
		t.Fatal(err)
	}
	json, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := protojson.Unmarshal(json, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// checkEnvoy runs the checks of a message and of those that are packed in it, and gives how
// many messages that were.
func checkEnvoy(t *testing.T, name string, m protoreflect.Message) (checked int) {
	t.Helper()
	if packed, ok := m.Interface().(*anypb.Any); ok {
		inside, err := packed.UnmarshalNew()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return checkEnvoy(t, name, inside.ProtoReflect())
	}
	if v, ok := m.Interface().(interface{ ValidateAll() error }); ok {
		checked++
		if err := v.ValidateAll(); err != nil {
			t.Errorf("%s: %s: %v", name, m.Descriptor().FullName(), err)
		}
	}
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap() && field.MapValue().Message() != nil:
			value.Map().Range(func(_ protoreflect.MapKey, v protoreflect.Value) bool {
				checked += checkEnvoy(t, name, v.Message())
				return true
			})
		case field.IsList() && field.Message() != nil:
			for at := range value.List().Len() {
				checked += checkEnvoy(t, name, value.List().Get(at).Message())
			}
		case !field.IsMap() && !field.IsList() && field.Message() != nil:
			checked += checkEnvoy(t, name, value.Message())
		}
		return true
	})
	return checked
}
