// Package reload keeps the rules in use those that lie in files, while the service
// serves.
//
// Source (source.go) reads folders of rules and signed bundles and makes a ruleset of
// them, after the same checks wherever they are read: a rule file that is broken, an
// example that does not hold or a signature that does not count is an error that names
// the file and the fault. Reloader (reload.go) holds the classifier in use. Its Watch
// (watch.go) waits for SIGHUP, for changes of the files (files.go) and for time to look
// again, reads, builds another classifier beside the one in use, and then puts it in its
// place at once. Whatever goes wrong, the one in use stays, and the log, the observer and
// Status tell.
//
// Faults of rules quote rule files, examples among them; nothing here ever sees a
// message.
package reload
