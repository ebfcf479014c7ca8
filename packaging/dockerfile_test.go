// Package packaging tests the files that lie in this folder: the Dockerfile and
// what surrounds it.
package packaging

import (
	"bytes"
	"context"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/opencontainers/go-digest"

	"github.com/pecete/pecete/packaging/build"
	"github.com/pecete/pecete/packaging/serving"
)

// stages parses the Dockerfile as BuildKit does.
func stages(t *testing.T) (text []byte, all []instructions.Stage) {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	all, _, err = instructions.Parse(tree.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	return text, all
}

// TestDockerfileHasNoFaults runs BuildKit's own checks, those of
// `docker build --check`.
func TestDockerfileHasNoFaults(t *testing.T) {
	text, _ := stages(t)
	if faults := lint(t, text); len(faults) > 0 {
		t.Errorf("BuildKit finds fault with the Dockerfile: %v", faults)
	}
	spoilt := bytes.Replace(text, []byte("WORKDIR /source"), []byte("workdir source"), 1)
	if faults := lint(t, spoilt); len(faults) == 0 {
		t.Error("BuildKit finds no fault with a spoilt Dockerfile")
	}
}

func lint(t *testing.T, text []byte) []string {
	t.Helper()
	source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", text)
	source.Definition = &llb.Definition{}
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, dockerfile2llb.ConvertOpt{
		SourceMap: source, MetaResolver: offline{},
	})
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	for _, w := range results.Warnings {
		faults = append(faults, w.RuleName+": "+w.Detail)
	}
	if results.Error != nil {
		faults = append(faults, results.Error.Message)
	}
	return faults
}

// offline tells BuildKit about the bases what it needs to know, so that it asks
// no registry.
type offline struct{}

// ResolveImageConfig gives the settings of an image of any name.
func (offline) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, digest.FromString(ref), []byte(`{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin:/bin"]}}`), nil
}

// instruction gives the last instruction of a kind of a stage.
func instruction[T any](t *testing.T, stage instructions.Stage) T {
	t.Helper()
	for _, command := range slices.Backward(stage.Commands) {
		if c, ok := command.(T); ok {
			return c
		}
	}
	var none T
	t.Fatalf("the stage has no %T", none)
	return none
}

// TestImagePromises: pinned, without a shell, not root, asked for its health by
// probes alone.
func TestImagePromises(t *testing.T) {
	_, all := stages(t)
	if len(all) != 2 {
		t.Fatalf("%d stages, want one that builds and one that is the image", len(all))
	}
	pinned := regexp.MustCompile(`^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$`)
	for _, stage := range all {
		if !pinned.MatchString(stage.BaseName) {
			t.Errorf("the base %s is not pinned by tag and digest", stage.BaseName)
		}
	}
	image := all[1]
	if !strings.Contains(image.BaseName, "/distroless/static-") || !strings.Contains(image.BaseName, ":nonroot@") {
		t.Errorf("the image is built on %s, which may have a shell", image.BaseName)
	}
	if user := instruction[*instructions.UserCommand](t, image).User; user != "65532:65532" {
		t.Errorf("the image runs as %s", user)
	}
	if entry := instruction[*instructions.EntrypointCommand](t, image); entry.PrependShell {
		t.Error("the program is started by a shell")
	}
	if command := instruction[*instructions.CmdCommand](t, image); command.PrependShell {
		t.Error("the program's arguments are for a shell")
	}
	if signal := instruction[*instructions.StopSignalCommand](t, image).Signal; signal != "SIGTERM" {
		t.Errorf("the image is stopped by %s", signal)
	}
	for _, command := range image.Commands {
		switch command.(type) {
		case *instructions.RunCommand, *instructions.ShellCommand, *instructions.HealthCheckCommand, *instructions.AddCommand:
			t.Errorf("the image has a %s", command.Name())
		}
	}
}

