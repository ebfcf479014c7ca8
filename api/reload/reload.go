package reload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// Observer counts what happens to rules. Its methods are called by one goroutine.
type Observer interface {
	// Reloaded tells that rules of a version came into use, which took so long to make
	// from the files.
	Reloaded(version string, took time.Duration)
	// ReloadFailed tells that rules could not be used and those before them stay.
	ReloadFailed(err error)
}

// Options are the settings of a Reloader. The zero value is usable: built-in rules that
// nothing changes, the default thresholds, no log.
type Options struct {
	// Source is where rules come from beside the built-in ones.
	Source Source
	// Classifier are the settings of each classifier that is made.
	Classifier classifier.Options
	// Log gets a line for each time that rules came into use or could not.
	Log zerolog.Logger
	// Observer is told the same; nil means nobody.
	Observer Observer
	// Quiet is how long files must be left alone before they are read again; 0 means
	// 200 ms. Files that are never left alone are read after ten times that.
	Quiet time.Duration
	// Poll is how often files are looked at whether or not the system told of a change;
	// 0 means 30 s. Where the system tells of none it is done ten times as often.
	Poll time.Duration
}

// Status tells which rules are in use and whether they are those in the files.
type Status struct {
	// Ruleset is the version of the rules in use, and Since when they came into use.
	Ruleset string
	Since   time.Time
	// Tried is when the files were last made rules of, or found to be none.
	Tried time.Time
	// Fault says why the files could not be used when they were last tried; "" if
	// they are what is in use. It names files and may quote rules, examples among
	// them, so that it is for operators.
	Fault string
}

// Reloader holds the classifier in use and replaces it when its rules change. Its
// methods may be called by any goroutine, Watch by one.
type Reloader struct {
	options Options
	builtIn *patterns.Ruleset
	state   atomic.Pointer[state]
	// tried identifies what was last made rules of.
	tried attempt
	// watchFiles begins to watch the files of the source.
	watchFiles func() (*changes, error)
	// polling tells that the log has been told that the system tells of no changes.
	polling bool
}

// state is replaced as a whole, so that a status is about the classifier beside it.
type state struct {
	engine *classifier.Classifier
	status Status
}

// attempt identifies a content of the source, or the reason why it has none.
type attempt struct {
	content digest
	fault   string
}

// New reads the source and makes the first classifier. It fails where Watch would keep
// the rules in use, for there are none yet.
func New(options Options) (*Reloader, error) {
	builtIn, err := patterns.Default()
	if err != nil {
		return nil, err
	}
	return newOver(builtIn, options)
}

// newOver is New with other rules in the place of the built-in ones.
func newOver(builtIn *patterns.Ruleset, options Options) (*Reloader, error) {
	if options.Quiet == 0 {
		options.Quiet = 200 * time.Millisecond
	}
	if options.Poll == 0 {
		options.Poll = 30 * time.Second
	}
	if options.Classifier.Now == nil {
		options.Classifier.Now = time.Now
	}
	r := &Reloader{options: options, builtIn: builtIn, watchFiles: options.Source.watchFiles}
	content, err := r.options.Source.Read()
	if err != nil {
		return nil, err
	}
	engine, err := r.build(content)
	if err != nil {
		return nil, err
	}
	r.tried = attempt{content: content.digest()}
	now := time.Now()
	r.state.Store(&state{engine, Status{Ruleset: engine.Rules().Version, Since: now, Tried: now}})
	if signed := content.signatures(); len(signed) > 0 {
		options.Log.Info().Str("ruleset", engine.Rules().Version).Strs("bundles", signed).Msg("rules loaded")
	}
	return r, nil
}

// Current gives the classifier in use.
func (r *Reloader) Current() *classifier.Classifier { return r.state.Load().engine }

// Status gives the state of the rules.
func (r *Reloader) Status() Status { return r.state.Load().status }

