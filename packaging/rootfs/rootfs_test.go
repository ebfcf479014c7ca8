package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pecete/pecete/packaging/payload"
)

func TestFilesLieWhereTheImageHasThem(t *testing.T) {
	root := t.TempDir()
	p := &payload.Payload{Program: []byte("program"), Licence: []byte("licence"), Notices: []byte("notices"), BOM: []byte("bom")}
	if err := write(root, p); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"usr/bin/pecete": "program", "usr/share/doc/pecete/LICENSE": "licence",
		"usr/share/doc/pecete/THIRD_PARTY_LICENSES.txt": "notices", "usr/share/doc/pecete/sbom.cdx.json": "bom",
	} {
		if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q (%v), want %q", name, got, err, want)
		}
	}
	info, err := os.Stat(filepath.Join(root, "usr/bin/pecete"))
	if err != nil || info.Mode().Perm()&0o111 == 0 {
		t.Errorf("the program cannot be run: %v (%v)", info.Mode(), err)
	}
}

func TestCommandLineThatMakesNoSense(t *testing.T) {
	if err := run(t.Context(), []string{"-platform", "linux"}); err == nil {
		t.Error("a platform without an architecture was accepted")
	}
}
