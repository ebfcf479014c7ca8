// Restart stops and kills Pecete, again and again, while mails come to a Postfix whose
// filter it is, and sees whether each that Postfix took arrives, once and as it was; with
// Postfix waiting for Pecete, as the documented configuration has it, and with Postfix
// letting mail pass meanwhile.
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/pecete/pecete/test/milter"
	"github.com/pecete/pecete/test/milter/postfix"
	"github.com/pecete/pecete/test/milter/sink"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("restart", restart) }

const (
	// senders is how many send at the same time.
	senders = 8
	// pause is how long each waits before the next mail, so that mails come all the time
	// and not all at once while Pecete is away.
	pause = 150 * time.Millisecond
)

func restart(ctx context.Context, run *report.Run) error {
	if missing := postfix.Missing(); missing != "" {
		return fmt.Errorf("%w: %s", report.ErrMissing, missing)
	}
	mails := 1200
	if run.Short {
		mails = 240
	}
	for _, action := range []string{"tempfail", "accept"} {
		if err := under(ctx, run, action, mails); err != nil {
			return err
		}
	}
	return nil
}

// under sends mails with one default action of Postfix, and tells what became of them.
func under(ctx context.Context, run *report.Run, action string, mails int) error {
	scene, err := milter.Open(ctx, milter.Settings{Binary: run.Binary, Action: action})
	if err != nil {
		return err
	}
	defer scene.Close()
	load := &milter.Load{Address: scene.SMTP, Senders: senders, Pause: pause}
	sent := make(chan error, 1)
	go func() { sent <- load.Run(ctx, mails) }()
	stops, kills, err := disturb(ctx, scene, sent)
	if err != nil {
		return err
	}
	came, err := scene.Sink.Await(len(load.Taken), time.Minute, func(sink.Mail) bool { return true })
	if err != nil && ctx.Err() != nil {
		return err
	}
	a := load.Arrived(came)
	name := func(what string) string { return "default action " + action + ": " + what }
	run.Note(name("SIGTERMs, and SIGKILLs"), "%d, %d", stops, kills)
	run.Note(name("mails sent, put off meanwhile"), "%d, %d times", mails, load.PutOff)
	run.Promise(len(load.Taken)+len(load.Refused) == mails, name("mails that got no answer in the end"), "0", "%d", mails-len(load.Taken)-len(load.Refused))
	run.Promise(a.Lost == 0, name("mails taken and lost"), "0", "%d of %d", a.Lost, len(load.Taken))
	run.Promise(a.Twice == 0 && len(came) == len(load.Taken), name("mails delivered twice"), "0", "%d", len(came)-len(load.Taken)+a.Lost)
	run.Promise(a.Changed == 0, name("mails whose body was changed"), "0", "%d", a.Changed)
	if action == "tempfail" {
		run.Promise(a.Stopped == 0 && len(load.Refused) == mails/milter.Kinds, name("mails that left and must not"), "0", "%d of %d", a.Stopped, mails/milter.Kinds)
		run.Promise(a.Unnoted == 0, name("mails that left without their note"), "0", "%d", a.Unnoted)
		return scene.Close()
	}
	run.Note(name("mails that left and must not, as Pecete was away"), "%d of %d", a.Stopped, mails/milter.Kinds)
	return scene.Close()
}

// disturb stops and kills Pecete in turn, until all mails are sent.
func disturb(ctx context.Context, scene *milter.Scene, sent <-chan error) (stops, kills int, err error) {
	for {
		select {
		case err := <-sent:
			return stops, kills, err
		case <-time.After(700 * time.Millisecond):
		}
		if stops == kills {
			stops, err = stops+1, scene.Pecete.Stop()
		} else {
			kills, err = kills+1, scene.Pecete.Kill()
		}
		if err != nil {
			return stops, kills, err
		}
		time.Sleep(200 * time.Millisecond)
		if err := scene.Start(ctx); err != nil {
			return stops, kills, err
		}
	}
}
