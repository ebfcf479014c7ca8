// Package dlpproxy shows how a proxy that prevents data loss asks Pecete about
// what passes through it: requests whose text is BLOCK get a 403 with the advice,
// the others go on, with the verdict in a header.
//
// It is an example to copy from, and a test of the contract as callers use it. It
// reads bodies of plain text, JSON and URL-encoded forms; a proxy for more kinds
// extracts their text first and asks in the same way.
package dlpproxy

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// VerdictHeader tells whoever stands behind the proxy what Pecete thought of the
// request: ALLOW, WARN, or UNCHECKED if it was not asked or did not answer.
const VerdictHeader = "X-Pecete-Verdict"

// maxText is the longest text that Pecete takes by default, in bytes.
const maxText = 1 << 20

// Guard is middleware that lets pass what Pecete does not block. Pecete, Next
// and Timeout must be set. It is safe for concurrent use.
type Guard struct {
	Pecete pecetev1.ClassifierServiceClient
	// Next gets the requests that pass, such as an httputil.ReverseProxy.
	Next http.Handler
	// Timeout is how long a request may be held up by the check.
	Timeout time.Duration
	// FailOpen lets requests pass that ought to be checked and cannot be: too
	// long, not readable, or no answer in time. Otherwise they get a 503.
	FailOpen bool
	// Locale is the language of the advice, "ro" or "en"; "" means "ro".
	Locale string
}

// ServeHTTP checks a request and passes it on, or answers it.
func (g *Guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Header.Del(VerdictHeader) // it is ours to set
	read := reader(r.Header.Get("Content-Type"))
	if read == nil || r.Body == nil || r.Body == http.NoBody {
		g.pass(w, r, "UNCHECKED")
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxText+1))
	if err != nil {
		http.Error(w, "the request could not be read", http.StatusBadRequest)
		return
	}
	// What was read goes on in front of what was not.
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
	assessment := g.check(r.Context(), read, body)
	verdict := assessment.GetVerdict() // none without an assessment
	switch {
	case verdict == pecetev1.Verdict_VERDICT_ALLOW:
		g.pass(w, r, "ALLOW")
	case verdict == pecetev1.Verdict_VERDICT_WARN:
		g.pass(w, r, "WARN")
	case verdict == pecetev1.Verdict_VERDICT_BLOCK:
		refuse(w, assessment.GetAdvice())
	case g.FailOpen:
		g.pass(w, r, "UNCHECKED")
	default:
		http.Error(w, "the request could not be checked", http.StatusServiceUnavailable)
	}
}

func (g *Guard) pass(w http.ResponseWriter, r *http.Request, verdict string) {
	r.Header.Set(VerdictHeader, verdict)
	g.Next.ServeHTTP(w, r)
}

// check asks Pecete about the text of a body and gives its assessment, or nil for one that
// is too long, is not what its type says or is not judged in time.
func (g *Guard) check(ctx context.Context, read textReader, body []byte) *pecetev1.Assessment {
	if len(body) > maxText {
		return nil
	}
	text, err := read(body)
	if err != nil {
		return nil
	}
	if text == "" {
		return &pecetev1.Assessment{Verdict: pecetev1.Verdict_VERDICT_ALLOW}
	}
	ctx, cancel := context.WithTimeout(ctx, g.Timeout)
	defer cancel()
	out, err := g.Pecete.Classify(ctx, &pecetev1.ClassifyRequest{Text: text, Options: &pecetev1.ClassifyOptions{
		Locale: g.Locale, Channel: &pecetev1.Channel{Kind: pecetev1.ChannelKind_CHANNEL_KIND_WEB_FORM},
	}})
	if err != nil {
		return nil
	}
	return out.GetAssessment()
}

// refuse answers with the advice, which never quotes the request.
func refuse(w http.ResponseWriter, advice *pecetev1.Advice) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprintf(w, "%s\n\n%s\n", advice.GetTitle(), advice.GetBody())
}
