package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func charts() map[string]Chart {
	return map[string]Chart{
		"sizes": {
			Title: "Throughput <by> size", Description: "Rises & stays.",
			X: Axis{Label: "bytes", Log: true, Bytes: true, Ticks: []float64{20, 1024, 1 << 20}}, Y: Axis{Label: "MB/s"},
			Lines: []Line{
				{Name: "all detectors", Points: []Point{{20, 41}, {1024, 300}, {1 << 20, 390}}},
				{Name: "table pass", Dashed: true, Points: []Point{{20, 900}, {1024, 1700}, {1 << 20, 1650}}},
				{Name: "left out"},
			},
		},
		"latency": {
			Title: "Latency", Description: "Two humps.",
			X: Axis{Label: "ms", Log: true}, Y: Axis{Label: "share, %"},
			Lines: []Line{
				{Name: "a", Steps: true, Points: []Point{{0.2, 0}, {1, 40}, {2, 60}, {4, 0}}},
				{Name: "b", Steps: true, Points: []Point{{0.3, 10}, {90, 0}}},
				{Name: "c", Points: []Point{{1, 1}}}, {Name: "d", Points: []Point{{1, 2}}},
			},
		},
	}
}

func TestChartsAreDrawnAsRecorded(t *testing.T) {
	for name, chart := range charts() {
		got, err := chart.SVG()
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is drawn in another way (%v); run with -update if it is right", file, err)
		}
	}
}

var update = flag.Bool("update", false, "record the drawings")

func TestChartsAreXMLAndInsideTheirFrame(t *testing.T) {
	for name, chart := range charts() {
		svg, err := chart.SVG()
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(bytes.NewReader(svg))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if strings.Contains(string(svg), "left out") || strings.Contains(string(svg), "NaN") || strings.Contains(string(svg), "Inf") {
			t.Errorf("%s draws what is not there:\n%s", name, svg)
		}
		x, y := chart.scales()
		for _, line := range chart.Lines {
			for _, p := range line.Points {
				if px, py := x.at(p.X), y.at(p.Y); px < left || px > right || py < top || py > bottom {
					t.Errorf("%s: %v is drawn at %.1f, %.1f", name, p, px, py)
				}
			}
		}
	}
}

func TestLinearAxesBeginAtNothingAndEndRound(t *testing.T) {
	for high, want := range map[float64]float64{1: 1, 0.9: 1, 7: 7, 41: 50, 390: 400, 1700: 1800, 0: 1, math.Inf(1): 1} {
		if got := roundUp(high); math.Abs(got-want) > 1e-9 {
			t.Errorf("an axis up to %v ends at %v, want %v", high, got, want)
		}
	}
	s := newScale(Axis{}, []float64{390}, 0, 100)
	if n := len(s.ticks()); s.at(0) != 0 || n < 4 || n > 11 {
		t.Errorf("0 is at %v, %d ticks", s.at(0), n)
	}
}

func TestLogarithmicAxesKeepRatios(t *testing.T) {
	s := newScale(Axis{Log: true}, []float64{3, 4000}, 0, 100)
	if a, b := s.at(100)-s.at(10), s.at(1000)-s.at(100); math.Abs(a-b) > 1e-9 || s.at(1) != 0 || s.at(10000) != 100 {
		t.Errorf("steps of ten are %v and %v wide", a, b)
	}
	if one := newScale(Axis{Log: true}, []float64{10}, 0, 100); one.at(10) != 0 || one.high <= one.low {
		t.Errorf("an axis of one value goes from %v to %v", one.low, one.high)
	}
}

func TestAChartWithoutPointsIsStillOne(t *testing.T) {
	if svg, err := (Chart{Title: "nothing"}).SVG(); err != nil || !bytes.Contains(svg, []byte("nothing")) {
		t.Errorf("%s, %v", svg, err)
	}
}
