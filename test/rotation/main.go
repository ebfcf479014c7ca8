// Rotation changes the certificates of a running service under load: the server's own,
// with moments in which certificate and key do not match, pairs that cannot be used, and
// the authority that signs those of clients. No call may fail, and each change must be
// seen by connections that begin after it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pecete/pecete/api/identity/identitytest"
	"github.com/pecete/pecete/test/report"
)

// form is how much is done.
type form struct{ changes, workers int }

func main() { report.Main("rotation", run) }

// run makes changes and tells what came of them.
func run(ctx context.Context, r *report.Run) error {
	f := form{changes: 100, workers: 8}
	if r.Short {
		f = form{changes: 8, workers: 4}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	return rotate(ctx, r, f)
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

func rotate(ctx context.Context, told *report.Run, f form) (err error) {
	folder, err := os.MkdirTemp("", "pecete-rotation")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	r := &rotation{folder: folder}
	if err := r.begin(ctx, told.Binary, f.workers); err != nil {
		return err
	}
	for i := 0; i < f.changes && err == nil && ctx.Err() == nil; i++ {
		err = r.change(ctx, i)
	}
	r.load.stop()
	err = errors.Join(err, ctx.Err(), r.load.fault(), r.server.stop())
	if r.load.calls.Load() == 0 {
		err = errors.Join(err, errors.New("nothing was asked"))
	}
	r.tell(told)
	return err
}

// tell notes the figures.
func (r *rotation) tell(told *report.Run) {
	told.Note("certificates of the server changed", "%d times", r.serial-1)
	told.Note("pairs that could not be used", "%d", r.unusable)
	told.Note("authorities of clients changed", "%d times", r.renewed)
	told.Note("longest until a change was seen", "%v", r.slowest.Round(time.Millisecond))
	told.Note("connections, and calls", "%d, %d", r.load.connections.Load(), r.load.calls.Load())
	told.Promise(r.load.errors.Load() == 0, "errors", "0", "%d", r.load.errors.Load())
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
