package classifier

import (
	"bytes"
	"strings"

	"github.com/pecete/pecete/patterns"
)

const (
	// maxMailbox and maxDomain are the limits of RFC 5321 section 4.5.3.1.
	maxMailbox = 64
	maxDomain  = 253
)

// emailFinder finds e-mail addresses.
type emailFinder struct {
	// roles are mailboxes of an office rather than a person: "contact".
	roles map[string]bool
	// samples are mailboxes and domains that stand for any: "nume", "example".
	samples map[string]bool
	// endings are top-level domains of more than two letters in frequent use.
	endings map[string]bool
}

func newEmailFinder(d *patterns.Detector) (finder, error) {
	return &emailFinder{
		roles:   setOf(d.Lists["roles"]),
		samples: setOf(d.Lists["samples"]),
		endings: setOf(d.Lists["endings"]),
	}, nil
}

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, word := range words {
		set[word] = true
	}
	return set
}

// find looks for an address around an '@': a mailbox of RFC 5322 atoms as
// providers allow them (letters, digits, dots, and ' _ % + -) and a domain of at
// least two labels that ends in letters. The '@' of a mention, a login in a
// URL, a path on another host or a file name is none.
func (f *emailFinder) find(v *view, at int) (sighting, bool) {
	if v.at(at) != '@' {
		return sighting{}, false
	}
	start, ok := v.mailboxStart(at)
	if !ok {
		return sighting{}, false
	}
	end, ok := v.domainEnd(at + 1)
	if !ok || v.at(end) == '@' || v.at(start-1) == '@' || v.remotePath(start, end) || v.insideURL(start, end) {
		return sighting{}, false
	}
	if start+1 < at && v.at(start) == '_' && v.at(end) == '_' {
		start++ // emphasis: _ana@exemplu.ro_
	}
	evidence := f.evidence(string(v.lower[start:at]), string(v.lower[at+1:end]))
	return sighting{start: start, end: end, evidence: evidence}, true
}

// mailboxStart gives where the mailbox before an '@' begins.
func (v *view) mailboxStart(at int) (int, bool) {
	start := at
	for start > 0 && isMailboxByte(v.lower[start-1]) {
		start--
		if at-start > maxMailbox {
			return 0, false
		}
	}
	mailbox := v.lower[start:at]
	if i := bytes.LastIndex(mailbox, []byte("..")); i >= 0 { // an ellipsis before it
		mailbox = mailbox[i+2:]
	}
	mailbox = bytes.TrimLeft(mailbox, ".-'%+")
	if len(mailbox) == 0 || mailbox[len(mailbox)-1] == '.' || bytes.IndexFunc(mailbox, isPlainAlnum) < 0 {
		return 0, false
	}
	return at - len(mailbox), true
}

func isMailboxByte(b byte) bool {
	return b != otherLetter && isAlnum(b) || strings.IndexByte("._%+-'", b) >= 0
}

func isPlainAlnum(r rune) bool { return isAlnum(byte(r)) }

// domainEnd gives where the domain that begins at at ends: after the last
// label that can be a top-level domain.
func (v *view) domainEnd(at int) (end int, ok bool) {
	labels := 0
	for i := at; i < at+maxDomain; {
		next := v.labelEnd(i)
		if next == i {
			break
		}
		labels++
		label := v.lower[i:next]
		if labels > 1 && isEnding(label) {
			end, ok = next, !isFileName(v.lower[at:next])
		}
		if v.at(next) != '.' || ok && v.beginsSentence(next+1) {
			break
		}
		i = next + 1
	}
	return end, ok
}

// labelEnd gives where the label of a domain that begins at at ends; a label
// neither begins nor ends with a dash.
func (v *view) labelEnd(at int) int {
	const maxLabel = 63
	end := at
	for i := at; i < at+maxLabel; i++ {
		b := v.at(i)
		switch {
		case isAlnum(b) && b != otherLetter:
			end = i + 1
		case b != '-' || i == at:
			return end
		}
	}
	return end
}

// isEnding tells whether a label can be a top-level domain: letters, or the
// encoded form of others.
func isEnding(label []byte) bool {
	if bytes.HasPrefix(label, []byte("xn--")) {
		return true
	}
	for _, b := range label {
		if !isLetter(b) {
			return false
		}
	}
	return len(label) >= 2
}

// beginsSentence tells whether a capital and a small letter stand at a
// position, as where the space after a full stop is missing.
func (v *view) beginsSentence(at int) bool {
	return at+1 < len(v.lower) && v.upper(at) && isLetter(v.lower[at+1]) && !v.upper(at+1)
}

// remotePath tells whether an address is a login on another host, followed by
// a path: "git@exemplu.ro:proiect/cod.git", "ion@exemplu.ro:/home/ion".
func (v *view) remotePath(start, end int) bool {
	if v.at(end) != ':' {
		return false
	}
	_, stop := v.token(end, end, wordBytes())
	return v.hasAt(start, "git@") || bytes.IndexByte(v.lower[end:stop], '/') >= 0
}

// evidence judges a mailbox and its domain.
func (f *emailFinder) evidence(mailbox, domain string) patterns.CodeSet {
	evidence := patterns.SetOf(patterns.Shape)
	last := strings.LastIndexByte(domain, '.')
	host, ending := domain[:last], domain[last+1:]
	if len(ending) == 2 || f.endings[ending] {
		evidence = evidence.With(patterns.EmailDomain)
	}
	if f.samples[ending] || f.samples[host[strings.LastIndexByte(host, '.')+1:]] || f.samples[mailbox] {
		evidence = evidence.With(patterns.DocumentationExample)
	}
	if f.roles[strings.TrimRight(mailbox, "0123456789")] || f.roles[firstAtom(mailbox)] {
		evidence = evidence.With(patterns.PublicBody)
	}
	return evidence
}

// firstAtom gives the beginning of a mailbox up to the first dot or dash:
// "office" of "office.cluj".
func firstAtom(mailbox string) string {
	if i := strings.IndexAny(mailbox, ".-_+"); i > 0 {
		return mailbox[:i]
	}
	return mailbox
}
