package playground_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	isKeyAsked = `document.getElementById("key-form").checkVisibility()`
	said       = `document.getElementById("body").textContent`
)

// locked runs the program itself, which asks callers for a key, and gives the key.
func locked(t *testing.T) (s *site, key string) {
	t.Helper()
	browser(t) // or there is no need to build
	folder := t.TempDir()
	program, callers := filepath.Join(folder, "pecete"), filepath.Join(folder, "callers.yaml")
	build := exec.Command("go", "build", "-o", program, "./cmd/pecete")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building pecete: %v\n%s", err, out)
	}
	made, err := exec.Command(program, "keys", "new", "page", "--callers", callers).Output()
	if err != nil {
		t.Fatal(err)
	}
	place := free(t)
	server := exec.Command(program, "serve", "--listen", free(t), "--web-listen", place, "--callers", callers)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	})
	s = &site{Server: &httptest.Server{URL: "http://" + place}}
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if answer, err := http.Get(s.URL + "/readyz"); err == nil {
			answer.Body.Close()
			break
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	return s, strings.TrimSpace(string(made))
}

func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestAKeyIsAskedFor where the server wants one: by the keyboard alone, in both languages,
// and nothing keeps it.
func TestAKeyIsAskedFor(t *testing.T) {
	s, key := locked(t)
	b := visit(t, s, look{})
	b.want(isKeyAsked, "false")
	b.write(warned, "unchecked")
	b.want(isKeyAsked, "true")
	b.want(said, "Serverul cere o cheie de acces, așa că mesajul nu a fost verificat.")
	b.want(isRetryHidden, "true")
	b.wantFocus("text") // where it was
	b.click(`[data-language="en"]`)
	b.want(said, "The server asks for an access key, so the message was not checked.")
	b.want(`document.querySelector('label[for="key"]').textContent`, "Access key")
	b.click(`[data-language="ro"]`)
	b.state("unchecked")

	b.text(`document.getElementById("send").focus()`)
	b.press(tabKey)
	b.wantFocus("key")
	told := b.told()
	if !strings.Contains(told, "textbox: Cheie de acces\n") || !strings.Contains(told, "button: Folosește cheia\n") {
		t.Errorf("people are told\n%s", told)
	}
	for _, wrong := range []string{"pecete_greșit", "pecete_wrong"} {
		b.typed(wrong)
		b.press(enter)
		b.want(said, "Serverul nu recunoaște această cheie de acces, așa că mesajul nu a fost verificat.")
		b.wantFocus("key")
		b.want(`document.getElementById("key").getAttribute("aria-invalid")`, "true")
		b.want(`document.getElementById("key").value`, "")
	}
	b.press(enter) // nothing is no key
	b.wantFocus("key")
	b.typed(" " + key + " ") // as it is copied
	b.want(`document.getElementById("key").hasAttribute("aria-invalid")`, "false")
	b.press(tabKey)
	b.wantFocus("Folosește cheia")
	b.press(space)
	b.state("warn")
	b.want(isKeyAsked, "false")
	b.wantFocus("text")
	b.want(`document.documentElement.outerHTML.includes("`+key+`") || document.getElementById("key").value !== ""`, "false")
	b.click("#mask")
	b.want(inBox, "CNP-ul meu este [CNP], mulțumesc")
	b.state("allow")
	for _, address := range b.requests {
		if strings.Contains(address, key) {
			t.Errorf("the key is in the address %s", address)
		}
	}
	b.text(`(window.isOld = true, location.reload())`)
	b.want(`window.isOld ? "old" : document.readyState + document.documentElement?.lang`, "completero")
	b.write(fine, "unchecked") // and the key is forgotten
	b.want(isKeyAsked, "true")
}

// TestTheKeyFieldFits and is judged like the rest of the page.
func TestTheKeyFieldFits(t *testing.T) {
	script := axe(t)
	s := open(t)
	s.failure.Store(401)
	for name, l := range map[string]look{
		"360-light-key": {width: 360, height: 740, language: "en-GB"}, "360-dark-key": {width: 360, height: 740, dark: true},
		"1280-light-key": {}, "320-dark-key": {width: 320, height: 740, dark: true},
	} {
		b := visit(t, s, l)
		b.do(evaluated(script))
		judge := func() {
			t.Helper()
			b.want(`(await axe.run(document)).violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target).join(", "))`, "[]")
			b.want(`document.scrollingElement.scrollWidth <= innerWidth`, "true")
			b.want(`[...document.querySelectorAll("#key-form input, #key-form button")].map((e) => e.getBoundingClientRect())
				.every((r) => r.left >= 0 && r.right <= innerWidth && r.height >= 24)`, "true")
		}
		b.write(warned, "unchecked")
		b.want(isKeyAsked, "true")
		judge()
		b.shoot(name)
		b.text(`document.getElementById("key").focus()`)
		b.typed("pecete_wrong")
		b.press(enter)
		b.want(`document.getElementById("key").getAttribute("aria-invalid")`, "true")
		b.wantFocus("key")
		judge()
		b.text(`document.getElementById("key-form").scrollIntoView({block: "center"})`)
		b.shoot(name + "-wrong")
	}
}

// TestAKeyIsNotAskedForAgainAndAgain: without another one the answer is the same.
func TestAKeyIsNotAskedForAgainAndAgain(t *testing.T) {
	s := open(t)
	s.failure.Store(401)
	b := visit(t, s, look{})
	b.write(warned, "unchecked")
	asked := s.asked.Load()
	time.Sleep(5 * time.Second) // others are tried again after four
	if s.asked.Load() != asked {
		t.Errorf("asked %d times, want %d", s.asked.Load(), asked)
	}
	b.clear()
	b.write(fine, "unchecked")
	s.failure.Store(0)
	b.text(`document.getElementById("key").focus()`)
	b.typed("pecete_any")
	b.press(enter)
	b.state("allow")
	b.wantFocus("text")
}
