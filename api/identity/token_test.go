package identity

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"google.golang.org/grpc/status"
)

// issuer signs tokens.
type issuer struct {
	id     string
	method jwt.SigningMethod
	secret crypto.Signer
}

// issuers gives one of each kind of key.
func issuers(t testing.TB) []issuer {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rs, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return []issuer{{"ec", jwt.SigningMethodES256, ec}, {"ed", jwt.SigningMethodEdDSA, ed}, {"rs", jwt.SigningMethodRS256, rs}}
}

// jwks gives the public keys of issuers as they publish them.
func jwks(t testing.TB, all ...issuer) []byte {
	t.Helper()
	var set jwkset.JWKSMarshal
	for _, one := range all {
		jwk, err := jwkset.NewJWKFromKey(one.secret.Public(), jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: one.id, USE: jwkset.UseSig}})
		if err != nil {
			t.Fatal(err)
		}
		set.Keys = append(set.Keys, jwk.Marshal())
	}
	data, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// token signs claims, changed by some.
func (i issuer) token(t testing.TB, change map[string]any) string {
	t.Helper()
	said := jwt.MapClaims{
		"iss": "https://issuer.example", "aud": "pecete", "sub": "ana@example.org",
		"exp": aClock().at.Add(time.Minute).Unix(), "scope": "openid pecete:classify",
	}
	for name, value := range change {
		said[name] = value
		if value == nil {
			delete(said, name)
		}
	}
	token := jwt.NewWithClaims(i.method, said)
	token.Header["kid"] = i.id
	signed, err := token.SignedString(i.secret)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// believer believes tokens of some issuers.
func believer(t testing.TB, now func() time.Time, all ...issuer) *tokens {
	t.Helper()
	file := filepath.Join(t.TempDir(), "jwks.json")
	if err := os.WriteFile(file, jwks(t, all...), 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := newTokens(TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysFile: file, Skew: 30 * time.Second}, Watch{}, now)
	if err != nil {
		t.Fatal(err)
	}
	if err := found.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestTokensOfEveryKindOfKeyAreBelieved(t *testing.T) {
	all := issuers(t)
	tokens := believer(t, aClock().now, all...)
	for _, one := range all {
		said, err := tokens.read(one.token(t, map[string]any{"permissions": []string{"pecete:redact", "pecete:rule-the-world", "other:batch"}}))
		if err != nil {
			t.Errorf("%s: %v", one.id, err)
			continue
		}
		if said.permissions.String() != "classify, redact" {
			t.Errorf("%s: may %s", one.id, said.permissions)
		}
		if strings.Contains(said.id, "ana") || !isID(said.id) {
			t.Errorf("%s: the log would name %q", one.id, said.id)
		}
	}
}

func TestTokensThatAreNotBelieved(t *testing.T) {
	all := issuers(t)
	ec := all[0]
	at := aClock()
	tokens := believer(t, at.now, all...)
	stranger := issuers(t)[0]
	public, err := json.Marshal(jwks(t, all...))
	if err != nil {
		t.Fatal(err)
	}
	confused := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"iss": "https://issuer.example", "aud": "pecete", "sub": "a", "exp": at.at.Add(time.Minute).Unix()})
	confused.Header["kid"] = "rs"
	hs256, err := confused.SignedString(public)
	if err != nil {
		t.Fatal(err)
	}
	none, err := jwt.NewWithClaims(jwt.SigningMethodNone, confused.Claims).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	asking := jwt.NewWithClaims(ec.method, jwt.MapClaims{"iss": "https://issuer.example", "aud": "pecete", "sub": "a", "exp": at.at.Add(time.Minute).Unix()})
	asking.Header["kid"], asking.Header["crit"], asking.Header["x-only-for"] = ec.id, []string{"x-only-for"}, "another service"
	critical, err := asking.SignedString(ec.secret)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(ec.token(t, nil), ".")
	forged := base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://issuer.example","aud":"pecete","sub":"root","exp":9999999999,"scope":"pecete:matches"}`))
	for name, tt := range map[string]struct{ token, want string }{
		"another issuer":                     {ec.token(t, map[string]any{"iss": "https://other.example"}), "another issuer"},
		"another audience":                   {ec.token(t, map[string]any{"aud": "chat"}), "another audience"},
		"no audience":                        {ec.token(t, map[string]any{"aud": nil}), "the token"},
		"expired":                            {ec.token(t, map[string]any{"exp": at.at.Add(-31 * time.Second).Unix()}), "expired"},
		"without an end":                     {ec.token(t, map[string]any{"exp": nil}), "the token"},
		"not valid yet":                      {ec.token(t, map[string]any{"nbf": at.at.Add(31 * time.Second).Unix()}), "not valid yet"},
		"no subject":                         {ec.token(t, map[string]any{"sub": nil}), "no subject"},
		"signed by a stranger":               {stranger.token(t, nil), "signature"},
		"a key that nobody has":              {issuer{"x", stranger.method, stranger.secret}.token(t, nil), "does not have"},
		"a key of another kind":              {issuer{"rs", ec.method, ec.secret}.token(t, nil), "does not have"},
		"HMAC with the public key":           {hs256, "signature"},
		"no signature":                       {none, "signature"},
		"the signature of another":           {parts[0] + "." + forged + "." + parts[2], "signature"},
		"extensions that are not understood": {critical, "(crit)"},
		"no token":                           {"abc", "cannot be read"},
		"two parts":                          {parts[0] + "." + parts[1], "cannot be read"},
		"longer than any":                    {ec.token(t, map[string]any{"pad": strings.Repeat("a", maxToken)}), "longer than"},
		"an unbelieved but proper algorithm": {issuer{"rs", jwt.SigningMethodRS512, all[2].secret}.token(t, nil), "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			said, err := tokens.read(tt.token)
			if err == nil {
				t.Fatalf("believed: %+v", said)
			}
			message := status.Convert(err).Message()
			if !strings.Contains(message, tt.want) {
				t.Errorf("got %q, want %q", message, tt.want)
			}
			if strings.Contains(message, tt.token) || strings.Contains(message, "ana") {
				t.Errorf("the status tells of the token: %q", message)
			}
		})
	}
	for name, change := range map[string]map[string]any{
		"just expired":      {"exp": at.at.Add(-29 * time.Second).Unix()},
		"nearly valid":      {"nbf": at.at.Add(29 * time.Second).Unix()},
		"several audiences": {"aud": []string{"chat", "pecete"}},
	} {
		if _, err := tokens.read(ec.token(t, change)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What was verified once is remembered, but not beyond its end.
func TestTokensEndWhenTheySay(t *testing.T) {
	one := issuers(t)[0]
	at := aClock()
	tokens := believer(t, at.now, one)
	token := one.token(t, nil)
	for range 2 {
		if _, err := tokens.read(token); err != nil {
			t.Fatal(err)
		}
	}
	at.at = at.at.Add(91 * time.Second)
	if _, err := tokens.read(token); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("afterwards: %v", err)
	}
}

// An issuer changes its keys: a token with the new one has them fetched, and those that
// were signed with the old one end with it.
func TestKeysOfTheIssuerAreFetchedAgain(t *testing.T) {
	before, after := issuers(t)[0], issuers(t)[0]
	after.id = "after"
	var current atomic.Pointer[[]byte]
	set := jwks(t, before)
	current.Store(&set)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(*current.Load()) }))
	defer server.Close()
	at := aClock()
	var asked atomic.Int64 // the clock, which two goroutines read
	now := func() time.Time { return at.at.Add(time.Duration(asked.Load())) }
	tokens, err := newTokens(TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysURL: server.URL, Client: server.Client()}, Watch{}, now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	defer func() { stop(); <-done }()
	if err := tokens.start(ctx); err != nil {
		t.Fatal(err)
	}
	go func() { defer close(done); tokens.source.follow(ctx) }()
	old := before.token(t, nil)
	if _, err := tokens.read(old); err != nil {
		t.Fatal(err)
	}
	set = jwks(t, after)
	current.Store(&set)
	for range 500 {
		if _, err = tokens.read(after.token(t, nil)); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("the new key is not believed: %v", err)
	}
	for name, token := range map[string]string{"seen before": old, "new": before.token(t, nil)} {
		if _, err := tokens.read(token); err == nil {
			t.Errorf("the old key is still believed, in a token that is %s", name)
		}
	}
}

