package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/reload"
)

// servedRules are the rules that `pecete serve` serves: those in its files, now.
type servedRules struct {
	*reload.Reloader
	hup chan os.Signal
}

// rulesWitness tells metrics, and the health of a server once there is one, what happens
// to the rules.
type rulesWitness struct {
	reload.Observer
	server atomic.Pointer[api.Server]
}

// Reloaded tells that rules of a version came into use.
func (w *rulesWitness) Reloaded(version string, took time.Duration) {
	w.Observer.Reloaded(version, took)
	w.tell(true)
}

// ReloadFailed tells that rules could not be used.
func (w *rulesWitness) ReloadFailed(err error) {
	w.Observer.ReloadFailed(err)
	w.tell(false)
}

func (w *rulesWitness) tell(current bool) {
	if server := w.server.Load(); server != nil {
		server.TellRules(current)
	}
}

// served loads the rules that the flags name and makes SIGHUP ask for them again, as it
// does from now on, though they are read again only while they are watched. The observer is
// told of each reload.
func (f *engineFlags) served(log zerolog.Logger, observer reload.Observer) (*servedRules, error) {
	source, err := f.Rules.source()
	if err != nil {
		return nil, err
	}
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	rules, err := reload.New(reload.Options{
		Source: source, Classifier: f.options(time.Now), Log: log, Observer: observer,
	})
	if err != nil {
		signal.Stop(hup)
		return nil, err
	}
	return &servedRules{rules, hup}, nil
}

// engine gives the classifier in use, as package api asks for it.
func (s *servedRules) engine() api.Engine { return s.Current() }

// watch keeps the rules in use those in the files until ctx ends or stop is called.
func (s *servedRules) watch(ctx context.Context) (stop func()) {
	watching := newFollowers(ctx)
	watching.add(func(ctx context.Context) { s.Watch(ctx, s.hup) })
	return func() {
		watching.stop()
		signal.Stop(s.hup)
	}
}

// rulesDetail is what /readyz says of the rules: no fault, which may quote them, but
// whether there is one, to be read in the log.
type rulesDetail struct {
	// Since is when the rules in use came into use, and Tried when the files were last
	// made rules of, or found to be none.
	Since time.Time `json:"since"`
	Tried time.Time `json:"tried"`
	// Current tells whether the rules in use are those in the files.
	Current bool `json:"current"`
}

// ready tells that calls can be answered, which a fault in the files does not change, and
// how the rules are.
func (s *servedRules) ready() (ok bool, detail any) {
	status := s.Status()
	return true, struct {
		Rules rulesDetail `json:"rules"`
	}{rulesDetail{status.Since, status.Tried, status.Fault == ""}}
}
