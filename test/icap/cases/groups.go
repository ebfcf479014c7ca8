package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/pecete/pecete/test/icap/web"
)

// groups are all cases; those about warnings come last.
func (p *path) groups() []group {
	return []group{
		{"clean bodies sent, byte for byte", p.cleanRequests},
		{"clean bodies fetched, byte for byte", p.cleanResponses},
		{"forbidden bodies sent", p.forbiddenRequests},
		{"forbidden bodies fetched, of which short ones are looked at", p.forbiddenResponses},
		{"forbidden text across the edges of chunks and windows", p.edges},
		{"methods", p.methods},
		{"connections kept", p.kept},
		{"warnings", p.warnings},
	}
}

// sizes are those of clean bodies: about the edges of Squid's buffer and of previews.
func (p *path) sizes() []int {
	sizes := []int{0, 1, 1 << 10, 4095, 4096, 4097, 64<<10 - 1, 64 << 10, 64<<10 + 1, 65_000, 65_535, 66_000, 1 << 20}
	if !p.short {
		sizes = append(sizes, 10<<20)
	}
	return sizes
}

// clean gives clean bodies of all sizes and wrappings.
func (p *path) clean() map[string]web.Body {
	all := map[string]web.Body{}
	for _, size := range p.sizes() {
		text := web.Calm(size, uint64(size))
		all[fmt.Sprintf("text-%d", size)] = web.Plain(text)
		all[fmt.Sprintf("gzip-%d", size)] = web.Gzip(web.Plain(text))
	}
	text := web.Calm(20_000, 9)
	all["form"], all["json"], all["docx"] = web.Form(text), web.JSON(text), web.DOCX(text)
	all["multipart"] = web.Multipart("scrisoare.docx", web.DOCX(text))
	return all
}

func (p *path) cleanRequests(ctx context.Context, t *tally) {
	for name, body := range p.clean() {
		for _, chunked := range []bool{false, true} {
			sent := web.Sent{Case: fmt.Sprintf("clean-%s-%v", name, chunked), Method: http.MethodPost, Body: body, Chunked: chunked}
			t.add(sent.Case, p.passes(ctx, sent))
		}
	}
}

// isShort tells whether the documented configuration has an answer looked at.
func isShort(s web.Served) bool { return !s.Chunked && len(s.Bytes) < 60_000 }

func (p *path) cleanResponses(ctx context.Context, t *tally) {
	for name, body := range p.clean() {
		for _, chunked := range []bool{false, true} {
			served := web.Served{Body: body, Chunked: chunked}
			name := fmt.Sprintf("fetch-%s-%v", name, chunked)
			t.add(name, p.fetched(ctx, name, served))
		}
	}
}

// forbidden gives bodies that must be stopped, small enough that nothing of them may have
// passed before.
func forbidden() map[string]web.Body {
	in := func(size, at int) string { return web.Within(size, at, web.Blocked, 3) }
	return map[string]web.Body{
		"text":      web.Plain(web.Blocked),
		"letter":    web.Plain(in(30_000, 29_000)),
		"document":  web.Plain(in(600_000, 500_000)),
		"gzip":      web.Gzip(web.Plain(in(300_000, 200_000))),
		"form":      web.Form(in(5_000, 3_000)),
		"json":      web.JSON(in(100_000, 50_000)),
		"multipart": web.Multipart("nota.txt", web.Plain(in(100_000, 90_000))),
		"docx":      web.DOCX(in(10_000, 5_000)),
		"attached":  web.Multipart("scrisoare.docx", web.DOCX(in(10_000, 5_000))),
	}
}

func (p *path) forbiddenRequests(ctx context.Context, t *tally) {
	for name, body := range forbidden() {
		for _, chunked := range []bool{false, true} {
			sent := web.Sent{Case: fmt.Sprintf("forbidden-%s-%v", name, chunked), Method: http.MethodPost, Body: body, Chunked: chunked}
			t.add(sent.Case, p.stopped(ctx, sent))
		}
	}
	if p.short {
		return
	}
	// Of what is this large some may have gone before, but not the text, nor the end.
	large := web.Sent{Case: "forbidden-late", Method: http.MethodPost, Body: web.Plain(web.Within(8<<20, 6<<20, web.Blocked, 3))}
	t.add(large.Case, p.broken(ctx, large))
}

