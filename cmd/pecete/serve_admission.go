package main

import (
	"time"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/admission"
	"github.com/pecete/pecete/api/telemetry"
)

// admissionFlags bound what waits for the engine, and how long connections last.
type admissionFlags struct {
	QueueRequests int           `default:"1024" placeholder:"N" help:"Most requests of one class of size that wait for the engine (${default}); more get RESOURCE_EXHAUSTED at once, with advice when to try again."`
	QueueBytes    byteSize      `default:"64MiB" placeholder:"SIZE" help:"Most that those of one class take up while they wait (${default})."`
	QueueBurst    time.Duration `default:"100ms" help:"How long requests may stand in line, one or the other, before the line is kept short (${default})."`

	MaxConnectionAge      time.Duration `default:"0s" placeholder:"TIME" help:"Close a connection after this time, so that clients spread over servers that are new; 0 leaves it open (${default})."`
	MaxConnectionAgeGrace time.Duration `needs:"max-connection-age" default:"1m" placeholder:"TIME" help:"How long calls on such a connection may still take (${default})."`
}

// tell puts the flags into the options of a server that has so many processors.
func (f admissionFlags) tell(options *api.Options, metrics *telemetry.Metrics, processors int) error {
	queue, err := admission.New(admission.Options{
		Classes: admission.DefaultOptions(processors).Classes,
		Waiting: f.QueueRequests, WaitingBytes: int(f.QueueBytes), Burst: f.QueueBurst, Observer: metrics,
	})
	if err != nil {
		return err
	}
	options.Queue = queue
	options.ConnectionAge, options.ConnectionGrace = f.MaxConnectionAge, f.MaxConnectionAgeGrace
	return nil
}
