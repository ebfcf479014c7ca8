// Failover kills one of three instances with SIGKILL while they are asked, again and
// again, and sees whether a caller notices who is set up as docs/clients.md says.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"

	"github.com/pecete/pecete/examples/chatclient"
	"github.com/pecete/pecete/test/load"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("failover", failover) }

const (
	instances = 3
	callers   = 8
	// hedge is after what time a call is made once more. Where all run on one machine,
	// answers come later than they would elsewhere.
	hedge = 200 * time.Millisecond
)

func failover(ctx context.Context, run *report.Run) error {
	kills := 30
	if run.Short {
		kills = 6
	}
	var servers [instances]*process.Server
	for i := range servers {
		var err error
		if servers[i], err = process.Start(ctx, process.Options{Binary: run.Binary, Args: []string{"--log-sample", "1000"}}); err != nil {
			return err
		}
	}
	connection, err := connect(servers[:])
	if err != nil {
		return err
	}
	defer connection.Close()
	asking, enough := context.WithCancel(ctx)
	defer enough()
	done := make(chan *load.Outcome)
	go func() {
		done <- load.Plan{
			Connections: []*grpc.ClientConn{connection}, Requests: unary(), Lasting: time.Hour, Deadline: 20 * time.Second,
		}.Closed(asking, callers)
	}()
	for i := range kills {
		time.Sleep(400 * time.Millisecond)
		if servers[i%instances], err = replace(ctx, run.Binary, servers[i%instances]); err != nil {
			return err
		}
	}
	time.Sleep(400 * time.Millisecond)
	enough()
	outcome := <-done
	for _, server := range servers {
		err = errors.Join(err, server.Stop())
	}
	if err != nil {
		return err
	}
	run.Note("instances killed under load, and started again", "%d", kills)
	run.Note("calls", "%d", outcome.All())
	failed := outcome.All() - outcome.Ended(codes.OK)
	run.Promise(failed == 0 && outcome.All() > 0, "failed calls that a caller saw", "0", "%d%s", failed, because(outcome.Failure()))
	run.Note("time of an answer, p50, p99 and longest", "%v, %v, %v", outcome.Quantile(0.5).Round(time.Microsecond),
		outcome.Quantile(0.99).Round(time.Microsecond), outcome.Quantile(1).Round(time.Microsecond))
	return nil
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf(" (the first: %v)", err)
}

// unary are the requests that can be made again: a stream remembers its conversations,
// and who has one begins it anew.
func unary() []load.Request {
	var all []load.Request
	for _, request := range load.Mixed() {
		if request.Name != "stream" {
			all = append(all, request)
		}
	}
	return all
}

// connect makes the documented connection to all instances.
func connect(servers []*process.Server) (*grpc.ClientConn, error) {
	name := manual.NewBuilderWithScheme("instances")
	var state resolver.State
	for _, server := range servers {
		state.Addresses = append(state.Addresses, resolver.Address{Addr: server.Address})
	}
	name.InitialState(state)
	return chatclient.Connect("instances:///pecete", insecure.NewCredentials(),
		grpc.WithResolvers(name), grpc.WithChainUnaryInterceptor(chatclient.Hedge(hedge)))
}

// replace kills an instance and starts another at its address.
func replace(ctx context.Context, binary string, server *process.Server) (*process.Server, error) {
	if err := server.Kill(); err != nil {
		return nil, err
	}
	time.Sleep(200 * time.Millisecond)
	return process.Start(ctx, process.Options{Binary: binary, Listen: server.Address, Args: []string{"--log-sample", "1000"}})
}