func (p *path) forbiddenResponses(ctx context.Context, t *tally) {
	for name, body := range forbidden() {
		for _, chunked := range []bool{false, true} {
			name, served := fmt.Sprintf("unfetched-%s-%v", name, chunked), web.Served{Body: body, Chunked: chunked}
			if isShort(served) {
				t.add(name, p.unfetched(ctx, name, served))
			} else {
				t.add(name, p.fetched(ctx, name, served))
			}
		}
	}
}

// edges puts what is forbidden across the edges that Squid's buffers, chunks, previews and
// the service's windows have.
func (p *path) edges(ctx context.Context, t *tally) {
	step := 1
	if p.short {
		step = 7
	}
	for _, edge := range []int{4096, 16 << 10, 32 << 10, 64 << 10, 128 << 10} {
		for before := 1; before < len(web.Blocked); before += 11 * step {
			text := web.Within(edge+50_000, edge-before-1, web.Blocked, uint64(before))
			sent := web.Sent{Case: fmt.Sprintf("edge-%d-%d", edge, before), Method: http.MethodPost, Body: web.Plain(text), Chunked: before%2 == 0}
			t.add(sent.Case, p.stopped(ctx, sent))
		}
	}
}

func (p *path) methods(ctx context.Context, t *tally) {
	for _, sent := range []web.Sent{
		{Case: "get", Method: http.MethodGet},
		{Case: "get-query", Method: http.MethodGet, Query: "q=bun%C4%83+ziua"},
		{Case: "head", Method: http.MethodHead},
		{Case: "put", Method: http.MethodPut, Body: web.Plain(web.Calm(70_000, 1))},
		{Case: "patch", Method: http.MethodPatch, Body: web.JSON(web.Calm(700, 1))},
		{Case: "delete", Method: http.MethodDelete},
		{Case: "options", Method: http.MethodOptions},
		{Case: "propfind", Method: "PROPFIND", Body: web.Plain("")},
	} {
		t.add(sent.Case, p.passes(ctx, sent))
	}
	for _, sent := range []web.Sent{
		{Case: "get-forbidden", Method: http.MethodGet, Query: string(web.Form(web.Blocked).Bytes)},
		{Case: "put-forbidden", Method: http.MethodPut, Body: web.Plain(web.Within(90_000, 80_000, web.Blocked, 1))},
		{Case: "patch-forbidden", Method: http.MethodPatch, Body: web.JSON(web.Blocked)},
	} {
		t.add(sent.Case, p.stopped(ctx, sent))
	}
}

// warnings are what the policy says of what is only warned of.
func (p *path) warnings(ctx context.Context, t *tally) {
	for name, body := range map[string]web.Body{
		"text": web.Plain(web.Warned),
		"form": web.Form(web.Warned),
		"json": web.JSON(web.Warned),
		"docx": web.DOCX(web.Warned),
		"long": web.Plain(web.Within(300_000, 200_000, web.Warned, 5)),
	} {
		sent := web.Sent{Case: "warned-" + name, Method: http.MethodPost, Body: body}
		served := web.Served{Body: body}
		want, wantFetched := p.noted, p.fetched
		if p.onWarn == "block" {
			want = p.stopped
			if isShort(served) {
				wantFetched = p.unfetched
			}
		}
		t.add(sent.Case, want(ctx, sent))
		t.add("fetch-"+sent.Case, wantFetched(ctx, "fetch-"+sent.Case, served))
	}
}

// noted wants a request to pass and the note of it in Squid's log.
func (p *path) noted(ctx context.Context, sent web.Sent) error {
	before := strings.Count(p.squid.ICAPLog(), " warn")
	if err := p.passes(ctx, sent); err != nil {
		return err
	}
	if after := strings.Count(p.squid.ICAPLog(), " warn"); after <= before {
		return fmt.Errorf("no note of it reached Squid")
	}
	return nil
}
