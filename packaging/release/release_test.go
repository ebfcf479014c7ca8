package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"debug/buildinfo"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"

	"github.com/pecete/pecete/packaging/build"
	"github.com/pecete/pecete/packaging/payload"
)

// TestReleaseIsTheSameInAnotherFolder makes a release of what the repository's
// files hold now, twice: in two folders, with a cache of compiled code each, and
// with other settings of the toolchain. All files must be the same.
func TestReleaseIsTheSameInAnotherFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles everything anew")
	}
	commit, err := build.Snapshot(t.Context(), "../..")
	if err != nil {
		t.Fatal(err)
	}
	first := release{source: "../..", commit: commit, out: t.TempDir(), platforms: []build.Platform{{OS: "linux", Arch: "amd64"}}, kinds: []kind{kindArchive, kindDebian, kindBOM}}
	sums, err := first.make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second := first
	second.source = filepath.Join(t.TempDir(), "a clone in a folder whose name is longer")
	second.out = filepath.Join(t.TempDir(), "made")
	if err := build.Checkout(t.Context(), "../..", commit, second.source); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOCACHE", t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GOAMD64", "v3")
	t.Setenv("CGO_ENABLED", "1")
	t.Setenv("TZ", "Europe/Bucharest")
	again, err := second.make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if sums != again {
		t.Errorf("the same commit gave two releases:\n%s\n%s", sums, again)
	}
	if lines := strings.Count(sums, "\n"); lines != 3 {
		t.Errorf("%d files, want an archive, a Debian package and a bill of materials:\n%s", lines, sums)
	}
	checkSums(t, first.out)
	checkContents(t, first.out, commit)
}

func checkSums(t *testing.T, dir string) {
	t.Helper()
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Log("sha256sum is not here to check SHA256SUMS")
		return
	}
	const command = "sha256sum --check --strict SHA256SUMS"
	if page, err := os.ReadFile("../../docs/packaging.md"); err != nil || !strings.Contains(string(page), "\n"+command+"\n") {
		t.Errorf("docs/packaging.md does not tell to check with %q (%v)", command, err)
	}
	check := exec.Command("sh", "-c", command)
	check.Dir = dir
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("sha256sum: %v\n%s", err, out)
	}
}

// checkContents looks at what is in the archive: the program tells its commit,
// and the bill of materials lists what the toolchain wrote into it.
func checkContents(t *testing.T, dir, commit string) {
	t.Helper()
	files := unpack(t, only(t, filepath.Join(dir, "*.tar.gz")))
	for name, part := range map[string]string{
		"LICENSE": "Apache License", "README.md": "# Pecete", "pecete.1": `.TH "PECETE"`,
		"THIRD_PARTY_LICENSES.txt": "Redistribution and use in source and binary forms",
	} {
		if !strings.Contains(string(files[name]), part) {
			t.Errorf("%s does not contain %q", name, part)
		}
	}
	program := filepath.Join(t.TempDir(), "pecete")
	if err := os.WriteFile(program, files["pecete"], 0o755); err != nil {
		t.Fatal(err)
	}
	if build.Host() == (build.Platform{OS: "linux", Arch: "amd64"}) {
		out, err := exec.Command(program, "version").Output()
		if err != nil || !strings.Contains(string(out), "commit "+commit+" of ") {
			t.Errorf("the program does not tell its commit %s (%v):\n%s", commit, err, out)
		}
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	var bom cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(bytes.NewReader(files["sbom.cdx.json"]), cyclonedx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, c := range *bom.Components {
		listed[c.Name+"@"+c.Version] = true
	}
	for _, dep := range info.Deps {
		if !listed[dep.Path+"@"+dep.Version] {
			t.Errorf("the bill of materials lacks %s@%s", dep.Path, dep.Version)
		}
	}
	if len(listed) != len(info.Deps)+1 {
		t.Errorf("the bill of materials lists %d components, want %d and the standard library", len(listed), len(info.Deps))
	}
}

// only gives the only file that a pattern matches.
func only(t *testing.T, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) != 1 {
		t.Fatalf("%s matches %v (%v), want one file", pattern, names, err)
	}
	return names[0]
}

// unpack gives the files of an archive, by their names without its folder.
func unpack(t *testing.T, name string) map[string][]byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	compressed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files, archive := map[string][]byte{}, tar.NewReader(compressed)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[filepath.Base(header.Name)], err = io.ReadAll(archive); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCommandLineThatMakesNoSense(t *testing.T) {
	for name, args := range map[string][]string{
		"a platform without an architecture": {"-platforms", "linux"},
		"a kind that there is not":           {"-kinds", "rpm"},
		"a commit that there is not":         {"-commit", "nonsense", "-source", "../.."},
	} {
		t.Run(name, func(t *testing.T) {
			if err := run(context.Background(), append(args, "-out", t.TempDir())); err == nil {
				t.Errorf("%v was accepted", args)
			}
		})
	}
}

func TestEachPlatformHasWhatItsPeopleExpect(t *testing.T) {
	for _, test := range []struct {
		platform string
		kind     kind
		ending   string
	}{
		{"linux/amd64", kindArchive, "_linux_amd64.tar.gz"},
		{"darwin/arm64", kindArchive, "_darwin_arm64.tar.gz"},
		{"windows/amd64", kindArchive, "_windows_amd64.zip"},
		{"linux/arm64", kindDebian, "_arm64.deb"},
		{"darwin/arm64", kindDebian, ""},
		{"windows/amd64", kindBOM, "_windows_amd64.cdx.json"},
	} {
		platform, err := build.ParsePlatform(test.platform)
		if err != nil {
			t.Fatal(err)
		}
		name, pack := packer(test.kind, &payload.Payload{Platform: platform})
		if !strings.HasSuffix(name, test.ending) || (pack == nil) != (test.ending == "") {
			t.Errorf("%s of %s is %q", test.kind, test.platform, name)
		}
	}
}
