package reload

import (
	"context"
	"os"
	"time"
)

// listen gives what tells of changes, or nil where the system cannot, as on some network
// file systems or where it has no watches left.
func (r *Reloader) listen() *changes {
	c, err := r.watchFiles()
	if err == nil {
		r.polling = false
		return c
	}
	if !r.polling {
		r.polling = true
		r.options.Log.Warn().Err(err).Stringer("every", r.poll(nil)).Msg("changes of rules are looked for from time to time: the system does not tell of them")
	}
	return nil
}

// poll gives how often the files are looked at.
func (r *Reloader) poll(c *changes) time.Duration {
	if c == nil {
		return r.options.Poll / 10
	}
	return r.options.Poll
}

// wait waits until the source is to be read again, and tells whether somebody asked for
// it. It returns early when ctx ends.
func (r *Reloader) wait(ctx context.Context, c *changes, hup <-chan os.Signal) (asked bool) {
	poll := time.NewTimer(r.poll(c))
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-hup:
			return true
		case <-poll.C:
			return false
		case <-c.errors(): // such as that too much happened to tell it
			return false
		case event := <-c.events():
			if c.matter(event) {
				return r.settle(ctx, c, hup)
			}
		}
	}
}

// settle waits until the files have been left alone for a while, but not for ever.
func (r *Reloader) settle(ctx context.Context, c *changes, hup <-chan os.Signal) (asked bool) {
	quiet, most := time.NewTimer(r.options.Quiet), time.NewTimer(10*r.options.Quiet)
	defer quiet.Stop()
	defer most.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-hup:
			return true
		case <-quiet.C:
			return false
		case <-most.C:
			return false
		case <-c.errors():
			return false
		case event := <-c.events():
			if c.matter(event) {
				quiet.Reset(r.options.Quiet)
			}
		}
	}
}
