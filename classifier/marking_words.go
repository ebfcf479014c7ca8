package classifier

import (
	"fmt"
	"slices"
	"strings"
)

// wordRole says what a word near a wording means to it. A word may have several
// roles.
type wordRole uint64

const (
	// roleLabel: announces a level: "nivel de clasificare".
	roleLabel wordRole = 1 << iota
	// roleColonLabel: does so only with a colon: "nivel:".
	roleColonLabel
	// roleDocument: a document that can be marked: "raportul".
	roleDocument
	// rolePlural: documents in the plural, which must be passed on to count.
	rolePlural
	// roleLetterhead: stands at the head of classified documents: "U.M.".
	roleLetterhead
	// roleTransfer: says that a document is being passed on: "atașez".
	roleTransfer
	// roleHanding: says so in the words of who does it: "îți trimit".
	roleHanding
	// roleCopy and rolePage announce the number of a copy and of a page.
	roleCopy
	rolePage
	// roleCopied follows the number of a copy, and roleFiled announces the number
	// that a document is registered under abroad.
	roleCopied
	roleFiled
	// roleNumber announces a number: "nr".
	roleNumber
	// roleLayout: may share a line with a marking: "exemplar", "după completare".
	roleLayout
	// roleMail: stands before a subject: "fw", "subiect".
	roleMail
	// roleConnector joins the members of a list: "sau".
	roleConnector
	// roleDeclassified: says that the level no longer holds.
	roleDeclassified
	// roleFuture: turns that into something yet to come: "va fi declasificat".
	roleFuture
	// roleOrdinary: says that the talk is of law, news, clearances or a joke.
	roleOrdinary
	// roleReported: does so in the words of the press and of fiction, which holds
	// even where something is being passed on.
	roleReported
	// roleSpeaker: who the press quotes, before a colon.
	roleSpeaker
	// roleSelf: what a document calls itself: "prezentul document".
	roleSelf
	// roleClearance: says that the level is that of a person's clearance.
	roleClearance
	// roleJoke: a word that no classified document holds.
	roleJoke
	// roleHush: so is this, unless a document is being passed on: "nu spui".
	roleHush
	// roleDenial: says that a document is not of the level: "nu este".
	roleDenial
	// roleOffice: marked documents speak of it: ranks, offices, forces.
	roleOffice
	// roleTopic: between a document and a level, makes the level its topic.
	roleTopic
	// roleBefore and roleAfter: stand beside the ordinary word in its everyday
	// sense: "serviciul" secret, secret "bancar".
	roleBefore
	roleAfter
	// roleCredential: passwords and keys, beside which "secret" is one of them.
	roleCredential
	// roleOtherBefore and roleOtherAfter: make it another scheme's marking: "nato"
	// secret, secret "ue".
	roleOtherBefore
	roleOtherAfter
	// roleNational, roleAlliance and roleUnion: wordings of Romania, NATO and the
	// Union in detectors of the others.
	roleNational
	roleAlliance
	roleUnion
	// roleLanguage: a word of the language in which a marking that is a Romanian
	// word too must stand.
	roleLanguage
	// roleOtherLanguage: a word of a language in which the marking is an everyday
	// word.
	roleOtherLanguage
)

// silentRoles say nothing about a wording by standing near it.
const silentRoles = roleConnector | roleLayout | roleMail | roleNumber

// wordRoles gives the names of the lists in rule files.
func wordRoles() map[string]wordRole {
	return map[string]wordRole{
		"labels": roleLabel, "colon_labels": roleColonLabel, "documents": roleDocument, "document_plurals": rolePlural,
		"letterheads": roleLetterhead, "transfers": roleTransfer, "handing": roleHanding, "copies": roleCopy,
		"pages": rolePage, "copied": roleCopied, "filed": roleFiled, "numbers": roleNumber, "layout": roleLayout, "mail": roleMail,
		"connectors": roleConnector, "declassified": roleDeclassified, "future": roleFuture,
		"ordinary": roleOrdinary, "reported": roleReported, "speakers": roleSpeaker, "self": roleSelf, "jokes": roleJoke, "hushes": roleHush, "denials": roleDenial, "topics": roleTopic, "offices": roleOffice, "clearances": roleClearance, "before": roleBefore, "after": roleAfter,
		"credentials":  roleCredential,
		"other_before": roleOtherBefore, "other_after": roleOtherAfter,
		"national": roleNational, "alliance": roleAlliance, "union": roleUnion,
		"language": roleLanguage, "other_language": roleOtherLanguage,
	}
}

