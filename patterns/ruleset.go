package patterns

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Ruleset is a checked set of detectors with the lists and evidence texts they
// use. It never changes after loading and is safe for concurrent use.
type Ruleset struct {
	// Detectors in the order of their ids.
	Detectors []*Detector
	// Evidence describes each evidence code for people.
	Evidence map[Code]Text
	// Advice is the wording of what senders are told.
	Advice AdviceTexts
	// Version identifies the content of all files, whatever their names: equal
	// content, equal version.
	Version string

	lists map[string][]string
	// digests is keyed by what a file defines, such as `detector "ro.cnp"`.
	digests map[string]digest
}

// digest is the hash of a file's content.
type digest = [sha256.Size]byte

// Default loads the detectors that are built into the binary.
func Default() (*Ruleset, error) {
	files, err := builtInFiles()
	if err != nil {
		return nil, fmt.Errorf("reading built-in rules: %w", err)
	}
	rules, faults := (&Ruleset{}).with(files)
	if len(faults) > 0 {
		return nil, faults[0]
	}
	return rules, nil
}

// builtInFiles reads the rule files that are built into the binary.
func builtInFiles() ([]ruleFile, error) {
	var files []ruleFile
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(name)
		files = append(files, ruleFile{name: name, data: data, builtIn: true})
		return err
	})
	return files, err
}

// Words gives words with every "@name" replaced by the list of that name. It
// fails if there is no such list.
func (r *Ruleset) Words(words []string) ([]string, error) {
	all := make([]string, 0, len(words))
	for _, word := range words {
		name, isList := strings.CutPrefix(word, "@")
		if !isList {
			all = append(all, word)
			continue
		}
		list, ok := r.lists[name]
		if !ok {
			return nil, fmt.Errorf("no list %q", name)
		}
		all = append(all, list...)
	}
	return all, nil
}

// Detector gives the detector with the id, or nil.
func (r *Ruleset) Detector(id string) *Detector {
	if i, found := r.search(id); found {
		return r.Detectors[i]
	}
	return nil
}

// Locate gives the line and column, both from 1, of a YAML path such as
// "$.examples.match[2]" in the file of a detector of r, or of the nearest parent
// that the file has.
func (r *Ruleset) Locate(d *Detector, path string) (line, column int) {
	at := placer{file: d.File, text: d.source}
	return at.locate(path)
}

// search gives the place of an id among the detectors, or where it would be.
func (r *Ruleset) search(id string) (int, bool) {
	return slices.BinarySearchFunc(r.Detectors, id, func(d *Detector, id string) int { return strings.Compare(d.ID, id) })
}

// version hashes the digests in the order of what they are of. A digest has one
// length and a zero byte ends each name, so that no two sets run together alike.
func (r *Ruleset) version() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(r.digests)) {
		digest := r.digests[name]
		sum.Write([]byte(name + "\x00"))
		sum.Write(digest[:])
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}
