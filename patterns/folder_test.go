package patterns

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestFilesThatWereReadAreRulesLikeTheFolder(t *testing.T) {
	rules := builtIn(t)
	dir := folder("a.yaml", soundRule, "lists/l.yml", "[x]", "notes.txt", "no rule", "more/a.yaml", "no rule",
		"._a.yaml", "no rule", ".yml", "no rule", "lists/.#l.yml", "no rule")
	dir[".#a.yaml"] = &fstest.MapFile{Data: []byte("somebody@elsewhere"), Mode: fs.ModeSymlink} // leads nowhere
	files, err := ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []File{{"a.yaml", []byte(soundRule)}, {"lists/l.yml", []byte("[x]")}}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Error(diff)
	}
	over, err := rules.OverlayFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := over.Version, overlay(t, rules, dir).Version; got != want {
		t.Errorf("version %s, that of the folder is %s", got, want)
	}
	files[0].Data = []byte(soundRule + "colour: red\n")
	if _, err := rules.OverlayFiles(files); err == nil || !strings.Contains(err.Error(), "a.yaml:19:1") {
		t.Errorf("a key that there is not: %v", err)
	}
}

func TestFoldersThatAreTooLarge(t *testing.T) {
	many, large := fstest.MapFS{}, fstest.MapFS{}
	for i := range MaxFiles + 1 {
		many[fmt.Sprintf("%d.yaml", i)] = &fstest.MapFile{}
	}
	full := []byte(strings.Repeat("#", MaxFileSize))
	for i := range MaxFolderSize/MaxFileSize + 1 {
		large[fmt.Sprintf("%d.yaml", i)] = &fstest.MapFile{Data: full}
	}
	for _, c := range []struct {
		name string
		dir  fs.FS
		want string
	}{
		{"too many files", many, "6001 rule files, the limit is 6000"},
		{"too much together", large, "rule files hold more than 16777216 bytes together"},
		{"a pipe, which would hold up whoever opens it", fstest.MapFS{"a.yaml": {Mode: fs.ModeNamedPipe}}, "a.yaml: reading rule file: not a plain file"},
		{"a file that cannot be read", brokenFS{}, "a.yaml: reading rule file: permission denied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if files, err := ReadFolder(c.dir); files != nil || err == nil || err.Error() != c.want {
				t.Errorf("gives %d files, %v, want %s", len(files), err, c.want)
			}
			if _, err := builtIn(t).Overlay(c.dir); err == nil {
				t.Error("is laid over all the same")
			}
		})
	}
}

// The version is that of all that is built in: answers are made of detectors and
// lists, and worded by the texts of evidence and advice.
func TestVersionCoversEachBuiltInFile(t *testing.T) {
	files, err := builtInFiles()
	if err != nil {
		t.Fatal(err)
	}
	version := builtIn(t).Version
	for i, file := range files {
		changed := append([]ruleFile(nil), files...)
		changed[i].data = append([]byte("# changed\n"), file.data...)
		rules, faults := (&Ruleset{}).with(changed)
		if len(faults) > 0 || rules.Version == version {
			t.Errorf("%s: the version stays %s, %v", file.name, version, faults)
		}
	}
}
