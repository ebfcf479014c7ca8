package examples_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Made-up texts of each verdict, and the identifiers in them that nothing may print.
const (
	fineText    = "Ne vedem mâine la 18:30?"
	warnedText  = "CNP-ul meu este 1850228120011, mulțumesc"
	blockedText = "STRICT SECRET\nNr. SS/1234"
	formType    = "application/x-www-form-urlencoded"
	jsonType    = "application/json"
)

// canaries are what must not be printed, nor said in an answer.
func canaries() []string {
	return []string{"1850228120011", "SS/1234", "mulțumesc"}
}

// held is the JSON of an answer to what did not pass.
type held struct {
	Verdict, Reference string
	Advice             map[string]struct{ Title, Body string }
	Labels             map[string]map[string]string
	Confirm            struct{ Header, Field, Token string }
}

func heldIn(t *testing.T, r reply, status int) held {
	t.Helper()
	var h held
	if err := json.Unmarshal([]byte(r.body), &h); err != nil || r.status != status {
		t.Fatalf("answered %d, want %d, %v:\n%s", r.status, status, err, r.body)
	}
	if r.head.Get("Cache-Control") != "no-store" || r.head.Get("Content-Type") != "application/problem+json" || h.Reference == "" {
		t.Errorf("answered with %v and the reference %q", r.head, h.Reference)
	}
	return h
}

func chat(text string) string {
	encoded, err := json.Marshal(map[string]any{"type": "chat", "message": map[string]string{"conversation": text}})
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// upload gives a multipart body with fields, name before value, and its type.
func upload(fields ...string) (contentType, body string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		w.WriteField(fields[i], fields[i+1])
	}
	file, _ := w.CreateFormFile("photo", "IMG_1.jpg")
	file.Write([]byte{0xff, 0xd8, 0xff, 0xe0, 0})
	w.Close()
	return w.FormDataContentType(), b.String()
}

// TestMitmproxy runs what needs no settings of its own through one proxy.
func TestMitmproxy(t *testing.T) {
	_, pecete := start(t, "*")
	p := startProxy(t, pecete, "ssl_insecure: true") // the site's certificate is its own
	for name, test := range map[string]func(*testing.T, *proxy){
		"verdicts": givesVerdicts, "what to do": saysWhatToDo, "tokens": takesTokens, "tokens in forms": takesTokensInForms,
		"many at once": takesManyAtOnce, "broken": printsNothingOfWhatIsBroken,
		"browser": asksInABrowser, "WebSocket": readsWebSockets,
	} {
		t.Run(name, func(t *testing.T) { test(t, p) })
	}
	silent(t, p)
}

