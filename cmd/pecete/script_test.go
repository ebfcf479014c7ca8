package main

import (
	"errors"
	"flag"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the scripts of testdata compare with")

// TestMain lets scripts run this test binary as the command pecete.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pecete": main})
}

// TestScripts runs testdata/script/*.txtar: the command as its users run it.
func TestScripts(t *testing.T) {
	if raceDetector {
		t.Skip("starts the program a hundred times; the other tests run the same code in this process")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": endsWith},
	})
}

// endsWith is the script command "status N PROGRAM ARGS...": like exec, but the
// program must end with the exit status N.
func endsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM [ARGS...]")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("usage: status N PROGRAM [ARGS...]")
	}
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("running %s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
