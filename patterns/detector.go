package patterns

// Detector is one rule: what to look for, what counts for and against it, and
// examples that prove it. It is read from one YAML file and never changes
// after loading.
type Detector struct {
	// ID is the stable name callers see, such as "ro.cnp".
	ID string `yaml:"id"`
	// Category groups detectors for advice and combination effects, such as
	// "national_id" or "marking".
	Category string `yaml:"category"`
	// Label is what redaction writes in place of a finding, without brackets.
	Label string `yaml:"label"`
	// Description tells people what the detector finds.
	Description Text `yaml:"description"`
	// Name names a finding in a sentence of an advice. Without it, the name of
	// the category serves (AdviceTexts.Categories).
	Name Name `yaml:"name"`
	// Severity of a finding, unless the finding's marking says otherwise.
	Severity Severity `yaml:"severity"`
	// Specificity (0..1) settles overlaps between findings that are about
	// equally sure: the more a format gives away its kind, the higher.
	Specificity float64 `yaml:"specificity"`

	// Anchors tell where in a text a candidate can begin.
	Anchors Anchors `yaml:"anchors"`
	// Expression is what must stand at an anchor (regexp2 syntax, matched
	// against the folded text: ASCII, lower case). A group named "value", where
	// present, is the part that is reported. Either Expression or Finder is set.
	Expression *Expression `yaml:"expression"`
	// Finder names a grammar written in Go (package classifier) for what an
	// expression cannot say.
	Finder string `yaml:"finder"`
	// Checksum names the sum that a match of Expression must satisfy; see
	// ChecksumNames. What fails becomes evidence, CHECKSUM_INVALID.
	Checksum string `yaml:"checksum"`

	// Confidence (0..1) of a match before any evidence is weighed.
	Confidence float64 `yaml:"confidence"`
	// Adjust adds to the confidence for each evidence code found.
	Adjust map[string]float64 `yaml:"adjust"`
	// Context lists the words around a candidate that count for or against it.
	Context []ContextGroup `yaml:"context"`
	// Calibration tells what the sum of Confidence and all adjustments is worth: how
	// often findings with that sum turned out to be right. Without it the sum is the
	// confidence.
	Calibration Calibration `yaml:"calibration"`
	// Require drops a candidate that lacks the evidence named.
	Require []Requirement `yaml:"require"`

	// Markings maps wordings to levels, for detectors of markings.
	Markings []Marking `yaml:"markings"`
	// Lists holds facts that the named finder needs, such as issued series.
	Lists map[string][]string `yaml:"lists"`

	// Explain says in the detector's own terms what an evidence code means for
	// its findings, by the code's name; see Ruleset.Explain.
	Explain map[string]Text `yaml:"explain"`
	// Limits tell people what the detector does not find, or mistakes.
	Limits []Text `yaml:"limits"`
	// Sources cite where the detector's facts come from: laws, standards, the
	// names of public pages.
	Sources []string `yaml:"sources"`

	// Examples are run as tests, in this project and wherever the file is used.
	Examples Examples `yaml:"examples"`

	// File is the name of the file the detector was read from.
	File string `yaml:"-"`

	adjust    [codeCount]float64
	explained map[Code]Text
	// source is the content of File.
	source string
}

// Text is a sentence for people in the two languages Pecete speaks.
type Text struct {
	RO string `yaml:"ro"`
	EN string `yaml:"en"`
}

// In gives the text in the locale asked, "ro" or "en"; anything else is "ro".
func (t Text) In(locale string) string {
	if locale == "en" {
		return t.EN
	}
	return t.RO
}

// Anchors say where the engine looks for a candidate. At least one is set.
type Anchors struct {
	// Digits, if above 0, anchors at the start of each run of digits from which
	// at least that many digits follow, counted across short gaps.
	Digits int `yaml:"digits"`
	// Run, with Digits, is how many of them must be unbroken at the anchor (0..32).
	Run int `yaml:"run"`
	// Words anchors at each word or phrase listed (see ContextGroup.Words).
	Words []string `yaml:"words"`
	// Chars anchors at each of these ASCII characters.
	Chars string `yaml:"chars"`
	// Spaced anchors at letters written apart, "S E C R E T".
	Spaced bool `yaml:"spaced"`
	// Before is how many folded characters ahead of the anchor an Expression
	// may begin (0..256). At 0 it must begin at the anchor itself.
	Before int `yaml:"before"`
	// After is how many folded characters from the anchor on an Expression may
	// see (1..512).
	After int `yaml:"after"`
}

