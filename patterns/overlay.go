package patterns

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// MaxFileSize is the largest rule file read, in bytes: rule files may come from
// other hands than ours.
const MaxFileSize = 512 << 10

// Overlay gives a ruleset in which the *.yaml and *.yml files at the top of dir
// add to the detectors of r or, by equal id, replace them, and the files in its
// lists folder likewise. The receiver stays as it is. The error names file, line
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
	for _, pattern := range []string{"*.yaml", "*.yml", "lists/*.yaml", "lists/*.yml"} {
		names, err := fs.Glob(dir, pattern)
		if err != nil {
			return nil, fmt.Errorf("listing rule files: %w", err)
		}
		for _, name := range names {
			data, err := readLimited(dir, name)
			files = append(files, ruleFile{name: name, data: data, err: err})
		}
	}
	return files, nil
}

// readLimited reads a file, but hardly beyond MaxFileSize, so that whoever
// parses it sees that it is too long.
func readLimited(dir fs.FS, name string) ([]byte, error) {
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
