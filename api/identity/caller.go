package identity

import (
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/pecete/pecete/patterns/yamlshape"
)

// Caller is somebody who may call.
type Caller struct {
	// ID is how the log and metrics name the caller.
	ID string
	// Name is for people.
	Name        string
	Permissions Permissions
	Rates       Rates
	// Expires is when the caller may call no more; the zero time means never.
	Expires time.Time
	// Listed tells that the caller is of the file of callers.
	Listed bool
}

// expired tells whether a caller may call no more.
func (c *Caller) expired(now time.Time) bool { return !c.Expires.IsZero() && !now.Before(c.Expires) }

// Callers are those that a file names. The zero value has none.
type Callers struct {
	list []CallerEntry
	// keys has callers by the first bytes of the hashes of their keys. How long a look-up
	// takes tells about the hash of what was sent, at most, and nobody can choose a key
	// by the hash it has; the whole hash is compared in constant time all the same.
	keys         map[uint64][]keyHolder
	certificates []nameHolder
	subjects     map[string]*Caller
}

type keyHolder struct {
	hash   Hash
	caller *Caller
}

type nameHolder struct {
	pattern string
	caller  *Caller
}

// CallerEntry is a caller as the file has it.
type CallerEntry struct {
	ID           string   `yaml:"id"`
	Name         string   `yaml:"name,omitempty"`
	Keys         []string `yaml:"keys,omitempty"`
	Certificates []string `yaml:"certificates,omitempty"`
	Subjects     []string `yaml:"subjects,omitempty"`
	Permissions  []string `yaml:"permissions,omitempty"`
	Requests     float64  `yaml:"requests_per_second,omitempty"`
	Bytes        int      `yaml:"bytes_per_second,omitempty"`
	Concurrent   int      `yaml:"concurrent,omitempty"`
	Expires      string   `yaml:"expires,omitempty"`
}

// maxCallersFile is the longest file of callers that is read, in bytes: one of some 2,500
// callers, each of which has some 25 words and marks, and 18 signs.
const maxCallersFile = 512 << 10

// limits gives how much a file of callers may hold: what takes at most 64 MB to read.
func limits() yamlshape.Limits { return yamlshape.Limits{Tokens: 75_000, Signs: 60_000} }

// ReadCallers reads a file of callers. It fails on the first fault, with the place of the
// caller in the file and what is wrong, and quotes no key, no hash and nothing that is long
// or that a terminal would obey. A file without a list is a
// fault, as it is when it has been emptied to be written anew; an empty list is none.
func ReadCallers(data []byte) (*Callers, error) {
	callers, err := readCallers(data)
	if err != nil {
		return nil, shownFault(err)
	}
	return callers, nil
}

func readCallers(data []byte) (*Callers, error) {
	if err := CheckShape(data); err != nil {
		return nil, err
	}
	var file struct {
		Callers []CallerEntry `yaml:"callers"`
	}
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("reading the callers: %w", yamlFault(err))
	}
	if file.Callers == nil {
		return nil, errors.New("there is no list of callers: an empty one would be \"callers: []\"")
	}
	all := &Callers{list: file.Callers, keys: map[uint64][]keyHolder{}, subjects: map[string]*Caller{}}
	seen := map[string]bool{}
	for i, entry := range file.Callers {
		if err := all.add(entry, seen); err != nil {
			return nil, fmt.Errorf("callers[%d]: %w", i, err)
		}
	}
	return all, nil
}

// CheckShape fails if a file of callers is too long, or is YAML of a kind that may take any
// amount of time and memory to parse.
func CheckShape(data []byte) error {
	if len(data) > maxCallersFile {
		return fmt.Errorf("the file of callers has %d bytes, the limit is %d", len(data), maxCallersFile)
	}
	if fault := yamlshape.Check(string(data), limits()); fault != nil {
		return fmt.Errorf("reading the callers: %w", fault)
	}
	return nil
}

