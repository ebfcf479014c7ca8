package icap

import (
	"strconv"
	"strings"
)

// preference is an item of a list such as Accept, and its weight from 0 to 1.
type preference struct {
	name   string
	weight float64
}

// preferences reads a list of items with weights (RFC 9110, section 12.4.2). It gives each
// name in small letters and drops what is not in order.
func preferences(list string) []preference {
	var all []preference
	for item := range strings.SplitSeq(strings.ToLower(list), ",") {
		name, parameters, _ := strings.Cut(item, ";")
		p := preference{name: strings.TrimSpace(name), weight: 1}
		for parameter := range strings.SplitSeq(parameters, ";") {
			if q, found := strings.CutPrefix(strings.TrimSpace(parameter), "q="); found {
				weight, err := strconv.ParseFloat(q, 64)
				if err != nil || !(weight >= 0 && weight <= 1) {
					weight = 0
				}
				p.weight = weight
			}
		}
		if p.name != "" {
			all = append(all, p)
		}
	}
	return all
}

// heaviest gives the weight of the first of the heaviest items that are meant, and where
// it stands; 0 if there is none.
func heaviest(all []preference, isMeant func(name string) bool) (weight float64, at int) {
	for i, p := range all {
		if isMeant(p.name) && p.weight > weight {
			weight, at = p.weight, i
		}
	}
	return weight, at
}

// prefers tells whether a list prefers what one test means to what the other does: it
// weighs more, or as much and stands before it.
func prefers(list string, one, other func(name string) bool) bool {
	all := preferences(list)
	oneWeight, oneAt := heaviest(all, one)
	otherWeight, otherAt := heaviest(all, other)
	return oneWeight > otherWeight || oneWeight > 0 && oneWeight == otherWeight && oneAt < otherAt
}

// prefersJSON tells whether an Accept field names JSON, and not a page before it.
func prefersJSON(accept string) bool {
	return prefers(accept, func(name string) bool {
		return name == "application/json" || name == "application/problem+json"
	}, func(name string) bool {
		return name == "text/html" || name == "application/xhtml+xml"
	})
}

// prefersEnglish tells whether an Accept-Language field names English before Romanian.
func prefersEnglish(acceptLanguage string) bool {
	return prefers(acceptLanguage, isLanguage("en"), isLanguage("ro"))
}

// isLanguage gives a test whether a tag is of a language.
func isLanguage(language string) func(tag string) bool {
	return func(tag string) bool { return tag == language || strings.HasPrefix(tag, language+"-") }
}
