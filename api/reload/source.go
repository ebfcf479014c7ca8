package reload

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pecete/pecete/api/plainfile"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	"github.com/pecete/pecete/patterns/bundle"
)

// Source says where rules beside the built-in ones come from.
type Source struct {
	// Paths are folders of rule files and bundles. What a later one defines takes the
	// place of what an earlier one does.
	Paths []string
	// TrustKeys are files of public keys; bundles must be signed with one of these.
	TrustKeys []string
	// RequireSigned refuses folders, which nobody signs.
	RequireSigned bool
}

// maxKeyFile is the longest file of keys, in bytes.
const maxKeyFile = 64 << 10

// Content is what a source held when it was read, signatures checked, in the order of
// its paths.
type Content []Layer

// Layer is what one path of a source held.
type Layer struct {
	// Path is the path, cleaned.
	Path string
	// Files are its rule files, which nobody has looked into.
	Files []patterns.File
	// Bundle is the bundle they were in, nil for a folder.
	Bundle *bundle.Bundle
}

// Rules lays the content over base. The examples of all rules must then hold as of now,
// for a rule may break another's. The error names the path, the file and the line where
// there is one, and the reason.
func (c Content) Rules(base *patterns.Ruleset, now time.Time) (*patterns.Ruleset, error) {
	rules, err := c.Untested(base)
	if err != nil || len(c) == 0 { // built-in rules have been tested when the program was
		return rules, err
	}
	if err := c.checkExamples(rules, now); err != nil {
		return nil, err
	}
	return rules, nil
}

// Untested is Rules without the examples.
func (c Content) Untested(base *patterns.Ruleset) (*patterns.Ruleset, error) {
	rules := base
	for _, l := range c {
		var err error
		if rules, err = rules.OverlayFiles(l.Files); err != nil {
			return nil, fmt.Errorf("rules in %s: %w", l.Path, err)
		}
	}
	return rules, nil
}

// maxFaults is how many examples that do not hold an error names.
const maxFaults = 50

// checkExamples fails if an example of rules, which the content is part of, does not hold.
func (c Content) checkExamples(rules *patterns.Ruleset, now time.Time) error {
	var paths []string
	for _, l := range c {
		paths = append(paths, l.Path)
	}
	where := strings.Join(paths, ", ")
	faults, err := classifier.CheckExamples(rules, now)
	if err != nil {
		return fmt.Errorf("rules in %s: %w", where, err)
	}
	if len(faults) == 0 {
		return nil
	}
	var named []error
	for i, fault := range faults {
		if i == maxFaults {
			named = append(named, fmt.Errorf("and %d more", len(faults)-maxFaults))
			break
		}
		named = append(named, fault)
	}
	return fmt.Errorf("rules in %s: %d examples do not hold:\n%w", where, len(faults), errors.Join(named...))
}

// Read reads everything the source names, and checks the signatures. The error names the
// path and the reason.
func (s Source) Read() (Content, error) {
	if len(s.Paths) == 0 {
		return nil, nil
	}
	keys, err := s.trusted()
	if err != nil {
		return nil, err
	}
	var content Content
	for _, path := range s.Paths {
		l, err := s.readPath(filepath.Clean(path), keys)
		if err != nil {
			return nil, err
		}
		content = append(content, l)
	}
	return content, nil
}

// trusted reads the keys whose signatures count.
func (s Source) trusted() ([]bundle.PublicKey, error) {
	if s.RequireSigned && len(s.TrustKeys) == 0 {
		return nil, errors.New("rules must be signed, but no key is trusted: name a file of public keys with --trust-key")
	}
	var keys []bundle.PublicKey
	for _, name := range s.TrustKeys {
		data, err := readFile(name, maxKeyFile)
		if err != nil {
			return nil, fmt.Errorf("reading trusted keys: %w", err)
		}
		more, err := bundle.ParsePublicKeys(data)
		if err != nil {
			return nil, fmt.Errorf("trusted keys in %s: %w", name, err)
		}
		keys = append(keys, more...)
	}
	return keys, nil
}

// readPath reads a folder or a bundle.
func (s Source) readPath(path string, keys []bundle.PublicKey) (Layer, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return Layer{}, fmt.Errorf("opening the rules: %w", err)
	case !info.IsDir():
		return readBundle(path, keys)
	case s.RequireSigned:
		return Layer{}, fmt.Errorf("the rules in %s are a folder, which nobody has signed; make a bundle of it with pecete rules sign", path)
	}
	root, err := OpenFolder(path)
	if err != nil {
		return Layer{}, fmt.Errorf("rules in %s: %w", path, err)
	}
	defer root.Close()
	files, err := patterns.ReadFolder(root.FS())
	if err != nil {
		return Layer{}, fmt.Errorf("rules in %s: %w", path, err)
	}
	return Layer{Path: path, Files: files}, nil
}

func readBundle(path string, keys []bundle.PublicKey) (Layer, error) {
	if len(keys) == 0 {
		return Layer{}, fmt.Errorf("the rules in %s are a file, so a signed bundle, but no key is trusted: name a file of public keys with --trust-key", path)
	}
	data, err := readFile(path, bundle.MaxSize)
	if err != nil {
		return Layer{}, fmt.Errorf("reading rules: %w", err)
	}
	opened, err := bundle.Open(data, keys)
	if err != nil {
		return Layer{}, fmt.Errorf("rules in %s: %w", path, err)
	}
	return Layer{Path: path, Files: opened.Files, Bundle: opened}, nil
}

// readFile reads a plain file of at most limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	file, err := plainfile.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("more than %d bytes long", limit)}
	}
	return data, nil
}

// digest tells one content from another.
type digest [sha256.Size]byte

// digest covers all that is read and who signed it, since that is told.
func (c Content) digest() digest {
	sum := sha256.New()
	add := func(parts ...string) {
		for _, part := range parts {
			var length [8]byte
			binary.BigEndian.PutUint64(length[:], uint64(len(part)))
			sum.Write(length[:])
			io.WriteString(sum, part)
		}
	}
	for _, l := range c {
		add("path", l.Path)
		if b := l.Bundle; b != nil {
			add("bundle", b.Name, b.Created.String(), strings.Join(b.SignedBy, ","))
		}
		for _, file := range l.Files {
			add("file", file.Name, string(file.Data))
		}
	}
	return digest(sum.Sum(nil))
}

// signatures tells which bundles are in the content, and who signed them.
func (c Content) signatures() []string {
	var all []string
	for _, l := range c {
		if b := l.Bundle; b != nil {
			all = append(all, fmt.Sprintf("%s %s of %s, signed by %s", b.Name, b.Version, b.Created.Format(time.RFC3339), strings.Join(b.SignedBy, ", ")))
		}
	}
	return all
}
