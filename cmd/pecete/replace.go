package main

import (
	"errors"
	"os"
	"path/filepath"
)

// replaceFile puts a file with some permissions in the place of another at once, so that
// whoever reads it, such as a service that watches it, finds the one or the other.
func replaceFile(name string, data []byte, mode os.FileMode) error {
	return replaceWith(name, data, func(file *os.File) error { return file.Chmod(mode) })
}

// updateFile is replaceFile for one that is there: its permissions, owner and group stay,
// for others may have been let read it, such as a service that is another user's.
func updateFile(name string, data []byte) error {
	was, err := os.Stat(name)
	if err != nil {
		return err
	}
	return replaceWith(name, data, func(file *os.File) error {
		return errors.Join(ownLike(file, was), file.Chmod(was.Mode().Perm()))
	})
}

// replaceWith is replaceFile for a file that is prepared in some way.
func replaceWith(name string, data []byte, prepare func(*os.File) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, prepare(file), file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
