package examples_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// takesTokens: a token sends what it was given for, once, and nothing else.
func takesTokens(t *testing.T, p *proxy) {
	s := openSite(t, httptest.NewServer)
	client := p.client(false)
	body := chat(warnedText)
	token := heldIn(t, post(t, client, s.URL, jsonType, body), 428).Confirm.Token
	for _, test := range []struct{ reason, path, body, token string }{
		{"another body", "", chat(warnedText + "!"), token},
		{"another place", "/other", body, token},
		{"no token that was given", "", body, "AAAA"},
	} {
		if got := post(t, client, s.URL+test.path, jsonType, test.body, "X-Pecete-Confirm", test.token); got.status != 428 {
			t.Errorf("%s: %d", test.reason, got.status)
		}
	}
	sent := post(t, client, s.URL, jsonType, body, "X-Pecete-Confirm", token)
	came := s.taken()
	if sent.status != 200 || len(came) != 1 || came[0].body != body || came[0].head.Get("X-Pecete-Confirm") != "" || sent.head.Get("X-Pecete-Verdict") != "warn" {
		t.Errorf("sent anyway: %d, %v, %v", sent.status, sent.head, came)
	}
	again := heldIn(t, post(t, client, s.URL, jsonType, body, "X-Pecete-Confirm", token), 428)
	if again.Confirm.Token == token {
		t.Error("a token was given twice")
	}
	if len(s.taken()) != 0 {
		t.Error("something passed that was held")
	}
}

// takesTokensInForms: a form may carry its token in a field, or in a cookie, which
// the site does not get; its length is right, and so is the boundary of a browser that
// chose another.
func takesTokensInForms(t *testing.T, p *proxy) {
	s := openSite(t, httptest.NewServer)
	client := p.client(false)
	passed := func(reason, want, contentType, body string, heads ...string) {
		t.Helper()
		got := post(t, client, s.URL, contentType, body, heads...)
		came := s.taken()
		if got.status != 200 || len(came) != 1 || came[0].body != want || strings.Contains(fmt.Sprint(came[0].head), "pecete-confirm") {
			t.Errorf("%s: %d, %v, want %q", reason, got.status, came, want)
		}
	}
	form := "msg=" + url.QueryEscape(warnedText) + "&b=2"
	token := heldIn(t, post(t, client, s.URL, formType, form), 428).Confirm.Token
	passed("a field", form, formType, form+"&pecete-confirm="+token)
	token = heldIn(t, post(t, client, s.URL, formType, form), 428).Confirm.Token
	passed("a cookie", form, formType, form, "Cookie", "a=b; pecete-confirm="+token+"; c=d")
	contentType, body := upload("cnp", "1850228120011")
	token = heldIn(t, post(t, client, s.URL, contentType, body), 428).Confirm.Token
	contentType, body = upload("cnp", "1850228120011")
	boundary := strings.TrimPrefix(contentType, "multipart/form-data; boundary=")
	field := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"pecete-confirm\"\r\n\r\n" + token + "\r\n"
	passed("a part", body, contentType, field+body)
}
