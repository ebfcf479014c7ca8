// Package content reads a body as a proxy or a mail server carries it and writes
// its text: it unpacks, converts the charset and follows the format, so that
// what looks at the text sees the words a person would see.
//
// Whatever can be read in a stream is, in memory that does not grow with the
// body; what has to be held whole, such as a DOCX or a PDF, is held up to a limit.
// Everything a stranger may make large (sizes, layers, parts, time) has a limit
// of its own, and what was not read for it is told in the Coverage and is no error.
//
// No error and no panic of this package holds anything of what was read.
package content