// TestImageIsBuiltWithAToolchainThatIsNewEnough: it fetches no other by itself.
func TestImageIsBuiltWithAToolchainThatIsNewEnough(t *testing.T) {
	_, all := stages(t)
	found := regexp.MustCompile(`^golang:([0-9.]+)-`).FindStringSubmatch(all[0].BaseName)
	if found == nil {
		t.Fatalf("%s names no version of Go", all[0].BaseName)
	}
	for _, module := range []string{"../go.mod", "go.mod"} {
		data, err := os.ReadFile(module)
		if err != nil {
			t.Fatal(err)
		}
		wants := regexp.MustCompile(`(?m)^go ([0-9.]+)$`).FindSubmatch(data)
		if wants == nil || version.Compare("go"+found[1], "go"+string(wants[1])) < 0 {
			t.Errorf("%s wants go %s, the image is built with %s", module, wants, found[1])
		}
	}
}

// TestImageHoldsTheProgramOfTheRelease runs the build's last command as the
// Dockerfile has it, in a clone, and looks at what it leaves for the image.
func TestImageHoldsTheProgramOfTheRelease(t *testing.T) {
	_, all := stages(t)
	out := t.TempDir()
	command := strings.Join(instruction[*instructions.RunCommand](t, all[0]).CmdLine, " ")
	if !strings.HasSuffix(command, " -out /out") {
		t.Fatalf("the last command of the build is %q", command)
	}
	commit, err := build.Snapshot(t.Context(), "..")
	if err != nil {
		t.Fatal(err)
	}
	clone := filepath.Join(t.TempDir(), "source")
	if err := build.Checkout(t.Context(), "..", commit, clone); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-c", strings.TrimSuffix(command, "/out")+out)
	shell.Dir = clone
	shell.Env = append(os.Environ(), "TARGETOS="+build.Host().OS, "TARGETARCH="+build.Host().Arch)
	if printed, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, printed)
	}
	entry := instruction[*instructions.EntrypointCommand](t, all[1]).CmdLine
	program, err := os.ReadFile(filepath.Join(out, entry[0]))
	if err != nil {
		t.Fatalf("the image's program is not there: %v", err)
	}
	released := filepath.Join(t.TempDir(), "pecete")
	if err := build.Binary(t.Context(), clone, build.Host(), released); err != nil {
		t.Fatal(err)
	}
	if want, err := os.ReadFile(released); err != nil || !bytes.Equal(program, want) {
		t.Errorf("the image's program is not the release's, byte for byte (%v)", err)
	}
	for _, name := range []string{"LICENSE", "THIRD_PARTY_LICENSES.txt", "sbom.cdx.json"} {
		if _, err := os.Stat(filepath.Join(out, "usr/share/doc/pecete", name)); err != nil {
			t.Errorf("the image lacks a paper: %v", err)
		}
	}
	arguments := instruction[*instructions.CmdCommand](t, all[1]).CmdLine
	serving.Check(t, filepath.Join(out, entry[0]), slices.Concat(entry[1:], arguments), nil)
}

// TestNothingCommittedIsKeptFromTheBuild: the toolchain would stamp the program
// as changed.
func TestNothingCommittedIsKeptFromTheBuild(t *testing.T) {
	file, err := os.Open("Dockerfile.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("git", "ls-files", "-z")
	list.Dir = ".."
	names, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		if ignored, err := matcher.MatchesOrParentMatches(name); err != nil || ignored {
			t.Errorf("%s is committed but kept from the build (%v)", name, err)
		}
	}
	if ignored, err := matcher.MatchesOrParentMatches(".git/HEAD"); err != nil || ignored {
		t.Errorf("the commit is kept from the build (%v)", err)
	}
	if ignored, err := matcher.MatchesOrParentMatches("dist/pecete.deb"); err != nil || !ignored {
		t.Errorf("what was built before is taken into the build (%v)", err)
	}
}
