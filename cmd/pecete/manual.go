package main

import (
	"runtime/debug"
	"time"

	"github.com/alecthomas/kong"

	"github.com/pecete/pecete/cmd/pecete/internal/manual"
)

// manualCommand is `pecete manual`, which packages call to make their manual
// page. People read the page, so it is hidden from --help.
type manualCommand struct{}

// Run prints the manual page in roff, as of the day of the commit built. It is
// the same on all platforms.
func (*manualCommand) Run(parsed *kong.Context, std streams) error {
	info, _ := debug.ReadBuildInfo()
	return manual.Write(std.out, parsed.Model, manual.Page{
		Version:  "pecete " + stampedVersion(info),
		Date:     commitTime(info),
		Sections: manualSections(),
	})
}

// commitTime gives the time of the commit built, zero where it is not known.
func commitTime(info *debug.BuildInfo) time.Time {
	if info == nil {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
			return at
		}
	}
	return time.Time{}
}

// manualSections are what the manual page says beyond the command line.
func manualSections() []manual.Section {
	return []manual.Section{
		{Heading: "EXIT STATUS", Entries: []manual.Entry{
			{Term: "0", Text: "The command did what it was asked."},
			{Term: "1", Text: "It failed, or its answer is no: what that means stands with the command."},
			{Term: "2", Text: "The command line made no sense, unless the command says otherwise."},
		}},
		{Heading: "SIGNALS", Entries: []manual.Entry{
			{Term: "SIGTERM, SIGINT", Text: "The service takes no more calls, finishes those in flight for as long as --drain-timeout allows, and ends. A second signal ends it at once."},
		}},
		{Heading: "ENVIRONMENT", Entries: []manual.Entry{
			{Term: "PECETE_...", Text: "Each flag can be set by the variable named beside it. The command line has the last word."},
			{Term: "NOTIFY_SOCKET", Text: "Socket of a supervisor such as systemd(1), which is told when the service is ready and when it stops."},
		}},
		{Heading: "FILES", Entries: []manual.Entry{
			{Term: "/etc/default/pecete", Text: "Variables for the service as systemd starts it."},
			{Term: "/etc/pecete/", Text: "Where the service, as systemd starts it, may read rule files from."},
		}},
	}
}
