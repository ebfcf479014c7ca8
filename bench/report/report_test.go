package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/bench/figures"
	"github.com/pecete/pecete/bench/load"
)

var update = flag.Bool("update", false, "record the page")

// results are made up: two rounds, the second on a machine half as fast.
func results() *Results {
	s := figures.Set{}
	add := func(name, unit string, value float64) {
		second := value / 2
		if unit == "ns" {
			second = value * 2
		}
		if unit == "count" || unit == "bytes" {
			second = value
		}
		s.Add(name, unit, value)
		s.Add(name, unit, second)
	}
	task := func(name string, mbps, ns, allocs float64) {
		add("scalar/"+name+"/pass", "MB/s", 2000)
		add("scalar/"+name+"/MBps", "MB/s", mbps)
		add("scalar/"+name+"/ns", "ns", ns)
		add("scalar/"+name+"/allocs", "count", allocs)
	}
	task("clean/plain", 800, 250, 0)
	task("clean/marked", 600, 333, 0)
	task("clean/no numbers", 900, 222, 0)
	task("mix", 400, 500, 0.1)
	task("message/clean", 800, 251, 0.004)
	task("message/cnp", 200, 1000, 3)
	task("message/ten", 210, 9500, 25)
	task("unusual/full-width", 120, 4000, 0)
	task("unusual/Cyrillic", 90, 2200, 0)
	for size, mbps := range map[string]float64{"20": 100, "200": 500, "1048576": 900} {
		task("size/"+size, mbps, 1, 0)
	}
	task("dirty/0", 800, 250, 0)
	task("dirty/100", 200, 1000, 2)
	task("worst/clean chat", 800, 1e6, 0)
	task("worst/dots", 1600, 5e5, 0)
	task("worst/slashes", 80, 1e7, 0)
	for count, mbps := range map[string]float64{"0": 400, "20": 400, "2000": 320} {
		task("rules/"+count, mbps, 500, 0)
		s.Add("scalar/loading/"+count+"/ns", "ns", 1e8)
	}
	for i, count := range []string{"1000", "10000"} {
		add("scalar/count/"+count+"/ns", "ns", []float64{5e5, 5e6}[i])
	}
	add("scalar/cores/1/persec", "/s", 2e6)
	add("scalar/cores/2/persec", "/s", 3.9e6)
	for name, mbps := range map[string]float64{"Pecete": 400, "regexp2": 3, "Go regexp": 5, "Hyperscan": 300} {
		add("race/"+name, "MB/s", mbps)
	}
	for _, traffic := range []string{"clean", "mix"} {
		for i, variant := range []string{"no-op", "no engine", "no log", "pecete", "bare"} {
			for _, kind := range load.Kinds() {
				name := "door/" + traffic + "/" + string(kind) + "/" + variant + "/"
				add(name+"persec", "/s", 50000*(1-float64(i)*0.02))
				add(name+"p50", "ns", 1e6)
				add(name+"p99", "ns", 2e6*(1+float64(i)*0.01))
				add(name+"cpu", "ns", 16000+float64(i)*500)
			}
		}
	}
	s.Add("service/start", "ns", 8e7)
	s.Add("service/idle", "bytes", 45e6)
	s.Add("service/loaded", "bytes", 60e6)
	return &Results{
		Command: "make bench-report", Mode: "full", Date: "2026-11-25", Seconds: 330, Figures: s,
		Machine: Machine{CPU: "Abacus", Cores: 2, Memory: 24 << 30, System: "linux/amd64", Go: "go1.26", LoadBefore: 0.1, LoadAfter: 1.5},
		Contestants: []Contestant{{Name: "Pecete", Tells: "all", Hit: 5, Lines: 100}, {Name: "Hyperscan", Version: "5.4", Tells: "which", Hit: 5, Lines: 100},
			{Name: "regexp2", Tells: "first", Hit: 5, Lines: 100}, {Name: "Go regexp", Tells: "first", Hit: 5, Lines: 100}},
		Latency: map[string][]load.Bucket{
			"no-op":  {{From: time.Millisecond, To: 1100 * time.Microsecond, Count: 90}, {From: 4 * time.Millisecond, To: 4100 * time.Microsecond, Count: 10}},
			"pecete": {{From: 2 * time.Millisecond, To: 2100 * time.Microsecond, Count: 50}},
		},
		Profiles: map[string]string{"mix": "1s f", "message": "2s g", "scalar-marked": "3s h", "scalar-plain": "4s i"},
		Skipped:  map[string]string{"SIMD": "the engine has no code for it", "RE2::Set": "there is no g++"},
	}
}

