package examples_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
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

// TestMitmproxyVerdicts: what each kind of body comes to, in the clear and intercepted,
// over HTTP/1.1 and HTTP/2.
func TestMitmproxyVerdicts(t *testing.T) {
	_, pecete := start(t, "*")
	p := startProxy(t, pecete, "ssl_insecure: true")
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

// TestMitmproxySaysWhatToDo: in both languages, never quoting, with a reference that the
// proxy's log has too.
func TestMitmproxySaysWhatToDo(t *testing.T) {
	_, pecete := start(t, "*")
	p := startProxy(t, pecete)
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

// TestMitmproxyWithoutPecete: what the policy says, and that what was held is not asked
// about again.
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
				if took := time.Since(begun); got.status != want || len(s.taken()) == 1 != (want == 200) || took > 5*time.Second {
					t.Errorf("%s: %d after %v", reason, got.status, took)
				}
				if got.head.Get("X-Pecete-Verdict") != "UNCHECKED" {
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
				if sent.status == 200 && got.head.Get("X-Pecete-Verdict") != "UNCHECKED" {
					t.Errorf("%s: the verdict is %q", reason, got.head.Get("X-Pecete-Verdict"))
				}
			}
			silent(t, p)
		})
	}
}

// TestMitmproxyManyAtOnce: each of many senders gets the answer to what it sent, and may
// send it anyway.
func TestMitmproxyManyAtOnce(t *testing.T) {
	_, pecete := start(t, "*")
	p := startProxy(t, pecete, "ssl_insecure: true", "pecete_timeout_ms: 30000")
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

// TestMitmproxyPrintsNothingOfWhatIsBroken: text that comes where a head ought to.
func TestMitmproxyPrintsNothingOfWhatIsBroken(t *testing.T) {
	_, pecete := start(t, "*")
	p := startProxy(t, pecete)
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

// TestMitmproxyPieces runs the tests that stand beside the addon.
func TestMitmproxyPieces(t *testing.T) {
	python := need(t, "python3")
	if out, status := run(t, "", python, "-B", "-m", "unittest", "discover", "-s", "mitmproxy", "-p", "*_test.py"); status != 0 {
		t.Errorf("status %d\n%s", status, out)
	}
}

// TestMitmproxyConfiguration: the page shows the file that the tests run with.
func TestMitmproxyConfiguration(t *testing.T) {
	page, pageErr := os.ReadFile("../docs/mitmproxy.md")
	config, err := os.ReadFile("mitmproxy/config.yaml")
	if err != nil || pageErr != nil {
		t.Fatal(err, pageErr)
	}
	if !strings.Contains(string(page), "\n```yaml\n"+string(config)+"```\n") {
		t.Errorf("docs/mitmproxy.md does not show\n%s", config)
	}
	ask, err := os.ReadFile("mitmproxy/ask.js")
	if err != nil || !strings.Contains(string(page), "\n```js\n"+string(ask)+"```\n") {
		t.Errorf("docs/mitmproxy.md does not show\n%s", ask)
	}
}

// TestMitmproxyOptions: what makes no sense is refused at the start.
func TestMitmproxyOptions(t *testing.T) {
	mitmdump := need(t, "mitmdump")
	for _, setting := range []string{
		"pecete_on_failure=perhaps", "pecete_url=127.0.0.1:8080", "pecete_filter=~~", "pecete_key_file=/nowhere", "stream_large_bodies=1m",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		command := exec.CommandContext(ctx, mitmdump, "--set", "confdir="+t.TempDir(), "-s", "mitmproxy/pecete.py",
			"--listen-host", "127.0.0.1", "--listen-port", "0", "--set", setting)
		command.Env = append(command.Environ(), "PYTHONDONTWRITEBYTECODE=1")
		if out, err := command.CombinedOutput(); err == nil || ctx.Err() != nil {
			t.Errorf("%s is taken:\n%s", setting, out)
		} else if strings.Contains(string(out), "Traceback") {
			t.Errorf("%s:\n%s", setting, out)
		}
	}
}
