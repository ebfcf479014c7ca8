package debian

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// checkInstalled installs the package with dpkg in a throw-away
// copy of this system, where systemd starts the unit in all its armour, and goes
// through a service's life: settings, restart, upgrade, removal, purge.
func checkInstalled(t *testing.T, file string) {
	r := boot(t)
	brought, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.file("tmp/"+filepath.Base(file)), brought, 0o644); err != nil {
		t.Fatal(err)
	}
	// Its own way to skip waiting for the disk, as nothing here outlives the test.
	if err := os.WriteFile(r.file("etc/dpkg/dpkg.cfg.d/pecete-test"), []byte("force-unsafe-io\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r.runPage(t, "dpkg --install")
	r.expectActive(t, "enabled", "active")
	if err := score(t, r.dial, "127.0.0.1:50051"); err != nil {
		t.Fatalf("scoring: %v\n%s", err, r.run(t, "journalctl", "--unit=pecete", "--no-pager"))
	}
	t.Run("it may do next to nothing", func(t *testing.T) { checkArmour(t, r) })
	t.Run("systemd has nothing to say about the unit", func(t *testing.T) {
		if said := r.run(t, "systemd-analyze", "verify", "/usr/lib/systemd/system/pecete.service"); said != "" {
			t.Errorf("systemd-analyze verify: %s", said)
		}
	})
	t.Run("the manual page is there", func(t *testing.T) {
		if _, err := os.Stat(r.file("usr/share/man/man1/pecete.1.gz")); err != nil {
			t.Error(err)
		}
	})
	t.Run("it reads its rules again when asked", func(t *testing.T) {
		before := r.mainPID(t)
		r.run(t, "systemctl", "reload", "pecete")
		if r.expectActive(t, "enabled", "active"); r.mainPID(t) != before {
			t.Error("the old process is gone")
		}
	})
	t.Run("it reads a file of callers that is not for everybody", func(t *testing.T) { checkKeys(t, r) })
	t.Run("only those allowed may call", func(t *testing.T) { checkCallers(t, r) })
	t.Run("an upgrade starts the new program and keeps settings", func(t *testing.T) {
		before := r.mainPID(t)
		r.run(t, "dpkg", "--install", "/tmp/"+filepath.Base(file))
		if r.expectActive(t, "enabled", "active"); r.mainPID(t) == before {
			t.Error("the old process goes on")
		}
		if settings, err := os.ReadFile(r.file("etc/default/pecete")); err != nil || !strings.Contains(string(settings), "192.0.2.1:50051") {
			t.Errorf("the settings are gone (%v):\n%s", err, settings)
		}
	})
	t.Run("the journal holds nothing that was read", func(t *testing.T) {
		journal := r.run(t, "journalctl", "--no-pager", "--output=export")
		if !strings.Contains(journal, "pecete.v1.ClassifierService") {
			t.Errorf("the journal does not even hold the calls:\n%s", r.run(t, "journalctl", "--no-pager", "--unit=pecete"))
		}
		if strings.Contains(journal, canary) {
			t.Error("the journal holds the text of a message")
		}
	})
	t.Run("it goes, and purged nothing stays", func(t *testing.T) { checkRemoval(t, r) })
}

// runPage runs inside, in the folder of the package, the block of commands of
// docs/packaging.md that contains a part.
func (r *root) runPage(t *testing.T, part string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/packaging.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(page), "\n```sh\n")[1:] {
		commands, _, _ := strings.Cut(block, "\n```")
		if strings.Contains(commands, part) {
			r.run(t, "sh", "-ec", "cd /tmp\n"+commands)
			return
		}
	}
	t.Fatalf("no block of the page contains %q", part)
}

func (r *root) expectActive(t *testing.T, enabled, active string) {
	t.Helper()
	for question, want := range map[string]string{"is-enabled": enabled, "is-active": active} {
		if got, _ := r.try("systemctl", question, "pecete"); strings.TrimSpace(got) != want {
			status, _ := r.try("systemctl", "status", "--no-pager", "--lines=30", "pecete")
			t.Errorf("systemctl %s pecete: %s, want %s\n%s", question, got, want, status)
		}
	}
}

// mainPID gives the service's process id inside.
func (r *root) mainPID(t *testing.T) string {
	t.Helper()
	return strings.TrimSpace(r.run(t, "systemctl", "show", "--property=MainPID", "--value", "pecete"))
}