func standing(t *testing.T, r *Results, id string) Standing {
	t.Helper()
	for _, s := range r.Standings() {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("there is no goal %s", id)
	return Standing{}
}

func TestStandings(t *testing.T) {
	r := results()
	for id, want := range map[string]struct {
		measured    float64
		met, missed bool
	}{
		"scalar-plain":   {0.4, true, false}, // a ratio of the same round
		"scalar-marked":  {0.3, false, true}, // too slow
		"simd-plain":     {0, false, false},  // not measured is neither
		"mix":            {0.2, false, true}, // too slow
		"re2":            {0, false, false},  // no such peer
		"regexp2":        {400. / 3, true, false},
		"regexp":         {80, false, true},
		"message":        {251, false, true}, // the best round
		"cnp":            {1000, true, false},
		"allocs":         {0.004, true, false},
		"allocs-finding": {3, false, true},          // one finding costs more than a tenth of ten
		"worst":          {10, true, false},         // slashes against clean chat
		"unusual":        {90, false, true},         // the slowest kind
		"rules":          {400. / 320, true, false}, // the number that costs most
		"start":          {80, true, false},
		"idle":           {45, false, true},
		"loaded":         {60, true, false},
		"unary":          {0.94, false, true},
		"unary-p99":      {1.03, true, false},
		"batch":          {0.94, true, false},
		"stream":         {0.94, true, false},
	} {
		s := standing(t, r, id)
		if diff := s.Measured - want.measured; diff > 1e-9 || diff < -1e-9 || s.Met() != want.met || s.Missed() != want.missed {
			t.Errorf("%s: %v, met %v, missed %v; want %+v", id, s.Measured, s.Met(), s.Missed(), want)
		}
	}
	if w := standing(t, r, "worst").Workload; w != "scalar worst/slashes" {
		t.Errorf("the worst text is profiled as %q", w)
	}
	if w := standing(t, r, "unusual").Workload; w != "scalar unusual/Cyrillic" {
		t.Errorf("the slowest unusual text is profiled as %q", w)
	}
	for _, s := range (&Results{}).Standings() {
		if s.Known {
			t.Errorf("%s is known to be %v of nothing", s.ID, s.Measured)
		}
	}
}

func TestGoalsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range goals() {
		if seen[g.ID] || seen[g.What] || g.Workload == "" || g.Unit == "" || g.Bound == 0 {
			t.Errorf("%+v", g)
		}
		seen[g.ID], seen[g.What] = true, true
	}
}

func TestPageIsWrittenAsRecorded(t *testing.T) {
	files, err := results().Render()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "performance.md")
	if *update {
		if err := os.WriteFile(golden, files["performance.md"], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || !bytes.Equal(files["performance.md"], want) {
		t.Errorf("the page is written in another way (%v); run with -update if it is right", err)
	}
	page := string(files["performance.md"])
	for name := range files {
		if strings.HasSuffix(name, ".svg") && strings.Count(page, "("+filepath.ToSlash(name)+")") != 1 {
			t.Errorf("%s is not shown once", name)
		}
	}
	for _, wanted := range []string{"1s f", "2s g", "3s h", "RE2::Set: there is no g++", "Hyperscan (5.4)"} {
		if !strings.Contains(page, wanted) {
			t.Errorf("the page does not say %q", wanted)
		}
	}
	if strings.Contains(page, "4s i") {
		t.Error("a row that was met is profiled")
	}
	if strings.Contains(page, "<no value>") || strings.Contains(page, "%!") {
		t.Error("the page has holes")
	}
}

// TestRecordedResultsGiveThePage keeps docs/performance.md and its plots what the
// recorded results say.
func TestRecordedResultsGiveThePage(t *testing.T) {
	const docs = "../../docs"
	r, err := Load(docs)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if recorded, err := os.ReadFile(filepath.Join(docs, name)); err != nil || !bytes.Equal(recorded, content) {
			t.Errorf("docs/%s is not what the results beside it say (%v); make bench-page writes it again", name, err)
		}
	}
	drawn, err := filepath.Glob(filepath.Join(docs, "performance", "*.svg"))
	if err != nil || len(drawn) != len(files)-1 {
		t.Errorf("%d plots in docs/performance, %d on the page, %v", len(drawn), len(files)-1, err)
	}
}

