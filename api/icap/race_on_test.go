//go:build race

package icap

// raceDetector tells that this test binary is slow and allocates more.
const raceDetector = true