// Watch keeps the rules in use those of the source until ctx ends: it reads them again
// after each value of hup, which asks for it, when files have changed, and from time to
// time. Hup may be nil. A content that has been tried is not tried again unless asked
// for.
func (r *Reloader) Watch(ctx context.Context, hup <-chan os.Signal) {
	asked := false
	for {
		changes := r.listen() // before reading, so that no change falls between
		r.refresh(ctx, asked)
		asked = r.wait(ctx, changes, hup)
		changes.close()
		if ctx.Err() != nil {
			return
		}
	}
}

// refresh reads the source and, if it holds something new or somebody asked for it,
// makes a classifier of it and puts it in use.
func (r *Reloader) refresh(ctx context.Context, asked bool) {
	began := time.Now()
	content, err := r.readSettled(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		r.failed(attempt{fault: err.Error()}, err, asked)
		return
	}
	this := attempt{content: content.digest()}
	if r.tried.content == this.content && !asked {
		return
	}
	engine, err := r.build(content)
	if err != nil {
		this.fault = err.Error()
		r.failed(this, err, asked)
		return
	}
	r.use(engine, this, content, time.Since(began))
}

// errUnsettled tells that files were written while they were read.
var errUnsettled = errors.New("the rules change while they are read; they are tried again once they are left alone")

// readings is how often the source is read to find it twice the same.
const readings = 5

// readSettled reads the source until it is the same twice, so that no half of a change
// is taken for rules: files may be replaced one after the other. Where the system tells of
// changes they have been waited for; elsewhere files must be the same for as long.
func (r *Reloader) readSettled(ctx context.Context) (Content, error) {
	content, err := r.options.Source.Read()
	pause, next := time.Duration(0), r.options.Quiet/4
	if r.polling {
		next = r.options.Quiet
		if r.isNew(content, err) {
			pause = next
		}
	}
	for range readings {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		pause = next
		again, errAgain := r.options.Source.Read()
		if same(err, errAgain) && content.digest() == again.digest() {
			return again, errAgain
		}
		content, err = again, errAgain
	}
	return nil, errUnsettled
}

// isNew tells whether something was read that has not been tried.
func (r *Reloader) isNew(content Content, err error) bool {
	if err != nil {
		return r.tried != attempt{fault: err.Error()}
	}
	return r.tried.content != content.digest()
}

// same tells whether two errors say the same.
func same(a, b error) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Error() == b.Error()
}

// build makes a classifier of what was read. Rules come from other hands, so that even a
// panic is only a reason not to use them.
func (r *Reloader) build(content Content) (engine *classifier.Classifier, err error) {
	defer func() {
		if value := recover(); value != nil { // which may quote anything
			engine, err = nil, fmt.Errorf("making a classifier of the rules: panic of type %T", value)
		}
	}()
	rules, err := content.Rules(r.builtIn, r.options.Classifier.Now())
	if err != nil {
		return nil, err
	}
	return classifier.New(rules, r.options.Classifier)
}

// use puts a classifier in use and tells of it.
func (r *Reloader) use(engine *classifier.Classifier, this attempt, content Content, took time.Duration) {
	r.tried = this
	before, now := r.state.Load(), time.Now()
	status := Status{Ruleset: engine.Rules().Version, Since: now, Tried: now}
	r.state.Store(&state{engine, status})
	line := r.options.Log.Info().Str("ruleset", status.Ruleset).Str("previous", before.status.Ruleset).
		Int("detectors", len(engine.Rules().Detectors)).Int64("took_ms", took.Milliseconds())
	if signed := content.signatures(); len(signed) > 0 {
		line.Strs("bundles", signed)
	}
	line.Msg("rules reloaded")
	if r.options.Observer != nil {
		r.options.Observer.Reloaded(status.Ruleset, took)
	}
}

// failed keeps the classifier in use and tells why, once for the same fault of the same
// content unless somebody asked.
func (r *Reloader) failed(this attempt, err error, asked bool) {
	if r.tried == this && !asked {
		return
	}
	r.tried = this
	status := r.state.Load().status
	status.Tried, status.Fault = time.Now(), err.Error()
	r.state.Store(&state{r.Current(), status})
	r.options.Log.Error().Str("ruleset", status.Ruleset).Err(err).Msg("rules not reloaded: those in use stay")
	if r.options.Observer != nil {
		r.options.Observer.ReloadFailed(err)
	}
}
