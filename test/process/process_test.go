package process

import (
	"strings"
	"testing"
)

func TestSum(t *testing.T) {
	const text = `# HELP a_total Something.
# TYPE a_total counter
a_total{code="OK",method="x"} 3
a_total{code="INTERNAL",method="x"} 1
a_total_more 100
b 1.5e+06
`
	for name, tt := range map[string]struct {
		metric string
		labels []string
		want   float64
		fails  bool
	}{
		"all series of a metric":     {"a_total", nil, 4, false},
		"those with a label":         {"a_total", []string{`code="OK"`}, 3, false},
		"without labels":             {"b", nil, 1.5e6, false},
		"a metric that is not there": {"c", nil, 0, true},
		"a label that is not there":  {"a_total", []string{`code="LOST"`}, 0, true},
	} {
		got, err := sum(strings.NewReader(text), tt.metric, tt.labels)
		if got != tt.want || (err != nil) != tt.fails {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// A service is started, seen, and stopped, as the programs do it.
func TestService(t *testing.T) {
	binary, err := Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	s, err := Start(t.Context(), Options{Binary: binary, Line: func([]byte) { lines++ }})
	if err != nil {
		t.Fatal(err)
	}
	if bytes, err := s.Resident(); err != nil || bytes < 4<<20 || bytes > 1<<30 {
		t.Errorf("%d bytes, %v", bytes, err)
	}
	if n, err := s.Sum(t.Context(), "go_goroutines"); err != nil || n < 1 {
		t.Errorf("%v goroutines, %v", n, err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if lines < 3 {
		t.Errorf("%d lines of log", lines)
	}
	if s, err = Start(t.Context(), Options{Binary: binary}); err != nil {
		t.Fatal(err)
	}
	if err := s.Kill(); err != nil {
		t.Error(err)
	}
	if _, err := Start(t.Context(), Options{Binary: binary, Args: []string{"--no-such-flag"}}); err == nil {
		t.Error("a service that ends at once was started")
	}
}
