package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api"
)

// Options say who is let in. At least one of CallersFile, Tokens and Certificates with
// an authority of clients must be given: a guard that knows nobody lets nobody in.
type Options struct {
	// CallersFile names callers, see ReadCallers. It is read again when it changes.
	CallersFile string
	// Tokens are believed if this is not nil.
	Tokens *TokenOptions
	// Certificates are those of the server; clients that show one are known by it.
	Certificates *Certificates
	// ClientNames are the names in certificates (URI, DNS) of who may call without being
	// in the callers' file; nil means all, if there is no such file, and nobody if there
	// is. ClientPermissions are what they may do; nil means Usual.
	ClientNames       []string
	ClientPermissions Permissions
	// Rates of callers for whom nothing else is said.
	Rates Rates
	// Watch is told of what is read again.
	Watch Watch
	// Observe, if not nil, is told how each call was met, for metrics: who called, and OK
	// or the code of the refusal. It must be quick.
	Observe func(who Seen, code codes.Code)
	// Now gives the time; nil means time.Now.
	Now func() time.Time
}

// Seen is who a call came from, as far as that is known.
type Seen struct {
	// Caller is the caller's id, "" if nobody knows who called.
	Caller string
	// Listed tells that the caller is in the file of callers. There are as many of those
	// as the operator wrote down, but of others (by a token, or the name in a certificate)
	// as many as somebody else likes.
	Listed bool
}

// seen gives who a pass is for.
func (p *pass) seen() Seen {
	return Seen{Caller: p.Caller(), Listed: p.caller != nil && p.caller.Listed}
}

// Guard lets callers in. It is an api.Gatekeeper and is safe for concurrent use.
type Guard struct {
	options Options
	callers atomic.Pointer[Callers]
	file    *source
	tokens  *tokens
	meters  meters
	streams streams
}

