package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
)

// serveCommand is `pecete serve`.
type serveCommand struct {
	Listen       string        `default:"127.0.0.1:50051" placeholder:"HOST:PORT" help:"Address to serve gRPC at; port 0 takes a free one."`
	DrainTimeout time.Duration `default:"10s" help:"How long calls in flight may take to finish after SIGTERM or SIGINT."`

	Engine engineFlags `embed:""`
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, std streams) error {
	if _, err := c.Engine.classifier(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	server := grpc.NewServer()
	healthv1.RegisterHealthServer(server, health.NewServer())
	context.AfterFunc(ctx, server.GracefulStop)
	return server.Serve(listener)
}
