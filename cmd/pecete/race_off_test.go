//go:build !race

package main

// raceDetector tells that this test binary is many times slower than pecete.
const raceDetector = false
