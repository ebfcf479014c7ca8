package report

import "strings"

// Top gives what go tool pprof -top printed without what says nothing of where
// the time goes: the head, and the project's own name before each function.
func Top(printed string) string {
	if i := strings.Index(printed, "Showing nodes"); i >= 0 {
		printed = printed[i:]
	}
	var lines []string
	for line := range strings.Lines(printed) {
		line = strings.ReplaceAll(strings.TrimRight(line, " \n"), "github.com/pecete/pecete/", "")
		line = strings.TrimSuffix(line, " (inline)")
		if !strings.HasPrefix(line, "Dropped ") && line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
