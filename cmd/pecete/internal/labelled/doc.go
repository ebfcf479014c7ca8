// Package labelled reads messages that people have labelled: a text and what
// should be found in it, one JSON object a line.
//
// It stands before package evaluation, which compares the labels with what was
// found. What is wrong with a line is told by the name of the field and never
// by quoting it.
package labelled
