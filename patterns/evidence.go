package patterns

import (
	"fmt"
	"math/bits"
)

// Code names one reason for or against a finding. The names (String) are part
// of the contract with callers and never change their meaning; the numbers are
// internal. The zero value is no code.
type Code uint8

// The evidence codes. Their descriptions for people stand in evidence.yaml.
const (
	// ChecksumValid: the control digit, Luhn or mod 97 sum is right.
	ChecksumValid Code = iota + 1
	// ChecksumInvalid: the shape is right but the control digit is not.
	ChecksumInvalid
	// DateValid: the number carries a real calendar date.
	DateValid
	// CountyValid: the number carries a county code that has been issued.
	CountyValid
	// ContextWord: a word that announces such data stands nearby.
	ContextWord
	// ContextLabel: such a word stands right beside the data, as a label.
	ContextLabel
	// NegativeContext: a word nearby says that the data is something else.
	NegativeContext
	// ExampleContext: words nearby call it an example, a test or a template.
	ExampleContext
	// DocumentationExample: a value known from documentation and tutorials.
	DocumentationExample
	// IssuedSeries: a series of letters known to have been issued.
	IssuedSeries
	// UnknownSeries: a series of letters not known to have been issued.
	UnknownSeries
	// KnownBank: the bank code is one in use.
	KnownBank
	// UnknownBank: the bank code is not a known one.
	UnknownBank
	// CountryLength: the length registered for that country's IBAN.
	CountryLength
	// IssuerRange: the leading digits belong to a card issuer.
	IssuerRange
	// AllocatedRange: the number lies in an allocated numbering range.
	AllocatedRange
	// UnallocatedRange: the number lies outside the known numbering ranges.
	UnallocatedRange
	// CountryPrefix: the number carries the country's calling code.
	CountryPrefix
	// Grouped: written in the groups people use for such data.
	Grouped
	// StreetType: begins with a kind of street.
	StreetType
	// HouseNumber: carries a house number.
	HouseNumber
	// Building: carries a block or stairwell.
	Building
	// Apartment: carries a floor, apartment or intercom.
	Apartment
	// Sector: carries a sector of Bucharest.
	Sector
	// Locality: carries a city, town, commune or village.
	Locality
	// County: carries a county.
	County
	// PostalCode: carries a postal code from an assigned region.
	PostalCode
	// PersonNearby: a person's name or a word for one stands nearby.
	PersonNearby
	// PublicBody: belongs to a public body or business, not a person.
	PublicBody
	// MeetingPlace: named as a place of an event or a meeting.
	MeetingPlace
	// MarkingPhrase: the wording of a classification marking.
	MarkingPhrase
	// MarkingAbbreviation: an abbreviation of a classification marking.
	MarkingAbbreviation
	// Heading: stands alone on its line or at the head of the text, as
	// markings do.
	Heading
	// Capitals: written in capitals, as markings are.
	Capitals
	// LetterSpaced: written with a gap between letters.
	LetterSpaced
	// RegisterNumber: beside a register number with a classification prefix.
	RegisterNumber
	// CopyNumber: beside the number of a copy or of pages.
	CopyNumber
	// ClassificationContext: words about classified documents stand nearby.
	ClassificationContext
	// OrdinaryUse: the words are used in their ordinary sense.
	OrdinaryUse
	// ReadingCheck: the check digits of a machine readable zone are right.
	ReadingCheck
	// Disguised: written with characters that hide it from a plain search.
	Disguised
	// Encoded: it stands in an encoding, such as base64 or percent-encoding.
	Encoded
	// SpelledOut: its digits are written out in words.
	SpelledOut
	// Shape: has the shape of such data.
	Shape
	// EmailDomain: has a domain name with a plausible ending.
	EmailDomain
	// NewFormat: the format used since the rules last changed.
	NewFormat
	// Expired: a card or document past its date. Reserved for rule files.
	Expired
	// TestNumber: a number reserved for tests by its issuer.
	TestNumber

	codeCount
)

