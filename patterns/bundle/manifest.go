package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pecete/pecete/patterns"
)

// manifest says what is in a bundle. Its text is what is signed:
//
//	pecete rules bundle v1
//	name acme
//	created 2026-11-23T12:00:00Z
//	version 8c1f0e3b52a7d964
//
//	5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9  badge.yaml
//	6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  lists/places.yaml
//
// The first line also keeps the signature of any other text by the same key from
// counting here.
type manifest struct {
	name    string
	created time.Time
	files   []listed
}

// listed is a file by its content.
type listed struct {
	name string
	sum  string // SHA-256 in lower hexadecimal digits
}

const firstLine = "pecete rules bundle v1"

// manifestOf gives the manifest of files, which it sorts by name.
func manifestOf(name string, created time.Time, files []patterns.File) manifest {
	m := manifest{name: name, created: created.UTC().Truncate(time.Second)}
	for _, file := range files {
		m.files = append(m.files, listed{file.Name, sumOf(file.Data)})
	}
	slices.SortFunc(m.files, func(a, b listed) int { return strings.Compare(a.name, b.name) })
	return m
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// text gives the manifest as it is signed.
func (m manifest) text() string {
	return fmt.Sprintf("%s\nname %s\ncreated %s\nversion %s\n\n%s",
		firstLine, m.name, m.created.Format(time.RFC3339), m.version(), m.lines())
}

// lines gives the lines of the files, as sha256sum writes them.
func (m manifest) lines() string {
	var b strings.Builder
	for _, file := range m.files {
		b.WriteString(file.sum + "  " + file.name + "\n")
	}
	return b.String()
}

// version identifies the content: equal files, equal version.
func (m manifest) version() string { return sumOf([]byte(m.lines()))[:16] }

// parseManifest reads the text of a manifest; only what text would give is one.
func parseManifest(text string) (manifest, error) {
	head, files, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) != 4 || lines[0] != firstLine {
		return manifest{}, fmt.Errorf("manifest is not a %q", firstLine)
	}
	m := manifest{name: strings.TrimPrefix(lines[1], "name ")}
	var err error
	if m.created, err = time.Parse(time.RFC3339, strings.TrimPrefix(lines[2], "created ")); err != nil {
		return manifest{}, errors.New("manifest has no time of creation")
	}
	for line := range strings.Lines(files) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		m.files = append(m.files, listed{name, sum})
	}
	if err := m.check(); err != nil {
		return manifest{}, err
	}
	if m.text() != text {
		return manifest{}, errors.New("manifest is not written as it must be")
	}
	return m, nil
}

// check refuses a manifest that no bundle may have.
func (m manifest) check() error {
	if !isName(m.name) {
		return nameError("bundle", m.name)
	}
	if m.created.Unix() < 0 || m.created.Year() > 2199 {
		return errors.New("time of creation must lie between 1970 and 2199")
	}
	if n := len(m.files); n == 0 || n > patterns.MaxFiles {
		return fmt.Errorf("%d rule files, must be 1 to %d", n, patterns.MaxFiles)
	}
	for i, file := range m.files {
		if !isRuleFile(file.name) {
			return fmt.Errorf("rule file %q: a bundle takes NAME.yaml, NAME.yml, lists/NAME.yaml and lists/NAME.yml, with at most %d letters, digits, dashes, underscores and dots", file.name, maxFileName)
		}
		if i > 0 && m.files[i-1].name >= file.name {
			return fmt.Errorf("rule file %s is given twice or out of order", file.name)
		}
		if raw, err := hex.DecodeString(file.sum); err != nil || len(raw) != 32 {
			return fmt.Errorf("rule file %s has no sum", file.name)
		}
	}
	return nil
}
