package debian

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// root is a throw-away copy of this system with a systemd of its own, which
// testdata/boot makes.
type root struct {
	// init is the process id of that systemd, as this system knows it.
	init string
}

// boot boots a root, or skips the test where that cannot be done.
func boot(t *testing.T) *root {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("installing a package takes root; everything else is tested without")
	}
	for _, program := range []string{"/lib/systemd/systemd", "/usr/bin/deb-systemd-helper", "unshare", "nsenter", "ip"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not here: the package is installed on systems like Debian with systemd and iproute2", program)
		}
	}
	folder, err := os.MkdirTemp("", "pecete-root-")
	if err != nil {
		t.Fatal(err)
	}
	var console strings.Builder
	machine := exec.Command("testdata/boot", folder)
	machine.Stdout, machine.Stderr = &console, &console
	if err := machine.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = machine.Wait() }()
	t.Cleanup(func() {
		_ = machine.Process.Kill()
		<-ended
		discard(t, folder)
	})
	r := &root{}
	for range 300 {
		select {
		case <-ended:
			t.Skipf("no system can be booted inside this one:\n%s", console.String())
		case <-time.After(100 * time.Millisecond):
		}
		r.init = childOf(machine.Process.Pid)
		if state, _ := r.try("systemctl", "is-active", "basic.target"); strings.TrimSpace(state) == "active" {
			return r
		}
	}
	t.Fatal("the system inside this one did not come up in 30 s")
	return nil
}

// childOf gives the only child of a process, "" while there is none.
func childOf(pid int) string {
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pid))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(children))
}

// discard removes the folder and the control group of a root that was killed.
func discard(t *testing.T, folder string) {
	t.Helper()
	if err := os.RemoveAll(folder); err != nil {
		t.Errorf("the root's folder stays: %v", err)
	}
	for _, groups := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified"} {
		group := filepath.Join(groups, filepath.Base(folder))
		for range 50 {
			if err := removeGroup(group); errors.Is(err, os.ErrNotExist) {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
}

// removeGroup removes a control group and those inside it; it fails while their
// processes still end.
func removeGroup(group string) error {
	inside, err := filepath.Glob(filepath.Join(group, "*", "cgroup.procs"))
	if err != nil {
		return err
	}
	for _, procs := range inside {
		if err := removeGroup(filepath.Dir(procs)); err != nil {
			return err
		}
	}
	return syscall.Rmdir(group)
}

// try runs a program inside and gives what it prints.
func (r *root) try(program string, args ...string) (string, error) {
	if r.init == "" {
		return "", errors.New("not booted yet")
	}
	inside := []string{"--target", r.init, "--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--root", "--wd", program}
	out, err := exec.Command("nsenter", append(inside, args...)...).CombinedOutput()
	return string(out), err
}

// run runs a program inside, which must succeed, and gives what it prints.
func (r *root) run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := r.try(program, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return out
}

// file gives the name, from outside, of a file inside.
func (r *root) file(name string) string {
	return filepath.Join("/proc", r.init, "root", name)
}

// dial connects to an address inside.
func (r *root) dial(ctx context.Context, address string) (net.Conn, error) {
	return dialIn(ctx, filepath.Join("/proc", r.init, "ns/net"), address)
}
