// Package archive writes archives that depend on nothing but what is in them:
// no owner, no time but one given, files in the order given.
package archive

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// File is a file of an archive.
type File struct {
	// Name is its path in the archive, with slashes.
	Name string
	Mode fs.FileMode
	Data []byte
}

// WriteTarGz writes files as a compressed tar archive, all of the same time and
// owned by root.
func WriteTarGz(out io.Writer, files []File, at time.Time) error {
	compressed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	archive := tar.NewWriter(compressed)
	for _, f := range files {
		header := &tar.Header{
			Typeflag: tar.TypeReg, Name: f.Name, Size: int64(len(f.Data)), Mode: int64(f.Mode.Perm()),
			ModTime: at.UTC().Truncate(time.Second), Format: tar.FormatUSTAR,
		}
		if err := archive.WriteHeader(header); err != nil {
			return fmt.Errorf("packing %s: %w", f.Name, err)
		}
		if _, err := archive.Write(f.Data); err != nil {
			return fmt.Errorf("packing %s: %w", f.Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	if err := compressed.Close(); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	return nil
}

// WriteZip writes files as a zip archive, all of the same time.
func WriteZip(out io.Writer, files []File, at time.Time) error {
	archive := zip.NewWriter(out)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: at.UTC().Truncate(time.Second)}
		header.SetMode(f.Mode.Perm())
		w, err := archive.CreateHeader(header)
		if err != nil {
			return fmt.Errorf("packing %s: %w", f.Name, err)
		}
		if _, err := w.Write(f.Data); err != nil {
			return fmt.Errorf("packing %s: %w", f.Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	return nil
}

// Gzip compresses data without naming its time or file.
func Gzip(out io.Writer, data []byte) error {
	compressed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	if _, err := compressed.Write(data); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	if err := compressed.Close(); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	return nil
}
