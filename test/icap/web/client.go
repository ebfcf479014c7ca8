package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client makes a client that goes through a proxy, with so many connections at most that
// wait for their next use, and whose requests end after a time. It trusts one issuer, in
// PEM, if there is TLS.
func Client(proxy string, connections int, lasting time.Duration, issuer []byte) *http.Client {
	transport := &http.Transport{
		Proxy:               http.ProxyURL(&url.URL{Scheme: "http", Host: proxy}),
		MaxIdleConns:        connections,
		MaxIdleConnsPerHost: connections,
		DisableCompression:  true,
	}
	if issuer != nil {
		transport.TLSClientConfig = trusting(issuer)
	}
	return &http.Client{Transport: transport, Timeout: lasting, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Sent is a request.
type Sent struct {
	// Case is its name.
	Case   string
	Method string
	Body
	// Chunked sends the body without its length.
	Chunked bool
	// Query is what is in the URL.
	Query string
}

// Got is an answer.
type Got struct {
	Status int
	Header http.Header
	Body   []byte
	Digest [sha256.Size]byte
}

// Send sends a request to an origin and reads the answer.
func Send(ctx context.Context, client *http.Client, origin string, s Sent) (Got, error) {
	var body io.Reader
	if s.Bytes != nil {
		body = bytes.NewReader(s.Bytes)
		if s.Chunked {
			body = io.MultiReader(body) // whose length http.NewRequest cannot know
		}
	}
	target := origin + "/" + s.Case
	if s.Query != "" {
		target += "?" + s.Query
	}
	request, err := http.NewRequestWithContext(ctx, s.Method, target, body)
	if err != nil {
		return Got{}, fmt.Errorf("making a request: %w", err)
	}
	request.Header.Set(CaseHeader, s.Case)
	if s.Type != "" {
		request.Header.Set("Content-Type", s.Type)
	}
	if s.Encoding != "" {
		request.Header.Set("Content-Encoding", s.Encoding)
	}
	answer, err := client.Do(request)
	if err != nil {
		return Got{}, err
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	return Got{answer.StatusCode, answer.Header, read, sha256.Sum256(read)}, err
}
