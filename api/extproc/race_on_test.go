//go:build race

package extproc

// raceDetector tells that this test binary is slow.
const raceDetector = true