// An issuer that does not answer at the start lets nobody in, and everybody later.
func TestAnIssuerMayAnswerLater(t *testing.T) {
	one := issuers(t)[0]
	var up atomic.Bool
	set := jwks(t, one)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !up.Load() {
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		_, _ = w.Write(set)
	}))
	defer server.Close()
	var failures []string
	tokens, err := newTokens(TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysURL: server.URL, Client: server.Client()},
		Watch{Failed: func(_ string, err error) { failures = append(failures, err.Error()) }}, aClock().now)
	if err != nil {
		t.Fatal(err)
	}
	if err := tokens.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.read(one.token(t, nil)); err == nil {
		t.Error("believed without a key")
	}
	up.Store(true)
	tokens.source.again(t.Context())
	if _, err := tokens.read(one.token(t, nil)); err != nil {
		t.Error(err)
	}
	if len(failures) != 1 || !strings.Contains(failures[0], "502") {
		t.Errorf("failures: %q", failures)
	}
}

func TestKeySetsAreReadStrictly(t *testing.T) {
	all := issuers(t)
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	secret := `{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]}`
	for name, data := range map[string]string{
		"no JSON": "keys", "no keys": `{"keys":[]}`, "a secret": secret,
		"a short key":          string(jwks(t, issuer{"a", jwt.SigningMethodRS256, short})),
		"a key for encryption": strings.Replace(string(jwks(t, all[0])), `"use":"sig"`, `"use":"enc"`, 1),
		"a key off its curve":  `{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"AAAA","y":"AAAA"}]}`,
	} {
		if set, err := readKeys([]byte(data)); err == nil {
			t.Errorf("%s: %+v", name, set)
		}
	}
	mixed := strings.Replace(string(jwks(t, all...)), `{"keys":[`, `{"keys":[{"kty":"oct","kid":"a","k":"AAAA"},{"kty":"XX"},`, 1)
	set, err := readKeys([]byte(mixed))
	if err != nil || len(set.keys) != 3 {
		t.Errorf("keys of kinds that are not believed are not left out: %v, %v", set, err)
	}
}

