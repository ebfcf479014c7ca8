package content

// Coverage tells how much of a body was read as text.
type Coverage struct {
	// Missed is what was not, in order, each reason once; empty if all was.
	Missed []Missed
}

// Whole tells whether all of the body was read.
func (c Coverage) Whole() bool { return len(c.Missed) == 0 }

// Names gives the reasons why some was not read, for logs and headers.
func (c Coverage) Names() []string {
	names := make([]string, len(c.Missed))
	for at, missed := range c.Missed {
		names[at] = string(missed)
	}
	return names
}

// Missed is a reason why some of a body was not read.
type Missed string

// The reasons, as they are written in logs and answers.
const (
	// MissedType is a format that is not read: pictures, sound, archives other
	// than ZIP, binary forms of unknown kind. Of the last, runs of text are written.
	MissedType Missed = "type"
	// MissedPicture is a picture inside a document whose text was read.
	MissedPicture Missed = "picture"
	// MissedEncoding is a Content-Encoding or Content-Transfer-Encoding that is not known.
	MissedEncoding Missed = "encoding"
	// MissedCharset is a charset that is not known; its ASCII letters were read. Also a
	// PDF whose fonts do not tell what their glyphs mean.
	MissedCharset Missed = "charset"
	// MissedEncrypted is what only the holder of a key can read.
	MissedEncrypted Missed = "encrypted"
	// MissedTooLarge is a document larger than Limits.Document.
	MissedTooLarge Missed = "too large"
	// MissedTooDeep is more layers than Limits.Depth.
	MissedTooDeep Missed = "too deep"
	// MissedTooMany is more parts than Limits.Parts.
	MissedTooMany Missed = "too many"
	// MissedBomb is what unpacks to more than Limits.Expanded or Limits.Ratio allow.
	MissedBomb Missed = "bomb"
	// MissedTimeout is a document that took longer than Limits.Time.
	MissedTimeout Missed = "timeout"
	// MissedBroken is what ends too early or does not hold what its format asks;
	// what could be read before was written.
	MissedBroken Missed = "broken"
)
