package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TokenOptions say which tokens (JWT) are believed.
type TokenOptions struct {
	// Issuer and Audience are what "iss" and "aud" must say.
	Issuer, Audience string
	// KeysFile or KeysURL is where the issuer's public keys are (JWKS): a file or an
	// https URL. Exactly one is given.
	KeysFile, KeysURL string
	// Algorithms are the signatures that are believed; nil means UsualAlgorithms.
	Algorithms []string
	// Skew is how far the clocks may be apart.
	Skew time.Duration
	// Granted are permissions of everybody with a token, beside those it names.
	Granted Permissions
	// Rates of each caller with a token whom the callers' file does not name.
	Rates Rates
	// Client fetches KeysURL; nil means one that waits for 10 s and follows no redirect.
	Client *http.Client
}

// UsualAlgorithms gives the signatures that are believed unless others are named. None
// has a secret that the server would share.
func UsualAlgorithms() []string { return []string{"RS256", "PS256", "ES256", "ES384", "EdDSA"} }

// check completes the options and fails if they make no sense.
func (o *TokenOptions) check() error {
	if o.Issuer == "" || o.Audience == "" {
		return errors.New("tokens need an issuer and an audience")
	}
	if (o.KeysFile == "") == (o.KeysURL == "") {
		return errors.New("tokens need the keys of their issuer, from a file or from a URL")
	}
	if o.KeysURL != "" && !strings.HasPrefix(o.KeysURL, "https://") && o.Client == nil {
		return errors.New("the URL of the issuer's keys must begin with https://, since who can change what it gives can be anybody")
	}
	if o.Skew < 0 || o.Skew > maxSkew {
		return fmt.Errorf("clocks may be %v apart at most, not %v", maxSkew, o.Skew)
	}
	if o.Client == nil {
		o.Client = &http.Client{
			Timeout:       10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	if len(o.Algorithms) == 0 {
		o.Algorithms = UsualAlgorithms()
	}
	for _, name := range o.Algorithms {
		switch jwt.GetSigningMethod(name).(type) {
		case *jwt.SigningMethodRSA, *jwt.SigningMethodRSAPSS, *jwt.SigningMethodECDSA, *jwt.SigningMethodEd25519:
		default:
			return fmt.Errorf("%q is no signature that can be believed; there are RS*, PS*, ES* and EdDSA", name)
		}
	}
	return nil
}

const (
	// maxSkew bounds TokenOptions.Skew.
	maxSkew = 5 * time.Minute
	// maxToken is the longest token, in bytes; headers as a whole may have 16 KiB.
	maxToken = 8 << 10
	// keysEvery is how often a URL of keys is asked, if nothing calls for it sooner.
	keysEvery = 5 * time.Minute
	// keysPause is how long a URL is not asked again for a key that nobody knows, however
	// many tokens name one.
	keysPause = 30 * time.Second
)

// tokens know who is meant by a token.
type tokens struct {
	options TokenOptions
	now     func() time.Time
	parser  *jwt.Parser
	trusted atomic.Pointer[trusted]
	// source has the keys; asked is when it was last looked at for an unknown key, in
	// nanoseconds.
	source *source
	asked  atomic.Int64
}

// trusted are the keys that are believed, and what the tokens say that were verified with
// them. The two are replaced together, so that a token that is read while the keys change
// is not remembered beyond the key that it was signed with.
type trusted struct {
	keys  *keySet
	known *verified
}

func newTokens(options TokenOptions, watch Watch, now func() time.Time) (*tokens, error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	t := &tokens{options: options, now: now}
	t.trusted.Store(&trusted{&keySet{}, newVerified()})
	t.parser = jwt.NewParser(
		jwt.WithValidMethods(options.Algorithms), jwt.WithIssuer(options.Issuer), jwt.WithAudience(options.Audience),
		jwt.WithExpirationRequired(), jwt.WithLeeway(options.Skew), jwt.WithTimeFunc(now))
	t.source = &source{name: "keys of the issuer", watch: watch, use: t.useKeys, now: make(chan struct{}, 1)}
	if options.KeysFile != "" {
		t.source.read = files(options.KeysFile)
		return t, nil
	}
	t.source.read = url(options.Client, options.KeysURL)
	t.source.watch.Every = keysEvery
	return t, nil
}

func (t *tokens) useKeys(parts [][]byte) error {
	set, err := readKeys(parts[0])
	if err != nil {
		return err
	}
	t.trusted.Store(&trusted{set, newVerified()})
	return nil
}

// start loads the keys. A file must be there; an issuer that does not answer is asked
// again later, since until then nobody gets in.
func (t *tokens) start(ctx context.Context) error {
	if t.options.KeysFile != "" {
		return t.source.load(ctx)
	}
	t.source.again(ctx)
	return nil
}

// claims are what is read of a token.
type claims struct {
	jwt.RegisteredClaims
	// Scope has permissions with spaces between (RFC 8693), Permissions as a list, as
	// some issuers have it. Either calls them "pecete:" and the permission's name.
	Scope       string   `json:"scope"`
	Permissions []string `json:"permissions"`
}

// believed is what a token says about who has it.
type believed struct {
	subject     string
	id          string
	permissions Permissions
	expires     time.Time
}

// read gives what a token says, or the status for it.
func (t *tokens) read(token string) (*believed, error) {
	if len(token) > maxToken {
		return nil, unknown(fmt.Sprintf("the token is longer than %d bytes", maxToken))
	}
	key := sha256.Sum256([]byte(token))
	trusted := t.trusted.Load()
	if found := trusted.known.get(key, t.now()); found != nil {
		return found, nil
	}
	said := &claims{}
	find := func(token *jwt.Token) (any, error) { return t.key(token, trusted.keys) }
	if _, err := t.parser.ParseWithClaims(token, said, find); err != nil {
		return nil, unknown(reason(err))
	}
	if said.Subject == "" {
		return nil, unknown("the token has no subject")
	}
	found := &believed{
		subject: said.Subject, id: pseudonym(t.options.Issuer, said.Subject),
		permissions: said.granted(t.options.Granted), expires: said.ExpiresAt.Add(t.options.Skew),
	}
	trusted.known.put(key, found)
	return found, nil
}

// granted gives the permissions that a token names, and those that all have. What other
// services' permissions it names is none of ours.
func (c *claims) granted(all Permissions) Permissions {
	granted := slices.Clone(all)
	for _, scope := range append(strings.Fields(c.Scope), c.Permissions...) {
		name, isOurs := strings.CutPrefix(scope, scopePrefix)
		if p := Permission(name); isOurs && slices.Contains(everything(), p) && !granted.Has(p) {
			granted = append(granted, p)
		}
	}
	return granted
}

// scopePrefix is how the names of permissions begin in tokens.
const scopePrefix = "pecete:"

// pseudonym names who has a token in the log: subjects are often people, and a log that
// says who sent what kind of message is a record of them.
func pseudonym(issuer, subject string) string {
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return "token:" + hex.EncodeToString(sum[:6])
}

// key gives the public key of a set that a token names. A token that asks for extensions
// to be understood ("crit") is not believed, for none is (RFC 7515, 4.1.11).
func (t *tokens) key(token *jwt.Token, keys *keySet) (any, error) {
	if _, asks := token.Header["crit"]; asks {
		return nil, errCritical
	}
	id, _ := token.Header["kid"].(string)
	key, ok := keys.find(id, token.Method.Alg())
	if !ok {
		t.askForKeys()
		return nil, errUnknownKey
	}
	return key, nil
}

// errCritical says that a token has extensions that must be understood, and are not.
var errCritical = errors.New("critical extensions")

// errUnknownKey says that no key of the issuer has the id that a token names.
var errUnknownKey = errors.New("unknown key")

// askForKeys has the keys read again soon, since they may have been changed.
func (t *tokens) askForKeys() {
	now, last := t.now().UnixNano(), t.asked.Load()
	if now-last < int64(keysPause) || !t.asked.CompareAndSwap(last, now) {
		return
	}
	select {
	case t.source.now <- struct{}{}:
	default:
	}
}

// reason says what is wrong with a token: the kind of fault, nothing of the token.
func reason(err error) string {
	switch {
	case errors.Is(err, errUnknownKey):
		return "the token is signed with a key that the issuer does not have"
	case errors.Is(err, errCritical):
		return "the token has extensions that must be understood (crit), and none is"
	case errors.Is(err, jwt.ErrTokenExpired):
		return "the token has expired"
	case errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return "the token is not valid yet"
	case errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return "the token is of another issuer"
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return "the token is for another audience"
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return "the token's signature is not valid"
	}
	return "the token cannot be read"
}