// givesVerdicts: what each kind of body comes to, in the clear and intercepted,
// over HTTP/1.1 and HTTP/2.
func givesVerdicts(t *testing.T, p *proxy) {
	plain, secure := openSite(t, httptest.NewServer), openSite(t, httptest.NewTLSServer)
	multipartFine, fineUpload := upload("note", fineText)
	multipartWarned, warnedUpload := upload("note", "mulțumesc", "cnp", "1850228120011")
	tests := []struct {
		reason, contentType, body string
		heads                     []string
		status                    int
	}{
		{"JSON with nothing in it", jsonType, chat(fineText), nil, 200},
		{"JSON to look at", jsonType, chat(warnedText), nil, 428},
		{"JSON that must not leave", jsonType, chat(blockedText), nil, 403},
		{"JSON as fetch sends it without a type", "text/plain;charset=UTF-8", strings.ReplaceAll(chat(warnedText), "18502", `1850\u0032`), nil, 428},
		{"a number without quotes", jsonType, `{"cnp": 1850228120011}`, nil, 428},
		{"a form with nothing in it", formType, "msg=" + url.QueryEscape(fineText), nil, 200},
		{"a form to look at", formType, "a=1&msg=" + url.QueryEscape(warnedText), nil, 428},
		{"a form that must not leave", formType, "msg=" + url.QueryEscape(blockedText), nil, 403},
		{"an upload with nothing in its fields", multipartFine, fineUpload, nil, 200},
		{"an upload with something in its fields", multipartWarned, warnedUpload, nil, 428},
		{"packed JSON", jsonType, packed(chat(warnedText)), []string{"Content-Encoding", "gzip"}, 428},
		{"packed twice", jsonType, packed(packed(chat(warnedText))), []string{"Content-Encoding", "gzip, gzip"}, 428},
		{"packed with nothing in it", jsonType, packed(chat(fineText)), []string{"Content-Encoding", "gzip"}, 200},
		{"packed so that it is huge", jsonType, packed(strings.Repeat(" ", 9<<20)), []string{"Content-Encoding", "gzip"}, 413},
		{"packed in a way that nobody here knows", jsonType, "???", []string{"Content-Encoding", "br"}, 415},
		{"not packed as it says", jsonType, chat(fineText), []string{"Content-Encoding", "gzip"}, 415},
		{"a picture", "image/png", "\x89PNG\r\n", nil, 200},
		{"a large text", "text/plain", strings.Repeat("nimic de văzut ", 200_000) + warnedText, nil, 428},
		{"a text in windows-1250", "text/plain; charset=windows-1250", "\xaetampil\xe3 CNP 1850228120011", nil, 428},
	}
	for _, way := range []struct {
		reason string
		site   *site
		client *http.Client
	}{
		{"in the clear", plain, p.client(false)},
		{"TLS with HTTP/1.1", secure, p.client(false)},
		{"TLS with HTTP/2", secure, p.client(true)},
	} {
		for _, tt := range tests {
			t.Run(way.reason+"/"+tt.reason, func(t *testing.T) {
				got := post(t, way.client, way.site.URL+"/send", tt.contentType, tt.body, tt.heads...)
				came := way.site.taken()
				if got.status != tt.status || len(came) == 1 != (tt.status == 200) {
					t.Fatalf("answered %d, want %d; %d passed\n%s", got.status, tt.status, len(came), got.body)
				}
				if tt.status == 200 && (came[0].body != tt.body || got.body != "delivered") {
					t.Errorf("what passed was changed")
				}
			})
		}
	}
	silent(t, p)
}

// silent fails the test if the proxy printed what it read.
func silent(t *testing.T, p *proxy) {
	t.Helper()
	output := p.output.String()
	for _, canary := range canaries() {
		if strings.Contains(output, canary) {
			t.Errorf("the proxy printed %q", canary)
		}
	}
	if strings.Contains(output, "Traceback") {
		t.Error("the addon failed")
	}
}

// saysWhatToDo: in both languages, never quoting, with a reference that the
// proxy's log has too.
func saysWhatToDo(t *testing.T, p *proxy) {
	s := openSite(t, httptest.NewServer)
	client := p.client(false)
	warned := post(t, client, s.URL, jsonType, chat(warnedText))
	h := heldIn(t, warned, 428)
	if h.Verdict != "WARN" || h.Advice["ro"].Title != "Atenție: mesajul conține un cod numeric personal (CNP)" ||
		h.Advice["en"].Title != "Careful: the message contains a personal identification number (CNP)" ||
		h.Labels["ro"]["send"] != "Trimite oricum" || h.Labels["en"]["edit"] != "Edit" || h.Confirm.Token == "" {
		t.Errorf("what is held says %+v", h)
	}
	blocked := post(t, client, s.URL, jsonType, chat(blockedText))
	b := heldIn(t, blocked, 403)
	if b.Verdict != "BLOCK" || b.Confirm.Token != "" || !strings.Contains(b.Advice["en"].Title, "STRICT SECRET") {
		t.Errorf("what is refused says %+v", b)
	}
	page := post(t, client, s.URL, formType, "msg="+url.QueryEscape(warnedText), "Accept", "text/html,*/*;q=0.8")
	for _, want := range []string{"Trimite oricum / Send anyway", "Editează / Edit", h.Advice["ro"].Title, h.Advice["en"].Title} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page does not say %q:\n%s", want, page.body)
		}
	}
	refusal := post(t, client, s.URL, formType, "msg="+url.QueryEscape(blockedText), "Sec-Fetch-Mode", "navigate")
	if refusal.status != 403 || strings.Contains(refusal.body, `id="send"`) || !strings.Contains(refusal.body, "<h1>") {
		t.Errorf("the page of what is refused, %d:\n%s", refusal.status, refusal.body)
	}
	for _, answer := range []reply{warned, blocked, page, refusal} {
		for _, canary := range canaries() {
			if strings.Contains(answer.body, canary) || strings.Contains(fmt.Sprint(answer.head), canary) {
				t.Errorf("an answer quotes %q", canary)
			}
		}
	}
	for _, want := range []string{"WARN held, reference " + h.Reference + " (ro.cnp)", "BLOCK refused, reference " + b.Reference + " (marking.ro)"} {
		p.logged(want)
	}
	silent(t, p)
}

