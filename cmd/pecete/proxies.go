package main

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api/identity"
	"github.com/pecete/pecete/api/inspection"
)

// proxyFlags open the doors for proxies and mail servers.
type proxyFlags struct {
	ICAP    icapFlags    `embed:""`
	Extproc extprocFlags `embed:""`
	Milter  milterFlags  `embed:""`

	Inspection inspectionFlags `embed:""`
}

// asked tells whether any door is to be opened.
func (f proxyFlags) asked() bool {
	return f.ICAP.ICAPListen != "" || f.Extproc.ExtprocListen != "" || f.Milter.MilterListen != ""
}

// exposed fails where bodies would go over a network in the clear without anybody having
// said so.
func (f proxyFlags) exposed(certificates *identity.Certificates, insecure bool) error {
	var errs []error
	check := func(flag, address string, secured bool) {
		if address != "" {
			errs = append(errs, identity.CheckExposure(flag, address, secured, insecure))
		}
	}
	check("--icap-listen", f.ICAP.ICAPListen, certificates != nil)
	check("--extproc-listen", f.Extproc.ExtprocListen, certificates != nil)
	if network, address := networkOf(f.Milter.MilterListen); network == "tcp" && address != "" {
		errs = append(errs, identity.CheckMailExposure("--milter-listen", address, insecure))
	}
	return errors.Join(errs...)
}

// behind is what the doors for proxies stand in front of.
type behind struct {
	service inspection.Asked
	// ruleset gives the version of the rules in use; nil where the service is elsewhere.
	ruleset func() string
	// beside has something done while the doors are open, if there is no ruleset.
	beside       func(func(ctx context.Context))
	certificates *identity.Certificates // nil if connections are in the clear
	observed     *observed
	drainTimeout time.Duration
	log          zerolog.Logger
}

// open opens the doors that the flags name. They listen, but are not served yet.
func (f proxyFlags) open(b behind) (opened proxyDoors, err error) {
	defer func() {
		if err != nil {
			opened.close()
		}
	}()
	for _, one := range []struct {
		name, address string
		open          func(behind) (server, error)
	}{
		{"icap", f.ICAP.ICAPListen, f.icap},
		{"extproc", f.Extproc.ExtprocListen, f.extproc},
		{"milter", f.Milter.MilterListen, f.milter},
	} {
		if one.address == "" {
			continue
		}
		door, err := one.open(b)
		if err != nil {
			return opened, err
		}
		listener, err := listenTo(one.address, "--"+one.name+"-listen")
		if err != nil {
			return opened, err
		}
		b.log.Info().Stringer("address", listener.Addr()).Msg("serving " + one.name)
		opened = append(opened, proxyDoor{door, listener})
	}
	return opened, nil
}

// server is a door.
type server interface {
	// Serve serves at listener, which it closes, until ctx ends.
	Serve(ctx context.Context, listener net.Listener) error
}

// proxyDoor is a door and where it listens.
type proxyDoor struct {
	server
	listener net.Listener
}

// proxyDoors are those of one process.
type proxyDoors []proxyDoor

// close closes doors that are not served.
func (d proxyDoors) close() {
	for _, door := range d {
		door.listener.Close()
	}
}

// serves gives what serves each.
func (d proxyDoors) serves() []func(context.Context) error {
	var all []func(context.Context) error
	for _, door := range d {
		all = append(all, func(ctx context.Context) error { return door.Serve(ctx, door.listener) })
	}
	return all
}