// checkArmour looks at the running process, not at what the unit says.
func checkArmour(t *testing.T, r *root) {
	pid := r.mainPID(t)
	status := r.run(t, "cat", "/proc/"+pid+"/status")
	for _, want := range []string{
		"CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "CapPrm:\t0000000000000000",
		"NoNewPrivs:\t1", "Seccomp:\t2",
	} {
		if !strings.Contains(status, want) {
			t.Errorf("the process has not %q:\n%s", want, status)
		}
	}
	if strings.Contains(status, "\nUid:\t0\t") {
		t.Error("the process is root's")
	}
	if limits := r.run(t, "grep", "Max core file size", "/proc/"+pid+"/limits"); strings.Fields(limits)[4] != "0" {
		t.Errorf("the process may dump its memory: %s", limits)
	}
	if filter := r.run(t, "cat", "/proc/"+pid+"/coredump_filter"); strings.TrimSpace(filter) != "00000000" {
		t.Errorf("a forced core dump would hold memory: %s", filter)
	}
	for _, file := range []string{"/etc/passwd", "/var/tmp", "/etc/pecete"} {
		if out, err := r.try("nsenter", "--target", pid, "--mount", "touch", file); err == nil {
			t.Errorf("the process's file system lets %s be written %s", file, out)
		}
	}
}

// checkKeys gives it a file of callers as the page says. It must be able to read the file,
// at the start and after a change.
func checkKeys(t *testing.T, r *root) {
	r.runPage(t, "pecete keys new")
	r.expectActive(t, "enabled", "active")
	const address = "127.0.0.1:50051"
	if err := score(t, r.dial, address); status.Code(err) != codes.Unauthenticated {
		t.Errorf("without a key: %v", err)
	}
	if who := r.run(t, "stat", "--format=%U %G %a", "/etc/pecete/callers.yaml"); strings.TrimSpace(who) != "root pecete-config 640" {
		t.Errorf("the file is of %s", who)
	}
	key := strings.TrimSpace(r.run(t, "pecete", "keys", "add", "chat", "--callers", "/etc/pecete/callers.yaml"))
	var err error
	for range 60 { // it looks at the file every 10 s
		if err = scoreAs(t, r.dial, address, key); err == nil {
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	if err != nil {
		t.Errorf("with a key that was added while it served: %v\n%s", err, r.run(t, "journalctl", "--unit=pecete", "--no-pager"))
	}
	if err := os.Remove(r.file("etc/pecete/callers.yaml")); err != nil {
		t.Error(err)
	}
}

// checkCallers has it listen where others can reach it: systemd lets them through
// only when told.
func checkCallers(t *testing.T, r *root) {
	const address = "192.0.2.1:50051"
	settings := []byte("PECETE_LISTEN=" + address + "\nPECETE_INSECURE=true\n")
	if err := os.WriteFile(r.file("etc/default/pecete"), settings, 0o644); err != nil {
		t.Fatal(err)
	}
	r.run(t, "systemctl", "restart", "pecete")
	if err := score(t, r.dial, address); err == nil {
		t.Error("a caller that is not of this machine got through")
	}
	r.runPage(t, "IPAddressAllow")
	if err := score(t, r.dial, address); err != nil {
		t.Errorf("a caller that was let in did not get through: %v", err)
	}
}

func checkRemoval(t *testing.T, r *root) {
	started := time.Now()
	r.run(t, "dpkg", "--remove", "pecete")
	if took := time.Since(started); took > 20*time.Second {
		t.Errorf("removal took %v", took)
	}
	if state, _ := r.try("systemctl", "is-active", "pecete"); strings.TrimSpace(state) == "active" {
		t.Error("the service goes on")
	}
	if _, err := os.Stat(r.file("etc/default/pecete")); err != nil {
		t.Errorf("removal took the settings along: %v", err)
	}
	r.runPage(t, "dpkg --purge")
	for _, name := range []string{"etc/default/pecete", "etc/pecete", "usr/bin/pecete", "etc/systemd/system/multi-user.target.wants/pecete.service"} {
		if _, err := os.Lstat(r.file(name)); !os.IsNotExist(err) {
			t.Errorf("%s stays after the purge (%v)", name, err)
		}
	}
}
