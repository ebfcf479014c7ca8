package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pecete/pecete/patterns"
	"github.com/pecete/pecete/patterns/bundle"
)

// generation is one version of the rules, which is good or bad.
type generation struct {
	number int
	bad    bool
}

// category is in every finding of the generation.
func (g generation) category() string {
	if g.bad {
		return "bad" + strconv.Itoa(g.number)
	}
	return "gen" + strconv.Itoa(g.number)
}

// kinds are the words that the three detectors look for.
func kinds() []string { return []string{"alfa", "beta", "gama"} }

// text is a message in which each detector finds one thing.
func text() string { return "alfa-123456, beta-123456, gama-123456" }

// rule is one detector of a generation.
func (g generation) rule(kind string) string {
	return fmt.Sprintf(`id: acme.%[1]s
category: %[2]s
label: %[3]s
description: {ro: legitimație %[1]s, en: badge %[1]s}
severity: high
anchors: {words: [%[1]s], after: 20}
expression: %[1]s-[0-9]{6}(?![0-9])
confidence: 0.95
examples:
  match: [{text: %[1]s-123456}]
  no_match: [%[1]s-12345]
`, kind, g.category(), strings.ToUpper(g.category()))
}

// files gives the rule files of the generation. Of a bad one the last is bad in one way
// or another, so that the others would do harm if they came into use.
func (g generation) files() []patterns.File {
	var files []patterns.File
	for _, kind := range kinds() {
		files = append(files, patterns.File{Name: kind + ".yaml", Data: []byte(g.rule(kind))})
	}
	if !g.bad {
		return files
	}
	last := &files[len(files)-1]
	rule := string(last.Data)
	switch g.number / 2 % 5 {
	case 0: // a key that there is not
		rule += "colour: red\n"
	case 1: // an example that does not hold
		rule = strings.Replace(rule, "[gama-12345]", "[gama-999999]", 1)
	case 2: // an expression that is none
		rule = strings.Replace(rule, "[0-9]{6}", "([0-9", 1)
	case 3: // a file that somebody has only begun to write
		rule = rule[:len(rule)/3]
	case 4: // the id of another file
		rule = strings.Replace(rule, "id: acme.gama", "id: acme.alfa", 1)
	}
	last.Data = []byte(rule)
	return files
}

// place is where a service finds its rules.
type place interface {
	// put makes a generation be there, at once.
	put(g generation) error
	// flags tell the service of it.
	flags() []string
}

func newPlace(way, dir string) (place, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	if way == "folder" {
		return folder(dir), nil
	}
	return newSigned(dir)
}

// folder is a folder of rules that a symbolic link leads to, as Kubernetes has it.
type folder string

func (f folder) flags() []string { return []string{"--rules", filepath.Join(string(f), "rules")} }

func (f folder) put(g generation) error {
	name := filepath.Join(string(f), g.category())
	if err := os.Mkdir(name, 0o755); err != nil {
		return err
	}
	for _, file := range g.files() {
		if err := os.WriteFile(filepath.Join(name, file.Name), file.Data, 0o644); err != nil {
			return err
		}
	}
	next := filepath.Join(string(f), "next")
	if err := os.Symlink(g.category(), next); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(string(f), "rules"))
}

// signed is a bundle that another one replaces.
type signed struct {
	dir           string
	key, stranger bundle.SecretKey
}

func newSigned(dir string) (*signed, error) {
	s := &signed{dir: dir}
	for _, key := range []struct {
		name string
		into *bundle.SecretKey
	}{{"trusted", &s.key}, {"stranger", &s.stranger}} {
		secret, public, err := bundle.NewKey(rand.Reader, key.name)
		if err != nil {
			return nil, err
		}
		if *key.into, err = bundle.ParseSecretKey([]byte(secret)); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, key.name+".pub"), []byte(public), 0o644); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *signed) flags() []string {
	return []string{"--require-signed", "--rules", filepath.Join(s.dir, "rules.pecete"), "--trust-key", filepath.Join(s.dir, "trusted.pub")}
}

func (s *signed) put(g generation) error {
	data, err := s.seal(g)
	if err != nil {
		return err
	}
	next := filepath.Join(s.dir, "next")
	if err := os.WriteFile(next, data, 0o644); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(s.dir, "rules.pecete"))
}

// seal gives the bundle of a generation. Of the bad ones a third is signed by a stranger,
// a third altered afterwards, and a third signed as it should be with bad rules in it.
func (s *signed) seal(g generation) ([]byte, error) {
	sound := generation{number: g.number}.files()
	if g.bad {
		for i := range sound { // rules without a fault, but never to be used
			sound[i].Data = []byte(strings.ReplaceAll(string(sound[i].Data), "gen", "bad"))
		}
	}
	created := time.Date(2026, 11, 23, 12, 0, g.number, 0, time.UTC)
	switch {
	case !g.bad:
		return bundle.Seal("acme", created, sound, s.key)
	case g.number/2%3 == 0:
		return bundle.Seal("acme", created, sound, s.stranger)
	case g.number/2%3 == 1:
		data, err := bundle.Seal("acme", created, sound, s.key)
		if err != nil {
			return nil, err
		}
		return []byte(strings.Replace(string(data), "severity: high", "severity: info", 1)), nil
	}
	return bundle.Seal("acme", created, g.files(), s.key)
}
