// Pecete reads a message before it is sent and answers how sensitive it is,
// where, why, and what to tell the sender.
//
// This command is the outermost layer: it reads flags and files, makes a
// classifier from rules, and either serves it over gRPC (package api) or runs it
// on files. Nothing imports it. Each command has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"google.golang.org/grpc/grpclog"
)

// Exit statuses.
const (
	statusOK     = 0
	statusFailed = 1
	statusUsage  = 2
)

// commandLine is everything that can be said on the command line. Each flag can
// also be set in the environment: --max-batch as PECETE_MAX_BATCH.
type commandLine struct {
	Serve  serveCommand   `cmd:"" help:"Serve the classifier over gRPC."`
	Proxy  proxyCommand   `cmd:"" help:"Stand between a proxy or mail server and a service that is elsewhere."`
	Score  scoreCommand   `cmd:"" help:"Score the messages of a file."`
	Redact redactCommand  `cmd:"" help:"Replace what is found in the messages of a file."`
	Eval   evalCommand    `cmd:"" help:"Measure how right the answers about labelled messages are."`
	Rules  rulesCommand   `cmd:"" help:"List, check, test, explain and sign the rules."`
	Keys   keysCommand    `cmd:"" help:"Make API keys, and list and check who has one."`
	About  versionCommand `cmd:"" name:"version" help:"Print the versions of the program and its rules."`
	Manual manualCommand  `cmd:"" hidden:"" help:"Print the manual page in roff."`

	Version kong.VersionFlag `env:"-" help:"Print the version and exit."`
}

// streams are the standard streams of the process, or what stands for them in a
// test. They and a context.Context are the arguments that a command's Run may
// ask for.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exitStatus is an error that ends the program with a status of its own and
// prints nothing, for commands whose status is an answer.
type exitStatus int

// Error gives the status for people who see it by mistake.
func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

func main() {
	silenceLibraries()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Only the first signal asks; the next one ends the program at once.
	context.AfterFunc(ctx, stop)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// silenceLibraries turns the logs of libraries off, whatever GRPC_GO_LOG_SEVERITY_LEVEL
// and GODEBUG=http2debug say: gRPC quotes headers that callers send, HTTP/2 whole frames,
// and a web server what a handler panicked with. What matters is in the service's log.
func silenceLibraries() {
	grpclog.SetLoggerV2(grpclog.NewLoggerV2(io.Discard, io.Discard, io.Discard))
	log.SetOutput(io.Discard)
}

// run is the program without its process: it reads args (without the program's
// name) and the environment, runs the command, and gives the exit status: 0,
// 1 if the command failed, 2 if args made no sense, or a command's own. It
// returns early when ctx ends, as the command then sees fit.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	exited := -1
	var line commandLine
	parser, err := kong.New(&line,
		kong.Name("pecete"),
		kong.Description("Reads a message before it is sent: how sensitive it is, where, why, and what to tell the sender."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(status int) { exited = status }),
		kong.DefaultEnvars("PECETE"),
		kong.Vars{"version": version()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return fail(stderr, err)
	}
	chosen, err := parser.Parse(args)
	if err == nil {
		err = checkNeeds(chosen)
	}
	if exited >= 0 { // --help or --version has been answered
		return exited
	}
	if err != nil {
		fail(stderr, err)
		return statusUsage
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	chosen.Bind(streams{in: stdin, out: stdout, err: stderr})
	return fail(stderr, chosen.Run())
}

// fail prints err, unless it is a status or nil, and gives the exit status.
func fail(stderr io.Writer, err error) int {
	var status exitStatus
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintf(stderr, "pecete: %v\n", err)
	return statusFailed
}
