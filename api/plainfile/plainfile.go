// Package plainfile opens the files that the service looks at again and again while it
// runs: rules, keys, certificates, callers.
package plainfile

import (
	"errors"
	"io/fs"
	"os"
)

// Open opens a plain file, or what a link that leads to one names. It fails with a
// *fs.PathError, also where something else is there: a pipe would hold up whoever opens it,
// and opening a device may do something. It is looked at once more when it is open, since
// another may have been put in its place.
func Open(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, notPlain(name)
	}
	return open(name)
}

// open opens a plain file without waiting for anybody.
func open(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = notPlain(name)
	}
	if err != nil {
		_ = file.Close() // nothing was written
		return nil, err
	}
	return file, nil
}

func notPlain(name string) error {
	return &fs.PathError{Op: "read", Path: name, Err: errors.New("not a plain file")}
}
