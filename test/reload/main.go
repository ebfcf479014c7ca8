// Command reload changes the rules of a running service again and again while others ask
// it, half of the times to rules that are bad, and counts answers that are wrong.
//
// It starts the real program twice: once on a folder of rules that is swapped by a
// symbolic link, once on a signed bundle that is replaced. Each generation of rules has
// three detectors with the generation in their category, so that an answer tells by
// itself which rules made it: all its findings must be of one generation, all messages of
// a batch too, a ruleset version must always go with the same one, and a bad generation
// must never answer. Bad rules must be told in the log, and good ones come into use.
//
// It stops by itself, prints its figures and ends with status 1 on a violation:
//
//	go -C test run ./reload -times 100
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pecete/pecete/test/report"
)

// settings are what the flags say.
type settings struct {
	times   int
	callers int
	binary  string
}

func main() {
	var s settings
	flag.IntVar(&s.times, "times", 100, "how often the rules change, for each way to change them")
	flag.IntVar(&s.callers, "callers", 4, "how many ask meanwhile")
	report.Main("reload", s.run)
}

// run tests both ways and tells what came of them.
func (s *settings) run(ctx context.Context, r *report.Run) error {
	dir, err := os.MkdirTemp("", "pecete-reload-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s.binary = r.Binary
	if r.Short {
		s.times = min(s.times, 10)
	}
	var all error
	for _, way := range []string{"folder", "bundle"} {
		place, err := newPlace(way, filepath.Join(dir, way))
		if err != nil {
			return err
		}
		got, err := s.try(ctx, place)
		got.tell(r, way)
		if err != nil {
			all = errors.Join(all, fmt.Errorf("%s: %w", way, err))
		}
	}
	return all
}

// try runs the program on a place of rules, lets callers ask it, and changes the rules.
func (s *settings) try(ctx context.Context, place place) (figures, error) {
	var got figures
	if err := place.put(generation{number: 0}); err != nil {
		return got, err
	}
	service, err := startService(s.binary, place.flags())
	if err != nil {
		return got, err
	}
	defer service.kill()
	began := time.Now()
	callers := service.ask(ctx, s.callers)
	changed := s.change(ctx, place, service, &got)
	got.count(callers.stop())
	got.took = time.Since(began)
	got.ended = service.memory()
	return got, errors.Join(changed, service.end(), got.violation())
}

// settling is after how many changes the memory is what it begins with.
const settling = 6

// change puts one generation after the other, every second one a bad one, and waits until
// the service uses it or has said that it does not.
func (s *settings) change(ctx context.Context, place place, service *service, got *figures) error {
	inUse := 0
	for i := 1; i <= s.times; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		g := generation{number: i, bad: i%2 == 0}
		faults, at := service.faults(), time.Now()
		if err := place.put(g); err != nil {
			return err
		}
		if i%3 == 0 {
			service.hangUp()
		}
		if g.bad {
			got.bad++
			if err := service.waitFor("the log to tell of bad rules", func() bool { return service.faults() > faults }); err != nil {
				return fmt.Errorf("change %d: %w", i, err)
			}
		} else {
			got.good, inUse = got.good+1, i
			if err := service.waitFor("good rules to come into use", func() bool { return service.category(ctx) == g.category() }); err != nil {
				return fmt.Errorf("change %d: %w", i, err)
			}
			got.until = append(got.until, time.Since(at))
		}
		if category := service.category(ctx); category != (generation{number: inUse}).category() {
			return fmt.Errorf("change %d: the rules in use are of %s, not of generation %d", i, category, inUse)
		}
		if i == min(settling, s.times) {
			got.began = service.memory()
		}
	}
	return nil
}
