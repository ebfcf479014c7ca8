// Package payload gathers what every package of the program carries: the
// program, its manual page, its licence, the licences of what it was built of,
// and its bill of materials.
package payload

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/pecete/pecete/packaging/build"
	"github.com/pecete/pecete/packaging/inventory"
)

// Payload is the content of a package for one platform.
type Payload struct {
	Platform build.Platform
	Stamp    build.Stamp
	// Program is the binary.
	Program []byte
	// Manual is the manual page in roff, Readme the project's first page, Licence
	// the project's, Notices the licences of what was compiled in, BOM the bill
	// of materials in CycloneDX's JSON.
	Manual, Readme, Licence, Notices, BOM []byte
	// Modules are what was compiled in.
	Modules []inventory.Module
}

// Builder makes payloads of one clone of the repository.
type Builder struct {
	// Source is the clone.
	Source string
	// Work is a folder for what lies between.
	Work string
}

// Build compiles the program for a platform and gathers what goes with it. It
// fails on a licence that forbids to ship the program.
func (b Builder) Build(ctx context.Context, platform build.Platform) (*Payload, error) {
	binary, err := b.compile(ctx, platform)
	if err != nil {
		return nil, err
	}
	p := &Payload{Platform: platform}
	if p.Stamp, err = build.ReadStamp(binary); err != nil {
		return nil, err
	}
	if p.Modules, err = inventory.Modules(ctx, binary); err != nil {
		return nil, err
	}
	if err := inventory.CheckLicences(p.Modules); err != nil {
		return nil, err
	}
	p.Notices = []byte(inventory.Notices(p.Modules))
	for name, into := range map[string]*[]byte{
		binary: &p.Program, filepath.Join(b.Source, "README.md"): &p.Readme, filepath.Join(b.Source, "LICENSE"): &p.Licence,
	} {
		if *into, err = os.ReadFile(name); err != nil {
			return nil, fmt.Errorf("reading what is packed: %w", err)
		}
	}
	var bom bytes.Buffer
	if err := inventory.WriteBOM(&bom, p.Program, platform, p.Stamp, p.Modules); err != nil {
		return nil, fmt.Errorf("writing the bill of materials: %w", err)
	}
	p.BOM = bom.Bytes()
	p.Manual, err = b.manual(ctx)
	return p, err
}

// compile gives the name of the binary for a platform, compiled if it was not.
func (b Builder) compile(ctx context.Context, platform build.Platform) (string, error) {
	binary := filepath.Join(b.Work, platform.OS+"-"+platform.Arch, platform.Program())
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	return binary, build.Binary(ctx, b.Source, platform, binary)
}

// manual gives the manual page, which the program itself writes, as this machine
// can run it; it is the same on all platforms.
func (b Builder) manual(ctx context.Context) ([]byte, error) {
	binary, err := b.compile(ctx, build.Host())
	if err != nil {
		return nil, err
	}
	page, err := exec.CommandContext(ctx, binary, "manual").Output()
	if err != nil {
		return nil, fmt.Errorf("writing the manual page: %w", err)
	}
	return page, nil
}
