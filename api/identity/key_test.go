package identity

import (
	"bytes"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// aKey makes a key.
func aKey(t testing.TB) string {
	t.Helper()
	key, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeysHaveTheFormThatScannersKnow(t *testing.T) {
	form := regexp.MustCompile(`^pecete_[0-9A-Za-z]{49}$`)
	for name, random := range map[string]byte{"zeros": 0x00, "ones": 0xff, "something": 0x5a} {
		key, err := NewKey(bytes.NewReader(bytes.Repeat([]byte{random}, 32)))
		if err != nil || !form.MatchString(key) || len(key) != KeyLength {
			t.Errorf("%s: %q, %v", name, key, err)
		}
	}
	if _, err := NewKey(strings.NewReader("too little")); err == nil {
		t.Error("a key was made of ten bytes")
	}
}

// The form is what others recognise keys by, so it never changes.
func TestKeyFormStays(t *testing.T) {
	key, err := NewKey(bytes.NewReader(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	const want = "pecete_" + "0000000000000000000000000000000000000000000"
	if key[:len(want)] != want {
		t.Fatalf("got %q", key)
	}
	hash, err := HashKey(key)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseHash(hash.String())
	if err != nil || again != hash {
		t.Errorf("%s reads as %s, %v", hash, again, err)
	}
}

// One wrong character, two exchanged, or one too many, and it is no key.
func TestChecksumCatchesSlips(t *testing.T) {
	key := aKey(t)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(len(keyPrefix), KeyLength-1).Draw(t, "at")
		other := rapid.SampledFrom([]byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-")).Draw(t, "other")
		wrong := []byte(key)
		wrong[at] = other
		if _, err := HashKey(string(wrong)); string(wrong) != key && !errors.Is(err, ErrNoKey) {
			t.Fatalf("character %d changed: %v", at, err)
		}
	})
	for _, wrong := range []string{"", "pecete_", key + "0", key[:KeyLength-1], " " + key, strings.ToUpper(key)} {
		if _, err := HashKey(wrong); !errors.Is(err, ErrNoKey) {
			t.Errorf("%d characters: %v", len(wrong), err)
		}
	}
}

func TestHashesAreReadStrictly(t *testing.T) {
	key := aKey(t)
	for name, text := range map[string]string{
		"a key":        key,
		"no prefix":    strings.Repeat("a", 64),
		"too short":    hashPrefix + strings.Repeat("a", 62),
		"not hex":      hashPrefix + strings.Repeat("g", 64),
		"another hash": "md5:" + strings.Repeat("a", 32),
		"empty":        "",
	} {
		_, err := ParseHash(text)
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), key[7:20]) {
			t.Errorf("%s: the error repeats the key", name)
		}
	}
}

func FuzzHashKey(f *testing.F) {
	f.Add(aKey(f))
	f.Add("pecete_")
	f.Fuzz(func(t *testing.T, key string) {
		hash, err := HashKey(key)
		if err == nil && (len(key) != KeyLength || !looksLikeKey(key)) {
			t.Errorf("%q has the hash %s", key, hash)
		}
	})
}
