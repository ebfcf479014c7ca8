// Package bundle packs rule files into one signed file and takes them out of it again
// once the signature is proved to be that of a trusted key.
//
// A bundle is a plain tar archive, which any tar unpacks. Its first file is MANIFEST: a
// signed note (the format of Go's checksum database, golang.org/x/mod/sumdb/note and
// C2SP's signed-note) whose text has a line of sha256sum for each of the other files,
// which follow in that order. Several keys may sign a bundle, and several be trusted, so
// that keys can change.
//
// Nothing but the note is looked at before its signature holds. Nothing is compressed, so
// that a small bundle cannot become a large one. An archive that is not, to the byte, what
// Seal would write around the same note is refused, so that nothing rides along beside
// what is signed. A note may carry the signatures of more keys than are trusted.
//
// It is pure: bytes in, rule files out, no clock, no file system.
package bundle
