package content

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// packers are the encodings, with "raw" for deflate without a header.
func packers() map[string]func(io.Writer) io.WriteCloser {
	return map[string]func(io.Writer) io.WriteCloser{
		"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
		"raw": func(w io.Writer) io.WriteCloser {
			z, _ := flate.NewWriter(w, flate.DefaultCompression)
			return z
		},
		"br": func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 5) },
		"zstd": func(w io.Writer) io.WriteCloser {
			z, _ := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
			return z
		},
	}
}

// pack gives a body in an encoding.
func pack(t failer, encoding, body string) string {
	t.Helper()
	var packed bytes.Buffer
	w := packers()[encoding](&packed)
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

// zipped gives an archive of files: name, content, name, content.
func zipped(t testing.TB, files ...string) string {
	t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

// repeated gives a piece again and again, total bytes of it.
type repeated struct {
	piece string
	left  int64
	at    int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && r.left > 0 {
		k := copy(p[n:], r.piece[r.at:])
		k = int(min(int64(k), r.left))
		n += k
		r.left -= int64(k)
		r.at = (r.at + k) % len(r.piece)
	}
	return n, nil
}

// packedStream gives a large body in an encoding, packed once and held.
func packedStream(t testing.TB, encoding string, body io.Reader) string {
	t.Helper()
	var packed bytes.Buffer
	w := packers()[encoding](&packed)
	if _, err := io.Copy(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}
