package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// checkNeeds fails if a flag was given that does nothing, since none of the flags is set
// that its tag says it needs, nor a variable that it names, in capitals: who gives it
// believes that it does. A flag that stands in the environment may be there for other
// commands too, and is not looked at.
func checkNeeds(line *kong.Context) error {
	set := func(name string) bool {
		if isVariable(name) {
			return os.Getenv(name) != ""
		}
		return slices.ContainsFunc(line.Flags(), func(f *kong.Flag) bool { return f.Name == name && !f.Target.IsZero() })
	}
	for _, part := range line.Path {
		if part.Flag == nil || !part.Flag.Tag.Has("needs") {
			continue
		}
		if needs := strings.Split(part.Flag.Tag.Get("needs"), ","); !slices.ContainsFunc(needs, set) {
			return fmt.Errorf("--%s does nothing without %s", part.Flag.Name, written(needs))
		}
	}
	return nil
}

// isVariable tells whether a name is one of the environment, and not that of a flag.
func isVariable(name string) bool { return name == strings.ToUpper(name) }

// written gives what any of would do, as people write them.
func written(needs []string) string {
	names := make([]string, len(needs))
	for i, name := range needs {
		if names[i] = name; !isVariable(name) {
			names[i] = "--" + name
		}
	}
	return strings.Join(names, " or ")
}