func TestTokenOptionsAreChecked(t *testing.T) {
	good := TokenOptions{Issuer: "i", Audience: "a", KeysFile: "f"}
	if err := good.check(); err != nil || !slices.Equal(good.Algorithms, UsualAlgorithms()) {
		t.Errorf("good options: %v, %v", good.Algorithms, err)
	}
	for name, change := range map[string]func(*TokenOptions){
		"no issuer":       func(o *TokenOptions) { o.Issuer = "" },
		"no audience":     func(o *TokenOptions) { o.Audience = "" },
		"no keys":         func(o *TokenOptions) { o.KeysFile = "" },
		"two sorts":       func(o *TokenOptions) { o.KeysURL = "https://a" },
		"keys by http":    func(o *TokenOptions) { o.KeysFile, o.KeysURL = "", "http://a" },
		"no signature":    func(o *TokenOptions) { o.Algorithms = []string{"none"} },
		"a shared secret": func(o *TokenOptions) { o.Algorithms = []string{"ES256", "HS256"} },
		"an unknown one":  func(o *TokenOptions) { o.Algorithms = []string{"ES1"} },
		"a long skew":     func(o *TokenOptions) { o.Skew = time.Hour },
		"a negative skew": func(o *TokenOptions) { o.Skew = -1 },
	} {
		o := TokenOptions{Issuer: "i", Audience: "a", KeysFile: "f"}
		change(&o)
		if o.check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestRememberedTokensAreBounded(t *testing.T) {
	v := newVerified()
	at := aClock().at
	for i := range 3 * manyKnown {
		v.put([32]byte{byte(i), byte(i >> 8), byte(i >> 16)}, &believed{expires: at.Add(time.Hour)})
		v.get([32]byte{}, at) // which is asked for all the time
	}
	if len(v.recent)+len(v.older) > 2*manyKnown {
		t.Errorf("%d tokens are remembered", len(v.recent)+len(v.older))
	}
	if v.get([32]byte{}, at) == nil {
		t.Error("the one asked for all the time is forgotten")
	}
}

func FuzzToken(f *testing.F) {
	all := issuers(f)
	tokens := believer(f, aClock().now, all...)
	for _, one := range all {
		f.Add(one.token(f, nil))
	}
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, token string) {
		said, err := tokens.read(token)
		if err == nil && said.subject != "ana@example.org" {
			t.Errorf("believed: %+v", said)
		}
	})
}