// codeNames returns the stable names, indexed by Code; 0 has none.
func codeNames() [codeCount]string {
	return [codeCount]string{
		ChecksumValid: "CHECKSUM_VALID", ChecksumInvalid: "CHECKSUM_INVALID",
		DateValid: "DATE_VALID", CountyValid: "COUNTY_VALID",
		ContextWord: "CONTEXT_WORD", ContextLabel: "CONTEXT_LABEL",
		NegativeContext: "NEGATIVE_CONTEXT", ExampleContext: "EXAMPLE_CONTEXT",
		DocumentationExample: "DOCUMENTATION_EXAMPLE",
		IssuedSeries:         "ISSUED_SERIES", UnknownSeries: "UNKNOWN_SERIES",
		KnownBank: "KNOWN_BANK", UnknownBank: "UNKNOWN_BANK",
		CountryLength: "COUNTRY_LENGTH", IssuerRange: "ISSUER_RANGE",
		AllocatedRange: "ALLOCATED_RANGE", UnallocatedRange: "UNALLOCATED_RANGE",
		CountryPrefix: "COUNTRY_PREFIX", Grouped: "GROUPED",
		StreetType: "STREET_TYPE", HouseNumber: "HOUSE_NUMBER",
		Building: "BUILDING", Apartment: "APARTMENT", Sector: "SECTOR",
		Locality: "LOCALITY", County: "COUNTY", PostalCode: "POSTAL_CODE",
		PersonNearby: "PERSON_NEARBY", PublicBody: "PUBLIC_BODY",
		MeetingPlace: "MEETING_PLACE", MarkingPhrase: "MARKING_PHRASE",
		MarkingAbbreviation: "MARKING_ABBREVIATION", Heading: "HEADING",
		Capitals: "CAPITALS", LetterSpaced: "LETTER_SPACED",
		RegisterNumber: "REGISTER_NUMBER", CopyNumber: "COPY_NUMBER",
		ClassificationContext: "CLASSIFICATION_CONTEXT",
		OrdinaryUse:           "ORDINARY_USE", ReadingCheck: "READING_CHECK",
		Disguised: "DISGUISED", Encoded: "ENCODED", SpelledOut: "SPELLED_OUT", Shape: "SHAPE", EmailDomain: "EMAIL_DOMAIN",
		NewFormat: "NEW_FORMAT", Expired: "EXPIRED", TestNumber: "TEST_NUMBER",
	}
}

// String gives the code's stable name, such as "CHECKSUM_VALID".
func (c Code) String() string {
	names := codeNames()
	if c > 0 && c < codeCount {
		return names[c]
	}
	return fmt.Sprintf("CODE_%d", uint8(c))
}

// UnmarshalText reads a code's stable name.
func (c *Code) UnmarshalText(text []byte) error {
	for _, code := range Codes() {
		if code.String() == string(text) {
			*c = code
			return nil
		}
	}
	return fmt.Errorf("unknown evidence code %q", text)
}

// Codes gives every evidence code in order.
func Codes() []Code {
	var all []Code
	for c := Code(1); c < codeCount; c++ {
		all = append(all, c)
	}
	return all
}

// CodeSet is a set of evidence codes. The zero value is the empty set.
type CodeSet uint64

// SetOf gives the set that holds the codes.
func SetOf(codes ...Code) CodeSet {
	var s CodeSet
	for _, c := range codes {
		s = s.With(c)
	}
	return s
}

// With gives the set with c added.
func (s CodeSet) With(c Code) CodeSet { return s | 1<<c }

// Without gives the set with c taken out.
func (s CodeSet) Without(c Code) CodeSet { return s &^ (1 << c) }

// Has tells whether c is in the set.
func (s CodeSet) Has(c Code) bool { return s&(1<<c) != 0 }

// HasAny tells whether the two sets share a code.
func (s CodeSet) HasAny(other CodeSet) bool { return s&other != 0 }

// Each calls f with every code of the set in order.
func (s CodeSet) Each(f func(Code)) {
	for rest := uint64(s); rest != 0; rest &= rest - 1 {
		f(Code(bits.TrailingZeros64(rest)))
	}
}
