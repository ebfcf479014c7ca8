package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"
)

// debugFlags say whether the process can be looked into.
type debugFlags struct {
	DebugListen string `placeholder:"HOST:PORT" help:"Serve profiles of the running process (pprof) at this address of the loopback; none by default. Profiles name functions and count bytes; they hold no message."`
}

// serve serves profiles until the function that it gives is called. There is no dump of
// the heap among them: that would hold messages.
func (f debugFlags) serve(ctx context.Context) (stop func(), err error) {
	if f.DebugListen == "" {
		return func() {}, nil
	}
	at, err := net.ResolveTCPAddr("tcp", f.DebugListen)
	if err != nil {
		return nil, fmt.Errorf("--debug-listen: %w", err)
	}
	if !at.IP.IsLoopback() {
		return nil, fmt.Errorf("--debug-listen %s is not an address of the loopback, and profiles are for nobody else", f.DebugListen)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", f.DebugListen)
	if err != nil {
		return nil, fmt.Errorf("--debug-listen: %w", err)
	}
	server := &http.Server{Handler: localOnly(profiles()), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	return func() {
		_ = server.Close() // nobody waits for a profile of what is over
		<-done
	}, nil
}

// profiles serves those that hold no message.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		mux.Handle("GET /debug/pprof/"+name, pprof.Handler(name))
	}
	return mux
}

// localOnly turns away browsers that a page elsewhere sends here by a name of its own.
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "for this machine only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