// markingWords are the words that say something about a wording near them.
type markingWords struct {
	terms *termSet
	// roles is indexed by the number of a term.
	roles []wordRole
	// labelEnds are the last words of labels.
	labelEnds *termSet
	// caveatTerms are what may follow a level in a banner.
	caveatTerms *termSet
}

// newMarkingWords compiles a detector's lists. It fails on a list it does not
// know.
func newMarkingWords(lists map[string][]string) (*markingWords, error) {
	w := &markingWords{terms: newTermSet(), labelEnds: newTermSet(), caveatTerms: newTermSet()}
	roles := wordRoles()
	for name, words := range lists {
		role, known := roles[name]
		for _, word := range words {
			var err error
			switch {
			case known:
				err = w.add(word, role)
			case name == "caveats":
				_, err = w.caveatTerms.add(word)
			case !slices.Contains(wordingLists(), name):
				err = fmt.Errorf("markings have no such list")
			}
			if err != nil {
				return nil, fmt.Errorf("list %q: %w", name, err)
			}
		}
	}
	return w, nil
}

func (w *markingWords) add(word string, role wordRole) error {
	id, err := w.terms.add(word)
	if err != nil {
		return err
	}
	if id == len(w.roles) {
		w.roles = append(w.roles, 0)
	}
	w.roles[id] |= role
	if role&(roleLabel|roleColonLabel) != 0 {
		_, err = w.labelEnds.add(word[strings.LastIndexByte(word, ' ')+1:])
	}
	return err
}

// wordHit is a word with its roles, half-open in folded positions.
type wordHit struct {
	start, end int
	roles      wordRole
}

// besideOther tells whether the word before at makes it another scheme's
// marking: "NATO SECRET".
func (w *markingWords) besideOther(v *view, at int) bool {
	end := at
	for end > 0 && at-end < besideReach && (v.at(end-1) == ' ' || v.at(end-1) == '-' || v.at(end-1) == '_') {
		end--
	}
	start := end
	for start > 0 && end-start < maxWord && isLetter(v.at(start-1)) {
		start--
	}
	if start == end || end == at {
		return false
	}
	hit, ok := w.terms.longestAt(v.lower, start)
	return ok && hit.end == end && w.roles[hit.term]&roleOtherBefore != 0
}

// labelled tells whether the word before at is the last one of a label, with at
// most labelReach characters between.
func (w *markingWords) labelled(v *view, at int) bool {
	end := at
	colon := false
	for end > 0 && at-end <= labelReach && !isAlnum(v.at(end-1)) {
		colon = colon || v.at(end-1) == ':'
		end--
	}
	start := v.wordStart(end)
	if start == end {
		return false
	}
	if w.endsLabel(v, start, end) {
		return true
	}
	// "Clasificare NATO: NR"
	before := start - 1
	return colon && v.at(before) == ' ' && w.endsLabel(v, v.wordStart(before), before)
}

// endsLabel tells whether [start,end) is the last word of a label.
func (w *markingWords) endsLabel(v *view, start, end int) bool {
	hit, ok := w.labelEnds.longestAt(v.lower, start)
	return ok && hit.end == end
}

// wordStart gives where the letters that end at end begin.
func (v *view) wordStart(end int) int {
	start := end
	for start > 0 && end-start < maxWord && isLetter(v.at(start-1)) {
		start--
	}
	return start
}
