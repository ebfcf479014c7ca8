package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pecete/pecete/packaging/archive"
	"github.com/pecete/pecete/packaging/build"
	"github.com/pecete/pecete/packaging/debian"
	"github.com/pecete/pecete/packaging/payload"
)

// kind is a kind of file that a release has for each platform.
type kind string

const (
	kindArchive kind = "archive"
	kindDebian  kind = "deb"
	kindBOM     kind = "sbom"
)

func parseKind(s string) (kind, error) {
	if k := kind(s); slices.Contains([]kind{kindArchive, kindDebian, kindBOM}, k) {
		return k, nil
	}
	return "", fmt.Errorf("kind %q: want archive, deb or sbom", s)
}

// release is what to make, of which repository and commit, and where to.
type release struct {
	source, commit, out string
	platforms           []build.Platform
	kinds               []kind
}

// make builds the release into its folder and gives the content of SHA256SUMS.
func (r release) make(ctx context.Context) (string, error) {
	work, err := os.MkdirTemp("", "pecete-release-")
	if err != nil {
		return "", fmt.Errorf("making a folder to work in: %w", err)
	}
	defer os.RemoveAll(work)
	clone := filepath.Join(work, "source")
	if err := build.Checkout(ctx, r.source, r.commit, clone); err != nil {
		return "", err
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return "", fmt.Errorf("making the folder of the release: %w", err)
	}
	builder := payload.Builder{Source: clone, Work: filepath.Join(work, "bin")}
	var sums []string
	for _, platform := range r.platforms {
		p, err := builder.Build(ctx, platform)
		if err != nil {
			return "", err
		}
		more, err := r.pack(p)
		if err != nil {
			return "", err
		}
		sums = append(sums, more...)
	}
	slices.SortFunc(sums, func(a, b string) int { return strings.Compare(a[2*sha256.Size:], b[2*sha256.Size:]) })
	list := strings.Join(sums, "")
	return list, write(filepath.Join(r.out, "SHA256SUMS"), []byte(list))
}

// pack writes the files of one platform and gives their lines of SHA256SUMS.
func (r release) pack(p *payload.Payload) ([]string, error) {
	var sums []string
	for _, k := range r.kinds {
		name, pack := packer(k, p)
		if pack == nil {
			continue
		}
		var b bytes.Buffer
		if err := pack(&b); err != nil {
			return nil, fmt.Errorf("making %s: %w", name, err)
		}
		if err := write(filepath.Join(r.out, name), b.Bytes()); err != nil {
			return nil, err
		}
		sums = append(sums, fmt.Sprintf("%x  %s\n", sha256.Sum256(b.Bytes()), name))
	}
	return sums, nil
}

// packer gives the name of a payload's file of a kind and the function that
// writes it, nil where the platform has none of that kind.
func packer(k kind, p *payload.Payload) (name string, pack func(io.Writer) error) {
	folder := fmt.Sprintf("pecete_%s_%s_%s", strings.TrimPrefix(p.Stamp.Version, "v"), p.Platform.OS, p.Platform.Arch)
	files := archived(folder, p)
	switch {
	case k == kindBOM:
		return folder + ".cdx.json", func(out io.Writer) error { _, err := out.Write(p.BOM); return err }
	case k == kindArchive && p.Platform.OS == "windows":
		return folder + ".zip", func(out io.Writer) error { return archive.WriteZip(out, files, p.Stamp.Time) }
	case k == kindArchive:
		return folder + ".tar.gz", func(out io.Writer) error { return archive.WriteTarGz(out, files, p.Stamp.Time) }
	case k == kindDebian && p.Platform.OS == "linux":
		return debian.FileName(p), func(out io.Writer) error { return debian.Write(out, p) }
	}
	return "", nil
}

// archived gives the files of a payload as they lie in an archive.
func archived(folder string, p *payload.Payload) []archive.File {
	return []archive.File{
		{Name: folder + "/LICENSE", Mode: 0o644, Data: p.Licence},
		{Name: folder + "/README.md", Mode: 0o644, Data: p.Readme},
		{Name: folder + "/THIRD_PARTY_LICENSES.txt", Mode: 0o644, Data: p.Notices},
		{Name: folder + "/" + p.Platform.Program(), Mode: 0o755, Data: p.Program},
		{Name: folder + "/pecete.1", Mode: 0o644, Data: p.Manual},
		{Name: folder + "/sbom.cdx.json", Mode: 0o644, Data: p.BOM},
	}
}

func write(name string, data []byte) error {
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return fmt.Errorf("writing the release: %w", err)
	}
	return nil
}
