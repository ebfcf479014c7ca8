// Sizing measures what the filter costs a Postfix: the same one takes the same mails at two
// ports in turn, with the filter and without, and what is told are ratios and differences
// within one run.
package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pecete/pecete/test/milter"
	"github.com/pecete/pecete/test/milter/postfix"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("sizing", sizing) }

// rounds is how often each is measured, in turn; the median counts.
func rounds(short bool) int {
	if short {
		return 2
	}
	return 9
}

// kind is a kind of mail that is measured.
type kind struct {
	name string
	mail []byte
	// senders send at once, so many mails each in a round.
	senders, each int
	// least is the least share of the mails a second without the filter that is promised
	// with it, and most the most that it may add to the time of one mail.
	least float64
	most  time.Duration
}

func sizing(ctx context.Context, run *report.Run) error {
	if missing := postfix.Missing(); missing != "" {
		return fmt.Errorf("%w: %s", report.ErrMissing, missing)
	}
	kinds, err := milterKinds()
	if err != nil {
		return err
	}
	scene, err := milter.Open(ctx, milter.Settings{Binary: run.Binary})
	if err != nil {
		return err
	}
	defer scene.Close()
	before, err := scene.Pecete.Resident()
	if err != nil {
		return err
	}
	for _, k := range kinds {
		if err := k.measure(ctx, run, scene); err != nil {
			return err
		}
	}
	after, err := scene.Pecete.Resident()
	if err != nil {
		return err
	}
	run.Note("resident memory of Pecete before and after", "%d MB, %d MB", before>>20, after>>20)
	return scene.Close()
}

// milterKinds gives the kinds of mail that are measured.
func milterKinds() ([]kind, error) {
	text := strings.Repeat("Ne vedem mâine la 18:30 în fața teatrului? Biletele le iau eu.\r\n", 30)
	word, err := milter.Attached(strings.Repeat("Nimic deosebit în acest rând, nici în următorul.\r\n", 4000))
	if err != nil {
		return nil, err
	}
	return []kind{
		{"2 KB of text", milter.Letter("Teatru", milter.Plain(text)), 8, 40, 0.4, 30 * time.Millisecond},
		{"a DOCX of 200 KB of text", milter.Letter("Raport", milter.Multipart("mixed", "doc", milter.Plain(text), word)), 8, 20, 0.04, 200 * time.Millisecond},
		{"10 MB of text", milter.Letter("Mult", milter.Plain(strings.Repeat(text, 5000))), 2, 2, 0.05, 3 * time.Second},
	}, nil
}

// measured is what was measured of one port.
type measured struct {
	// perSecond are mails in a second, one of each round, and alone how long a mail took
	// that was alone.
	perSecond []float64
	alone     []time.Duration
}

// measure sends mails of a kind to both ports in turn.
func (k kind) measure(ctx context.Context, run *report.Run, scene *milter.Scene) error {
	var plain, filtered measured
	for range rounds(run.Short) {
		for _, one := range []struct {
			address string
			*measured
		}{{scene.Plain, &plain}, {scene.SMTP, &filtered}} {
			if err := k.round(ctx, scene, one.address, one.measured); err != nil {
				return fmt.Errorf("%s: %w", k.name, err)
			}
		}
	}
	share := median(filtered.perSecond) / median(plain.perSecond)
	added := median(filtered.alone) - median(plain.alone)
	run.Note(k.name+": mails a second without the filter, and with it", "%.1f, %.1f", median(plain.perSecond), median(filtered.perSecond))
	run.Promise(share >= k.least, k.name+": with the filter, of what is taken without", fmt.Sprintf("≥ %.0f %%", k.least*100), "%.0f %%", share*100)
	run.Note(k.name+": time of a mail without the filter, and with it", "%v, %v", median(plain.alone).Round(100*time.Microsecond), median(filtered.alone).Round(100*time.Microsecond))
	run.Promise(added <= k.most, k.name+": time that the filter adds", fmt.Sprintf("≤ %v", k.most), "%v", added.Round(100*time.Microsecond))
	return nil
}

// round sends mails to a port, several at once and then one after the other, and waits
// until all are delivered.
func (k kind) round(ctx context.Context, scene *milter.Scene, address string, m *measured) error {
	began := time.Now()
	sent := make(chan error, k.senders)
	for range k.senders {
		go func() {
			_, err := k.send(ctx, address, k.each)
			sent <- err
		}()
	}
	var failed error
	for range k.senders {
		if err := <-sent; err != nil {
			failed = err
		}
	}
	if failed != nil {
		return failed
	}
	m.perSecond = append(m.perSecond, float64(k.senders*k.each)/time.Since(began).Seconds())
	took, err := k.send(ctx, address, max(2, k.each/2))
	if err != nil {
		return err
	}
	m.alone = append(m.alone, took...)
	return scene.Settle(ctx)
}

// send sends mails in a session, one after the other, and gives how long each took.
func (k kind) send(ctx context.Context, address string, count int) ([]time.Duration, error) {
	s, err := milter.Dial(address)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var took []time.Duration
	for range count {
		began := time.Now()
		r, err := s.Send("ana@example.ro", []string{"ion@elsewhere.example"}, k.mail)
		if err != nil {
			return nil, err
		}
		if r.Code != 250 {
			return nil, fmt.Errorf("an answer of %v", r)
		}
		took = append(took, time.Since(began))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return took, s.Quit()
}

func median[T float64 | time.Duration](of []T) T {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
