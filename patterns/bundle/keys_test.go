package bundle

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
)

func TestKeysAreMadeAndRead(t *testing.T) {
	secret, public, err := NewKey(rand.Reader, "acme")
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseSecretKey([]byte("# the key of Acme\n\n" + secret + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ParsePublicKeys([]byte("# old\r\n" + public + "\r\n\n# new\n" + public))
	if err != nil || len(keys) != 2 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	if key.ID() != keys[0].ID() || !strings.HasPrefix(key.ID(), "acme+") || len(key.ID()) != len("acme+12345678") {
		t.Errorf("the keys are %s and %s", key.ID(), keys[0].ID())
	}
	if _, err := Open(seal(t, testFiles(), key), keys); err != nil {
		t.Error(err)
	}
	if _, _, err := NewKey(rand.Reader, "acme key"); err == nil || !strings.Contains(err.Error(), `"acme key"`) {
		t.Errorf("a name with a space: %v", err)
	}
	if _, _, err := NewKey(bytes.NewReader(nil), "acme"); err == nil {
		t.Error("a key without any random")
	}
}

// No error about a key quotes it: whoever mixes up the two files must not find the
// secret one in a log.
func TestKeysThatAreNone(t *testing.T) {
	secret, public, err := NewKey(rand.Reader, "acme")
	if err != nil {
		t.Fatal(err)
	}
	otherName := strings.Replace(public, "acme", "acne", 1)
	for _, c := range []struct {
		name, text string
		secret     bool
		want       string
	}{
		{"nothing", "", false, "holds no public key"},
		{"remarks alone", "# a\n\n# b\n", false, "holds no public key"},
		{"a secret key to be trusted", "# x\n" + secret, false, "line 2 is a secret key"},
		{"no key", "hello", false, "line 1 is no public key"},
		{"a key under another name", otherName, false, "line 1 is no public key: invalid verifier hash"},
		{"a key that is cut off", public[:len(public)-8], false, "line 1 is no public key"},
		{"nothing to sign with", "\n", true, "holds no key"},
		{"a public key to sign with", public, true, "is no secret key"},
		{"two keys to sign with", secret + "\n" + secret, true, "line 2: more than one key"},
		{"a secret key that is cut off", secret[:len(secret)-8], true, "is no secret key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			if c.secret {
				_, err = ParseSecretKey([]byte(c.text))
			} else {
				_, err = ParsePublicKeys([]byte(c.text))
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %s", err, c.want)
			}
			for _, key := range []string{secret, public} {
				if end := key[len(key)-30:]; strings.Contains(err.Error(), end[:20]) {
					t.Errorf("the error quotes the key: %v", err)
				}
			}
		})
	}
}
