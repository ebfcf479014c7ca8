package reload

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// changes tells that files of a source may have changed. Its nil value never does.
type changes struct {
	watcher *fsnotify.Watcher
	// names has, for each folder that is watched, which names in it matter; nil means
	// all.
	names map[string]map[string]bool
}

// watchFiles begins to watch what a source names. A folder of rules and its lists are
// watched for any change; around folders, bundles and keys, the folder that holds them,
// where another may take their place, as it does when an editor saves or when a symbolic
// link on the way to them is replaced.
func (s Source) watchFiles() (*changes, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	c := &changes{watcher: watcher, names: map[string]map[string]bool{}}
	for _, path := range append(append([]string(nil), s.Paths...), s.TrustKeys...) {
		if err := c.addPath(path); err != nil {
			c.close()
			return nil, err
		}
	}
	for folder := range c.names {
		if err := watcher.Add(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
			c.close()
			return nil, fmt.Errorf("watching %s: %w", folder, err)
		}
	}
	return c, nil
}

// addPath notes what is to be watched for changes of one path. That something is not there is for the reader
// to say.
func (c *changes) addPath(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	c.note(path)
	for at := filepath.Dir(path); at != filepath.Dir(at); at = filepath.Dir(at) {
		if info, err := os.Lstat(at); err == nil && info.Mode()&os.ModeSymlink != 0 {
			c.note(at)
		}
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		c.names[path] = nil
		if info, err := os.Stat(filepath.Join(path, "lists")); err == nil && info.IsDir() {
			c.names[filepath.Join(path, "lists")] = nil
		}
	}
	return nil
}

// note marks the name of a path as one that matters in its folder.
func (c *changes) note(path string) {
	folder := filepath.Dir(path)
	names, known := c.names[folder]
	if known && names == nil { // all of them do
		return
	}
	if names == nil {
		names = map[string]bool{}
		c.names[folder] = names
	}
	names[filepath.Base(path)] = true
}

// matter tells whether a change may be one of the source. Names that begin with two dots
// are those that Kubernetes swaps beneath the files of a mounted volume.
func (c *changes) matter(event fsnotify.Event) bool {
	names, known := c.names[filepath.Dir(event.Name)]
	base := filepath.Base(event.Name)
	return !known || names == nil || names[base] || strings.HasPrefix(base, "..")
}

// events gives what the system tells; a nil channel where it tells nothing.
func (c *changes) events() <-chan fsnotify.Event {
	if c == nil {
		return nil
	}
	return c.watcher.Events
}

// errors gives that the system could not tell everything.
func (c *changes) errors() <-chan error {
	if c == nil {
		return nil
	}
	return c.watcher.Errors
}

func (c *changes) close() {
	if c != nil {
		_ = c.watcher.Close() // it only lets go of what the system gave
	}
}
