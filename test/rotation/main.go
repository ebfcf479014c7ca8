// Rotation changes the certificates of a running service under load: the server's own,
// with moments in which certificate and key do not match, pairs that cannot be used, and
// the authority that signs those of clients. No call may fail, and each change must be
// seen by connections that begin after it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pecete/pecete/api/identity/identitytest"
)

// form is how much is done.
type form struct{ changes, workers int }

func main() {
	short := flag.Bool("short", false, "the short form")
	binary := flag.String("binary", "", "the service; built from the module around if not given")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	f := form{changes: 100, workers: 8}
	if *short {
		f = form{changes: 8, workers: 4}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	err := rotate(ctx, *binary, f)
	cancel()
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "rotation: %v\n", err)
		os.Exit(1)
	}
}

// rotation is a run.
type rotation struct {
	folder            string
	servers, clients  *identitytest.Authority
	server            *server
	load              *load
	serial            int64
	slowest           time.Duration // until a new certificate was seen
	unusable, renewed int           // pairs that could not be used, authorities of clients
}

func rotate(ctx context.Context, binary string, f form) (err error) {
	folder, err := os.MkdirTemp("", "pecete-rotation")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	r := &rotation{folder: folder}
	if err := r.begin(ctx, binary, f.workers); err != nil {
		return err
	}
	for i := 0; i < f.changes && err == nil && ctx.Err() == nil; i++ {
		err = r.change(ctx, i)
	}
	r.load.stop()
	err = errors.Join(err, ctx.Err(), r.load.fault(), r.server.stop())
	fmt.Printf("certificates of the server changed      %d times\n", r.serial-1)
	fmt.Printf("pairs that could not be used            %d\n", r.unusable)
	fmt.Printf("authorities of clients changed          %d times\n", r.renewed)
	fmt.Printf("longest until a change was seen         %v\n", r.slowest.Round(time.Millisecond))
	fmt.Printf("connections                             %d\n", r.load.connections.Load())
	fmt.Printf("calls                                   %d\n", r.load.calls.Load())
	fmt.Printf("errors                                  %d\n", r.load.errors.Load())
	if r.load.calls.Load() == 0 {
		err = errors.Join(err, errors.New("nothing was asked"))
	}
	return err
}

// begin starts the service and the load.
func (r *rotation) begin(ctx context.Context, binary string, workers int) (err error) {
	if r.servers, err = identitytest.NewAuthority(); err != nil {
		return err
	}
	if r.clients, err = identitytest.NewAuthority(); err != nil {
		return err
	}
	if err := r.issue(); err != nil {
		return err
	}
	if err := r.trust(r.clients); err != nil {
		return err
	}
	if r.server, err = startServer(ctx, binary, r.folder); err != nil {
		return err
	}
	r.load, err = startLoad(ctx, r.server.address, r.servers.Pool(), workers, r.clients)
	if err != nil {
		return errors.Join(err, r.server.stop())
	}
	return nil
}

// change makes one change, of another kind each time, and waits until it is seen.
func (r *rotation) change(ctx context.Context, i int) error {
	switch i % 4 {
	case 1:
		return r.spoil(ctx)
	case 3:
		return r.renew(ctx)
	}
	if err := r.issue(); err != nil {
		return err
	}
	began := time.Now()
	if err := r.load.see(ctx, r.serial); err != nil {
		return err
	}
	r.slowest = max(r.slowest, time.Since(began))
	return nil
}

// issue writes the next certificate of the server. For a moment the
// key beside it is that of the one before.
func (r *rotation) issue() error {
	pair, err := r.servers.Issue(r.serial+1, time.Now().Add(time.Hour))
	if err != nil {
		return err
	}
	r.serial++
	if _, err := os.Stat(filepath.Join(r.folder, "tls.crt")); err == nil {
		if err := os.WriteFile(filepath.Join(r.folder, "tls.crt"), pair.Certificate, 0o600); err != nil {
			return err
		}
		time.Sleep(3 * reread)
	}
	_, _, err = pair.Write(r.folder)
	return err
}

// spoil writes a pair that cannot be used, under which the service goes on with the one
// before, and then one that can.
func (r *rotation) spoil(ctx context.Context) error {
	r.unusable++
	ended, err := r.servers.Issue(1<<40, time.Now().Add(-time.Minute))
	if err != nil {
		return err
	}
	if r.unusable%2 == 0 {
		ended.Certificate = []byte("no certificate")
	}
	if _, _, err := ended.Write(r.folder); err != nil {
		return err
	}
	time.Sleep(5 * reread)
	if err := r.load.see(ctx, r.serial); err != nil {
		return fmt.Errorf("under a pair that cannot be used: %w", err)
	}
	if err := r.issue(); err != nil {
		return err
	}
	return r.load.see(ctx, r.serial)
}

// renew changes who signs the certificates of clients: for a while both do.
func (r *rotation) renew(ctx context.Context) error {
	next, err := identitytest.NewAuthority()
	if err != nil {
		return err
	}
	if err := r.trust(r.clients, next); err != nil {
		return err
	}
	time.Sleep(5 * reread)
	if err := r.load.use(ctx, next); err != nil {
		return err
	}
	r.clients = next
	r.renewed++
	return r.trust(next)
}

// trust writes the authorities of clients, at once.
func (r *rotation) trust(authorities ...*identitytest.Authority) error {
	var all []byte
	for _, authority := range authorities {
		all = append(all, authority.PEM...)
	}
	next := filepath.Join(r.folder, ".clients.pem")
	if err := os.WriteFile(next, all, 0o600); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(r.folder, "clients.pem"))
}
