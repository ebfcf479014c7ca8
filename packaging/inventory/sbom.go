package inventory

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"

	"github.com/pecete/pecete/packaging/build"
)

const ownModule = "github.com/pecete/pecete"

// WriteBOM writes the bill of materials of a binary in CycloneDX 1.6, as JSON. It
// is a function of the binary: its serial number is made of the binary's hash,
// its time is the commit's.
func WriteBOM(out io.Writer, binary []byte, platform build.Platform, stamp build.Stamp, modules []Module) error {
	digest := sha256.Sum256(binary)
	program := cyclonedx.Component{
		BOMRef:     purl(ownModule, stamp.Version),
		Type:       cyclonedx.ComponentTypeApplication,
		Name:       "pecete",
		Version:    stamp.Version,
		PackageURL: purl(ownModule, stamp.Version),
		Hashes:     &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(digest[:])}},
		Licenses:   licenceChoices([]string{"Apache-2.0"}),
		Properties: &[]cyclonedx.Property{
			{Name: "pecete:commit", Value: stamp.Commit},
			{Name: "pecete:platform", Value: platform.String()},
			{Name: "pecete:toolchain", Value: stamp.Toolchain},
		},
	}
	components, refs := []cyclonedx.Component{}, []string{}
	for _, m := range modules {
		component, err := library(m)
		if err != nil {
			return err
		}
		components, refs = append(components, component), append(refs, component.BOMRef)
	}
	bom := cyclonedx.NewBOM()
	bom.SerialNumber = "urn:uuid:" + uuid(digest)
	bom.Metadata = &cyclonedx.Metadata{Timestamp: stamp.Time.Format(time.RFC3339), Component: &program}
	bom.Components = &components
	bom.Dependencies = &[]cyclonedx.Dependency{{Ref: program.BOMRef, Dependencies: &refs}}
	return cyclonedx.NewBOMEncoder(out, cyclonedx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(bom, cyclonedx.SpecVersion1_6)
}

// library gives the component of a module. Its hash is that of go.sum, which is
// over the module's files and not over an archive of them.
func library(m Module) (cyclonedx.Component, error) {
	c := cyclonedx.Component{
		BOMRef:     purl(m.Path, m.Version),
		Type:       cyclonedx.ComponentTypeLibrary,
		Name:       m.Path,
		Version:    m.Version,
		Scope:      cyclonedx.ScopeRequired,
		PackageURL: purl(m.Path, m.Version),
		Licenses:   licenceChoices(m.Licences),
	}
	if m.Sum == "" {
		return c, nil
	}
	sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:"))
	if err != nil {
		return c, fmt.Errorf("module %s has the sum %q: %w", m.Path, m.Sum, err)
	}
	c.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(sum)}}
	return c, nil
}

func licenceChoices(ids []string) *cyclonedx.Licenses {
	var all cyclonedx.Licenses
	for _, id := range ids {
		all = append(all, cyclonedx.LicenseChoice{License: &cyclonedx.License{ID: id}})
	}
	return &all
}

// purl gives the package URL of a module.
func purl(path, version string) string {
	return "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
}

// uuid makes a UUID of version 8, whose bits are free, of a hash.
func uuid(digest [sha256.Size]byte) string {
	b := digest[:16]
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
