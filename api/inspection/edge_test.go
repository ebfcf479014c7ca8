package inspection_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"

	"github.com/pecete/pecete/api"
	. "github.com/pecete/pecete/api/inspection"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// direct is the real service, called without a network.
type direct struct{ *api.Server }

// Classify asks it.
func (d direct) Classify(ctx context.Context, in *pecetev1.ClassifyRequest, _ ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	return d.Server.Classify(ctx, in)
}

func realService(t *testing.T) direct {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server, err := api.New(engine, api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return direct{server}
}

// TestIdentifiersOnEdgesAreFound moves what is to be found over the edge of a window,
// byte by byte.
func TestIdentifiersOnEdgesAreFound(t *testing.T) {
	i := inspector(t, realService(t), Options{Window: 1 << 10, Overlap: 256})
	for detector, secret := range map[string]string{
		"ro.cnp":     "CNP 1850228120011",
		"iban":       "în contul RO54 RZBR 0000 0600 1234 5678",
		"ro.id_card": "buletin seria RX nr. 123456",
	} {
		for at := 1<<10 - 80; at < 1<<10+40; at++ {
			body := strings.Repeat("o vorbă ", at/9) + strings.Repeat("x", at%9) + " " + secret + strings.Repeat(" și încă una", 200)
			got, err := i.Inspect(context.Background(), text(""), strings.NewReader(body), nil)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(got.Detectors, detector) {
				t.Errorf("%s at %d: found %v", detector, at, got.Detectors)
			}
		}
	}
}
