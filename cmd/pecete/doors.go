package main

import (
	"context"
	"errors"
	"net"

	"github.com/pecete/pecete/api"
)

// doors are those of one service. They open and close together.
type doors struct {
	grpc    *api.Server
	web     *webDoor // nil if there is none
	proxies proxyDoors
}

// Serve serves gRPC at listener and the other doors where they listen, until ctx ends or
// one of them fails.
func (d doors) Serve(ctx context.Context, listener net.Listener) error {
	all := append(d.proxies.serves(), func(ctx context.Context) error { return d.grpc.Serve(ctx, listener) })
	if d.web != nil {
		all = append(all, func(ctx context.Context) error { return d.web.Serve(ctx, d.web.listener) })
	}
	return serveAll(ctx, all...)
}

// serveAll runs servers until ctx ends or one of them does, which ends the others.
func serveAll(ctx context.Context, servers ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(servers))
	for _, serve := range servers {
		go func() {
			defer stop()
			ended <- serve(ctx)
		}()
	}
	var all []error
	for range servers {
		all = append(all, <-ended)
	}
	return errors.Join(all...)
}
