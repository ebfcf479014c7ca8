package patterns

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Limits on rule files, which may come from other hands than ours.
const (
	// MaxFileSize is the largest rule file read, in bytes.
	MaxFileSize = 512 << 10
	// MaxDetectors is the most detectors one ruleset may hold.
	MaxDetectors = 5000
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
	// Version identifies the content of all files: equal content, equal version.
	Version string

	lists map[string][]string
	files map[string][]byte
}

// Default loads the detectors that are built into the binary.
func Default() (*Ruleset, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(name)
		files[name] = data
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading built-in rules: %w", err)
	}
	return assemble(files)
}

// Overlay gives a ruleset in which the *.yaml files at the top of dir add to
// the detectors of r or, by equal id, replace them, and the files in its lists
// folder likewise. The receiver stays as it is. Errors name file, line and
// reason; there is no partial result.
func (r *Ruleset) Overlay(dir fs.FS) (*Ruleset, error) {
	files := map[string][]byte{}
	for name, data := range r.files {
		files[name] = data
	}
	own := map[string]string{}
	names, err := ruleFiles(dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := r.overlayFile(dir, name, files, own); err != nil {
			return nil, err
		}
	}
	return assemble(files)
}

// overlayFile reads one file of an overlay into files, taking out the detector
// or list it replaces. own maps ids already defined in the overlay to files.
func (r *Ruleset) overlayFile(dir fs.FS, name string, files map[string][]byte, own map[string]string) error {
	data, err := readLimited(dir, name)
	if err != nil {
		return err
	}
	if strings.HasPrefix(name, "lists/") {
		for _, ending := range []string{".yaml", ".yml"} {
			delete(files, "lists/"+listName(name)+ending)
		}
		files[name] = data
		return nil
	}
	detector, err := ParseDetector(name, data)
	if err != nil {
		return err
	}
	if other, taken := own[detector.ID]; taken {
		return fmt.Errorf("%s: detector %q is already defined in %s", name, detector.ID, other)
	}
	own[detector.ID] = name
	for _, old := range r.Detectors {
		if old.ID == detector.ID {
			delete(files, old.File)
		}
	}
	files["rules/"+name] = data
	return nil
}

func readLimited(dir fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(dir, name)
	if err != nil {
		return nil, fmt.Errorf("%s: reading rule file: %w", name, err)
	}
	if info.Size() > MaxFileSize {
		return nil, fmt.Errorf("%s: rule file is %d bytes long, the limit is %d", name, info.Size(), MaxFileSize)
	}
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, fmt.Errorf("%s: reading rule file: %w", name, err)
	}
	return data, nil
}

// assemble parses files into a ruleset and checks what spans files.
func assemble(files map[string][]byte) (*Ruleset, error) {
	r := &Ruleset{files: files, lists: map[string][]string{}, Evidence: map[Code]Text{}}
	names := sortedNames(files)
	for _, name := range names {
		if err := r.addFile(name, files[name]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(r.Detectors, func(a, b *Detector) int { return strings.Compare(a.ID, b.ID) })
	if err := r.check(); err != nil {
		return nil, err
	}
	r.Version = version(names, files)
	return r, nil
}

func (r *Ruleset) addFile(name string, data []byte) error {
	switch {
	case name == "evidence.yaml":
		return parseEvidence(name, data, r.Evidence)
	case name == "advice.yaml":
		texts, err := parseAdvice(name, data)
		r.Advice = texts
		return err
	case strings.HasPrefix(name, "lists/"):
		list, err := parseList(name, data)
		r.lists[listName(name)] = list
		return err
	default:
		detector, err := ParseDetector(name, data)
		r.Detectors = append(r.Detectors, detector)
		return err
	}
}

// check verifies what one file alone cannot show.
func (r *Ruleset) check() error {
	if len(r.Detectors) > MaxDetectors {
		return fmt.Errorf("%d detectors, the limit is %d", len(r.Detectors), MaxDetectors)
	}
	for i, d := range r.Detectors {
		if i > 0 && r.Detectors[i-1].ID == d.ID {
			return fmt.Errorf("%s: detector %q is already defined in %s", d.File, d.ID, r.Detectors[i-1].File)
		}
		for _, group := range d.Context {
			if _, err := r.Words(group.Words); err != nil {
				return fmt.Errorf("%s: context %v: %w", d.File, group.Code, err)
			}
		}
	}
	return nil
}

// Words gives words with every "@name" replaced by the list of that name. It
// fails if there is no such list.
func (r *Ruleset) Words(words []string) ([]string, error) {
	var all []string
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
	for _, d := range r.Detectors {
		if d.ID == id {
			return d
		}
	}
	return nil
}

func listName(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

func sortedNames(files map[string][]byte) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// version hashes names and contents; the separators keep "ab"+"c" from
// equalling "a"+"bc".
func version(names []string, files map[string][]byte) string {
	sum := sha256.New()
	for _, name := range names {
		fmt.Fprintf(sum, "%s\x00%d\x00", name, len(files[name]))
		sum.Write(files[name])
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}
