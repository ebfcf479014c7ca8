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

// layer is what one path of a source held when it was read.
type layer struct {
	path  string
	files []patterns.File
	// bundle is nil for a folder.
	bundle *bundle.Bundle
}

// Rules reads the source and lays what it holds over base. The examples of all rules
// must then hold as of now, for a rule may break another's. The error names the path,
// the file and the line where there is one, and the reason.
func (s Source) Rules(base *patterns.Ruleset, now time.Time) (*patterns.Ruleset, error) {
	layers, err := s.read()
	if err != nil {
		return nil, err
	}
	rules, err := overlay(base, layers)
	if err != nil {
		return nil, err
	}
	return rules, s.checkExamples(rules, now)
}

// Untested is Rules without the examples.
func (s Source) Untested(base *patterns.Ruleset) (*patterns.Ruleset, error) {
	layers, err := s.read()
	if err != nil {
		return nil, err
	}
	return overlay(base, layers)
}

// overlay lays what was read over base.
func overlay(base *patterns.Ruleset, layers []layer) (*patterns.Ruleset, error) {
	rules := base
	for _, l := range layers {
		var err error
		if rules, err = rules.OverlayFiles(l.files); err != nil {
			return nil, fmt.Errorf("rules in %s: %w", l.path, err)
		}
	}
	return rules, nil
}

// maxFaults is how many examples that do not hold an error names.
const maxFaults = 50

// checkExamples fails if an example does not hold. Built-in rules alone have been tested
// when the program was.
func (s Source) checkExamples(rules *patterns.Ruleset, now time.Time) error {
	if len(s.Paths) == 0 {
		return nil
	}
	where := strings.Join(s.Paths, ", ")
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

// read reads everything the source names, and checks the signatures.
func (s Source) read() ([]layer, error) {
	if len(s.Paths) == 0 {
		return nil, nil
	}
	keys, err := s.trusted()
	if err != nil {
		return nil, err
	}
	var layers []layer
	for _, path := range s.Paths {
		l, err := s.readPath(filepath.Clean(path), keys)
		if err != nil {
			return nil, err
		}
		layers = append(layers, l)
	}
	return layers, nil
}

// trusted reads the keys whose signatures count.
func (s Source) trusted() ([]bundle.PublicKey, error) {
	if s.RequireSigned && len(s.TrustKeys) == 0 {
		return nil, errors.New("rules must be signed, but no trusted key says by whom")
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
func (s Source) readPath(path string, keys []bundle.PublicKey) (layer, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return layer{}, fmt.Errorf("opening the rules: %w", err)
	case !info.IsDir():
		return readBundle(path, keys)
	case s.RequireSigned:
		return layer{}, fmt.Errorf("the rules in %s are a folder, which nobody has signed; make a bundle of it with pecete rules sign", path)
	}
	files, err := patterns.ReadFolder(os.DirFS(path))
	if err != nil {
		return layer{}, fmt.Errorf("rules in %s: %w", path, err)
	}
	return layer{path: path, files: files}, nil
}

func readBundle(path string, keys []bundle.PublicKey) (layer, error) {
	if len(keys) == 0 {
		return layer{}, fmt.Errorf("the rules in %s are a file, so a signed bundle, but no trusted key says whose signature counts", path)
	}
	data, err := readFile(path, bundle.MaxSize)
	if err != nil {
		return layer{}, fmt.Errorf("reading rules: %w", err)
	}
	opened, err := bundle.Open(data, keys)
	if err != nil {
		return layer{}, fmt.Errorf("rules in %s: %w", path, err)
	}
	return layer{path: path, files: opened.Files, bundle: opened}, nil
}

// readFile reads a plain file of at most limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // a pipe would hold up whoever opens it
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a plain file")}
	}
	file, err := os.Open(name)
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

// digest tells one content of a source from another.
type digest [sha256.Size]byte

// digestOf gives the digest of what was read. It covers who signed it, since that is
// told.
func digestOf(layers []layer) digest {
	sum := sha256.New()
	add := func(parts ...string) {
		for _, part := range parts {
			var length [8]byte
			binary.BigEndian.PutUint64(length[:], uint64(len(part)))
			sum.Write(length[:])
			io.WriteString(sum, part)
		}
	}
	for _, l := range layers {
		add("path", l.path)
		if l.bundle != nil {
			add("bundle", l.bundle.Name, l.bundle.Created.String(), strings.Join(l.bundle.SignedBy, ","))
		}
		for _, file := range l.files {
			add("file", file.Name, string(file.Data))
		}
	}
	return digest(sum.Sum(nil))
}
