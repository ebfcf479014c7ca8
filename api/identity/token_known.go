package identity

import (
	"crypto/sha256"
	"sync"
	"time"
)

// manyKnown is how many tokens are remembered at most, twice.
const manyKnown = 4096

// verified remembers what tokens say, by their hashes, so that a signature is not
// computed anew for each call. It holds those asked for lately.
type verified struct {
	mu            sync.Mutex
	recent, older map[[sha256.Size]byte]*believed
}

func newVerified() *verified { return &verified{recent: map[[sha256.Size]byte]*believed{}} }

// get gives what the token of a hash says, nil if it is not known or has expired.
func (v *verified) get(key [sha256.Size]byte, now time.Time) *believed {
	v.mu.Lock()
	defer v.mu.Unlock()
	found, isRecent := v.recent[key]
	if !isRecent {
		found = v.older[key]
	}
	if found == nil || !now.Before(found.expires) {
		return nil
	}
	if !isRecent {
		v.keep(key, found)
	}
	return found
}

func (v *verified) put(key [sha256.Size]byte, said *believed) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keep(key, said)
}

// keep drops what was not asked for in the time in which so many others were.
func (v *verified) keep(key [sha256.Size]byte, said *believed) {
	if len(v.recent) >= manyKnown {
		v.older, v.recent = v.recent, map[[sha256.Size]byte]*believed{}
	}
	v.recent[key] = said
}