// TestMitmproxyCallsByKey: over TLS, with the authority and the key of files.
func TestMitmproxyCallsByKey(t *testing.T) {
	_, pecete := start(t, "*")
	target, err := url.Parse(pecete)
	if err != nil {
		t.Fatal(err)
	}
	onward := httputil.NewSingleHostReverseProxy(target)
	guarded := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer pecete_secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		onward.ServeHTTP(w, r)
	}))
	defer guarded.Close()
	folder := t.TempDir()
	key, authority := filepath.Join(folder, "key"), filepath.Join(folder, "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: guarded.Certificate().Raw})
	for name, content := range map[string][]byte{key: []byte("pecete_secret\n"), authority: certificate} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := startProxy(t, guarded.URL, "pecete_key_file: "+key, "pecete_ca_file: "+authority)
	s := openSite(t, httptest.NewServer)
	heldIn(t, post(t, p.client(false), s.URL, jsonType, chat(warnedText)), 428)
	silent(t, p)
}

// TestMitmproxyWithoutPecete: what the policy says.
func TestMitmproxyWithoutPecete(t *testing.T) {
	for policy, want := range map[string]int{"open": 200, "closed": 503} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			dead := listen(t)
			dead.Close()
			silentListener := listen(t) // takes connections and says nothing
			defer silentListener.Close()
			for reason, place := range map[string]string{"nobody listens": dead.Addr().String(), "nobody answers": silentListener.Addr().String()} {
				p := startProxy(t, "http://"+place, "pecete_on_failure: "+policy, "pecete_timeout_ms: 300")
				s := openSite(t, httptest.NewServer)
				begun := time.Now()
				got := post(t, p.client(false), s.URL, jsonType, chat(warnedText))
				if took := time.Since(begun); got.status != want || len(s.taken()) == 1 != (want == 200) || took > 30*time.Second {
					t.Errorf("%s: %d after %v", reason, got.status, took)
				}
				if got.head.Get("X-Pecete-Verdict") != "unchecked" {
					t.Errorf("%s: the verdict is %q", reason, got.head.Get("X-Pecete-Verdict"))
				}
				p.logged("pecete: UNCHECKED")
				silent(t, p)
			}
		})
	}
}

