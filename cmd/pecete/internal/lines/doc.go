// Package lines reads messages from a file or a pipe, one a line: as plain
// text, or as JSON objects with a message_id and a text (JSONL).
//
// It stands before the engine in the commands that read files. A Reader cuts
// its input into Lines without ever holding more than one line and a buffer;
// Line.Message then turns a line into a message, which may be done on any
// goroutine. What cannot be read becomes a Fault, which names the line and the
// reason and never quotes the line.
package lines
