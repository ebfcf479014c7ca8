package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/identity"
	"github.com/pecete/pecete/api/telemetry"
)

// identityFlags say who may call, and how much.
type identityFlags struct {
	Callers          string        `placeholder:"FILE" help:"File that names callers by keys, certificates and subjects of tokens, with permissions and rates (see pecete keys), in at most 512 KiB. Read again when it changes."`
	JWTIssuer        string        `name:"jwt-issuer" placeholder:"URL" help:"Believe tokens (JWT) whose iss is this."`
	JWTAudience      string        `name:"jwt-audience" placeholder:"NAME" help:"What the aud of a token must be or hold."`
	JWTKeys          string        `name:"jwt-keys" placeholder:"FILE|URL" help:"Public keys of the issuer (JWKS): a file, or an https URL that is asked every five minutes and when a token names an unknown key."`
	JWTAlgorithm     []string      `name:"jwt-algorithm" placeholder:"NAME" help:"Signatures that are believed (RS256,PS256,ES256,ES384,EdDSA). None with a shared secret can be."`
	JWTSkew          time.Duration `needs:"jwt-issuer" name:"jwt-skew" default:"30s" help:"How far the clocks of issuer and service may be apart, 5m at most (${default})."`
	JWTPermission    []string      `name:"jwt-permission" placeholder:"NAME" help:"Permission of everybody with a token, beside those in its scope as pecete:NAME."`
	ClientPermission []string      `placeholder:"NAME" help:"Permissions of who calls with a certificate and is not in --callers (classify,batch,stream,redact,detectors)."`
	CallerRequests   float64       `placeholder:"N" help:"Calls, and messages on streams, a second of each caller for whom --callers says nothing else; twice as many for a moment. No bound by default."`
	CallerBytes      byteSize      `placeholder:"SIZE" help:"Bytes of requests a second, likewise."`
	CallerConcurrent int           `placeholder:"N" help:"Calls at the same time, likewise."`
	Reread           time.Duration `needs:"callers,tls-cert,jwt-keys" default:"10s" help:"How often certificates and callers are looked at for changes (${default})."`
}

// security is what stands in front of a server.
type security struct {
	certificates *identity.Certificates // nil if connections are in the clear
	guard        *identity.Guard        // nil if everybody may do everything
}

// security loads what the flags name. The metrics count how callers are met.
func (c *serveCommand) security(ctx context.Context, log zerolog.Logger, metrics *telemetry.Metrics) (s security, err error) {
	watch := reread(c.Identity.Reread, log)
	if s.certificates, err = c.TLS.certificates(watch); err != nil {
		return s, err
	}
	options := identity.Options{
		CallersFile: c.Identity.Callers, Certificates: s.certificates, ClientNames: c.TLS.TLSClientName, Watch: watch,
		Observe: func(who identity.Seen, code codes.Code) { metrics.Met(callerLabel(who), code) },
		Rates:   identity.Rates{Requests: c.Identity.CallerRequests, Bytes: int(c.Identity.CallerBytes), Concurrent: c.Identity.CallerConcurrent},
	}
	if options.Tokens, err = c.Identity.tokens(); err != nil {
		return s, err
	}
	if len(c.Identity.ClientPermission) > 0 && c.TLS.TLSClientCA == "" {
		return s, errors.New("--client-permission is about who shows a certificate, and nobody is asked for one: give --tls-client-ca, or leave it out")
	}
	if options.ClientPermissions, err = identity.ParsePermissions(c.Identity.ClientPermission); err != nil {
		return s, err
	}
	if options.CallersFile == "" && options.Tokens == nil && c.TLS.TLSClientCA == "" {
		if options.Rates != (identity.Rates{}) {
			return s, errors.New("rates of callers need callers that can be told apart: give --callers, --jwt-issuer or --tls-client-ca")
		}
		return s, nil
	}
	s.guard, err = identity.NewGuard(ctx, options)
	return s, err
}

// reread says how files are read again, and logs what comes of it.
func reread(every time.Duration, log zerolog.Logger) identity.Watch {
	return identity.Watch{
		Every:  every,
		Loaded: func(source string) { log.Info().Str("source", source).Msg("in use from now on") },
		Failed: func(source string, err error) {
			log.Error().Str("source", source).Err(err).Msg("could not be read; what was read before stays in use")
		},
	}
}

// callerLabel gives what a caller is called in metrics: by the id in the file of callers,
// and by no name that others made up.
func callerLabel(who identity.Seen) string {
	switch {
	case who.Listed:
		return who.Caller
	case who.Caller != "":
		return telemetry.OtherCallers
	}
	return telemetry.UnknownCallers
}

// tokens gives which tokens are believed; nil if none are.
func (f identityFlags) tokens() (*identity.TokenOptions, error) {
	if f.JWTIssuer == "" {
		return nil, f.withoutIssuer()
	}
	granted, err := identity.ParsePermissions(f.JWTPermission)
	if err != nil {
		return nil, err
	}
	options := &identity.TokenOptions{
		Issuer: f.JWTIssuer, Audience: f.JWTAudience, Algorithms: f.JWTAlgorithm, Skew: f.JWTSkew, Granted: granted,
	}
	if strings.Contains(f.JWTKeys, "://") {
		options.KeysURL = f.JWTKeys
	} else {
		options.KeysFile = f.JWTKeys
	}
	return options, nil
}

// withoutIssuer fails on flags about tokens, of which none are believed.
func (f identityFlags) withoutIssuer() error {
	for _, flag := range []struct {
		name  string
		given bool
	}{
		{"--jwt-audience", f.JWTAudience != ""}, {"--jwt-keys", f.JWTKeys != ""},
		{"--jwt-algorithm", len(f.JWTAlgorithm) > 0}, {"--jwt-permission", len(f.JWTPermission) > 0},
	} {
		if flag.given {
			return fmt.Errorf("%s is about tokens, which need who issues them: give --jwt-issuer", flag.name)
		}
	}
	return nil
}

// apply puts what was loaded into the options of a server.
func (s security) apply(options *api.Options) {
	if s.certificates != nil {
		options.Credentials = credentials.NewTLS(s.certificates.Config("h2"))
	}
	if s.guard != nil {
		options.Gatekeeper = s.guard
	}
}

// follow takes what changes into use until the function that it gives is called.
func (s security) follow(ctx context.Context) (stop func()) {
	all := newFollowers(ctx)
	if s.certificates != nil {
		all.add(s.certificates.Follow)
	}
	if s.guard != nil {
		all.add(s.guard.Follow)
	}
	return all.stop
}

// public tells whether anybody may call in the clear, as the sample messages do.
func (s security) public() bool { return s.certificates == nil && s.guard == nil }
