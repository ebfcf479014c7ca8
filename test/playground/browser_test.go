package playground_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// look is how a tab looks at the page.
type look struct {
	width, height int64
	language      string // of the browser, such as "en-GB"; empty means Romanian
	dark          bool
	query         string // of the address, such as "?lang=en"
}

// tab is the page in a browser, with what the browser said about it.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site *site

	mu       sync.Mutex
	said     []string // what the console, the log and uncaught errors said
	requests []string // the addresses asked
}

// visit opens the page in a tab that shares nothing with others. When the test ends, the browser must
// have had nothing to complain of, and must have asked nobody but the site.
func visit(t *testing.T, s *site, l look) *tab {
	t.Helper()
	if l.width == 0 {
		l.width, l.height = 1280, 800
	}
	if l.language == "" {
		l.language = "ro-RO"
	}
	ctx, closeTab := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	b := &tab{t: t, ctx: ctx, site: s}
	t.Cleanup(func() {
		if !t.Failed() {
			b.nothingAmiss()
		}
		closeTab()
	})
	b.prepare(l)
	b.do(chromedp.Navigate(s.URL + "/" + l.query))
	b.want(`document.querySelectorAll("#examples li").length > 3`, "true")
	return b
}

// prepare makes the browser look at pages in a way.
func (b *tab) prepare(l look) {
	b.t.Helper()
	if err := chromedp.Listen(b.ctx, b.listen); err != nil {
		b.t.Fatal(err)
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, cdplog.Enable, cdp.Empty{})
	call(b, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "Chromium", AcceptLanguage: l.language})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: l.width, Height: l.height, DeviceScaleFactor: 1, Mobile: l.width < 500,
	})
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.violations = [];
			addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective + " " + e.blockedURI));`,
	})
}

// call runs a command of the browser's protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, "console."+string(e.Type))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, "uncaught: "+e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		// That a question fails is what some tests are about.
		if e.Entry.Source != cdplog.EntrySourceNetwork {
			b.said = append(b.said, e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	}
}

// nothingAmiss fails the test if the page broke its own rules: it says nothing to the
// console, its policy stops nothing, it asks only its site, and it stores nothing.
func (b *tab) nothingAmiss() {
	b.t.Helper()
	var kept []string
	b.value(`[...violations.map((v) => "violation of " + v), document.cookie,
		...Object.keys(localStorage), ...Object.keys(sessionStorage),
		...(await indexedDB.databases()).map((d) => d.name), ...(await caches.keys())].filter(Boolean)`, &kept)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, line := range append(kept, b.said...) {
		b.t.Errorf("the page left %q", line)
	}
	for _, address := range b.requests {
		if !strings.HasPrefix(address, b.site.URL+"/") {
			b.t.Errorf("the page asked %s", address)
		}
	}
	if len(b.requests) < 10 {
		b.t.Errorf("only %d requests were seen", len(b.requests))
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// text gives what an expression of JavaScript comes to: text as it is, anything else
// as JSON. The expression may await promises.
func (b *tab) text(expression string) string {
	b.t.Helper()
	whole := "(async () => { const it = " + expression + "; return typeof it === 'string' ? it : JSON.stringify(it) ?? 'undefined'; })()"
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](whole, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return text
}

// value reads what an expression comes to.
func (b *tab) value(expression string, into any) {
	b.t.Helper()
	if err := json.Unmarshal([]byte(b.text(expression)), into); err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
}

// evaluated runs a script for what it does.
func evaluated(script string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool](script+"\n;true")(ctx, target)
		return chromedp.Void{}, err
	}
}

// want fails the test unless an expression comes to a value, for which it waits.
func (b *tab) want(expression, want string) {
	b.t.Helper()
	got := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if got = b.text(expression); got == want {
			return
		}
	}
	b.t.Fatalf("%s is %q, want %q", expression, got, want)
}

// state waits until what the panel shows is about the text in the box, and is, such as
// "warn".
func (b *tab) state(want string) {
	b.t.Helper()
	b.want(`document.querySelector(".panel").dataset.waiting + " " + document.getElementById("badge").dataset.state`, "false "+want)
}

// paste puts a text in the box at the caret, as pasting does.
func (b *tab) paste(text string) {
	b.t.Helper()
	if b.text(`(document.getElementById("text").focus(), document.execCommand("insertText", false, `+quoted(text)+`))`) != "true" {
		b.t.Fatal("nothing was pasted")
	}
}

// set puts a text in the place of what is in the box. A long one is pasted slowly.
func (b *tab) set(text string) {
	b.t.Helper()
	b.text(`(document.getElementById("text").value = ` + quoted(text) + `, document.getElementById("text").dispatchEvent(new Event("input")))`)
}

// clear empties the box.
func (b *tab) clear() {
	b.t.Helper()
	b.text(`(document.getElementById("text").select(), document.execCommand("delete"))`)
	b.state("idle")
}

// write puts a text in the box and waits for what is said about it.
func (b *tab) write(text, state string) {
	b.t.Helper()
	b.paste(text)
	b.state(state)
}

// click clicks on the first element that a selector finds.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// key is a key that does something: its name, its code, and the text it types.
type key struct {
	name string
	code int64
	text string
}

var (
	enter  = key{"Enter", 13, "\r"}
	tabKey = key{"Tab", 9, ""}
	escape = key{"Escape", 27, ""}
	space  = key{" ", 32, " "}
)

// press presses a key with what has the focus. What it types is told with the key, as
// a keyboard does, so that whoever takes the key takes the text too.
func (b *tab) press(k key, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	event := input.DispatchKeyEventParams{Type: "keyDown", Key: k.name, WindowsVirtualKeyCode: k.code, Text: k.text}
	for _, m := range modifiers {
		event.Modifiers |= int64(m)
	}
	call(b, input.DispatchKeyEvent, event)
	event.Type, event.Text = "keyUp", ""
	call(b, input.DispatchKeyEvent, event)
}

// hold presses a key and keeps it down until it was repeated some times.
func (b *tab) hold(k key, repeats int) {
	b.t.Helper()
	event := input.DispatchKeyEventParams{Type: "keyDown", Key: k.name, WindowsVirtualKeyCode: k.code, Text: k.text}
	for i := range repeats + 1 {
		repeated := i > 0
		event.AutoRepeat = &repeated
		call(b, input.DispatchKeyEvent, event)
		time.Sleep(30 * time.Millisecond)
	}
	event.Type, event.Text, event.AutoRepeat = "keyUp", "", nil
	call(b, input.DispatchKeyEvent, event)
}

// typed types a text, letter by letter where the keyboard has it.
func (b *tab) typed(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
}

// focused names what has the focus by its id, or else by its words.
func (b *tab) focused() string {
	b.t.Helper()
	return b.text(`document.activeElement.id || document.activeElement.textContent`)
}

func (b *tab) wantFocus(want string) {
	b.t.Helper()
	b.want(`document.activeElement.id || document.activeElement.textContent`, want)
}

// shoot takes a picture for people, in the folder that PECETE_SCREENSHOTS names, which is
// made if it is not there.
func (b *tab) shoot(name string) {
	b.t.Helper()
	folder := os.Getenv("PECETE_SCREENSHOTS")
	if folder == "" {
		return
	}
	picture := call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err := keep(folder, name, picture.Data); err != nil {
		b.t.Fatal(err)
	}
}

// quoted gives a value as JavaScript has it.
func quoted(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// unquoted gives the text that JSON quotes.
func unquoted(encoded []byte) string {
	var text string
	if json.Unmarshal(encoded, &text) != nil {
		return string(encoded)
	}
	return text
}

// keep writes a picture to a folder.
func keep(folder, name string, picture []byte) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("making the folder for pictures: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600); err != nil {
		return fmt.Errorf("keeping a picture: %w", err)
	}
	return nil
}

func TestPicturesAreKeptInAFolderThatIsNotThereYet(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	if err := keep(folder, "page", []byte("png")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(folder, "page.png")); err != nil || string(got) != "png" {
		t.Errorf("%q, %v", got, err)
	}
}