func TestWrittenResultsCanBeLoaded(t *testing.T) {
	folder := t.TempDir()
	r := results()
	if err := os.MkdirAll(filepath.Join(folder, "performance"), 0o755); err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(folder, "performance", "stale.svg")
	if err := os.WriteFile(stale, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.Write(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("a plot of an earlier run is still there")
	}
	loaded, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	// Figures are recorded to six digits; what is recorded stays as it is.
	if err := loaded.Write(folder); err != nil {
		t.Fatal(err)
	}
	again, err := Load(folder)
	if err != nil || !reflect.DeepEqual(loaded, again) {
		t.Errorf("results change when written again: %v", err)
	}
	if !reflect.DeepEqual(loaded.Latency, r.Latency) || loaded.Machine != r.Machine || len(loaded.Figures) != len(r.Figures) {
		t.Error("what was loaded is not what was written")
	}
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("an empty folder has results")
	}
}

func TestWorse(t *testing.T) {
	if worse := Worse(results(), results()); len(worse) > 0 {
		t.Errorf("the same is worse: %q", worse)
	}
	for name, tt := range map[string]struct {
		change func(*Results)
		want   string
	}{
		"one allocation more": {func(r *Results) { r.Figures["scalar/message/clean/allocs"].Rounds = []float64{1, 1} }, "1.00 allocations"},
		"a third of the speed in every round": {func(r *Results) {
			r.Figures["scalar/mix/MBps"].Rounds = []float64{133, 67}
		}, "of the speed of the table pass"},
		"no figure": {func(r *Results) { delete(r.Figures, "scalar/mix/allocs") }, "no figure"},
	} {
		now := results()
		tt.change(now)
		if worse := Worse(results(), now); len(worse) != 1 || !strings.Contains(worse[0], tt.want) {
			t.Errorf("%s: %q", name, worse)
		}
	}
	now := results()
	now.Figures["scalar/mix/MBps"].Rounds[1] = 1 // the machine was away in one round
	if worse := Worse(results(), now); len(worse) > 0 {
		t.Errorf("one bad round is worse: %q", worse)
	}
}

func TestTopLeavesOutWhatIsNotAboutTime(t *testing.T) {
	const printed = "File: x\nType: cpu\nTime: now\nShowing nodes accounting for 1s, 50% of 2s total\nDropped 3 nodes\n" +
		"      flat  flat%\n        1s 50%  github.com/pecete/pecete/classifier.(*gate).scan (inline)\n\n"
	const want = "Showing nodes accounting for 1s, 50% of 2s total\n      flat  flat%\n        1s 50%  classifier.(*gate).scan"
	if got := Top(printed); got != want {
		t.Errorf("%q", got)
	}
}

func TestFiguresAreWrittenWithThreeDigits(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.0123: "0.012", 0.5: "0.50", 12.34: "12.3", 1234: "1234"} {
		if got := digits(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
	for v, want := range map[float64]string{250: "250 ns", 1500: "1.50 µs", 2.5e6: "2.50 ms", 3e9: "3.00 s"} {
		if got := nanoseconds(v); got != want {
			t.Errorf("%v ns is written %q, want %q", v, got, want)
		}
	}
}
