package content

// Head is what a carrier says of a body. It is believed only as far as the body
// agrees: see Extract.
type Head struct {
	// Type is the Content-Type header's value; "" if there was none.
	Type string
	// Encoding is the Content-Encoding header's value; "" if there was none.
	Encoding string
	// Transfer is a mail's Content-Transfer-Encoding; "" if there was none.
	Transfer string
	// Disposition is the Content-Disposition header's value, for the name of the
	// field or the file; "" if there was none.
	Disposition string
}
