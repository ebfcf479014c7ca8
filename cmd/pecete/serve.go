package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api"
)

// serveCommand is `pecete serve`.
type serveCommand struct {
	Listen       string        `default:"127.0.0.1:50051" placeholder:"HOST:PORT" help:"Address to serve gRPC at; port 0 takes a free one. In the clear unless --tls-cert is given."`
	Sample       bool          `help:"Score sample messages over gRPC before your eyes, then go on serving."`
	DrainTimeout time.Duration `default:"10s" help:"How long calls in flight may take to finish after SIGTERM or SIGINT."`
	DrainDelay   time.Duration `default:"0s" help:"How long to say NOT_SERVING after SIGTERM or SIGINT before no more calls are taken, so that load balancers turn elsewhere first (${default})."`

	Limits  limitFlags  `embed:"" group:"Limits"`
	Web     webFlags    `embed:"" group:"Web"`
	Proxies proxyFlags  `embed:"" group:"Proxies and mail"`
	Engine  engineFlags `embed:"" group:"Judgement"`
	Log     logFlags    `embed:"" group:"Log"`

	TLS       tlsFlags       `embed:"" group:"Connections"`
	Identity  identityFlags  `embed:"" group:"Callers"`
	Memory    memoryFlags    `embed:"" group:"Memory"`
	Debug     debugFlags     `embed:"" group:"Memory"`
	Telemetry telemetryFlags `embed:"" group:"Telemetry"`
	Admission admissionFlags `embed:"" group:"Overload"`
}

// limitFlags bound what callers may ask.
type limitFlags struct {
	MaxTextBytes         byteSize `default:"1MiB" placeholder:"SIZE" help:"Longest text of a message (${default})."`
	MaxBatch             int      `default:"1000" placeholder:"N" help:"Most messages in a batch (${default})."`
	MaxRequestBytes      byteSize `default:"16MiB" placeholder:"SIZE" help:"Largest request (${default}); up to twice that is refused with a reason, more is not read."`
	MaxFindings          int      `default:"10000" placeholder:"N" help:"Most findings in the answer about a message (${default})."`
	MaxResponseBytes     byteSize `default:"4MiB" placeholder:"SIZE" help:"Size up to which findings are added to an answer (${default}, what gRPC clients accept by default)."`
	MaxConcurrentStreams int      `default:"256" placeholder:"N" help:"Most calls in flight on one connection (${default})."`

	MaxConversations        int           `default:"64" placeholder:"N" help:"Most conversations remembered for one stream (${default}); the one unused for longest gives way."`
	MaxConversationMessages int           `default:"32" placeholder:"N" help:"Most messages remembered of one conversation (${default})."`
	MaxConversationBytes    byteSize      `default:"8KiB" placeholder:"SIZE" help:"Most that the texts and ids of one conversation take up in memory (${default})."`
	MaxConversationAge      time.Duration `default:"2m" help:"How long a message of a conversation is remembered (${default})."`
}

func (f limitFlags) limits() api.Limits {
	return api.Limits{
		TextBytes: int(f.MaxTextBytes), Batch: f.MaxBatch, RequestBytes: int(f.MaxRequestBytes),
		Findings: f.MaxFindings, ResponseBytes: int(f.MaxResponseBytes), ConcurrentStreams: f.MaxConcurrentStreams,
		Conversations: f.MaxConversations, ConversationMessages: f.MaxConversationMessages,
		ConversationBytes: int(f.MaxConversationBytes), ConversationAge: f.MaxConversationAge,
	}
}

// logFlags say what is logged to standard error, and how.
type logFlags struct {
	LogLevel  string `default:"info" enum:"debug,info,warn,error" placeholder:"LEVEL" help:"Least level that is logged: ${enum} (${default}). Calls are info."`
	LogFormat string `default:"auto" enum:"auto,json,console" placeholder:"FORMAT" help:"${enum}: auto means console on a terminal and JSON elsewhere (${default})."`
}

// logger gives a log whose lines go to gathered. The screen is where they end up.
func (f logFlags) logger(gathered *api.LogWriter, screen screen) (zerolog.Logger, error) {
	level, err := zerolog.ParseLevel(f.LogLevel)
	if err != nil {
		return zerolog.Logger{}, fmt.Errorf("log level: %w", err)
	}
	var lines io.Writer = gathered
	if f.LogFormat == "console" || f.LogFormat == "auto" && screen.terminal {
		lines = zerolog.ConsoleWriter{Out: gathered, NoColor: !screen.colour, TimeFormat: time.TimeOnly}
	}
	return zerolog.New(lines).Level(level).With().Timestamp().Logger(), nil
}

// Run serves until ctx ends and the calls in flight are done.
func (c *serveCommand) Run(ctx context.Context, std streams) error {
	lines := api.NewLogWriter(std.err)
	defer lines.Close() // a log that cannot be written is no reason to fail
	log, err := c.Log.logger(lines, screenOf(std.err))
	if err != nil {
		return err
	}
	if err := c.Memory.keepIn(); err != nil {
		return err
	}
	limitMemory(log)
	processors, asBefore := oneMoreProcessor()
	defer asBefore()
	open, err := c.open(ctx, log, processors)
	if err != nil {
		return err
	}
	defer open.close()
	reportToSupervisor(ctx, os.Getenv("NOTIFY_SOCKET"), log)
	if !c.Sample {
		return open.doors.Serve(ctx, open.listener)
	}
	return serveAndSample(ctx, open.doors, open.listener, std.out)
}

// serveAndSample serves like doors.Serve and meanwhile shows the sample
// messages. If they cannot be scored the service stops with that error.
func serveAndSample(ctx context.Context, server doors, listener net.Listener, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	if err := showSamples(ctx, listener.Addr(), out); err != nil && ctx.Err() == nil {
		stop()
		<-served
		return fmt.Errorf("scoring the sample messages: %w", err)
	}
	return <-served
}
