package main

import (
	"errors"
	"os"
	"path/filepath"
)

// replaceFile puts a file with some permissions in the place of another at once, so that
// whoever reads it, such as a service that watches it, finds the one or the other.
func replaceFile(name string, data []byte, mode os.FileMode) error {
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Chmod(mode), file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
