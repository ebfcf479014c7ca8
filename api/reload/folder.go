package reload

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// OpenFolder opens a folder of rules, which must be closed. Links in it lead to elsewhere
// in it, as those of a mounted volume do, and not out of it: a fault quotes the file it is
// in, so that who may write rules could have the service read to him what only it may.
// The folder itself may be a link.
func OpenFolder(path string) (*os.Root, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	// Whoever looks for files in it would take a folder that cannot be read for none.
	if _, err := root.Stat("lists"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(fmt.Errorf("opening the folder of lists: %w", err), root.Close())
	}
	return root, nil
}
