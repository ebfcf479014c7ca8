package patterns

// Checksum tells whether a value, given without separators and in lower case
// ASCII, satisfies a control digit or sum. It never panics, whatever it is given.
type Checksum func(value string) bool

// namedChecksum is a checksum and the name rule files call it by.
type namedChecksum struct {
	name  string
	check Checksum
}

// checksums is the explicit list of what a rule file can name.
func checksums() []namedChecksum {
	return []namedChecksum{
		{"cnp", CNP},
		{"cui", CUI},
		{"iban", IBAN},
		{"icao9303", ICAO9303},
		{"luhn", Luhn},
		{"onrc", ONRC},
		{"vin", VIN},
	}
}

// ChecksumByName gives the checksum of that name, or nil if there is none.
func ChecksumByName(name string) Checksum {
	for _, c := range checksums() {
		if c.name == name {
			return c.check
		}
	}
	return nil
}

// ChecksumNames gives the names that rule files can use, in order.
func ChecksumNames() []string {
	var names []string
	for _, c := range checksums() {
		names = append(names, c.name)
	}
	return names
}
