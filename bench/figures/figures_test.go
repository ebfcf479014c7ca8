package figures

import (
	"bytes"
	"reflect"
	"testing"
)

func example() Set {
	s := Set{}
	for _, v := range []float64{10, 20, 60} {
		s.Add("a", "ns", v)
	}
	for _, v := range []float64{5, 5, 10, 1} { // one round more
		s.Add("b", "ns", v)
	}
	s.Add("zero", "ns", 0)
	return s
}

func TestReadings(t *testing.T) {
	s := example()
	for name, tt := range map[string]struct {
		read func() (float64, bool)
		want float64
		ok   bool
	}{
		"lowest":                               {func() (float64, bool) { return s.Lowest("a") }, 10, true},
		"highest":                              {func() (float64, bool) { return s.Highest("a") }, 60, true},
		"median":                               {func() (float64, bool) { return s.Median("a") }, 20, true},
		"median of four is the second":         {func() (float64, bool) { return s.Median("b") }, 5, true},
		"ratio within rounds, not of medians":  {func() (float64, bool) { return s.Ratio("a", "b") }, 4, true},
		"ratio the other way":                  {func() (float64, bool) { return s.Ratio("b", "a") }, 0.25, true},
		"ratio of nothing is none":             {func() (float64, bool) { return s.Ratio("a", "zero") }, 0, false},
		"what was not measured has no lowest":  {func() (float64, bool) { return s.Lowest("c") }, 0, false},
		"what was not measured has no highest": {func() (float64, bool) { return s.Highest("c") }, 0, false},
		"what was not measured has no median":  {func() (float64, bool) { return s.Median("c") }, 0, false},
		"what was not measured has no ratio":   {func() (float64, bool) { return s.Ratio("a", "c") }, 0, false},
	} {
		if got, ok := tt.read(); got != tt.want || ok != tt.ok {
			t.Errorf("%s: %v, %v, want %v, %v", name, got, ok, tt.want, tt.ok)
		}
	}
}

func TestRatioIsOfTheSameRound(t *testing.T) {
	// The machine was ten times slower in the second round, for both.
	s := Set{}
	for _, v := range []float64{100, 10, 100} {
		s.Add("us", "MB/s", v)
		s.Add("them", "MB/s", v/2)
	}
	if got, _ := s.Ratio("us", "them"); got != 2 {
		t.Errorf("ratio %v", got)
	}
}

func TestUnderSortsNumbersByValue(t *testing.T) {
	s := Set{}
	for _, name := range []string{"size/200/MBps", "size/20/MBps", "size/1000/MBps", "size/20/ns", "other/1/MBps"} {
		s.Add(name, "ns", 1)
	}
	if got := s.Under("size/", "/MBps"); !reflect.DeepEqual(got, []string{"20", "200", "1000"}) {
		t.Error(got)
	}
	s.Add("worst/b/ns", "ns", 1)
	s.Add("worst/a/ns", "ns", 1)
	if got := s.Under("worst/", "/ns"); !reflect.DeepEqual(got, []string{"a", "b"}) {
		t.Error(got)
	}
}

func TestWrittenSetsCanBeReadAndMerged(t *testing.T) {
	var out bytes.Buffer
	if err := example().Write(&out); err != nil {
		t.Fatal(err)
	}
	read, err := Read(out.Bytes())
	if err != nil || !reflect.DeepEqual(read, example()) {
		t.Fatalf("%v, %v", read, err)
	}
	all := Set{}
	all.Merge("scalar/", read)
	all.Merge("scalar/", read)
	if n := len(all["scalar/a"].Rounds); n != 6 || all["scalar/a"].Unit != "ns" {
		t.Errorf("%d rounds of %q", n, all["scalar/a"].Unit)
	}
	for _, broken := range []string{"{", `{"a": "ns"}`, `{"a": "ns 1 two"}`} {
		if _, err := Read([]byte(broken)); err == nil {
			t.Errorf("%s was read", broken)
		}
	}
}