// ContextGroup is a set of words with one meaning for a candidate near them.
type ContextGroup struct {
	// Code is the evidence that the presence of a word of the group adds.
	Code Code `yaml:"code"`
	// Words are words or phrases as people write them; case and diacritics do
	// not matter. "telefon*" also finds telefonul, telefoane is another stem;
	// "tel" finds only that word. In a phrase, one space stands for any short
	// gap of spaces, dots, colons or dashes. "@name" takes the list of that name.
	Words []string `yaml:"words"`
	// Before and After are how far a word may stand from the candidate's start
	// and end, in folded characters (0..300). 0 turns that side off.
	Before int `yaml:"before"`
	After  int `yaml:"after"`
	// Adjust is added to the confidence once if any word is present. Groups with
	// a negative Adjust compete with those with a positive one: on each side of
	// a candidate only the nearer of the two kinds counts. The codes that tell
	// not what the data is but whose (PUBLIC_BODY, PERSON_NEARBY) or what for (EXAMPLE_CONTEXT,
	// DOCUMENTATION_EXAMPLE) do not compete and always count.
	Adjust float64 `yaml:"adjust"`
	// Label tells that the words are labels of one number: they count only where
	// no other number stands between them and the candidate, and after it only
	// in the same clause and where they are not the next number's label.
	Label bool `yaml:"label"`
}

// Requirement drops a candidate unless it has evidence of one of the codes.
type Requirement struct {
	// When limits the requirement to candidates with this evidence; empty
	// means always.
	When Code `yaml:"when"`
	// Any lists the codes of which at least one must be present.
	Any []Code `yaml:"any"`

	any CodeSet
}

// Met tells whether evidence satisfies the requirement.
func (r Requirement) Met(evidence CodeSet) bool {
	if r.When != 0 && !evidence.Has(r.When) {
		return true
	}
	return evidence.HasAny(r.any)
}

// Marking is one classification marking and the wordings it goes by.
type Marking struct {
	// Designation is the marking's official wording, safe to show.
	Designation string `yaml:"designation"`
	// Scheme is whose marking it is: "ro", "nato", "eu", a country's code, "tlp".
	Scheme string `yaml:"scheme"`
	// Level on the common scale.
	Level Level `yaml:"level"`
	// Severity overrides the detector's, where set.
	Severity Severity `yaml:"severity"`
	// Adjust (-1..1) is added to the confidence of the phrases, not of the
	// abbreviations: some wordings tell more by themselves than others.
	Adjust float64 `yaml:"adjust"`
	// Phrases are the wordings (see ContextGroup.Words).
	Phrases []string `yaml:"phrases"`
	// Abbreviations are short forms that need more evidence than a phrase. They
	// are matched in capitals only.
	Abbreviations []string `yaml:"abbreviations"`
}

// Examples prove a detector: every Match must be found, no NoMatch may be.
type Examples struct {
	Match   []Example `yaml:"match"`
	NoMatch []string  `yaml:"no_match"`
}

// Example is a text and what must be found in it.
type Example struct {
	// Text is the message.
	Text string `yaml:"text"`
	// Find lists the exact parts of Text that the detector must report, in
	// order; empty means one finding of the whole text.
	Find []string `yaml:"find"`
	// Verdict, where set, is the verdict on the message: allow, warn or block.
	Verdict string `yaml:"verdict"`
	// Evidence lists codes that the first finding must carry.
	Evidence []Code `yaml:"evidence"`
	// Designation, where set, is the first finding's marking.
	Designation string `yaml:"designation"`
}

// AdjustFor gives what evidence adds to the confidence, 0 where the detector
// has no opinion.
func (d *Detector) AdjustFor(c Code) float64 { return d.adjust[c] }
