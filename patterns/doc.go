// Package patterns says what is sensitive. It holds one YAML file per detector
// (detectors/), lists of facts that several detectors share (lists/), the
// catalogue of evidence codes (evidence.yaml), the checksums that detectors
// name, and the loader that turns those files into a Ruleset and refuses
// anything malformed with the file, the line and the reason.
//
// It is the bottom of the import order: cmd -> api -> classifier -> patterns.
// It knows nothing of messages, requests or scores; package classifier
// compiles a Ruleset into tables and runs it over text.
package patterns
