package web

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestCalmHasItsSize(t *testing.T) {
	for _, size := range []int{0, 1, 7, 1000, 65537} {
		for seed := range uint64(20) {
			if text := Calm(size, seed); len(text) != size || !utf8.ValidString(text) {
				t.Fatalf("%d bytes of %d", len(text), size)
			}
		}
	}
	if text := Within(1000, 400, Blocked, 1); len(text) < 990 || !strings.Contains(text, Canary) {
		t.Errorf("%d bytes", len(text))
	}
}

// What is sent straight to the origin is what it saw, and what it serves what is got.
func TestOriginRemembers(t *testing.T) {
	origin := NewOrigin(false)
	defer origin.Close()
	client := Client(strings.TrimPrefix(origin.URL(), "http://"), 1, 10*time.Second, nil)
	for _, chunked := range []bool{true, false} {
		sent := Sent{Case: "a", Method: "POST", Body: Gzip(Plain(Within(100_000, 40_000, Blocked, 1))), Chunked: chunked}
		origin.Reset()
		origin.Serve("a", Served{Body: Plain("b"), Chunked: chunked})
		got, err := Send(t.Context(), client, origin.URL(), sent)
		if err != nil || got.Status != 200 || string(got.Body) != "b" {
			t.Fatalf("%+v, %v", got, err)
		}
		seen := origin.Seen("a")
		if seen.Whole != 1 || seen.Digest != sha256.Sum256(sent.Bytes) || seen.Canary || seen.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%+v", seen)
		}
		if (seen.Header.Get("Content-Length") == "") != chunked {
			t.Errorf("chunked %v: %v", chunked, seen.Header)
		}
	}
	if _, err := Send(t.Context(), client, origin.URL(), Sent{Case: "b", Method: "PUT", Body: Plain(Blocked)}); err != nil || !origin.Seen("b").Canary {
		t.Errorf("the canary was not seen: %v", err)
	}
}
