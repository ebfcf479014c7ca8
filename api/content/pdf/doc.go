// Package pdf reads the text of PDF files that strangers send.
//
// It was written for this project because the readers there are do not stand
// strangers: of github.com/ledongthuc/pdf, which is kept, a file of 140 bytes whose
// cross-reference stream names a huge Size ends the process ("out of memory" cannot
// be recovered), a chain of Prev that bites its tail never ends, and text in form
// objects is not read; github.com/pdfcpu/pdfcpu does not map fonts to text.
// This one trusts no table of the file: it finds the objects by looking for them, so
// that cut and broken files are read too, works in bounded memory, and asks its
// caller often whether it may go on.
//
// The numbers of sections in comments are those of ISO 32000-1:2008.
package pdf
