package refusal

import (
	"mime"
	"strconv"
	"strings"
)

// wantsProblem tells whether a program is to read the refusal, and not a person: by the
// Accept header, and where that has no preference, by whether the request's own body is
// JSON.
func wantsProblem(asked Asked) bool {
	page, problem := want(asked.Accept, "text", "html"), want(asked.Accept, "application", "problem+json")
	if plain := want(asked.Accept, "application", "json"); plain.isMoreThan(problem) {
		problem = plain
	}
	if page != problem {
		return problem.isMoreThan(page)
	}
	kind, _, err := mime.ParseMediaType(asked.ContentType)
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// wish is how much a media type is wanted.
type wish struct {
	// weight is from 0 to 1.
	weight float64
	// closeness is how closely the type was named.
	closeness int
}

// isMoreThan tells which of two wishes counts: of two with the same weight that which was
// named more closely.
func (w wish) isMoreThan(other wish) bool {
	return w.weight > other.weight || w.weight == other.weight && w.closeness > other.closeness
}

// want gives how much an Accept header wants a media type: by the range that names it most
// closely (RFC 9110, section 12.5.1). An empty header wants everything.
func want(accept, kind, subtype string) wish {
	return choose(accept, func(name string) int { return closeness(name, kind, subtype) })
}

// wantsEnglish tells whether an Accept-Language header wants English more than Romanian.
func wantsEnglish(acceptLanguage string) bool {
	return choose(acceptLanguage, language("en")).weight > choose(acceptLanguage, language("ro")).weight
}

// language gives how closely a language range names a language.
func language(of string) func(name string) int {
	return func(name string) int {
		switch primary, _, _ := strings.Cut(name, "-"); primary {
		case of:
			return 1
		case "*":
			return 0
		}
		return -1
	}
}

// choose gives how much a list wants something, by the item that names it most closely. An
// empty list wants everything.
func choose(list string, closeness func(name string) int) wish {
	if strings.TrimSpace(list) == "" {
		return wish{weight: 1}
	}
	best := wish{closeness: -1}
	for item := range strings.SplitSeq(list, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		if close := closeness(strings.ToLower(strings.TrimSpace(name))); close > best.closeness {
			best = wish{weight(parameters), close}
		}
	}
	return best
}

// closeness tells how closely a media range names a type: 2 if it is the very type, 1 for
// all of its kind, 0 for everything, and -1 if it does not.
func closeness(name, kind, subtype string) int {
	switch name {
	case kind + "/" + subtype:
		return 2
	case kind + "/*":
		return 1
	case "*/*":
		return 0
	}
	return -1
}

// weight reads the q among the parameters of a media range; 1 if there is none, or none
// that is a number.
func weight(parameters string) float64 {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && q >= 0 && q <= 1 {
			return q
		}
	}
	return 1
}
