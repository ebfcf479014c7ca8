package telemetry

import (
	"net/http/httptest"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
)

// Who calls is for who may read all metrics, not for whoever reaches the web door.
func TestCallersAreNamedToFew(t *testing.T) {
	m := NewMetrics("v1")
	m.Met("chat", codes.OK)
	m.Met("chat", codes.OK)
	m.Met(UnknownCallers, codes.Unauthenticated)
	all, nameless := httptest.NewRecorder(), httptest.NewRecorder()
	m.Handler().ServeHTTP(all, httptest.NewRequest("GET", "/metrics", nil))
	m.NamelessHandler().ServeHTTP(nameless, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`pecete_caller_requests_total{caller="chat",code="OK"} 2`, `pecete_caller_requests_total{caller="unknown",code="UNAUTHENTICATED"} 1`, "pecete_build_info",
	} {
		if !strings.Contains(all.Body.String(), want) {
			t.Errorf("no %s in\n%s", want, all.Body)
		}
	}
	if strings.Contains(nameless.Body.String(), "caller") || !strings.Contains(nameless.Body.String(), "pecete_build_info") {
		t.Errorf("without names there is\n%s", nameless.Body)
	}
}
