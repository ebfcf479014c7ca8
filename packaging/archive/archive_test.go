package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"testing"
	"time"
)

func files() []File {
	return []File{{"a/LICENSE", 0o644, []byte("text")}, {"a/pecete", 0o755, bytes.Repeat([]byte("code"), 1000)}}
}

// moment is a time with a zone and a fraction, which archives must not keep.
func moment() time.Time {
	return time.Date(2026, 11, 25, 12, 0, 1, 999, time.FixedZone("Bucharest", 2*60*60))
}

func TestTarGzKeepsFilesAndNothingElse(t *testing.T) {
	var b bytes.Buffer
	if err := WriteTarGz(&b, files(), moment()); err != nil {
		t.Fatal(err)
	}
	compressed, err := gzip.NewReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if !compressed.ModTime.IsZero() || compressed.Name != "" {
		t.Errorf("the compression names a time or a file: %+v", compressed.Header)
	}
	archive := tar.NewReader(compressed)
	for _, want := range files() {
		header, err := archive.Next()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(archive)
		if err != nil || header.Name != want.Name || header.FileInfo().Mode() != want.Mode || !bytes.Equal(data, want.Data) {
			t.Errorf("got %s %v (%v), want %s %v", header.Name, header.FileInfo().Mode(), err, want.Name, want.Mode)
		}
		if header.Uid != 0 || header.Gid != 0 || header.Uname != "" || header.Gname != "" {
			t.Errorf("%s has an owner: %+v", header.Name, header)
		}
		if !header.ModTime.Equal(moment().Truncate(time.Second)) {
			t.Errorf("%s is of %v", header.Name, header.ModTime)
		}
	}
	if _, err := archive.Next(); err != io.EOF {
		t.Errorf("the archive goes on: %v", err)
	}
}

func TestZipKeepsFiles(t *testing.T) {
	var b bytes.Buffer
	if err := WriteZip(&b, files(), moment()); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.File) != len(files()) {
		t.Fatalf("%d files", len(archive.File))
	}
	for i, want := range files() {
		got := archive.File[i]
		r, err := got.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil || got.Name != want.Name || got.Mode() != want.Mode || !bytes.Equal(data, want.Data) {
			t.Errorf("got %s %v (%v), want %s %v", got.Name, got.Mode(), err, want.Name, want.Mode)
		}
		if !got.Modified.Equal(moment().Truncate(time.Second)) {
			t.Errorf("%s is of %v", got.Name, got.Modified)
		}
	}
}

func TestTheZoneOfThisMachineChangesNothing(t *testing.T) {
	for name, write := range map[string]func(io.Writer, []File, time.Time) error{"tar": WriteTarGz, "zip": WriteZip} {
		var here, utc bytes.Buffer
		if err := write(&here, files(), moment()); err != nil {
			t.Fatal(err)
		}
		if err := write(&utc, files(), moment().UTC()); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(here.Bytes(), utc.Bytes()) {
			t.Errorf("%s: the same moment in two zones gives two archives", name)
		}
	}
}
