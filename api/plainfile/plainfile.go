// Package plainfile opens the files that the service looks at again and again while it
// runs: rules, keys, certificates, callers.
package plainfile

import (
	"errors"
	"io/fs"
	"os"
)

// Open opens a plain file, or what a link that leads to one names. It fails with a
// *fs.PathError, also where something else is there: a pipe would hold up whoever opens it.
func Open(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a plain file")}
	}
	return os.Open(name)
}
