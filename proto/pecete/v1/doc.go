// Package pecetev1 is the contract of Pecete as Go types: the messages and the
// gRPC client and server of pecete.v1.ClassifierService. A client imports this
// package alone; on the server only the api package does, and turns what the
// engine finds into these types.
//
// The code is generated from classifier.proto, where every message and field is
// documented with its unit, default, limit and errors.
package pecetev1
