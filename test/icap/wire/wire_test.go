package wire

import (
	"bytes"
	"context"
	"net"
	"strings"
	"testing"
	"time"
)

// The client and the server understand each other, in all ways to ask.
func TestEcho(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener) }()
	client, err := Dial(listener.Addr().String(), 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	options, err := client.Ask(Question{Method: "OPTIONS", Service: "reqmod"}, nil)
	if err != nil || options.Status != 200 || options.Header.Get("Methods") != "REQMOD" {
		t.Fatalf("%+v, %v", options, err)
	}
	const request = "POST http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n"
	const response = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
	for _, size := range []int{0, 1, previewed - 1, previewed, previewed + 1, 300_000} {
		for _, preview := range []int{-1, 0, previewed} {
			for _, allowed := range []bool{true, false} {
				sent := strings.Repeat("abcdefg", size/7+1)[:size]
				q := Question{Method: "RESPMOD", Service: "respmod", Request: request, Response: response, Body: strings.NewReader(sent), Preview: preview, Allow204: allowed}
				var got bytes.Buffer
				a, err := client.Ask(q, &got)
				if err != nil {
					t.Fatalf("%d bytes, preview %d, 204 %v: %v", size, preview, allowed, err)
				}
				if a.Status == 204 != allowed || !allowed && (got.String() != sent || a.HTTP != response || a.HTTPStatus() != 200) {
					t.Errorf("%d bytes, preview %d, 204 %v: %+v, %d bytes", size, preview, allowed, a, got.Len())
				}
				if a.Continued != (preview >= 0 && preview <= size) {
					t.Errorf("%d bytes, preview %d: continued %v", size, preview, a.Continued)
				}
			}
		}
	}
	a, err := client.Ask(Question{Method: "REQMOD", Service: "reqmod", Request: request}, nil)
	if err != nil || a.Status != 200 || a.HTTP != request {
		t.Errorf("no body: %+v, %v", a, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
