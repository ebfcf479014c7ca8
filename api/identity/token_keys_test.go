package identity

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The issuer's keys change while a token is being read: whatever is said of it then, it is
// not remembered beyond the key that it was signed with.
func TestKeysThatChangeWhileATokenIsRead(t *testing.T) {
	before, after := issuers(t)[0], issuers(t)[0]
	after.id = "after"
	at := aClock()
	for look := range 5 { // at which look at the clock they change
		var tokens *tokens
		looks := 0
		tokens = believer(t, func() time.Time {
			if looks == look {
				if err := tokens.useKeys([][]byte{jwks(t, after)}); err != nil {
					t.Error(err)
				}
			}
			looks++
			return at.at
		}, before)
		token := before.token(t, nil)
		for range 5 {
			_, _ = tokens.read(token)
		}
		if looks <= look {
			t.Fatalf("the clock was looked at %d times only", looks)
		}
		if _, err := tokens.read(token); err == nil {
			t.Errorf("changed at look %d: the old key is still believed", look)
		}
	}
}

// However many tokens name keys that nobody knows, the issuer is asked for them now and
// then only: whoever sends them needs no permission to.
func TestTheIssuerIsSeldomAskedForUnknownKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := issuers(t)[0]
		tokens, err := newTokens(TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysURL: "https://issuer.example/keys"}, Watch{}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		set, asked := jwks(t, one), 0
		tokens.source.read = func(context.Context) ([][]byte, error) {
			asked++
			return [][]byte{set}, nil
		}
		if err := tokens.start(t.Context()); err != nil || asked != 1 {
			t.Fatalf("asked %d times at the start: %v", asked, err)
		}
		go tokens.source.follow(t.Context())
		began := time.Now()
		flood := func(want int) {
			t.Helper()
			for i := range 100 {
				if _, err := tokens.read(issuer{fmt.Sprint("unknown", i), one.method, one.secret}.token(t, nil)); err == nil {
					t.Fatal("a key that nobody knows is believed")
				}
				synctest.Wait()
			}
			if asked != want {
				t.Errorf("after %v: asked %d times, want %d", time.Since(began), asked, want)
			}
		}
		flood(2)
		time.Sleep(keysPause - time.Nanosecond)
		flood(2)
		time.Sleep(time.Nanosecond)
		flood(3)
	})
}

// Who can have the issuer's address lead elsewhere, perhaps to one without TLS, does not
// say whose keys are believed.
func TestKeysAreNotFetchedFromElsewhere(t *testing.T) {
	set := jwks(t, issuers(t)[0])
	var led atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		led.Add(1)
		_, _ = w.Write(set)
	}))
	defer elsewhere.Close()
	for _, code := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		server := httptest.NewTLSServer(http.RedirectHandler(elsewhere.URL, code))
		defer server.Close()
		tokens, err := newTokens(TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysURL: server.URL}, Watch{}, aClock().now)
		if err != nil {
			t.Fatal(err)
		}
		tokens.options.Client.Transport = server.Client().Transport // which knows the server's certificate
		if err := tokens.source.load(t.Context()); err == nil || !strings.Contains(err.Error(), fmt.Sprint("answered ", code)) {
			t.Errorf("%d: %v", code, err)
		}
	}
	if n := led.Load(); n > 0 {
		t.Errorf("keys were fetched from elsewhere %d times", n)
	}
}
