package bundle

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pecete/pecete/patterns"
)

const (
	// manifestName is the first file of an archive.
	manifestName = "MANIFEST"
	// maxManifest is the longest note, in bytes.
	maxManifest = 2 << 20
	// MaxSize is the largest bundle, in bytes: the files, and what a tar adds to each.
	MaxSize = patterns.MaxFolderSize + (patterns.MaxFiles+4)*1024 + maxManifest
)

// writeArchive gives the archive of files. Equal files give equal bytes.
func writeArchive(files []patterns.File, created time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, file := range files {
		err := w.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Format: tar.FormatUSTAR, Name: file.Name,
			Mode: 0o644, Size: int64(len(file.Data)), ModTime: created,
		})
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", file.Name, err)
		}
		if _, err := w.Write(file.Data); err != nil {
			return nil, fmt.Errorf("writing %s: %w", file.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("ending the archive: %w", err)
	}
	return b.Bytes(), nil
}

// archive reads the files of an archive one after the other.
type archive struct{ *tar.Reader }

func openArchive(data []byte) archive { return archive{tar.NewReader(bytes.NewReader(data))} }

// next reads the next file, which must have the name and no more bytes than limit.
func (a archive) next(name string, limit int) ([]byte, error) {
	header, err := a.Next()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is not in it", name)
	}
	if err != nil { // whose text could quote the archive
		return nil, errors.New("is no tar archive, or a broken one")
	}
	if header.Name != name {
		return nil, fmt.Errorf("another file stands in the place of %s", name)
	}
	// Other formats have files that are written shorter than they are.
	if header.Typeflag != tar.TypeReg || header.Format != tar.FormatUSTAR {
		return nil, fmt.Errorf("%s is not a plain file", name)
	}
	if header.Size > int64(limit) {
		return nil, fmt.Errorf("%s is %d bytes long, the limit is %d", name, header.Size, limit)
	}
	data := make([]byte, header.Size)
	if _, err := io.ReadFull(a, data); err != nil {
		return nil, fmt.Errorf("%s is cut off", name)
	}
	return data, nil
}
