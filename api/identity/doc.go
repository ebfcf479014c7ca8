// Package identity knows who calls: by an API key, a token (JWT) of an OpenID Connect
// issuer, or a client certificate; what each caller may call and how much of it. Guard
// puts it in front of the gRPC server as its api.Gatekeeper. The rest decides without a
// network: Callers and Tokens identify, permissions allow, meters count.
//
// Nothing here keeps or tells a key, a token or a piece of one: keys are known by their
// hashes, and errors and log lines name the caller and the rule.
package identity
