package identity

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/big"
	"strings"
)

// A key is "pecete_", 43 letters and digits that stand for 256 random bits, and 6 that
// are a checksum. The prefix and the checksum are for scanners of source code and logs,
// which can tell a leaked key from anything else without asking anybody; the checksum
// also turns away what is mistyped or guessed before it is hashed.
//
// Keys are stored as a single SHA-256, on purpose. Slow hashes with a salt (argon2,
// bcrypt) make it dear to try the few billion passwords that people think of; of keys
// with 256 random bits there are 10^77, so that there is nothing to try, no two are
// alike for a salt to tell apart, and a slow hash would only let callers with wrong keys
// keep the server busy.
const (
	keyPrefix    = "pecete_"
	keyBytes     = 32
	keyDigits    = 43 // 62^43 > 2^256
	checksumSize = 6  // 62^6 > 2^32
	// KeyLength is how long a key is, in bytes.
	KeyLength = len(keyPrefix) + keyDigits + checksumSize
)

// ErrNoKey says that something is no key. It holds nothing of it.
var ErrNoKey = errors.New(`not a key: a key is "pecete_" and 49 letters and digits of which the last 6 are a checksum`)

// NewKey makes a key of 256 bits from random.
func NewKey(random io.Reader) (string, error) {
	secret := make([]byte, keyBytes)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	body := keyPrefix + digits62(new(big.Int).SetBytes(secret), keyDigits)
	clear(secret)
	return body + checksum(body), nil
}

// digits62 writes a number with digits, capital and small letters, filled up with zeros.
func digits62(n *big.Int, width int) string {
	text := n.Text(62)
	return strings.Repeat("0", width-len(text)) + text
}

func checksum(body string) string {
	return digits62(big.NewInt(int64(crc32.ChecksumIEEE([]byte(body)))), checksumSize)
}

// looksLikeKey tells whether something begins as keys do.
func looksLikeKey(text string) bool { return strings.HasPrefix(text, keyPrefix) }

// Hash is what a key is stored as.
type Hash [sha256.Size]byte

// hashPrefix names the hash where it is written.
const hashPrefix = "sha256-"

// HashKey gives the hash of a key, or ErrNoKey.
func HashKey(key string) (Hash, error) {
	if len(key) != KeyLength || !looksLikeKey(key) {
		return Hash{}, ErrNoKey
	}
	body := key[:KeyLength-checksumSize]
	if checksum(body) != key[KeyLength-checksumSize:] {
		return Hash{}, ErrNoKey
	}
	return sha256.Sum256([]byte(key)), nil
}

// String writes a hash: "sha256-" and 64 hexadecimal digits.
func (h Hash) String() string { return hashPrefix + hex.EncodeToString(h[:]) }

// ParseHash reads a hash. If what it is given is a key, the error says so, but does not
// repeat it.
func ParseHash(text string) (Hash, error) {
	if looksLikeKey(text) {
		return Hash{}, errors.New("this is a key, not its hash: whoever reads the file can use it, so replace it (pecete keys new)")
	}
	digits, ok := strings.CutPrefix(text, hashPrefix)
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != sha256.Size {
		return Hash{}, errors.New(`a hash is "sha256-" and 64 hexadecimal digits (pecete keys hash)`)
	}
	return Hash(raw), nil
}
