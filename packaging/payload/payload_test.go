package payload

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pecete/pecete/packaging/build"
)

// TestNothingIsPackedThatNoCommitHolds: nobody could build it again.
func TestNothingIsPackedThatNoCommitHolds(t *testing.T) {
	clone := filepath.Join(t.TempDir(), "source")
	if err := build.Checkout(t.Context(), "../..", "HEAD", clone); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(clone, "README.md"), []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := Builder{Source: clone, Work: t.TempDir()}.Build(t.Context(), build.Host())
	if err == nil || !strings.Contains(err.Error(), "changes that are in no commit") {
		t.Errorf("Build gave %v, %v", p, err)
	}
}

func TestBuildTellsWhatDoesNotCompile(t *testing.T) {
	clone := filepath.Join(t.TempDir(), "source")
	if err := build.Checkout(t.Context(), "../..", "HEAD", clone); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(clone, "cmd/pecete/broken.go"), []byte("package main\n\nfunc broken() { nothing() }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Builder{Source: clone, Work: t.TempDir()}.Build(t.Context(), build.Host())
	if err == nil || !strings.Contains(err.Error(), "undefined: nothing") {
		t.Errorf("Build fails with %v", err)
	}
}
