package telemetry

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/classifier"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	return answer.Body.String()
}

func TestReloadsAreCountedAndOneRulesetIsInUse(t *testing.T) {
	m := NewMetrics("v1")
	m.Serving("aaaa")
	m.ReloadFailed(errors.New("rules.yaml:7: no such key"))
	m.Reloaded("bbbb", 200*time.Millisecond)
	out := scrape(t, m)
	for _, want := range []string{
		`pecete_rule_reloads_total{result="failed"} 1`, `pecete_rule_reloads_total{result="ok"} 1`,
		`pecete_ruleset_info{version="bbbb"} 1`, `pecete_rule_reload_duration_seconds_sum 0.2`, `pecete_build_info{goversion="go`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if strings.Contains(out, "aaaa") || strings.Contains(out, "rules.yaml") {
		t.Errorf("the metrics hold old rules or what was wrong with bad ones:\n%s", out)
	}
}

func TestNamesKeepToPrometheusCustom(t *testing.T) {
	m := NewMetrics("v1")
	m.Method("a").Ended(codes.OK, time.Second, 1, 1)
	m.WatchQueue("small", func() Queue { return Queue{} })
	problems, err := testutil.GatherAndLint(m.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "pecete_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

// A code that no program ought to send does not make a label of its own.
func TestCodesAreBounded(t *testing.T) {
	m := NewMetrics("v1")
	for code := range codes.Code(1000) {
		method := m.Method("a")
		method.Began()
		method.Ended(code, 0, 0, 0)
	}
	if n := testutil.CollectAndCount(m.requests); n != int(codes.Unauthenticated)+1 {
		t.Errorf("%d series", n)
	}
	if n := testutil.ToFloat64(m.inFlight.WithLabelValues("a")); n != 0 {
		t.Errorf("%v in flight", n)
	}
}

func TestNobodyCounts(t *testing.T) {
	var m *Metrics
	m.Serving("a")
	m.Reloaded("a", 0)
	m.ReloadFailed(nil)
	m.Assessed(&classifier.Assessment{Verdict: classifier.Warn}, 1)
	m.Failed()
	m.Batch(1)
	m.Panicked()
	m.Waited("a", 0)
	m.Rejected("a", RejectedFull)
	m.Met("a", codes.OK)
	m.WatchQueue("a", nil)
	method := m.Method("a")
	method.Began()
	method.Ended(codes.OK, 0, 0, 0)
	var traces *Traces
	if _, span := traces.Began(t.Context(), "a"); span != nil {
		t.Error("a span of nobody")
	}
	traces.Ended(nil, nil)
}

func TestRequestID(t *testing.T) {
	for _, good := range []string{"a", "A-z_0.9", strings.Repeat("x", 64)} {
		if got := RequestID(good); got != good {
			t.Errorf("%q became %q", good, got)
		}
	}
	made := map[string]bool{}
	for _, bad := range []string{"", strings.Repeat("x", 65), "a b", "ă", "a\n", "a/b", "a\x00"} {
		got := RequestID(bad)
		if got == bad || !isRequestID(got) || made[got] {
			t.Errorf("%q became %q", bad, got)
		}
		made[got] = true
	}
}

func FuzzRequestID(f *testing.F) {
	f.Add("a-1")
	f.Add("ă\xff")
	f.Fuzz(func(t *testing.T, given string) {
		got := RequestID(given)
		if got == "" || len(got) > maxRequestID || strings.Trim(got, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") != "" {
			t.Errorf("%q became %q", given, got)
		}
	})
}

// What is counted about a call must not make work for the collector.
func TestCountingDoesNotAllocate(t *testing.T) {
	m := NewMetrics("v1")
	method := m.Method("a")
	a := &classifier.Assessment{Verdict: classifier.Warn, Findings: []classifier.Finding{{Detector: "ro.cnp"}}}
	if got := testing.AllocsPerRun(1000, func() { count(m, method, a) }); got > 0 {
		t.Errorf("a call allocates %v times", got)
	}
}

func count(m *Metrics, method *Method, a *classifier.Assessment) {
	method.Began()
	m.Assessed(a, 100)
	method.Ended(codes.OK, 300*time.Microsecond, 100, 30)
}

func BenchmarkCountingACall(b *testing.B) {
	m := NewMetrics("v1")
	method := m.Method("a")
	a := &classifier.Assessment{Verdict: classifier.Warn, Findings: []classifier.Finding{{Detector: "ro.cnp"}}}
	b.ReportAllocs()
	for b.Loop() {
		count(m, method, a)
	}
}

func BenchmarkRequestID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		RequestID("")
	}
}

func TestProxiesAreCounted(t *testing.T) {
	m := NewMetrics("v1")
	m.ICAPAnswered("REQMOD", 204, false, false)
	m.ICAPAnswered("", 400, false, true)
	m.ICAPAnswered("RESPMOD", 200, true, false)
	m.WatchICAP(func() int { return 3 }, func() int64 { return 5 })
	for name, c := range map[string]struct {
		of   prometheus.Collector
		want float64
	}{
		"answered":          {m.icap.WithLabelValues("REQMOD", "204"), 1},
		"of no such method": {m.icap.WithLabelValues("none", "400"), 1},
		"cut":               {m.icapCut, 1},
		"overloaded":        {m.icapOverloaded, 1},
	} {
		if got := testutil.ToFloat64(c.of); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if problems, err := testutil.GatherAndCount(m.registry, "pecete_icap_connections", "pecete_icap_held_bytes"); err != nil || problems != 2 {
		t.Errorf("%d gauges, %v", problems, err)
	}
}

func TestInspectionsAreCounted(t *testing.T) {
	m := NewMetrics("v1")
	m.Inspected(Inspection{Door: "icap", Direction: "reqmod", Action: "block", Verdict: "block", Missed: []string{"type", "bomb"}, Bytes: 10})
	m.Inspected(Inspection{Door: "icap", Direction: "reqmod", Action: "pass", Verdict: "none", Failed: true, Bytes: 5})
	for name, c := range map[string]struct {
		of   prometheus.Collector
		want float64
	}{
		"blocked": {m.inspections.WithLabelValues("icap", "reqmod", "block", "block"), 1},
		"unasked": {m.inspectionsFailed.WithLabelValues("icap"), 1},
		"missed":  {m.missed.WithLabelValues("icap", "bomb"), 1},
		"bytes":   {m.inspectedBytes.WithLabelValues("icap"), 15},
	} {
		if got := testutil.ToFloat64(c.of); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	var nobody *Metrics
	nobody.Inspected(Inspection{})
	nobody.ICAPAnswered("", 0, true, true)
	nobody.WatchICAP(nil, nil)
}
