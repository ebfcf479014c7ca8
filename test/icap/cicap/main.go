// Cicap has c-icap-client, the client that comes with Debian's c-icap, ask the service in
// all ways that it knows, and reads the verdict from what it prints.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pecete/pecete/test/icap/squid"
	"github.com/pecete/pecete/test/icap/web"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("c-icap", cicap) }

// deadline is how long the client may take.
const deadline = 30 * time.Second

// hold is how much of a body the service holds before it begins to hand it back.
const hold = 1 << 20

// caller calls c-icap-client.
type caller struct {
	program, unpacked, dir string
	host, port             string
}

func cicap(ctx context.Context, run *report.Run) (err error) {
	unpacked, err := squid.Unpacked(ctx, "c-icap")
	if err != nil {
		return err
	}
	c := &caller{program: filepath.Join(unpacked, "usr", "bin", "c-icap-client"), unpacked: unpacked}
	if _, err := os.Stat(c.program); err != nil {
		return fmt.Errorf("%w: Debian's c-icap; .ci/proxies unpacks it", report.ErrMissing)
	}
	if c.dir, err = os.MkdirTemp("", "pecete-cicap"); err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(c.dir)
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, ICAP: "127.0.0.1:0", Args: []string{"--on-warn=tag"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	c.host, c.port, _ = strings.Cut(server.ICAP, ":")

	var wrong []string
	for _, service := range []string{"reqmod", "respmod"} {
		if fault := c.options(ctx, service); fault != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", service, fault))
		}
	}
	run.Promise(len(wrong) == 0, "OPTIONS of both services", "all as they must be", "%d of 2%s", 2-len(wrong), first(wrong))
	for _, k := range kinds(run.Short) {
		all, wrong := 0, []string{}
		for _, text := range k.texts {
			for _, w := range ways() {
				all++
				if fault := c.ask(ctx, w, text, k.verdict); fault != nil {
					wrong = append(wrong, fmt.Sprintf("%d bytes, %s: %v", len(text), strings.Join(w.args, " "), fault))
				}
			}
		}
		run.Promise(len(wrong) == 0, fmt.Sprintf("%s, %d to %d bytes, in %d ways to ask", k.name, len(k.texts[0]), len(k.texts[len(k.texts)-1]), len(ways())),
			"all as they must be", "%d of %d%s", all-len(wrong), all, first(wrong))
	}
	return nil
}

func first(wrong []string) string {
	if len(wrong) == 0 {
		return ""
	}
	return ", the first that is not: " + wrong[0]
}

// way is a way to ask.
type way struct {
	args []string
	// unchanged tells whether the client lets the service answer 204 at any time.
	unchanged bool
}

// ways are all of them: both services, with the preview that the service wants, with a
// small one, with none, and with 204 allowed or not.
func ways() []way {
	var all []way
	for _, service := range [][]string{
		{"-s", "reqmod", "-req", "http://site.example.com/a", "-method", "POST", "-hx", "Content-Type: text/plain; charset=utf-8"},
		{"-s", "respmod", "-resp", "http://site.example.com/a", "-rhx", "Content-Type: text/plain; charset=utf-8"},
	} {
		for _, preview := range [][]string{nil, {"-w", "100"}, {"-w", "1"}, {"-nopreview"}} {
			for _, unchanged := range []bool{true, false} {
				args := append(append([]string{}, service...), preview...)
				if !unchanged {
					args = append(args, "-no204")
				}
				all = append(all, way{args, unchanged})
			}
		}
	}
	return all
}

// kind is texts of growing size, and the verdict that they must get.
type kind struct {
	name, verdict string
	texts         []string
}

func kinds(short bool) []kind {
	sizes := []int{1, 99, 100, 101, 4095, 4096, 4097, 70_000, 1 << 20}
	if !short {
		sizes = append(sizes, 10<<20)
	}
	clean := kind{name: "clean", verdict: "allow"}
	for _, size := range sizes {
		clean.texts = append(clean.texts, web.Calm(size, 1))
	}
	return []kind{clean, {"warned of", "warn", []string{web.Warned, web.Within(200_000, 150_000, web.Warned, 1)}}, {"forbidden", "block", []string{
		web.Blocked,
		web.Within(4_000, 3_000, web.Blocked, 1),
		web.Within(70_000, 4_090, web.Blocked, 1),
		web.Within(900_000, 700_000, web.Blocked, 1),
	}}}
}

// call runs the client and gives what it prints, and the body that came back.
func (c *caller) call(ctx context.Context, args ...string) (printed string, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	out := filepath.Join(c.dir, "out")
	if err := os.Remove(out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", nil, fmt.Errorf("taking the last answer away: %w", err)
	}
	client := exec.CommandContext(ctx, c.program, append([]string{"-i", c.host, "-p", c.port, "-v", "-o", out}, args...)...)
	client.Env = squid.Libraries(c.unpacked)
	text, err := client.CombinedOutput()
	if err != nil {
		return "", nil, fmt.Errorf("c-icap-client: %w", err)
	}
	if body, err = os.ReadFile(out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", nil, fmt.Errorf("reading what came back: %w", err)
	}
	return string(text), body, nil
}

// options asks what a service can do.
func (c *caller) options(ctx context.Context, service string) error {
	printed, _, err := c.call(ctx, "-s", service)
	if err != nil {
		return err
	}
	for _, want := range []string{"Allow 204: Yes", "Preview: 4096", "Methods: " + strings.ToUpper(service), "ISTag: \""} {
		if !strings.Contains(printed, want) {
			return fmt.Errorf("no %q", want)
		}
	}
	return nil
}

// ask asks about a text, and wants a verdict.
func (c *caller) ask(ctx context.Context, w way, text, verdict string) error {
	file := filepath.Join(c.dir, "in")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing the text: %w", err)
	}
	printed, body, err := c.call(ctx, append([]string{"-f", file}, w.args...)...)
	if err != nil {
		return err
	}
	// Of what is longer than the service holds the answer begins before there is a verdict.
	begun := !w.unchanged && len(text) > hold
	if !begun && !strings.Contains(printed, "X-Pecete-Verdict: "+verdict+"\n") {
		return fmt.Errorf("the verdict is not %s", verdict)
	}
	unchanged := strings.Contains(printed, "No modification needed")
	switch {
	case verdict == "block":
		return isPage(printed, body)
	case unchanged && body == nil:
		return nil
	case w.unchanged && verdict == "allow":
		return errors.New("it came back though 204 was allowed")
	case !bytes.Equal(body, []byte(text)):
		return fmt.Errorf("%d bytes came back, or others", len(body))
	}
	return nil
}

// isPage wants the service's page to have come back, without the text.
func isPage(printed string, body []byte) error {
	switch {
	case !strings.Contains(printed, "HTTP/1.1 403 Forbidden"):
		return errors.New("the answer is not 403")
	case !bytes.Contains(body, []byte(`lang="ro"`)) || !bytes.Contains(body, []byte(`lang="en"`)):
		return errors.New("the page is not in Romanian and English")
	case bytes.Contains(body, []byte(web.Secret)):
		return errors.New("the page tells the text")
	}
	return nil
}
