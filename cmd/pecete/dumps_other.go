//go:build !linux

package main

// forbidDumps does nothing: how dumps are forbidden is the system's own way.
func forbidDumps() error { return nil }
