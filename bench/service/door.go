package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// Door is a running bench/cmd/door.
type Door struct {
	// Addresses says where each variant serves: "bare", "no-op", "no engine",
	// "no log" and "pecete".
	Addresses map[string]string
	command   *exec.Cmd
	orders    io.WriteCloser
	answers   *json.Decoder
}

// OpenDoor starts the built door. What it logs goes where nobody reads it, but
// through a file as a log does.
func OpenDoor(ctx context.Context, binary string) (*Door, error) {
	d := &Door{command: exec.CommandContext(ctx, binary)}
	answers, err := d.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("opening the door: %w", err)
	}
	if d.orders, err = d.command.StdinPipe(); err != nil {
		return nil, fmt.Errorf("opening the door: %w", err)
	}
	if err := d.command.Start(); err != nil {
		return nil, fmt.Errorf("opening the door: %w", err)
	}
	d.answers = json.NewDecoder(answers)
	if err := d.answers.Decode(&d.Addresses); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the door: %w", err), d.Close())
	}
	return d, nil
}

// order has the door do something.
func (d *Door) order(text string) (cpu time.Duration, err error) {
	if _, err := fmt.Fprintln(d.orders, text); err != nil {
		return 0, fmt.Errorf("ordering the door: %w", err)
	}
	var answer struct {
		CPU   int64
		Error string
	}
	if err := d.answers.Decode(&answer); err != nil {
		return 0, fmt.Errorf("ordering the door: %w", err)
	}
	if answer.Error != "" {
		return 0, fmt.Errorf("ordering the door: %s", answer.Error)
	}
	return time.Duration(answer.CPU), nil
}

// CPU gives the processor time the door has used so far.
func (d *Door) CPU() (time.Duration, error) { return d.order("cpu") }

// Profile has the door write a CPU profile to a file until StopProfile.
func (d *Door) Profile(file string) error {
	_, err := d.order("profile " + file)
	return err
}

// StopProfile ends the profile.
func (d *Door) StopProfile() error {
	_, err := d.order("stop")
	return err
}

// Close ends the door and waits for it.
func (d *Door) Close() error {
	if err := d.orders.Close(); err != nil {
		return fmt.Errorf("closing the door: %w", err)
	}
	var status *exec.ExitError
	if err := d.command.Wait(); err != nil && !errors.As(err, &status) {
		return fmt.Errorf("closing the door: %w", err)
	}
	return nil
}
