// Package classifier is the engine: text in, findings, score and advice out.
//
// Text flows through its files in this order: view.go and fold.go normalise a
// message into a plain ASCII view with a map back to the original bytes;
// scan.go passes once over the view and notes everything worth a look (gate and
// candidates); verify.go lets each detector's expression or finder decide at
// those places only; context.go weighs the words around; overlap.go settles
// which of two overlapping findings stands; reading.go undoes what hides something
// and sends the message through all that once more; score.go turns findings into a
// score and a verdict; advice.go says what to tell the sender; redact.go
// rewrites the text.
//
// The package is pure: no I/O, no clock but the injected one, no gRPC, no
// protobuf. It imports package patterns only. A Classifier is safe for concurrent
// use, and keeps nothing of what it reads.
package classifier
