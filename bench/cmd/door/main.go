// Door is the server under load: one process on one core that answers the same
// contract on several loopback ports, so that each can be compared with a handler
// that does nothing in the same run. It takes orders on its standard input.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strings"
	"syscall"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

func main() {
	runtime.GOMAXPROCS(1)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "door:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	addresses, err := open(ctx)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(addresses); err != nil {
		return fmt.Errorf("telling the addresses: %w", err)
	}
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		if err := out.Encode(obey(orders.Text())); err != nil {
			return fmt.Errorf("answering an order: %w", err)
		}
	}
	return orders.Err()
}

// open serves every variant and gives their addresses.
func open(ctx context.Context) (map[string]string, error) {
	rules, err := patterns.Default()
	if err != nil {
		return nil, err
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		return nil, err
	}
	quiet, err := api.New(engine, api.Options{})
	if err != nil {
		return nil, err
	}
	nothing, err := newNothing(ctx, quiet)
	if err != nil {
		return nil, err
	}
	idle, err := api.New(fixedEngine{engine}, api.Options{})
	if err != nil {
		return nil, err
	}
	// As pecete serve does it; where the lines go is up to who started this.
	log := zerolog.New(api.NewLogWriter(os.Stderr)).Level(zerolog.InfoLevel).With().Timestamp().Logger()
	served, err := api.New(engine, api.Options{Log: log})
	if err != nil {
		return nil, err
	}
	same, err := api.New(engine, api.Options{Log: log, Handlers: nothing})
	if err != nil {
		return nil, err
	}
	addresses := map[string]string{}
	for name, server := range map[string]interface {
		Serve(context.Context, net.Listener) error
	}{"bare": bare{nothing}, "no-op": same, "no engine": idle, "no log": quiet, "pecete": served} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("listening: %w", err)
		}
		addresses[name] = listener.Addr().String()
		go func() {
			if err := server.Serve(ctx, listener); err != nil {
				fmt.Fprintf(os.Stderr, "door: %s: %v\n", name, err)
			}
		}()
	}
	return addresses, nil
}

// answer is what comes back for an order.
type answer struct {
	// CPU is the processor time used so far, in ns.
	CPU   int64  `json:"cpu"`
	Error string `json:"error,omitempty"`
}

// obey carries out an order: "cpu", "profile FILE" or "stop" (profiling).
func obey(order string) answer {
	var a answer
	word, file, _ := strings.Cut(order, " ")
	switch word {
	case "cpu":
		var usage syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
			a.Error = err.Error()
		}
		a.CPU = usage.Utime.Nano() + usage.Stime.Nano()
	case "profile":
		out, err := os.Create(file)
		if err == nil {
			err = pprof.StartCPUProfile(out)
		}
		if err != nil {
			a.Error = err.Error()
		}
	case "stop":
		pprof.StopCPUProfile()
	default:
		a.Error = "no such order"
	}
	return a
}
