package packaging

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPageNamesWhatThereIs: targets of make and files that docs/packaging.md names.
// Its other commands are run by the tests of the folders they are about.
func TestPageNamesWhatThereIs(t *testing.T) {
	page, err := os.ReadFile("../docs/packaging.md")
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	targets := regexp.MustCompile("make ([a-z-]+)").FindAllStringSubmatch(string(page), -1)
	if len(targets) < 5 {
		t.Errorf("only %d targets are named", len(targets))
	}
	for _, target := range targets {
		if !strings.Contains(string(makefile), "\n"+target[1]+":") {
			t.Errorf("make %s is named, which there is not", target[1])
		}
	}
	files := regexp.MustCompile(`\bpackaging/[\w/.-]*\w`).FindAllString(string(page), -1)
	if len(files) < 3 {
		t.Errorf("only %d files are named", len(files))
	}
	for _, name := range files {
		if _, err := os.Stat(filepath.Join("..", name)); err != nil && name != "packaging/" {
			t.Errorf("%s is named, which there is not", name)
		}
	}
}
