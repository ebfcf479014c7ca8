package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/pecete/pecete/api/identity"
	"github.com/pecete/pecete/cmd/pecete/internal/callersfile"
)

// keysCommand is `pecete keys`.
type keysCommand struct {
	New   keysNewCommand   `cmd:"" help:"Make a key and print it, once; only its hash is kept."`
	Add   keysAddCommand   `cmd:"" help:"Make one more key for a caller of a file, so that it can change keys without a pause."`
	Hash  keysHashCommand  `cmd:"" help:"Read a key and print its hash, as it stands in a file of callers."`
	List  keysListCommand  `cmd:"" help:"List the callers of a file."`
	Check keysCheckCommand `cmd:"" help:"Check a file of callers, or whose a key is."`
}

// keysNewCommand is `pecete keys new`.
type keysNewCommand struct {
	ID           string   `arg:"" help:"How the caller is called in the log and in metrics."`
	Callers      string   `placeholder:"FILE" help:"File of callers to add the caller to; made if it does not exist. Without it the entry is printed to standard error."`
	Name         string   `help:"Name for people."`
	Permission   []string `placeholder:"NAME" help:"What the caller may do: classify, batch, stream, redact, detectors, matches (to ask for include_matches), reflection, channelz, metrics. By default the first five."`
	Requests     float64  `placeholder:"N" help:"Calls a second."`
	BytesASecond byteSize `name:"bytes" placeholder:"SIZE" help:"Bytes of requests a second."`
	Concurrent   int      `placeholder:"N" help:"Calls at the same time."`
	Expires      string   `placeholder:"DAY" help:"Last day of the key, such as 2027-06-30."`
}

// Run prints a key and keeps its hash.
func (c *keysNewCommand) Run(std streams) error {
	key, hash, err := newKeyAndHash()
	if err != nil {
		return err
	}
	entry := identity.CallerEntry{
		ID: c.ID, Name: c.Name, Keys: []string{hash.String()}, Permissions: c.Permission,
		Requests: c.Requests, Bytes: int(c.BytesASecond), Concurrent: c.Concurrent, Expires: c.Expires,
	}
	alone, err := callersfile.Add(nil, entry)
	if err != nil {
		return err
	}
	if c.Callers == "" {
		fmt.Fprintf(std.err, "%s", alone)
	} else if err := changeCallers(c.Callers, func(file []byte) ([]byte, error) { return callersfile.Add(file, entry) }); err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, key)
	return err
}

// keysAddCommand is `pecete keys add`.
type keysAddCommand struct {
	ID      string `arg:"" help:"The caller, as the file has it."`
	Callers string `required:"" placeholder:"FILE" help:"File of callers."`
}

// Run prints one more key of a caller and keeps its hash.
func (c *keysAddCommand) Run(std streams) error {
	key, hash, err := newKeyAndHash()
	if err != nil {
		return err
	}
	if err := changeCallers(c.Callers, func(file []byte) ([]byte, error) { return callersfile.AddKey(file, c.ID, hash) }); err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, key)
	return err
}

// newKeyAndHash makes a key, and what is kept of it.
func newKeyAndHash() (string, identity.Hash, error) {
	key, err := identity.NewKey(rand.Reader)
	if err != nil {
		return "", identity.Hash{}, err
	}
	hash, err := identity.HashKey(key)
	return key, hash, err
}

// changeCallers changes a file of callers at once. It is made, for its owner alone, if
// there is none.
func changeCallers(file string, change func([]byte) ([]byte, error)) error {
	before, err := os.ReadFile(file)
	isNew := errors.Is(err, os.ErrNotExist)
	if err != nil && !isNew {
		return err
	}
	after, err := change(before)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if isNew {
		return replaceFile(file, after, 0o600)
	}
	return updateFile(file, after)
}

// keysHashCommand is `pecete keys hash`.
type keysHashCommand struct{}

// Run reads a key from standard input, where no list of processes shows it, and prints
// its hash.
func (c *keysHashCommand) Run(std streams) error {
	key, err := readKey(std.in)
	if err != nil {
		return err
	}
	hash, err := identity.HashKey(key)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, hash)
	return err
}

// readKey reads a line.
func readKey(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, 1024)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the key: %w", err)
	}
	return strings.TrimSpace(line), nil
}

// keysListCommand is `pecete keys list`.
type keysListCommand struct {
	Callers string `arg:"" help:"File of callers."`
}

// Run prints the callers.
func (c *keysListCommand) Run(_ context.Context, std streams) error {
	callers, err := readCallers(c.Callers)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tKNOWN BY\tPERMISSIONS\tRATES\tEXPIRES")
	for _, entry := range callers.List() {
		permissions := identity.Usual().String()
		if entry.Permissions != nil {
			permissions = strings.Join(entry.Permissions, ", ")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", entry.ID, orNone(entry.Name), knownBy(entry), orNone(permissions), ratesOf(entry), orNone(entry.Expires))
	}
	return table.Flush()
}

func readCallers(file string) (*identity.Callers, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	callers, err := identity.ReadCallers(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return callers, nil
}

func orNone(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// knownBy counts what a caller is known by.
func knownBy(entry identity.CallerEntry) string {
	var parts []string
	for _, kind := range []struct {
		count int
		name  string
	}{{len(entry.Keys), "key"}, {len(entry.Certificates), "certificate"}, {len(entry.Subjects), "subject"}} {
		switch kind.count {
		case 0:
		case 1:
			parts = append(parts, "1 "+kind.name)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", kind.count, kind.name))
		}
	}
	return strings.Join(parts, ", ")
}

// ratesOf lists the rates of a caller.
func ratesOf(entry identity.CallerEntry) string {
	var parts []string
	if entry.Requests > 0 {
		parts = append(parts, fmt.Sprintf("%v calls/s", entry.Requests))
	}
	if entry.Bytes > 0 {
		parts = append(parts, fmt.Sprintf("%d bytes/s", entry.Bytes))
	}
	if entry.Concurrent > 0 {
		parts = append(parts, fmt.Sprintf("%d at a time", entry.Concurrent))
	}
	return orNone(strings.Join(parts, ", "))
}

// keysCheckCommand is `pecete keys check`.
type keysCheckCommand struct {
	Callers string `arg:"" help:"File of callers."`
	Key     bool   `help:"Read a key from standard input and say whose it is."`
}

// Run checks the file, and whose a key is. The exit status is 1 if it is nobody's.
func (c *keysCheckCommand) Run(_ context.Context, std streams) error {
	if !c.Key {
		callers, err := readCallers(c.Callers)
		if err != nil {
			return err
		}
		return c.tell(std.out, len(callers.List()))
	}
	key, err := readKey(std.in)
	if err != nil {
		return err
	}
	if _, err := identity.HashKey(key); err != nil {
		return err
	}
	callers, err := readCallers(c.Callers)
	if err != nil {
		return err
	}
	caller := callers.ByKey(key)
	if caller == nil {
		return errors.New("nobody has this key")
	}
	fmt.Fprintf(std.out, "%s may %s\n", caller.ID, orNone(caller.Permissions.String()))
	return nil
}

// tell tells that a file has no fault.
func (c *keysCheckCommand) tell(out io.Writer, callers int) error {
	but := ""
	if callers == 0 {
		but = ", but nobody can come by it: pecete serve takes it only beside tokens or names of certificates"
	}
	_, err := fmt.Fprintf(out, "%s: %d callers, no fault%s\n", c.Callers, callers, but)
	return err
}
