package inventory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// isLegal tells whether a file of that name, at a module's root, is about the
// module's licence and must travel with its code.
func isLegal(name string) bool {
	name = strings.ToLower(name)
	if strings.HasSuffix(name, ".go") {
		return false
	}
	for _, begin := range []string{"license", "licence", "copying", "notice", "patents", "attrib"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return false
}

// licencesOf gives the SPDX identifiers of the licences that texts hold, sorted.
// Patents and notices grant or demand something beside a licence.
func licencesOf(texts []Text) []string {
	var all []string
	for _, text := range texts {
		for _, match := range licensecheck.Scan([]byte(text.Content)).Match {
			if id := match.ID; !match.IsURL && id != "GooglePatentClause" && id != "GooglePatentsFile" && !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	slices.Sort(all)
	return all
}

// mayShip tells whether the program may be given to anybody with code under that
// licence in it, at no more cost than adding the licence's text.
func mayShip(licence string) bool {
	return slices.Contains([]string{"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD"}, licence)
}

// CheckLicences fails if a module's licence is unknown or asks for more than
// that its text travels along, naming the module.
func CheckLicences(modules []Module) error {
	for _, m := range modules {
		if len(m.Licences) == 0 {
			return fmt.Errorf("module %s %s: no licence that is known was found", m.Path, m.Version)
		}
		for _, licence := range m.Licences {
			if !mayShip(licence) {
				return fmt.Errorf("module %s %s: the licence %s is not among those that may be shipped", m.Path, m.Version, licence)
			}
		}
	}
	return nil
}

// Notices gives the text that must travel with the binary: the licences of all
// modules, as they are.
func Notices(modules []Module) string {
	var b strings.Builder
	b.WriteString("Pecete is compiled together with the following code, which is under licences\nof its own.\n")
	rule := strings.Repeat("=", 72)
	for _, m := range modules {
		for _, text := range m.Texts {
			fmt.Fprintf(&b, "\n%s\n%s %s (%s), %s\n%s\n\n%s\n", rule, m.Path, m.Version,
				strings.Join(m.Licences, ", "), text.Name, rule, strings.TrimRight(text.Content, "\n"))
		}
	}
	return b.String()
}
