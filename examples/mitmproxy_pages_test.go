package examples_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/websocket"
)

// driver is a page that sends forms in a frame and messages by script, and writes down what
// becomes of them.
const driver = `<!doctype html><html lang="ro"><meta charset="utf-8"><pre id="log"></pre><iframe></iframe>
<script type="module">
import {send} from "/ask.js";
const frame = document.querySelector("iframe");
const log = {push: (...lines) => { document.getElementById("log").textContent += lines.join("\n") + "\n"; }};
const shown = () => new Promise((resolve) => frame.addEventListener("load", resolve, {once: true}));
async function form(type, text) {
	let next = shown();
	frame.src = "/form";
	await next;
	const form = frame.contentDocument.forms[0];
	form.enctype = type;
	form.elements.note.value = text;
	next = shown();
	form.submit();
	await next;
}
const title = () => frame.contentDocument.querySelector("h1").textContent;
try {
	for (const type of ["application/x-www-form-urlencoded", "multipart/form-data"]) {
		await form(type, "WARNED");
		log.push(title());
		const next = shown();
		frame.contentDocument.getElementById("send").click();
		await next;
		log.push(frame.contentDocument.body.textContent);
	}
	await form("application/x-www-form-urlencoded", "BLOCKED");
	log.push(title(), String(frame.contentDocument.getElementById("send")));
	const message = {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({text: "WARNED"})};
	const asked = (choice) => async (advice, labels) => { log.push(advice.title + " " + labels.edit + "/" + labels.send); return choice; };
	log.push(String(await send("/send", message, asked(false))));
	log.push(await (await send("/send", message, asked(true))).text());
	log.push(String((await send("/send", {...message, body: JSON.stringify({text: "BLOCKED"})}, asked(true))).status));
} catch (err) {
	log.push("failed: " + err);
}
</script>`

// asksInABrowser: who writes a form is asked by the page and sends it anyway with
// one click; who writes in a page that knows of the proxy is asked there.
func asksInABrowser(t *testing.T, p *proxy) {
	chromium := need(t, "chromium")
	s := openSite(t, func(keep http.Handler) *httptest.Server {
		mux := http.NewServeMux()
		mux.Handle("POST /send", keep)
		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
			quoted, _ := json.Marshal(blockedText)
			io.WriteString(w, strings.NewReplacer("WARNED", warnedText, "BLOCKED", strings.Trim(string(quoted), `"`)).Replace(driver))
		})
		mux.HandleFunc("GET /form", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `<!doctype html><form method="post" action="/send"><textarea name="note"></textarea></form>`)
		})
		mux.HandleFunc("GET /ask.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "mitmproxy/ask.js") })
		return httptest.NewServer(mux)
	})
	dom, status := run(t, "", chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
		"--proxy-server="+p.url.String(), "--proxy-bypass-list=<-loopback>", "--disable-background-networking",
		"--virtual-time-budget=30000", "--dump-dom", s.URL)
	_, after, _ := strings.Cut(dom, `<pre id="log">`)
	log, _, _ := strings.Cut(after, "</pre>")
	want := `Atenție: mesajul conține un cod numeric personal (CNP)
delivered
Atenție: mesajul conține un cod numeric personal (CNP)
delivered
Mesaj oprit: poartă marcajul STRICT SECRET
null
Atenție: mesajul conține un cod numeric personal (CNP) Editează/Trimite oricum
null
Atenție: mesajul conține un cod numeric personal (CNP) Editează/Trimite oricum
delivered
403
`
	if diff := cmp.Diff(want, html.UnescapeString(log)); status != 0 || diff != "" {
		t.Errorf("status %d (-want +page):\n%s\n%s", status, diff, dom)
	}
	came := s.taken()
	if len(came) != 3 || came[0].body != "note="+strings.ReplaceAll(url.QueryEscape(warnedText), "%20", "+") {
		t.Errorf("what came is %d, %v", len(came), came)
	}
	for _, one := range came {
		if strings.Contains(fmt.Sprint(one.head), "pecete-confirm") {
			t.Errorf("the site was told the token: %v", one.head)
		}
	}
	silent(t, p)
}

// readsWebSockets: texts are held and refused like requests; the token of one that
// is sent anyway comes in a message before it; what is no text passes.
func readsWebSockets(t *testing.T, p *proxy) {
	site := httptest.NewServer(websocket.Handler(func(conn *websocket.Conn) {
		for {
			var message []byte
			if websocket.Message.Receive(conn, &message) != nil {
				return
			}
			websocket.Message.Send(conn, "got "+string(message))
		}
	}))
	defer site.Close()
	conn := dialThrough(t, p, site.URL)
	said := func(send any) string {
		t.Helper()
		var answer string
		if err := websocket.Message.Send(conn, send); err != nil {
			t.Fatal(err)
		}
		if err := websocket.Message.Receive(conn, &answer); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	if got := said(chat(fineText)); got != "got "+chat(fineText) {
		t.Errorf("what is fine is answered %s", got)
	}
	if h := heldIn(t, wsReply(said(chat(blockedText)), 403), 403); h.Verdict != "BLOCK" || h.Confirm.Token != "" {
		t.Errorf("what must not leave is answered %+v", h)
	}
	h := heldIn(t, wsReply(said(chat(warnedText)), 428), 428)
	if err := websocket.Message.Send(conn, `{"pecete-confirm": "`+h.Confirm.Token+`"}`); err != nil {
		t.Fatal(err)
	}
	if got := said(chat(warnedText)); got != "got "+chat(warnedText) {
		t.Errorf("what is sent anyway is answered %s", got)
	}
	heldIn(t, wsReply(said(chat(warnedText)), 428), 428)
	if got := said([]byte{0, 1, 2}); got != "got \x00\x01\x02" {
		t.Errorf("what is no text is answered %q", got)
	}
	silent(t, p)
}

// wsReply makes a notice what heldIn reads.
func wsReply(notice string, status int) reply {
	return reply{status, http.Header{"Cache-Control": {"no-store"}, "Content-Type": {"application/problem+json"}}, notice}
}

// dialThrough opens a WebSocket through the proxy.
func dialThrough(t *testing.T, p *proxy, site string) *websocket.Conn {
	t.Helper()
	place := strings.TrimPrefix(site, "http://")
	config, err := websocket.NewConfig("ws://"+place, site)
	if err != nil {
		t.Fatal(err)
	}
	tunnel := p.tunnel(place)
	conn, err := websocket.NewClient(config, tunnel)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
