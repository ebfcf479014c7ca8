package identity

import (
	"fmt"
	"slices"
	"strings"

	channelzv1 "google.golang.org/grpc/channelz/grpc_channelz_v1"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Permission is something that a caller may do.
type Permission string

// The permissions. One is of a kind of its own: Matches allows to ask for
// include_matches, which makes an answer hold what was found.
const (
	Classify   Permission = "classify"
	Batch      Permission = "batch"
	Stream     Permission = "stream"
	Redact     Permission = "redact"
	Detectors  Permission = "detectors"
	Matches    Permission = "matches"
	Reflection Permission = "reflection"
	Channelz   Permission = "channelz"
	Metrics    Permission = "metrics"
)

// everything gives all permissions, in the order in which they are listed.
func everything() Permissions {
	return Permissions{Classify, Batch, Stream, Redact, Detectors, Matches, Reflection, Channelz, Metrics}
}

// Permissions are what a caller may do.
type Permissions []Permission

// Usual gives what a caller may do of whom nothing else is said: everything that
// concerns messages, except to have what was found sent back.
func Usual() Permissions { return Permissions{Classify, Batch, Stream, Redact, Detectors} }

// ParsePermissions reads the names of permissions. It fails on one that does not exist.
func ParsePermissions(names []string) (Permissions, error) {
	var all Permissions
	for _, name := range names {
		if !slices.Contains(everything(), Permission(name)) {
			return nil, fmt.Errorf("no permission is called %s; there are %s", told(name), everything())
		}
		if !slices.Contains(all, Permission(name)) {
			all = append(all, Permission(name))
		}
	}
	return all, nil
}

// Has tells whether a permission is among them.
func (p Permissions) Has(one Permission) bool { return slices.Contains(p, one) }

// String lists them.
func (p Permissions) String() string {
	names := make([]string, len(p))
	for i, one := range p {
		names[i] = string(one)
	}
	return strings.Join(names, ", ")
}

// need is what a method asks of its callers.
type need struct {
	permission Permission
	// everybody tells that it is open, also to who is not known.
	everybody bool
}

// needOf gives what a method, as in "/package.Service/Method", asks; known is false for
// one that nobody may call, because it does not exist or because nobody thought of it.
func needOf(method string) (n need, known bool) {
	switch method {
	case pecetev1.ClassifierService_Classify_FullMethodName:
		return need{permission: Classify}, true
	case pecetev1.ClassifierService_ClassifyBatch_FullMethodName:
		return need{permission: Batch}, true
	case pecetev1.ClassifierService_ClassifyStream_FullMethodName:
		return need{permission: Stream}, true
	case pecetev1.ClassifierService_Redact_FullMethodName:
		return need{permission: Redact}, true
	case pecetev1.ClassifierService_ListDetectors_FullMethodName:
		return need{permission: Detectors}, true
	case api.ReadMetrics:
		return need{permission: Metrics}, true
	}
	service, _, _ := strings.Cut(strings.TrimPrefix(method, "/"), "/")
	switch service {
	case healthv1.Health_ServiceDesc.ServiceName: // for probes, which know no secret
		return need{everybody: true}, true
	case channelzv1.Channelz_ServiceDesc.ServiceName:
		return need{permission: Channelz}, true
	case "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection":
		return need{permission: Reflection}, true
	}
	return need{}, false
}
