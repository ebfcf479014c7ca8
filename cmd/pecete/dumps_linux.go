package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// forbidDumps has the system write no core dump of this process. The limit holds for
// files; a program that dumps are piped to (a "|" in kernel.core_pattern) is not held to
// it, but gets none of a process that is not dumpable (core(5), prctl(2)). Such a process
// cannot be traced or have its memory read by others of its user either.
func forbidDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("setting the limit: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("making the process undumpable: %w", err)
	}
	return nil
}
