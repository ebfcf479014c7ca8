package inventory

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"

	"github.com/pecete/pecete/packaging/build"
)

// program compiles a program of this module; test binaries do not tell what they
// are made of.
func program(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "rootfs")
	if out, err := exec.Command("go", "build", "-o", binary, "../rootfs").CombinedOutput(); err != nil {
		t.Fatalf("compiling: %v\n%s", err, out)
	}
	return binary
}

// programModules gives what that program was linked of.
func programModules(t *testing.T) []Module {
	t.Helper()
	modules, err := Modules(t.Context(), program(t))
	if err != nil {
		t.Fatal(err)
	}
	return modules
}

func TestModulesOfAProgramOfTheStandardLibraryAlone(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if modules, err := Modules(t.Context(), own); err != nil || len(modules) != 1 {
		t.Errorf("%d modules, %v", len(modules), err)
	}
}

func TestModulesOfABinary(t *testing.T) {
	modules := programModules(t)
	if m := modules[0]; m.Path != "std" || "go"+m.Version != runtime.Version() || !slices.Equal(m.Licences, []string{"BSD-3-Clause"}) {
		t.Errorf("the first module is %s %s under %v, want the standard library", m.Path, m.Version, m.Licences)
	}
	i := slices.IndexFunc(modules, func(m Module) bool { return m.Path == "github.com/google/licensecheck" })
	if i < 0 {
		t.Fatal("a module that this binary is linked of is missing")
	}
	if m := modules[i]; m.Version != "v0.3.1" || !strings.HasPrefix(m.Sum, "h1:") || !slices.Equal(m.Licences, []string{"BSD-3-Clause"}) {
		t.Errorf("licensecheck is %s with the sum %s under %v", m.Version, m.Sum, m.Licences)
	}
}

func TestModulesOfWhatIsNoBinary(t *testing.T) {
	if _, err := Modules(t.Context(), "inventory_test.go"); err == nil {
		t.Error("a text was taken for a binary")
	}
}

func TestCheckLicences(t *testing.T) {
	for _, test := range []struct {
		name     string
		licences []string
		ok       bool
	}{
		{"one that only asks for its text", []string{"MIT"}, true},
		{"two such", []string{"Apache-2.0", "BSD-3-Clause"}, true},
		{"one that asks for the source", []string{"GPL-3.0"}, false},
		{"one of each", []string{"MIT", "AGPL-3.0"}, false},
		{"none that is known", nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := CheckLicences([]Module{{Path: "example.com/m", Version: "v1.0.0", Licences: test.licences}})
			if (err == nil) != test.ok {
				t.Errorf("CheckLicences: %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), "example.com/m v1.0.0") {
				t.Errorf("the error does not name the module: %v", err)
			}
		})
	}
}

func TestLicencesAreReadFromTheirTexts(t *testing.T) {
	licence, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if got := licencesOf([]Text{{"LICENSE", string(licence)}}); !slices.Equal(got, []string{"Apache-2.0"}) {
		t.Errorf("the project's own licence is read as %v", got)
	}
	if got := licencesOf([]Text{{"LICENSE", "Do as you please, but be kind."}}); len(got) != 0 {
		t.Errorf("a text that is no licence is read as %v", got)
	}
}

func TestNoticesHoldEachTextWhole(t *testing.T) {
	modules := []Module{
		{Path: "example.com/a", Version: "v1.0.0", Licences: []string{"MIT"}, Texts: []Text{{"LICENSE", "the text of a\nin two lines\n"}}},
		{Path: "example.com/b", Version: "v2.0.0", Texts: []Text{{"LICENSE", "the text of b"}, {"NOTICE", "the notice of b"}}},
	}
	got := Notices(modules)
	for _, want := range []string{"example.com/a v1.0.0 (MIT), LICENSE", "\nthe text of a\nin two lines\n", "\nthe text of b\n", "\nthe notice of b\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("the notices lack %q:\n%s", want, got)
		}
	}
}

func TestLegalFiles(t *testing.T) {
	for name, want := range map[string]bool{
		"LICENSE": true, "LICENCE.txt": true, "COPYING": true, "NOTICE.txt": true, "PATENTS": true, "ATTRIB": true,
		"license.go": false, "README.md": false, "go.mod": false,
	} {
		if isLegal(name) != want {
			t.Errorf("isLegal(%q) = %v", name, !want)
		}
	}
}

func TestBOMIsAFunctionOfTheBinary(t *testing.T) {
	modules := programModules(t)
	stamp := build.Stamp{Version: "v1.2.3+meta", Commit: "0123", Time: time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC), Toolchain: "go1.26.8"}
	write := func(binary string) []byte {
		var b bytes.Buffer
		if err := WriteBOM(&b, []byte(binary), build.Platform{OS: "linux", Arch: "arm64"}, stamp, modules); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := write("one")
	if !bytes.Equal(first, write("one")) {
		t.Error("the same binary has two bills of materials")
	}
	if bytes.Equal(first, write("two")) {
		t.Error("two binaries have the same bill of materials")
	}
	var bom cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(bytes.NewReader(first), cyclonedx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	checkBOM(t, &bom, modules)
}

func checkBOM(t *testing.T, bom *cyclonedx.BOM, modules []Module) {
	t.Helper()
	if got := bom.Metadata.Component.PackageURL; got != "pkg:golang/github.com/pecete/pecete@v1.2.3%2Bmeta" {
		t.Errorf("the program's package URL is %s", got)
	}
	if len(*bom.Components) != len(modules) {
		t.Errorf("%d components for %d modules", len(*bom.Components), len(modules))
	}
	refs := *(*bom.Dependencies)[0].Dependencies
	for i, c := range *bom.Components {
		if c.Name != modules[i].Path || c.Version != modules[i].Version || refs[i] != c.BOMRef || len(*c.Licenses) == 0 {
			t.Errorf("component %d is %+v, want module %s", i, c, modules[i].Path)
		}
		if (c.Hashes == nil) != (modules[i].Path == "std") {
			t.Errorf("component %s: hashes %v", c.Name, c.Hashes)
		}
	}
}
