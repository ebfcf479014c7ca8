// Package race is how every contestant reads the same messages: line by line, on
// one core, over and over until the time is up. What is not in Go does the same by
// itself (native/) and says so in the same words.
package race

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Outcome is what a contestant says at the end.
type Outcome struct {
	// Version is that of the library that read the messages, "" if it does not tell.
	Version string `json:"version"`
	// Hit is how many of Lines have something in them, as it sees it.
	Hit   int `json:"hit"`
	Lines int `json:"lines"`
	// Bytes were read in Seconds.
	Bytes   int64   `json:"bytes"`
	Seconds float64 `json:"seconds"`
}

// MBps gives the speed in megabytes (10^6 bytes) a second.
func (o Outcome) MBps() float64 {
	if o.Seconds == 0 {
		return 0
	}
	return float64(o.Bytes) / 1e6 / o.Seconds
}

// glance is how many lines are read between two looks at the clock.
const glance = 32

// Run reads all lines once, to warm up and to count the hits, and then for as long
// as the time given.
func Run(version string, lines []string, lasting time.Duration, hit func(line string) bool) Outcome {
	o := Outcome{Version: version, Lines: len(lines)}
	for _, line := range lines {
		if hit(line) {
			o.Hit++
		}
	}
	if len(lines) == 0 {
		return o
	}
	began := time.Now()
	for i := 0; time.Since(began) < lasting; {
		for range glance {
			hit(lines[i])
			o.Bytes += int64(len(lines[i]))
			if i++; i == len(lines) {
				i = 0
			}
		}
	}
	o.Seconds = time.Since(began).Seconds()
	return o
}

// Write prints an outcome for who started the race.
func (o Outcome) Write(out io.Writer) error { return json.NewEncoder(out).Encode(o) }

// Parse reads what a contestant printed.
func Parse(printed []byte) (Outcome, error) {
	var o Outcome
	if err := json.Unmarshal(printed, &o); err != nil {
		return o, fmt.Errorf("reading an outcome: %w", err)
	}
	if o.Seconds <= 0 || o.Lines <= 0 {
		return o, fmt.Errorf("reading an outcome: %d lines in %v s", o.Lines, o.Seconds)
	}
	return o, nil
}

// ReadLines gives the lines of a file.
func ReadLines(name string) ([]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading messages: %w", err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n"), nil
}
