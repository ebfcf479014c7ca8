// Package debian makes the Debian package: the program, a unit of systemd that
// lets it do next to nothing, its settings, its manual page, and the papers.
package debian

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/deb"

	"github.com/pecete/pecete/packaging/archive"
	"github.com/pecete/pecete/packaging/payload"
)

//go:embed nfpm.yaml pecete.service pecete.default postinst prerm postrm
var files embed.FS

// Version gives Debian's version for one of the Go module. "~" sorts before
// nothing, so what came before a release also sorts before it.
func Version(module string) string {
	version := strings.TrimPrefix(module, "v")
	version, build, isBuild := strings.Cut(version, "+")
	version = strings.Replace(version, "-", "~", 1)
	version = strings.ReplaceAll(version, "-", ".")
	if isBuild {
		version += "+" + strings.ReplaceAll(build, "-", ".")
	}
	return version
}

// FileName gives the name that Debian's tools expect of the package's file.
func FileName(p *payload.Payload) string {
	return fmt.Sprintf("pecete_%s_%s.deb", Version(p.Stamp.Version), p.Platform.Arch)
}

// Write writes the package of a payload for Linux. The same payload gives the
// same bytes.
func Write(out io.Writer, p *payload.Payload) error {
	if p.Platform.OS != "linux" {
		return fmt.Errorf("a Debian package for %s: it must be linux", p.Platform)
	}
	stage, err := os.MkdirTemp("", "pecete-deb-")
	if err != nil {
		return fmt.Errorf("making a folder for the package's files: %w", err)
	}
	defer os.RemoveAll(stage)
	if err := gather(stage, p); err != nil {
		return err
	}
	info, err := describe(stage, p)
	if err != nil {
		return err
	}
	if err := deb.Default.Package(info, out); err != nil {
		return fmt.Errorf("packing the Debian package: %w", err)
	}
	return nil
}

// describe reads nfpm.yaml for a payload whose files are in the folder stage.
func describe(stage string, p *payload.Payload) (*nfpm.Info, error) {
	description, err := files.Open("nfpm.yaml")
	if err != nil {
		return nil, fmt.Errorf("opening the package's description: %w", err)
	}
	defer description.Close()
	values := map[string]string{"STAGE": stage, "ARCH": p.Platform.Arch, "VERSION": Version(p.Stamp.Version)}
	config, err := nfpm.ParseWithEnvMapping(description, func(name string) string { return values[name] })
	if err != nil {
		return nil, fmt.Errorf("reading nfpm.yaml: %w", err)
	}
	info, err := config.Get("deb")
	if err != nil {
		return nil, fmt.Errorf("reading nfpm.yaml: %w", err)
	}
	info = nfpm.WithDefaults(info)
	info.MTime = p.Stamp.Time
	for _, script := range []*string{&info.Scripts.PostInstall, &info.Scripts.PreRemove, &info.Scripts.PostRemove} {
		*script = filepath.Join(stage, *script)
	}
	for _, content := range info.Contents {
		if content.FileInfo != nil {
			content.FileInfo.MTime = p.Stamp.Time
		}
	}
	if err := nfpm.PrepareForPackager(info, "deb"); err != nil {
		return nil, fmt.Errorf("preparing the Debian package: %w", err)
	}
	return info, nil
}

// gather puts the files of the package into the folder stage.
func gather(stage string, p *payload.Payload) error {
	content := map[string][]byte{"pecete": p.Program, "sbom.cdx.json": p.BOM, "copyright": copyright(p)}
	for name, data := range map[string][]byte{
		"pecete.1.gz": p.Manual, "THIRD_PARTY_LICENSES.gz": p.Notices, "changelog.gz": changelog(p),
	} {
		var b bytes.Buffer
		if err := archive.Gzip(&b, data); err != nil {
			return fmt.Errorf("compressing %s: %w", name, err)
		}
		content[name] = b.Bytes()
	}
	for _, name := range []string{"pecete.service", "pecete.default", "postinst", "prerm", "postrm"} {
		data, err := files.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		content[name] = data
	}
	for name, data := range content {
		if err := os.WriteFile(filepath.Join(stage, name), data, 0o644); err != nil {
			return fmt.Errorf("gathering the package's files: %w", err)
		}
	}
	return nil
}

// copyright gives the file that Debian's policy asks for, in its machine-readable
// form.
func copyright(p *payload.Payload) []byte {
	var b strings.Builder
	b.WriteString(`Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Pecete
Source: https://github.com/pecete/pecete

Files: *
Copyright: The Pecete authors
License: Apache-2.0
 On Debian systems the full text of the Apache License, Version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
Comment: The program is compiled together with the code below; the texts of its
 licences are in /usr/share/doc/pecete/THIRD_PARTY_LICENSES.gz.
`)
	for _, m := range p.Modules {
		fmt.Fprintf(&b, " .\n %s %s: %s\n", m.Path, m.Version, strings.Join(m.Licences, ", "))
	}
	return []byte(b.String())
}

// changelog gives Debian's changelog of a package that is made for each commit:
// the commit it is of.
func changelog(p *payload.Payload) []byte {
	return fmt.Appendf(nil, "pecete (%s) stable; urgency=medium\n\n  * Version %s, commit %s.\n\n -- The Pecete authors <pecete@users.noreply.github.com>  %s\n",
		Version(p.Stamp.Version), p.Stamp.Version, p.Stamp.Commit, p.Stamp.Time.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
}