// TestMitmproxyLargeBodies: what is too large, or does not say how large it is, is decided
// by the policy before it comes.
func TestMitmproxyLargeBodies(t *testing.T) {
	_, pecete := start(t, "*")
	small, large, huge := chat(warnedText), strings.Repeat("x", 200_000), strings.Repeat("x", 500_000)
	const cut = 0 // instead of a status: the connection ends
	for _, test := range []struct {
		setting                             string
		large, huge, unsized, hugeOfUnsized int
	}{
		{"pecete_on_failure: closed", 413, cut, cut, cut},
		{"pecete_on_failure: open", 200, 200, 200, 200},
		{"body_size_limit: 300k", 413, 413, 428, 413},
	} {
		t.Run(test.setting, func(t *testing.T) {
			p := startProxy(t, pecete, "pecete_max_body: 100k", test.setting)
			s := openSite(t, httptest.NewServer)
			for reason, sent := range map[string]struct {
				body    string
				unsized bool
				status  int
			}{
				"large": {large, false, test.large}, "huge": {huge, false, test.huge},
				"of no known length": {small, true, test.unsized}, "huge, of no known length": {huge, true, test.hugeOfUnsized},
				"of no known length, large": {large, true, test.large * min(test.unsized, 1)},
			} {
				var body io.Reader = strings.NewReader(sent.body)
				if sent.unsized {
					body = io.MultiReader(body)
				}
				got, err := tryPost(t.Context(), p.client(false), s.URL, jsonType, body)
				// A refusal may be lost while the body is still being sent.
				if got.status != sent.status && !(sent.status == 413 && err != nil) || len(s.taken()) == 1 != (sent.status == 200) {
					t.Errorf("%s: answered %d, want %d (%v)", reason, got.status, sent.status, err)
				}
				if sent.status == 200 && got.head.Get("X-Pecete-Verdict") != "unchecked" {
					t.Errorf("%s: the verdict is %q", reason, got.head.Get("X-Pecete-Verdict"))
				}
			}
			silent(t, p)
		})
	}
}

// takesManyAtOnce: each of many senders gets the answer to what it sent, and may
// send it anyway.
func takesManyAtOnce(t *testing.T, p *proxy) {
	s := openSite(t, httptest.NewTLSServer)
	var senders sync.WaitGroup
	for i := range 24 {
		client := p.client(i%2 == 0)
		senders.Go(func() {
			fine := fmt.Sprintf("%s Aici %d", fineText, i)
			if got, err := tryPost(t.Context(), client, s.URL, jsonType, strings.NewReader(chat(fine))); err != nil || got.status != 200 {
				t.Errorf("%d, fine: %d, %v", i, got.status, err)
			}
			body := chat(fmt.Sprintf("%s %d", warnedText, i))
			got, err := tryPost(t.Context(), client, s.URL, jsonType, strings.NewReader(body))
			var h held
			if err != nil || got.status != 428 || json.Unmarshal([]byte(got.body), &h) != nil {
				t.Errorf("%d, warned: %d, %v", i, got.status, err)
				return
			}
			got, err = tryPost(t.Context(), client, s.URL, jsonType, strings.NewReader(body), "X-Pecete-Confirm", h.Confirm.Token)
			if err != nil || got.status != 200 {
				t.Errorf("%d, sent anyway: %d, %v", i, got.status, err)
			}
		})
	}
	senders.Wait()
	if came := s.taken(); len(came) != 48 {
		t.Errorf("%d passed, want 48", len(came))
	}
	silent(t, p)
}

// printsNothingOfWhatIsBroken: text that comes where a head ought to.
func printsNothingOfWhatIsBroken(t *testing.T, p *proxy) {
	s := openSite(t, httptest.NewServer)
	for _, sent := range []string{
		"POST " + s.URL + "/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n" + warnedText + "\r\n\r\n",
		"CNP 1850228120011 mulțumesc\r\n\r\n",
		"POST " + s.URL + "/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1850228120011\r\n\r\n",
		"POST " + s.URL + "/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1850228120011\r\n\r\n",
		"POST " + s.URL + "/ HTTP/1.1\r\nHost: x\r\nContent-Length: mulțumesc\r\n\r\n",
		"POST " + s.URL + "/ HTTP/1.1\r\nHost: x\r\nContent-Type: 1850228120011; boundary=\"mulțumesc\r\nContent-Length: 2\r\n\r\n{}",
	} {
		conn, err := net.Dial("tcp", p.url.Host)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(3 * time.Second))
		io.WriteString(conn, sent)
		io.Copy(io.Discard, conn)
		conn.Close()
	}
	silent(t, p)
}
