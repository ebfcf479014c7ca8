package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParsePlatform(t *testing.T) {
	for _, test := range []struct {
		name, text, program string
		ok                  bool
	}{
		{"an ordinary one", "linux/amd64", "pecete", true},
		{"programs of Windows end in .exe", "windows/amd64", "pecete.exe", true},
		{"no architecture", "linux", "", false},
		{"an empty system", "/amd64", "", false},
		{"an empty architecture", "linux/", "", false},
		{"a variant is not the toolchain's way", "linux/arm/v7", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := ParsePlatform(test.text)
			if (err == nil) != test.ok {
				t.Fatalf("ParsePlatform(%q): %v", test.text, err)
			}
			if test.ok && (p.String() != test.text || p.Program() != test.program) {
				t.Errorf("ParsePlatform(%q) = %v, program %s", test.text, p, p.Program())
			}
		})
	}
}

// TestEnvironmentDecidesNothing: a machine's settings must not change the bytes.
func TestEnvironmentDecidesNothing(t *testing.T) {
	given := []string{
		"PATH=/bin", "GOPROXY=off", "GOFLAGS=-buildvcs=false", "GOAMD64=v3", "CGO_ENABLED=1", "GOOS=plan9",
		"GOEXPERIMENT=jsonv2", "GOFIPS140=latest", "GOWORK=/elsewhere/go.work",
	}
	got := environment(given, Platform{OS: "linux", Arch: "arm64"})
	for _, want := range []string{"PATH=/bin", "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOAMD64=v1", "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64", "GOWORK=off"} {
		if !slices.Contains(got, want) {
			t.Errorf("the build lacks %s", want)
		}
	}
	names := map[string]int{}
	for _, variable := range got {
		name, _, _ := strings.Cut(variable, "=")
		names[name]++
	}
	for _, name := range []string{"GOEXPERIMENT", "GOFIPS140"} {
		if names[name] != 0 {
			t.Errorf("the build is told %s", name)
		}
	}
	if names["GOFLAGS"] != 1 || names["GOAMD64"] != 1 {
		t.Errorf("variables are given twice: %v", got)
	}
}

func TestStampOfWhatNoCommitHolds(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if stamp, err := ReadStamp(own); err == nil || !strings.Contains(err.Error(), "knows no commit") {
		t.Errorf("ReadStamp of a test binary = %v, %v", stamp, err)
	}
}

// repository makes one with a single file, and gives its folder.
func repository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, args := range [][]string{
		{"init", "--quiet"}, {"config", "user.name", "Ana"}, {"config", "user.email", "ana@example.com"},
		{"config", "commit.gpgsign", "false"}, {"add", "."}, {"commit", "--quiet", "--message", "One"},
	} {
		if args[0] == "add" {
			writeFile(t, filepath.Join(dir, "a"), "committed")
		}
		git := exec.Command("git", args...)
		git.Dir = dir
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCheckoutHoldsWhatWasCommitted(t *testing.T) {
	source := repository(t)
	writeFile(t, filepath.Join(source, "a"), "changed since")
	writeFile(t, filepath.Join(source, "b"), "in no commit")
	snapshot, err := Snapshot(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, commit, want string }{
		{"the last commit", "HEAD", "committed"},
		{"what the tracked files hold now", snapshot, "changed since"},
	} {
		t.Run(test.name, func(t *testing.T) {
			clone := filepath.Join(t.TempDir(), "clone")
			if err := Checkout(t.Context(), source, test.commit, clone); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(clone, "a"))
			if err != nil || string(got) != test.want {
				t.Errorf("the clone's file holds %q (%v), want %q", got, err, test.want)
			}
			if _, err := os.Stat(filepath.Join(clone, "b")); err == nil {
				t.Error("the clone has a file that is in no commit")
			}
		})
	}
}

func TestSnapshotOfAnUnchangedTreeIsItsCommit(t *testing.T) {
	source := repository(t)
	got, err := Snapshot(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	want, err := output(t.Context(), source, "git", "rev-parse", "HEAD")
	if err != nil || got != want {
		t.Errorf("Snapshot = %s, want %s (%v)", got, want, err)
	}
}

func TestCheckoutOfNoRepository(t *testing.T) {
	if err := Checkout(t.Context(), t.TempDir(), "HEAD", filepath.Join(t.TempDir(), "clone")); err == nil {
		t.Error("a folder that is in no repository was cloned")
	}
}
