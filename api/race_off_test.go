//go:build !race

package api

// raceDetector tells that this test binary is slow and allocates more.
const raceDetector = false
