package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/pecete/pecete/bench/report"
)

// thisMachine describes the machine as far as it tells of itself.
func thisMachine() report.Machine {
	release, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return report.Machine{
		CPU: field("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(), Memory: memory(),
		System:     runtime.GOOS + "/" + runtime.GOARCH + " " + strings.TrimSpace(string(release)),
		Go:         runtime.Version(),
		LoadBefore: loadAverage(),
	}
}

// field gives the value of the first "name : value" in a file, "unknown" without
// one.
func field(file, name string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// memory gives the machine's memory in bytes, 0 if it does not tell.
func memory() int64 {
	kib, err := strconv.ParseInt(strings.TrimSuffix(field("/proc/meminfo", "MemTotal"), " kB"), 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}

// loadAverage gives how many processes wanted a core in the last minute, 0 if the
// machine does not tell.
func loadAverage() float64 {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(data), " ")
	load, _ := strconv.ParseFloat(first, 64)
	return load
}
