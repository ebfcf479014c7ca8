package docs

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/telemetry"
	"github.com/pecete/pecete/classifier"
)

// metric is what Prometheus is told of one.
type metric struct {
	kind, help string
	labels     []string
}

var (
	aboutLine  = regexp.MustCompile(`^# (HELP|TYPE) (\S+) (.*)$`)
	sampleLine = regexp.MustCompile(`^([a-z_]+)(?:\{(.*)\})? `)
	labelName  = regexp.MustCompile(`([a-z]+)="`)
)

// allMetrics gives every metric of a server, each of which has counted something.
func allMetrics(t *testing.T) map[string]*metric {
	t.Helper()
	m := telemetry.NewMetrics("v")
	m.Serving("r")
	m.Reloaded("r", time.Second)
	m.ReloadFailed(nil)
	m.Method("a").Ended(codes.Internal, time.Second, 1, 1)
	m.Assessed(&classifier.Assessment{Verdict: classifier.Warn, Findings: []classifier.Finding{{Detector: "d"}}}, 1)
	m.WatchQueue("small", func() telemetry.Queue { return telemetry.Queue{} })
	m.Waited("small", time.Second)
	m.Rejected("small", telemetry.RejectedFull)
	m.WebAnswered("rest", 200)
	m.Met("chat", codes.OK)
	m.Inspected(telemetry.Inspection{Door: "icap", Direction: "reqmod", Action: "pass", Verdict: "none", Missed: []string{"type"}, Failed: true})
	m.ICAPAnswered("REQMOD", 204, true, true)
	m.WatchICAP(func() int { return 0 }, func() int64 { return 0 })
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	all := map[string]*metric{}
	for line := range strings.SplitSeq(answer.Body.String(), "\n") {
		if about := aboutLine.FindStringSubmatch(line); about != nil {
			name := about[2]
			if all[name] == nil {
				all[name] = &metric{}
			}
			if about[1] == "TYPE" {
				all[name].kind = about[3]
			} else {
				all[name].help = strings.ReplaceAll(about[3], `\"`, `"`)
			}
			continue
		}
		sample := sampleLine.FindStringSubmatch(line)
		if sample == nil {
			continue
		}
		of := all[metricOf(all, sample[1])]
		if of == nil {
			t.Fatalf("no HELP for %s", sample[1])
		}
		for _, label := range labelName.FindAllStringSubmatch(sample[2], -1) {
			if label[1] != "le" && !slices.Contains(of.labels, label[1]) {
				of.labels = append(of.labels, label[1])
			}
		}
	}
	return all
}

// metricOf gives the metric that a series belongs to, whose name may be longer.
func metricOf(all map[string]*metric, series string) string {
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if name := strings.TrimSuffix(series, suffix); all[series] == nil && all[name] != nil {
			return name
		}
	}
	return series
}

// TestOperationsPageHasTheMetrics looks on the page for the table of all metrics of our
// own, and with -update writes it there.
func TestOperationsPageHasTheMetrics(t *testing.T) {
	const from, to = "<!-- metrics -->\n", "<!-- end -->\n"
	all := allMetrics(t)
	table := "| metric | type | labels | what it tells |\n| --- | --- | --- | --- |\n"
	rows := 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if strings.HasPrefix(name, "pecete_") {
			m := all[name]
			table += fmt.Sprintf("| `%s` | %s | %s | %s |\n", name, m.kind, strings.Join(m.labels, ", "), m.help)
			rows++
		}
	}
	if rows < 20 {
		t.Fatalf("only %d metrics", rows)
	}
	page := read(t, "operations.md")
	before, rest, begins := strings.Cut(page, from)
	got, after, ends := strings.Cut(rest, to)
	switch {
	case !begins || !ends:
		t.Fatalf("operations.md has no place for the table, between %q and %q", from, to)
	case got == table:
	case *update:
		if err := os.WriteFile("operations.md", []byte(before+from+table+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("operations.md has another table of metrics, run with -update if this is right:\n%s", table)
	}
}

// TestDashboardAndAlertsNameMetricsThatExist: whether they are PromQL is promtool's to
// say.
func TestDashboardAndAlertsNameMetricsThatExist(t *testing.T) {
	all := allMetrics(t)
	named := regexp.MustCompile(`\b(?:pecete|process|go)_[a-z_]+`)
	for _, file := range []string{"../packaging/grafana/pecete.json", "../packaging/prometheus/alerts.yaml"} {
		used := map[string]bool{}
		for _, name := range named.FindAllString(read(t, file), -1) {
			used[metricOf(all, name)] = true
		}
		if len(used) < 8 {
			t.Errorf("%s names only %d metrics", file, len(used))
		}
		for name := range used {
			if all[name] == nil {
				t.Errorf("%s names %s, which does not exist", file, name)
			}
		}
	}
}

// TestOperationsPageHasTheFlags: the flags of the service are all on the page.
func TestOperationsPageHasTheFlags(t *testing.T) {
	page := read(t, "operations.md")
	flags := regexp.MustCompile(`--[a-z-]+`)
	for _, file := range []string{"serve_telemetry.go", "serve_admission.go"} {
		fields := regexp.MustCompile("(?m)^\t([A-Z][A-Za-z]+) +[a-zA-Z0-9.]+ +`(?:needs|placeholder|default|help)").FindAllStringSubmatch(read(t, "../cmd/pecete/"+file), -1)
		if len(fields) < 4 {
			t.Errorf("%s has only %d flags", file, len(fields))
		}
		for _, field := range fields {
			flag := "-" + regexp.MustCompile("[A-Z]").ReplaceAllStringFunc(field[1], func(s string) string { return "-" + strings.ToLower(s) })
			if !slices.Contains(flags.FindAllString(page, -1), flag) {
				t.Errorf("operations.md does not tell of %s", flag)
			}
		}
	}
}
