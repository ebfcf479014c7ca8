package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestVersionTellsWhatWasBuilt(t *testing.T) {
	platform := runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
	stamped := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}
	at := debug.BuildSetting{Key: "vcs.time", Value: "2026-11-25T10:00:00Z"}
	for _, test := range []struct {
		name            string
		info            *debug.BuildInfo
		version, commit string
	}{
		{"a release", stamped("v1.2.3", revision, at, debug.BuildSetting{Key: "vcs.modified", Value: "false"}),
			"pecete v1.2.3 " + platform, "commit 0123456789abcdef0123456789abcdef01234567 of 2026-11-25T10:00:00Z"},
		{"a tree with changes", stamped("v1.2.3+dirty", revision, at, debug.BuildSetting{Key: "vcs.modified", Value: "true"}),
			"pecete v1.2.3+dirty " + platform, "commit 0123456789abcdef0123456789abcdef01234567 of 2026-11-25T10:00:00Z, with changes that are in no commit"},
		{"go run stamps no commit", stamped("(devel)"), "pecete (devel) " + platform, "commit unknown"},
		{"a module without a version", stamped(""), "pecete (unknown version) " + platform, "commit unknown"},
		{"no build information at all", nil, "pecete (unknown version) " + platform, "commit unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := versionOf(test.info); got != test.version {
				t.Errorf("versionOf = %q, want %q", got, test.version)
			}
			if got := commitOf(test.info); got != test.commit {
				t.Errorf("commitOf = %q, want %q", got, test.commit)
			}
		})
	}
}
