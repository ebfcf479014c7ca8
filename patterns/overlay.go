package patterns

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// MaxFileSize is the largest rule file read, in bytes: rule files may come from
// other hands than ours.
const MaxFileSize = 512 << 10

// MaxFiles is the most rule files that one folder or bundle may hold, and
// MaxFolderSize the most that they may hold together, in bytes.
const (
	MaxFiles      = 6000
	MaxFolderSize = 16 << 20
)

// File is a rule file that has been read. Its name is relative to the folder of
// rules: "badge.yaml", "lists/places.yaml".
type File struct {
	Name string
	Data []byte
}

// ReadFolder reads the rule files in dir, those that Overlay would, without looking
// into them; of one that is too long, hardly more than MaxFileSize. The error names the
// first file that cannot be read.
func ReadFolder(dir fs.FS) ([]File, error) {
	read, err := readRules(dir)
	if err != nil {
		return nil, err
	}
	files := make([]File, len(read))
	for i, file := range read {
		if file.err != nil {
			return nil, file.err
		}
		files[i] = File{Name: file.name, Data: file.data}
	}
	return files, nil
}

// OverlayFiles is Overlay for files that have been read.
func (r *Ruleset) OverlayFiles(files []File) (*Ruleset, error) {
	read := make([]ruleFile, len(files))
	for i, file := range files {
		read[i] = ruleFile{name: file.Name, data: file.Data}
	}
	rules, faults := r.with(read)
	if len(faults) > 0 {
		return nil, faults[0]
	}
	return rules, nil
}

// Overlay gives a ruleset in which the *.yaml and *.yml files at the top of dir
// add to the detectors of r or, by equal id, replace them, and the files in its
// lists folder likewise; names that begin with a dot are none of them. The receiver stays as it is. The error names file, line
// and reason of the first fault; there is no partial result.
func (r *Ruleset) Overlay(dir fs.FS) (*Ruleset, error) {
	files, err := readRules(dir)
	if err != nil {
		return nil, err
	}
	rules, faults := r.with(files)
	if len(faults) > 0 {
		return nil, faults[0]
	}
	return rules, nil
}

// readRules reads the rule files in dir, lists after detectors.
func readRules(dir fs.FS) ([]ruleFile, error) {
	var files []ruleFile
	size := 0
	for _, pattern := range []string{"*.yaml", "*.yml", "lists/*.yaml", "lists/*.yml"} {
		names, err := fs.Glob(dir, pattern)
		if err != nil {
			return nil, fmt.Errorf("listing rule files: %w", err)
		}
		names = slices.DeleteFunc(names, isHidden)
		if len(files)+len(names) > MaxFiles {
			return nil, fmt.Errorf("%d rule files, the limit is %d", len(files)+len(names), MaxFiles)
		}
		for _, name := range names {
			data, err := readLimited(dir, name)
			files = append(files, ruleFile{name: name, data: data, err: err})
			if size += len(data); size > MaxFolderSize {
				return nil, fmt.Errorf("rule files hold more than %d bytes together", MaxFolderSize)
			}
		}
	}
	return files, nil
}

// isHidden tells whether a file is no rule for its name: editors and systems put files of
// theirs beside those of people, such as ".#badge.yaml" and "._badge.yaml".
func isHidden(name string) bool { return strings.HasPrefix(path.Base(name), ".") }

// readLimited reads a file, but hardly beyond MaxFileSize, so that whoever
// parses it sees that it is too long.
func readLimited(dir fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(dir, name); err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice|fs.ModeIrregular) != 0 {
		return nil, unreadable(name, errors.New("not a plain file")) // opening it might take for ever
	}
	file, err := dir.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxFileSize+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	return data, nil
}

// unreadable gives the fault of a file that cannot be read, without the path,
// which the fault has anyway.
func unreadable(name string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return &FileError{File: name, Reason: fmt.Sprintf("reading rule file: %v", err)}
}
