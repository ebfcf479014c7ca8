package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/pecete/pecete/patterns"
)

// versionCommand is `pecete version`.
type versionCommand struct{}

// Run prints the versions of the program, of what it was built from, and of its
// built-in rules.
func (*versionCommand) Run(std streams) error {
	rules, err := patterns.Default()
	if err != nil {
		return err
	}
	info, _ := debug.ReadBuildInfo()
	_, err = fmt.Fprintf(std.out, "%s\n%s\nrules %s (%d detectors)\n", version(), commitOf(info), rules.Version, len(rules.Detectors))
	return err
}

// version gives in one line the program's version, as the Go toolchain stamped
// it from the repository's tags, the toolchain and the platform.
func version() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(info)
}

// versionOf gives that line for what the toolchain stamped, which may be nil.
func versionOf(info *debug.BuildInfo) string {
	return fmt.Sprintf("pecete %s %s %s/%s", stampedVersion(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// programVersion gives the program's version alone, as metrics and traces carry it.
func programVersion() string {
	info, _ := debug.ReadBuildInfo()
	return stampedVersion(info)
}

// stampedVersion gives the version alone, for what is the same on all platforms.
func stampedVersion(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" {
		return "(unknown version)"
	}
	return info.Main.Version
}

// commitOf gives in one line the commit that was built and its time. A build
// away from the repository, such as go run's, knows none.
func commitOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	if info != nil {
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
	}
	if settings["vcs.revision"] == "" {
		return "commit unknown"
	}
	line := fmt.Sprintf("commit %s of %s", settings["vcs.revision"], settings["vcs.time"])
	if settings["vcs.modified"] == "true" {
		line += ", with changes that are in no commit"
	}
	return line
}
