//go:build race

package content

// raceDetector tells that this test binary is slow and allocates more.
const raceDetector = true
