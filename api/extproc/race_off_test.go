//go:build !race

package extproc

// raceDetector tells that this test binary is slow and allocates more.
const raceDetector = false