// NewGuard reads what names the callers. It fails if a file cannot be read or has a
// fault, or if nobody could be let in. Follow has what changes read again.
func NewGuard(ctx context.Context, options Options) (*Guard, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.ClientPermissions == nil {
		options.ClientPermissions = Usual()
	}
	if options.CallersFile == "" && options.Tokens == nil && !options.byCertificate() {
		return nil, errors.New("nobody could be let in: give a file of callers, an issuer of tokens, or an authority of client certificates")
	}
	for _, pattern := range options.ClientNames {
		if err := checkPattern(pattern); err != nil {
			return nil, fmt.Errorf("client name %q: %w", pattern, err)
		}
	}
	if err := options.Rates.Check(); err != nil {
		return nil, err
	}
	g := &Guard{
		options: options, meters: meters{now: options.Now, of: map[string]*meter{}}, streams: streams{open: map[*pass]func(error){}},
	}
	g.callers.Store(&Callers{})
	if options.CallersFile != "" {
		g.file = &source{name: "callers", watch: options.Watch, read: files(options.CallersFile), use: g.useCallers, lasting: true}
		if err := g.file.load(ctx); err != nil {
			return nil, err
		}
	}
	if options.Tokens != nil {
		var err error
		if g.tokens, err = newTokens(*options.Tokens, options.Watch, options.Now); err != nil {
			return nil, err
		}
		if err := g.tokens.start(ctx); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// byCertificate tells whether clients show certificates.
func (o *Options) byCertificate() bool {
	return o.Certificates != nil && o.Certificates.options.ClientCAFile != ""
}

func (g *Guard) useCallers(parts [][]byte) error {
	callers, err := ReadCallers(parts[0])
	if err != nil {
		return err
	}
	others := g.options.Tokens != nil || g.options.byCertificate() && len(g.options.ClientNames) > 0
	if len(callers.list) == 0 && !others {
		return errors.New("the file names nobody, and there is no other way to be known, so that all would be shut out")
	}
	g.callers.Store(callers)
	g.streams.review()
	return nil
}

// Follow takes what changes into use until ctx ends.
func (g *Guard) Follow(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { g.streams.follow(ctx, g.options.Watch.every()) })
	if g.file != nil {
		all.Go(func() { g.file.follow(ctx) })
	}
	if g.tokens != nil {
		all.Go(func() { g.tokens.source.follow(ctx) })
	}
	all.Wait()
}

// Enter lets a call in, or gives the status for it: UNAUTHENTICATED if the caller is not
// known, UNIMPLEMENTED if there is no such method, PERMISSION_DENIED if he may not call
// it, RESOURCE_EXHAUSTED if he asks too much. The pass names the caller, if he is known,
// also where he is refused.
func (g *Guard) Enter(ctx context.Context, method string) (api.Pass, error) {
	wants, exists := needOf(method)
	if wants.everybody {
		return everybody{}, nil
	}
	p := &pass{guard: g, ctx: ctx, method: method, wants: wants.permission}
	err := p.check()
	if err == nil && !exists {
		err = missing()
	}
	if err == nil {
		p.meter = g.meters.get(p.caller.ID, p.caller.Rates)
		if over := p.meter.enter(); over != nil {
			err = exhausted(p.caller, over)
		}
	}
	if g.options.Observe != nil {
		g.options.Observe(p.seen(), status.Code(err))
	}
	return p, err
}

// identify gives who calls, or the status for who is not known.
func (g *Guard) identify(ctx context.Context) (*Caller, error) {
	headers := metadata.ValueFromIncomingContext(ctx, "authorization")
	switch {
	case len(headers) > 1:
		return nil, unknown("there is more than one authorization header")
	case len(headers) == 1:
		scheme, secret, _ := strings.Cut(headers[0], " ")
		if !strings.EqualFold(scheme, "bearer") || secret == "" {
			return nil, unknown(`the authorization header must be "Bearer" and a key or token`)
		}
		return g.bySecret(secret)
	}
	return g.byCertificate(ctx)
}

// bySecret gives who has a key or a token.
func (g *Guard) bySecret(secret string) (*Caller, error) {
	if looksLikeKey(secret) {
		caller := g.callers.Load().ByKey(secret)
		switch {
		case caller == nil:
			return nil, unknown("the key is not known")
		case caller.expired(g.options.Now()):
			return nil, unknown("the key has expired")
		}
		return g.withRates(caller, g.options.Rates), nil
	}
	if g.tokens == nil {
		return nil, unknown("what the authorization header has is no key, and tokens are not taken")
	}
	said, err := g.tokens.read(secret)
	if err != nil {
		return nil, err
	}
	if caller := g.callers.Load().subjects[said.subject]; caller != nil {
		if caller.expired(g.options.Now()) {
			return nil, unknown("the caller has expired")
		}
		return g.withRates(caller, g.options.Rates), nil
	}
	rates := g.tokens.options.Rates.or(g.options.Rates)
	return &Caller{ID: said.id, Permissions: said.permissions, Rates: rates}, nil
}

// byCertificate gives who has the certificate of a connection.
func (g *Guard) byCertificate(ctx context.Context) (*Caller, error) {
	from, _ := peer.FromContext(ctx)
	var secured credentials.TLSInfo
	if from != nil {
		secured, _ = from.AuthInfo.(credentials.TLSInfo)
	}
	chain := secured.State.PeerCertificates
	if len(chain) == 0 || g.options.Certificates == nil {
		return nil, unknown(`who calls is not known: send "authorization: Bearer" with a key or token, or show a client certificate`)
	}
	if !g.options.Certificates.vouch(chain) {
		return nil, unknown("no authority vouches for the client certificate now")
	}
	names := namesOf(chain[0])
	if caller := g.callers.Load().byName(names); caller != nil {
		if caller.expired(g.options.Now()) {
			return nil, unknown("the caller has expired")
		}
		return g.withRates(caller, g.options.Rates), nil
	}
	name, ok := g.admitted(names)
	if !ok {
		return nil, unknown("the client certificate has no name that may call")
	}
	return &Caller{ID: name, Permissions: g.options.ClientPermissions, Rates: g.options.Rates}, nil
}

// admitted gives the name of a certificate that nobody in the callers' file has by which
// it may call all the same.
func (g *Guard) admitted(names []string) (string, bool) {
	if g.options.ClientNames == nil {
		if g.file != nil || len(names) == 0 {
			return "", false
		}
		return logged(names[0]), true
	}
	name, ok := matchesAny(g.options.ClientNames, names)
	return logged(name), ok
}

// logged gives a name that an authority wrote as it may stand in a log.
func logged(name string) string {
	if isID(name) {
		return name
	}
	return pseudonym("certificate", name)
}

// withRates gives a caller with rates, where it has none of its own.
func (g *Guard) withRates(caller *Caller, rates Rates) *Caller {
	if all := caller.Rates.or(rates); all != caller.Rates {
		changed := *caller
		changed.Rates = all
		return &changed
	}
	return caller
}
