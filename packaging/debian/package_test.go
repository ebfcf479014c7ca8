package debian

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"github.com/pecete/pecete/packaging/build"
	"github.com/pecete/pecete/packaging/payload"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// canary is a made-up person's number, which must be nowhere but in answers.
const canary = "1850228120011"

// made builds the payload of what the repository's files hold now, for a
// platform.
func made(t *testing.T, platform build.Platform) *payload.Payload {
	t.Helper()
	commit, err := build.Snapshot(t.Context(), "../..")
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	clone := filepath.Join(work, "source")
	if err := build.Checkout(t.Context(), "../..", commit, clone); err != nil {
		t.Fatal(err)
	}
	p, err := payload.Builder{Source: clone, Work: filepath.Join(work, "bin")}.Build(t.Context(), platform)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// packed writes the Debian package for this machine and gives its file's name.
func packed(t *testing.T) (file string, p *payload.Payload) {
	t.Helper()
	if _, err := exec.LookPath("dpkg-deb"); err != nil || build.Host().OS != "linux" {
		t.Skip("dpkg-deb is not here: Debian packages are tested on Debian")
	}
	p = made(t, build.Host())
	var b bytes.Buffer
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), FileName(p))
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return file, p
}

// score asks a service for its verdict about the canary, and gives the error
// where it cannot be reached in 3 s.
func score(t *testing.T, dial func(context.Context, string) (net.Conn, error), address string) error {
	t.Helper()
	return scoreAs(t, dial, address, "")
}

// scoreAs is score with a key, if there is one.
func scoreAs(t *testing.T, dial func(context.Context, string) (net.Conn, error), address, key string) error {
	t.Helper()
	conn, err := grpc.NewClient("passthrough:///"+address,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithContextDialer(dial))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if key != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+key)
	}
	answer, err := pecetev1.NewClassifierServiceClient(conn).Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP: " + canary})
	if err == nil && answer.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
		t.Errorf("the verdict is %v, want WARN", answer.GetAssessment().GetVerdict())
	}
	return err
}

func TestDebianPackage(t *testing.T) {
	file, p := packed(t)
	t.Run("unpacked, its program runs as its unit says", func(t *testing.T) { checkUnpacked(t, file, p) })
	t.Run("installed, its service lives under systemd", func(t *testing.T) { checkInstalled(t, file) })
}

// checkUnpacked unpacks the package and starts what it brought, with the command
// line of its unit and the supervisor's socket that systemd would give it. It
// needs no root and no systemd.
func checkUnpacked(t *testing.T, file string, p *payload.Payload) {
	dir := t.TempDir()
	if out, err := exec.Command("dpkg-deb", "--extract", file, dir).CombinedOutput(); err != nil {
		t.Fatalf("unpacking: %v\n%s", err, out)
	}
	unit := readUnit(t, filepath.Join(dir, "usr/lib/systemd/system/pecete.service"))
	words := strings.Fields(unit.one(t, "Service", "ExecStart"))
	socket := filepath.Join(t.TempDir(), "notify")
	supervisor, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer supervisor.Close()
	address := freeAddress(t)
	var log bytes.Buffer
	service := exec.Command(filepath.Join(dir, words[0]), words[1:]...)
	service.Env = []string{"NOTIFY_SOCKET=" + socket, "PECETE_LISTEN=" + address}
	service.Stderr = &log
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = service.Process.Kill() }()
	expectState(t, supervisor, "READY=1")
	if err := score(t, dialTCP, address); err != nil {
		t.Errorf("scoring: %v", err)
	}
	if err := service.Process.Signal(signalOf(t, unit.one(t, "Service", "KillSignal"))); err != nil {
		t.Fatal(err)
	}
	expectState(t, supervisor, "STOPPING=1")
	if err := service.Wait(); err != nil {
		t.Errorf("the service ended badly: %v", err)
	}
	if strings.Contains(log.String(), canary) {
		t.Errorf("the log holds what was read:\n%s", log.String())
	}
	version, err := exec.Command(filepath.Join(dir, words[0]), "version").Output()
	if err != nil || !strings.Contains(string(version), p.Stamp.Version) || !strings.Contains(string(version), "commit "+p.Stamp.Commit) {
		t.Errorf("the installed program does not tell version %s and commit %s (%v):\n%s", p.Stamp.Version, p.Stamp.Commit, err, version)
	}
}

func TestPackageIsForLinux(t *testing.T) {
	if err := Write(new(bytes.Buffer), &payload.Payload{Platform: build.Platform{OS: "darwin", Arch: "arm64"}}); err == nil {
		t.Error("a Debian package for macOS was written")
	}
}

func TestVersionsSortAsReleasesDo(t *testing.T) {
	for _, test := range []struct{ name, older, newer string }{
		{"releases", "v1.2.3", "v1.10.0"},
		{"a candidate before its release", "v1.2.3-rc.1", "v1.2.3"},
		{"a commit without a tag before the first release", "v0.0.0-20261125215500-0123456789ab", "v0.0.1"},
		{"commits without a tag by their time", "v0.0.0-20261125215500-f123456789ab", "v0.0.0-20261126215500-0123456789ab"},
		{"a commit behind a release behind it", "v1.2.3", "v1.2.4-0.20261125215500-0123456789ab"},
		{"a commit behind a release before the next", "v1.2.4-0.20261125215500-0123456789ab", "v1.2.4"},
	} {
		t.Run(test.name, func(t *testing.T) {
			older, newer := Version(test.older), Version(test.newer)
			if strings.Contains(older+newer, "-") {
				t.Errorf("%s, %s: a hyphen would begin Debian's own revision", older, newer)
			}
			if _, err := exec.LookPath("dpkg"); err != nil {
				t.Skip("dpkg is not here to compare")
			}
			if out, err := exec.Command("dpkg", "--compare-versions", older, "lt", newer).CombinedOutput(); err != nil {
				t.Errorf("Debian does not sort %s before %s: %v %s", older, newer, err, out)
			}
		})
	}
}
