package bundle

import (
	"fmt"
	"path"
	"strings"
)

const (
	// maxName is the longest name of a bundle or key.
	maxName = 64
	// maxFileName is the longest name of a file, which is as much as a plain tar holds.
	maxFileName = 100
)

// isName tells whether a bundle, a key or a file may be called so. Such a name is safe in
// a log, in a manifest and in a file system.
func isName(name string) bool {
	return isPlain(name) && len(name) <= maxName
}

// isPlain tells whether a name is of letters, digits and "-", "_", "." alone, and does
// not begin with a mark.
func isPlain(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '-' && c != '_' && c != '.') {
			return false
		}
	}
	return name != ""
}

func nameError(what, name string) error {
	return fmt.Errorf("%s name %q: must be at most %d letters, digits, dashes, underscores and dots, and begin with a letter or digit", what, name, maxName)
}

// isRuleFile tells whether a file may be in a bundle: at the top or in lists, with the
// extension of rules.
func isRuleFile(name string) bool {
	base := strings.TrimPrefix(name, "lists/")
	ext := path.Ext(base)
	return isPlain(base) && len(name) <= maxFileName && (ext == ".yaml" || ext == ".yml")
}
