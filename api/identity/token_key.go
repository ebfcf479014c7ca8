package identity

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/MicahParks/jwkset"
)

// keySet are the public keys of an issuer.
type keySet struct{ keys []issuerKey }

type issuerKey struct {
	id string
	// algorithm is the only signature it is for; empty if any of its kind.
	algorithm string
	public    any
}

// minRSA is the length of the shortest RSA key that is believed, in bits (NIST SP
// 800-131A).
const minRSA = 2048

// readKeys reads a set of keys (RFC 7517). Keys of kinds that are not believed are left
// out, as the RFC has it; there must be one that is. Of each only the parameters of the
// key itself are read: no certificates, and nothing is fetched.
func readKeys(data []byte) (*keySet, error) {
	var set struct {
		Keys []jwkset.JWKMarshal `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, errors.New("is no set of keys (JWKS)")
	}
	read := &keySet{}
	for _, k := range set.Keys {
		if k.USE != "" && k.USE != jwkset.UseSig {
			continue
		}
		bare := jwkset.JWKMarshal{KTY: k.KTY, CRV: k.CRV, X: k.X, Y: k.Y, N: k.N, E: k.E, KID: k.KID}
		parsed, err := jwkset.NewJWKFromMarshal(bare, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{SkipAll: true})
		if err != nil || !isBelievable(parsed.Key()) {
			continue
		}
		read.keys = append(read.keys, issuerKey{id: k.KID, algorithm: string(k.ALG), public: parsed.Key()})
	}
	if len(read.keys) == 0 {
		return nil, fmt.Errorf("none of the %d keys is a public one for signatures (RSA of %d bits, EC or Ed25519)", len(set.Keys), minRSA)
	}
	return read, nil
}

func isBelievable(key any) bool {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen() >= minRSA
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return true
	}
	return false
}

// find gives the key of an id that is for an algorithm. A token without an id means the
// only key there is.
func (s *keySet) find(id, algorithm string) (any, bool) {
	for _, k := range s.keys {
		isMeant := k.id == id || id == "" && len(s.keys) == 1
		if isMeant && (k.algorithm == "" || k.algorithm == algorithm) && k.fits(algorithm) {
			return k.public, true
		}
	}
	return nil, false
}

// fits tells whether a key is of the kind that an algorithm needs.
func (k *issuerKey) fits(algorithm string) bool {
	switch k.public.(type) {
	case *rsa.PublicKey:
		return strings.HasPrefix(algorithm, "RS") || strings.HasPrefix(algorithm, "PS")
	case *ecdsa.PublicKey:
		return strings.HasPrefix(algorithm, "ES")
	}
	return algorithm == "EdDSA"
}
