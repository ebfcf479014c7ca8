package content

import "io"

// Sink takes the text of a body.
//
// Whenever Extract reads more of the body, the text of what it read before has
// been written, but for the last Lag bytes, and but for what a call of Gather holds
// back. A Sink that also has the method of Noter is told at once what is missed.
type Sink interface {
	// Write takes more text: valid UTF-8 and whole code points in each call. Fields
	// and blocks are set apart by line ends.
	io.Writer
	// Gather says that what is read from now on will be written only once more
	// was read, or never: a document that has to be held whole, or a limit on
	// unpacking that is not decided yet.
	Gather()
	// Gathered ends what Gather began: what was read so far is written. Calls
	// alternate, Gather first.
	Gathered()
}

// Lag is how many bytes of what a body unpacks to may have been read and not yet
// be written without a Gather: what a format holds back until it knows what follows.
const Lag = 256 << 10

// Noter is what a Sink may implement besides to learn what is missed when it is
// found, and not only when the body has ended.
type Noter interface {
	// Note is told each reason once. An error ends the reading as one of Write does.
	Note(Missed) error
}
