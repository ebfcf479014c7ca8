package web

import (
	"crypto/rand"
	"encoding/hex"
)

// maxRequestID is the longest id of a request that a caller may choose.
const maxRequestID = 64

// RequestID gives asked if it may stand in a log: 1 to 64 letters, digits, dots, hyphens
// and underscores of ASCII. Otherwise it makes one, of 32 hexadecimal digits.
func RequestID(asked string) string {
	if isSafeID(asked) {
		return asked
	}
	var random [16]byte
	rand.Read(random[:]) // which never fails
	return hex.EncodeToString(random[:])
}

func isSafeID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z'
		isDigit := c >= '0' && c <= '9'
		if !isLetter && !isDigit && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
