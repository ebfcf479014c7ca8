package plainfile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOnlyPlainFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("file"), []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", in("link")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(in("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		in("file"): "", in("link"): "", in("pipe"): "not a plain file", dir: "not a plain file", "/dev/zero": "not a plain file", in("nothing"): "no such file",
	} {
		file, err := Open(name)
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			file.Close()
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// A pipe may come into the place of a file after it has been looked at. Nobody writes to
// this one, so that who waits for it waits until the test is given up.
func TestAPipeInPlaceOfAFileHoldsNobodyUp(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := open(pipe)
	if err == nil || !strings.Contains(err.Error(), "not a plain file") {
		t.Errorf("got %v, %v", file, err)
	}
}
