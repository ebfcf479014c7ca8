package service

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/pecete/pecete/bench/load"
)

// built gives a program of one of the two modules.
func built(t *testing.T, module, pkg string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds a program")
	}
	name := filepath.Join(t.TempDir(), "program")
	build := exec.Command("go", "build", "-o", name, pkg)
	build.Dir = module
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
	return name
}

const withCNP = "CNP 1850228120011"

func TestServiceStartsIsSeenAndStops(t *testing.T) {
	s, err := Start(t.Context(), built(t, "../..", "./cmd/pecete"))
	if err != nil {
		t.Fatal(err)
	}
	if err := load.Check(t.Context(), s.Address, withCNP, 1); err != nil {
		t.Error(err)
	}
	if bytes, err := s.Resident(); err != nil || bytes < 4<<20 || bytes > 1<<30 {
		t.Errorf("%d bytes resident, %v", bytes, err)
	}
	if s.Took <= 0 || s.Took > patience {
		t.Errorf("started in %v", s.Took)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := s.Resident(); err == nil {
		t.Error("a stopped service has memory")
	}
}

func TestWhatDoesNotServeDoesNotStart(t *testing.T) {
	for name, program := range map[string]string{"ends": "/bin/true", "is not there": "/nonexistent"} {
		if _, err := Start(t.Context(), program); err == nil {
			t.Errorf("a program that %s was started", name)
		}
		if _, err := OpenDoor(t.Context(), program); err == nil {
			t.Errorf("a door that %s was opened", name)
		}
	}
}

// TestDoorAnswersAsItIsToldTo: only the variants with an engine find something;
// all answer clean text alike.
func TestDoorAnswersAsItIsToldTo(t *testing.T) {
	d, err := OpenDoor(t.Context(), built(t, "..", "./cmd/door"))
	if err != nil {
		t.Fatal(err)
	}
	for variant, findings := range map[string]int{"bare": 0, "no-op": 0, "no engine": 0, "no log": 1, "pecete": 1} {
		if err := load.Check(t.Context(), d.Addresses[variant], withCNP, findings); err != nil {
			t.Errorf("%s: %v", variant, err)
		}
		if err := load.Check(t.Context(), d.Addresses[variant], "salut", 0); err != nil {
			t.Errorf("%s: %v", variant, err)
		}
	}
	before, err := d.CPU()
	if err != nil || before <= 0 {
		t.Errorf("%v used, %v", before, err)
	}
	file := filepath.Join(t.TempDir(), "profile")
	if err := d.Profile(file); err != nil {
		t.Error(err)
	}
	if _, err := load.Run(t.Context(), load.Plan{Kind: load.Unary, Address: d.Addresses["pecete"], Messages: []string{"salut"}, InFlight: 4, Lasting: time.Second}); err != nil {
		t.Error(err)
	}
	if err := d.StopProfile(); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		t.Errorf("no profile was written: %v", err)
	}
	if after, err := d.CPU(); err != nil || after <= before {
		t.Errorf("%v used after a run, %v before; %v", after, before, err)
	}
	if _, err := d.order("dance"); err == nil {
		t.Error("an unknown order was obeyed")
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

func TestResidentMemoryIsReadFromTheSystem(t *testing.T) {
	if got, err := resident("Name:\tx\nVmHWM:\t  99 kB\nVmRSS:\t   40 kB\n"); err != nil || got != 40<<10 {
		t.Errorf("%d, %v", got, err)
	}
	for _, status := range []string{"", "VmRSS:\tmany kB\n", "VmRSS: 1\n"} {
		if _, err := resident(status); err == nil {
			t.Errorf("%q has memory", status)
		}
	}
}
