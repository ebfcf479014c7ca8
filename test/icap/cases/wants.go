package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"

	"github.com/pecete/pecete/test/icap/squid"
	"github.com/pecete/pecete/test/icap/web"
)

func (p *path) send(ctx context.Context, sent web.Sent) (web.Got, error) {
	return web.Send(ctx, p.client, p.origin.URL(), sent)
}

// passes wants a request to reach the origin, byte for byte.
func (p *path) passes(ctx context.Context, sent web.Sent) error {
	got, err := p.send(ctx, sent)
	seen := p.origin.Seen(sent.Case)
	switch {
	case err != nil:
		return err
	case got.Status != http.StatusOK:
		return fmt.Errorf("status %d", got.Status)
	case seen.Requests != 1 || seen.Whole != 1:
		return fmt.Errorf("the origin saw %d requests, %d whole", seen.Requests, seen.Whole)
	case seen.Method != sent.Method:
		return fmt.Errorf("the method arrived as %s", seen.Method)
	case seen.Bytes != int64(len(sent.Bytes)) || seen.Digest != sha256.Sum256(sent.Bytes):
		return fmt.Errorf("%d bytes arrived of %d, or others", seen.Bytes, len(sent.Bytes))
	case seen.Header.Get("Content-Type") != sent.Type || seen.Header.Get("Content-Encoding") != sent.Encoding:
		return errors.New("the header did not arrive as it was")
	}
	return nil
}

// stopped wants a request answered with the page that says why, and nothing of it at the
// origin.
func (p *path) stopped(ctx context.Context, sent web.Sent) error {
	got, err := p.send(ctx, sent)
	// Squid closes the connection behind such an answer, though it says that it keeps it.
	p.client.CloseIdleConnections()
	if err != nil {
		return err
	}
	if seen := p.origin.Seen(sent.Case); seen.Requests != 0 {
		return fmt.Errorf("the origin saw it: %d requests, %d bytes", seen.Requests, seen.Bytes)
	}
	return isRefusal(got, sent.Body)
}

// isRefusal wants an answer to say why in both languages, without the text: as a page, or
// to a program that sent JSON as a problem document.
func isRefusal(got web.Got, sent web.Body) error {
	kind, languages := "text/html", []string{`lang="ro"`, `lang="en"`}
	if sent.Type == "application/json" {
		kind, languages = "application/problem+json", []string{`"ro":{`, `"en":{`}
	}
	switch {
	case got.Status != http.StatusForbidden:
		return fmt.Errorf("status %d", got.Status)
	case !strings.HasPrefix(got.Header.Get("Content-Type"), kind):
		return fmt.Errorf("the refusal is of type %q", got.Header.Get("Content-Type"))
	case bytes.Contains(got.Body, []byte(web.Secret)) || bytes.Contains(got.Body, []byte("1850228120011")):
		return errors.New("the refusal tells the text")
	}
	for _, language := range languages {
		if !bytes.Contains(got.Body, []byte(language)) {
			return errors.New("the refusal is not in Romanian and English")
		}
	}
	return nil
}

// broken wants a large request not to reach its end at the origin, nor what is forbidden.
func (p *path) broken(ctx context.Context, sent web.Sent) error {
	got, err := p.send(ctx, sent)
	seen := p.origin.Seen(sent.Case)
	switch {
	case err == nil && got.Status == http.StatusOK:
		return errors.New("the client was told that all is well")
	case seen.Whole != 0:
		return errors.New("the origin saw it all")
	case seen.Canary:
		return errors.New("the origin saw what is forbidden")
	}
	return nil
}

// fetched wants what the origin serves to reach the client, byte for byte.
func (p *path) fetched(ctx context.Context, name string, served web.Served) error {
	p.origin.Serve(name, served)
	got, err := p.send(ctx, web.Sent{Case: name, Method: http.MethodGet})
	switch {
	case err != nil:
		return err
	case got.Status != http.StatusOK:
		return fmt.Errorf("status %d", got.Status)
	case got.Digest != sha256.Sum256(served.Bytes):
		return fmt.Errorf("%d bytes arrived of %d, or others", len(got.Body), len(served.Bytes))
	case got.Header.Get("Content-Type") != served.Type || got.Header.Get("Content-Encoding") != served.Encoding:
		return errors.New("the header did not arrive as it was")
	}
	return nil
}

// unfetched wants the page in the place of what the origin serves.
func (p *path) unfetched(ctx context.Context, name string, served web.Served) error {
	p.origin.Serve(name, served)
	got, err := p.send(ctx, web.Sent{Case: name, Method: http.MethodGet})
	if err != nil {
		return err
	}
	return isRefusal(got, web.Body{})
}

// kept sends one clean request after the other, with what is stopped on other connections
// in between, and wants one connection to carry them all.
func (p *path) kept(ctx context.Context, t *tally) {
	alone := *p
	alone.client = web.Client(p.squid.Address, 1, deadline, p.squid.CA)
	var opened atomic.Int64
	watched := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if !info.Reused {
			opened.Add(1)
		}
	}})
	for i := range 20 {
		sent := web.Sent{Case: fmt.Sprintf("kept-%d", i), Method: http.MethodPost, Body: web.Plain(web.Calm(i*5000, 1))}
		if i%4 != 3 {
			t.add(sent.Case, alone.passes(watched, sent))
			continue
		}
		sent.Body = web.Plain(web.Within(2_000, 1_000, web.Blocked, 1))
		t.add(sent.Case, p.stopped(ctx, sent))
	}
	var err error
	if opened.Load() != 1 {
		err = fmt.Errorf("%d connections were opened", opened.Load())
	}
	t.add("one connection", err)
}

// tunnel sends through CONNECT what this Squid does not open: it arrives as it is,
// whatever it is.
func (p *path) tunnel(ctx context.Context, t *tally) {
	origin := web.NewOrigin(true)
	defer origin.Close()
	through, err := squid.Launch(ctx, p.squid.With([]int{origin.Port()}))
	if err != nil {
		t.add("starting Squid", err)
		return
	}
	client := web.Client(through.Address, 1, deadline, origin.Certificate())
	unseen := &path{squid: through, client: client, origin: origin}
	for name, text := range map[string]string{"calm": web.Calm(50_000, 1), "forbidden": web.Blocked} {
		sent := web.Sent{Case: "tunnel-" + name, Method: http.MethodPost, Body: web.Plain(text)}
		t.add(sent.Case, unseen.passes(ctx, sent))
	}
	t.add("ending Squid", through.End())
}