// add adds one caller.
func (c *Callers) add(entry CallerEntry, seen map[string]bool) error {
	caller, err := entry.caller()
	if err != nil {
		return err
	}
	if seen[caller.ID] {
		return fmt.Errorf("id: another caller is called %q", caller.ID)
	}
	seen[caller.ID] = true
	for i, text := range entry.Keys {
		hash, err := ParseHash(text)
		if err != nil {
			return fmt.Errorf("keys[%d]: %w", i, err)
		}
		if c.byHash(hash) != nil {
			return fmt.Errorf("keys[%d]: another caller has this key", i)
		}
		c.keys[shortOf(hash)] = append(c.keys[shortOf(hash)], keyHolder{hash, caller})
	}
	for i, pattern := range entry.Certificates {
		if err := checkPattern(pattern); err != nil {
			return fmt.Errorf("certificates[%d]: %w", i, err)
		}
		c.certificates = append(c.certificates, nameHolder{pattern, caller})
	}
	for i, subject := range entry.Subjects {
		if subject == "" || c.subjects[subject] != nil {
			return fmt.Errorf("subjects[%d]: must not be empty, nor another caller's", i)
		}
		c.subjects[subject] = caller
	}
	return nil
}

// caller checks an entry.
func (e CallerEntry) caller() (*Caller, error) {
	if err := e.checkSecrets(); err != nil {
		return nil, err
	}
	if !isID(e.ID) {
		return nil, fmt.Errorf("id: must be 1 to %d letters, digits and any of %q", maxID, idSigns)
	}
	if len(e.Keys)+len(e.Certificates)+len(e.Subjects) == 0 {
		return nil, fmt.Errorf("%q has no keys, certificates or subjects, so nobody is it", e.ID)
	}
	permissions := Usual()
	if e.Permissions != nil {
		var err error
		if permissions, err = ParsePermissions(e.Permissions); err != nil {
			return nil, fmt.Errorf("permissions: %w", err)
		}
	}
	rates := Rates{Requests: e.Requests, Bytes: e.Bytes, Concurrent: e.Concurrent}
	if err := rates.Check(); err != nil {
		return nil, err
	}
	expires, err := parseDay(e.Expires)
	if err != nil {
		return nil, fmt.Errorf("expires: %w", err)
	}
	return &Caller{ID: e.ID, Name: e.Name, Permissions: permissions, Rates: rates, Expires: expires, Listed: true}, nil
}

// parseDay reads a day or a point in time; a day is over in all of the world when it is
// over in UTC.
func parseDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, 1), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("must be a last day such as 2027-06-30, or a time such as 2027-06-30T12:00:00Z")
	}
	return at, nil
}

// maxID is the longest id of a caller, idSigns what may be in it beside letters and
// digits: what can stand in a log without being taken for anything else.
const (
	maxID   = 128
	idSigns = "-_.:/@"
)

func isID(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool { return !isAlnum(r) && !strings.ContainsRune(idSigns, r) })
}

// isAlnum tells whether a character is a letter of ASCII or a digit.
func isAlnum(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// List gives the callers as the file has them.
func (c *Callers) List() []CallerEntry { return c.list }

// ByKey gives who has a key: nil if nobody does, or if it is none.
func (c *Callers) ByKey(key string) *Caller {
	hash, err := HashKey(key)
	if err != nil {
		return nil
	}
	return c.byHash(hash)
}

func (c *Callers) byHash(hash Hash) *Caller {
	for _, holder := range c.keys[shortOf(hash)] {
		if subtle.ConstantTimeCompare(holder.hash[:], hash[:]) == 1 {
			return holder.caller
		}
	}
	return nil
}

func shortOf(hash Hash) uint64 { return binary.BigEndian.Uint64(hash[:]) }

// byName gives who has one of the names of a certificate, nil if nobody does.
func (c *Callers) byName(names []string) *Caller {
	for _, holder := range c.certificates {
		for _, name := range names {
			if matches(holder.pattern, name) {
				return holder.caller
			}
		}
	}
	return nil
}
