package playground

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
	"strings"
)

// The files of the page. They are read-only.
//
//go:embed static
var static embed.FS

// file is one file of the page as it is served.
type file struct {
	content     []byte
	contentType string
	// etag is the hash of the content in quotes, as the header has it.
	etag string
}

// fileAt gives the file for the path of a request; that of the page itself is "/".
func fileAt(requested string) (f file, ok bool) {
	name := strings.TrimPrefix(requested, "/")
	if name == "" {
		name = "index.html"
	}
	contentType, known := contentTypeOf(name)
	content, err := static.ReadFile("static/" + name)
	if !known || err != nil {
		return file{}, false
	}
	sum := sha256.Sum256(content)
	return file{content, contentType, `"` + hex.EncodeToString(sum[:16]) + `"`}, true
}

// contentTypeOf gives the type of a file by the end of its name. It is said here
// because that of the standard library depends on the tables of the machine.
func contentTypeOf(name string) (contentType string, known bool) {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8", true
	case ".js":
		return "text/javascript; charset=utf-8", true
	case ".css":
		return "text/css; charset=utf-8", true
	case ".svg":
		return "image/svg+xml", true
	}
	return "", false
}
