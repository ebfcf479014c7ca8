package evaluation

import (
	"encoding/json"
	"strings"
	"testing"
)

func marshal(t interface{ Fatal(...any) }, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestCompareTellsWhatFell(t *testing.T) {
	recorded := Record{Version: 1, Higher: map[string]float64{"gone": 0.9, "same": 0.8, "down": 0.7, "up": 0.6, "rounded": 0.500001},
		Lower: map[string]float64{"error down": 0.4, "error up": 0.3}}
	now := Record{Version: 1, Higher: map[string]float64{"same": 0.8, "down": 0.69, "up": 0.61, "rounded": 0.5, "fresh": 0.1},
		Lower: map[string]float64{"error down": 0.39, "error up": 0.300002}}
	c, err := recorded.Compare(now)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "comparison", c, Comparison{
		Compared: 7,
		Fell:     []Change{{"down", 0.7, 0.69}, {"error up", 0.3, 0.300002}, {"gone", 0.9, undefined()}},
		Rose:     []Change{{"error down", 0.4, 0.39}, {"up", 0.6, 0.61}},
		New:      []string{"fresh"},
	})
	if got := c.Fell[0].String(); got != "down is 0.69, recorded is 0.7" {
		t.Error(got)
	}
	if got := c.Fell[2].String(); got != "gone is no longer measured, recorded is 0.9" {
		t.Error(got)
	}
}

func TestOtherSettingsAreNotCompared(t *testing.T) {
	for name, other := range map[string]Settings{
		"threshold of 0.5, not 0.4": {Threshold: 0.4},
		`detectors [], not ["a"]`:   {Threshold: 0.5, Detectors: []string{"a"}},
		`the kinds [], not ["k"]`:   {Threshold: 0.5, Kinds: []string{"k"}},
		`without the kinds []`:      {Threshold: 0.5, SkippedKinds: []string{"k"}},
	} {
		_, err := Record{Settings: Settings{Threshold: 0.5}}.Compare(Record{Settings: other})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRecordsHaveEveryFigureThatIsDefined(t *testing.T) {
	r := NewRecord(report(Options{Threshold: 0.5}, handMade()...), Settings{Threshold: 0.5})
	want := map[string]float64{
		"a exact precision": 0.333333, "a exact recall": 0.25, "a exact F1": 0.285714,
		"a overlap precision": 0.666667, "a overlap recall": 0.5, "a overlap F1": 0.571429,
		"all overlap F1": 0.444444, "b exact recall": 0,
	}
	for name, value := range want {
		if got, ok := r.Higher[name]; !ok || got != value {
			t.Errorf("%s is %v, want %v", name, got, value)
		}
	}
	for name, value := range map[string]float64{
		"all calibration error": 0.46, "all Brier score": 0.342, "verdict warn answered allow": 0.5,
		"verdict block answered allow": 1, "verdict allow answered block": 0,
	} {
		if got, ok := r.Lower[name]; !ok || got != value {
			t.Errorf("%s is %v, want %v", name, got, value)
		}
	}
	silent := NewRecord(report(Options{Threshold: 0.5}, answer(1, nil, found(0, 1, "a", 0.2))), Settings{Threshold: 0.5})
	if _, ok := silent.Higher["a exact precision"]; ok {
		t.Error("an undefined figure is recorded")
	}
}

func TestWhatIsNoRecordIsRefused(t *testing.T) {
	for _, data := range []string{"", "[]", `{"version": 2, "higherIsBetter": {"a": 1}}`, `{"version": 1}`, `{"version": 1, "figures": {}}`, `{"version": 1, "higherIsBetter": {"a": "b"}}`} {
		if r, err := ReadRecord([]byte(data)); err == nil {
			t.Errorf("%s is read as %+v", data, r)
		}
	}
}

// FuzzReadRecord: no file makes the reader panic, and what it reads can be
// compared.
func FuzzReadRecord(f *testing.F) {
	f.Add([]byte(`{"version": 1, "settings": {"threshold": 0.5}, "messages": 3, "higherIsBetter": {"a": 1}, "lowerIsBetter": {"b": 0}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadRecord(data)
		if err != nil {
			return
		}
		if c, err := r.Compare(r); err != nil || len(c.Fell) > 0 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}
