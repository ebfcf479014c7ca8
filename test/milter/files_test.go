package milter

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// checkFiles checks that Pecete left no file where it runs and where temporary files go,
// and has none open that could be written to.
func (c *scene) checkFiles(t *testing.T) {
	t.Helper()
	for _, dir := range []string{".", os.TempDir()} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			t.Errorf("%s was left", file.Name())
		}
	}
	open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", c.Pecete.Pid()))
	if err != nil || len(open) == 0 {
		t.Fatal(open, err)
	}
	for _, file := range open {
		if target, err := os.Readlink(file); err == nil && strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "/dev/") && !strings.HasPrefix(target, "/proc/") && !strings.HasPrefix(target, "/sys/") {
			t.Errorf("%s is open", target)
		}
	}
}
