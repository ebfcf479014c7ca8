package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// PublicKey proves who signed a bundle.
type PublicKey struct{ verifier note.Verifier }

// SecretKey signs bundles.
type SecretKey struct{ signer note.Signer }

// ID gives the key's name and the eight hexadecimal digits that tell it from others of
// that name: "acme-2026+1f2e3d4c".
func (k PublicKey) ID() string { return keyID(k.verifier.Name(), k.verifier.KeyHash()) }

// ID gives the ID of the public key that belongs to k.
func (k SecretKey) ID() string { return keyID(k.signer.Name(), k.signer.KeyHash()) }

func keyID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// secretPrefix is how a secret key begins.
const secretPrefix = "PRIVATE+KEY+"

// NewKey makes a pair of ed25519 keys with a name, each a line of text, from 32 bytes of
// random.
func NewKey(random io.Reader, name string) (secret, public string, err error) {
	if !isName(name) {
		return "", "", nameError("key", name)
	}
	secret, public, err = note.GenerateKey(random, name)
	if err != nil {
		return "", "", fmt.Errorf("making a key: %w", err)
	}
	return secret, public, nil
}

// ParsePublicKeys reads public keys, one a line; empty lines and those that begin with
// "#" are passed over. It fails if there is none. Errors name the line, never quote it.
func ParsePublicKeys(data []byte) ([]PublicKey, error) {
	var keys []PublicKey
	for number, line := range keyLines(data) {
		if strings.HasPrefix(line, secretPrefix) {
			return nil, fmt.Errorf("line %d is a secret key, which belongs to who signs alone; trust its public key", number)
		}
		verifier, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("line %d is no public key: %w", number, err)
		}
		if !isName(verifier.Name()) {
			return nil, fmt.Errorf("line %d: %w", number, nameError("key", verifier.Name()))
		}
		keys = append(keys, PublicKey{verifier})
	}
	if len(keys) == 0 {
		return nil, errors.New("holds no public key")
	}
	return keys, nil
}

// ParseSecretKey reads the one secret key in data. Errors do not quote it.
func ParseSecretKey(data []byte) (SecretKey, error) {
	found := ""
	for number, line := range keyLines(data) {
		if found != "" {
			return SecretKey{}, fmt.Errorf("line %d: more than one key", number)
		}
		found = line
	}
	if found == "" {
		return SecretKey{}, errors.New("holds no key")
	}
	signer, err := note.NewSigner(found)
	if err != nil {
		return SecretKey{}, fmt.Errorf("is no secret key: %w", err)
	}
	if !isName(signer.Name()) {
		return SecretKey{}, nameError("key", signer.Name())
	}
	return SecretKey{signer}, nil
}

// keyLines gives the lines that are to be keys, with their numbers from 1.
func keyLines(data []byte) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		number := 0
		for line := range bytes.Lines(data) {
			number++
			text := strings.TrimSpace(string(line))
			if text == "" || strings.HasPrefix(text, "#") {
				continue
			}
			if !yield(number, text) {
				return
			}
		}
	}
}

// verifiers gives keys as the notes' library wants them, each once.
func verifiers(keys []PublicKey) note.Verifiers {
	var list []note.Verifier
	seen := map[string]bool{}
	for _, key := range keys {
		if id := key.ID(); !seen[id] {
			seen[id] = true
			list = append(list, key.verifier)
		}
	}
	return note.VerifierList(list...)
}
