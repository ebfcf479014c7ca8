package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// quotingError is an error that tells what it was about, as errors do.
type quotingError struct{ text string }

func (e quotingError) Error() string { return "about " + e.text }

// Identifiers are sent through every path of the door and into every failure. Neither the
// log, at its most talkative, nor the process's standard error, nor any answer that is a
// refusal may hold one, or a piece of one.
func TestNothingSentIsLoggedOrPutInARefusal(t *testing.T) {
	const canary = aCNP
	stderr := captureStderr(t)
	engine := hookedEngine{testEngine(), func(text string) {
		switch {
		case strings.Contains(text, "string"):
			panic(text)
		case strings.Contains(text, "error"):
			panic(quotingError{text})
		case strings.Contains(text, "slow"):
			time.Sleep(300 * time.Millisecond)
		}
	}}
	limits := api.DefaultLimits()
	limits.TextBytes, limits.RequestBytes = 1000, 4000
	r := start(t, engine, api.Options{Limits: limits}, Options{
		Origins: []string{"https://chat.example.com"}, BodyTimeout: 300 * time.Millisecond,
		Home: func(path string) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(path) })
		},
	})
	sawRefusals := 0
	inspect := func(where, answer string) {
		if strings.Contains(answer, canary[:6]) || strings.Contains(answer, base64.StdEncoding.EncodeToString([]byte(canary))[:8]) {
			t.Errorf("%s: the answer is %s", where, answer)
		}
		sawRefusals++
	}
	sendCanaries(t, r, canary, inspect)
	sendCanariesInProtocols(t, r, canary, inspect)
	sendRawCanaries(t, r, canary)
	r.stop()
	if err := <-r.stopped; err != nil {
		t.Error(err)
	}
	said := stderr()
	for name, out := range map[string]string{"log": r.log.String(), "standard error": said} {
		if strings.Contains(out, canary[:6]) {
			t.Errorf("the %s holds what was sent:\n%s", name, out)
		}
	}
	for _, want := range []string{
		`"panic_type":"string"`, `"panic_type":"web.quotingError"`, `"code":"INVALID_ARGUMENT"`, `"code":"RESOURCE_EXHAUSTED"`, `"code":"NOT_FOUND"`,
		`"status":405`, `"status":408`, `"status":413`, `"status":415`, `"code":"INTERNAL"`,
	} {
		if !strings.Contains(r.log.String(), want) {
			t.Errorf("the log has no %s: the failure was not provoked:\n%s", want, r.log)
		}
	}
	if sawRefusals < 50 {
		t.Errorf("only %d refusals were seen", sawRefusals)
	}
}

// sendCanaries sends requests over HTTP whose every part holds the canary.
func sendCanaries(t *testing.T, r *running, canary string, inspect func(where, answer string)) {
	t.Helper()
	quoted := `"` + canary + `"`
	bodies := map[string]string{
		"malformed": `{"text":` + quoted, "a bare string": quoted, "unknown field": `{` + quoted + `:` + quoted + `}`, "key": `{"text` + canary + `":1}`,
		"number": `{"text":` + canary + `}`, "enum": `{"text":"a","options":{"offsetUnit":` + quoted + `}}`, "locale": `{"text":"a","options":{"locale":` + quoted + `}}`,
		"detector": `{"text":"a","options":{"detectors":[` + quoted + `]}}`, "confidence": `{"text":"a","options":{"minConfidence":` + canary + `}}`,
		"escape": `{"text":"` + canary + `\x"}`, "half a character": `{"text":"` + canary + `\ud800"}`, "invalid": "{\"text\":\"" + canary + "\xff\"}",
		"too long": `{"text":"` + strings.Repeat(canary, 90) + `"}`, "too large": `{"text":"` + strings.Repeat(canary, 400) + `"}`,
		"twice": `{"text":` + quoted + `,"text":` + quoted + `}`, "panic": `{"text":"string ` + canary + `"}`, "error": `{"text":"error ` + canary + `"}`,
		"type": `{"@type":` + quoted + `}`, "empty": "",
	}
	paths := []string{"/v1/messages:classify", "/v1/messages:redact", "/v1/messages:classifyBatch", classifyPath, "/v1/" + canary, "/" + canary, "/pecete.v1.ClassifierService/" + canary, "/v1/messages:classify?text=" + canary}
	headers := []string{"X-User: " + canary, "X-Data-Bin: " + canary + "!", "X-Request-Id: CNP " + canary, "Authorization: " + canary, "User-Agent: " + canary, "Cookie: a=" + canary, "Referer: " + canary}
	bad := []string{
		"Content-Type: application/" + canary, "Content-Type: " + canary, "Content-Encoding: " + canary, "X-Server-Timeout: " + canary + "s", "Connect-Timeout-Ms: " + canary + "s",
		"Grpc-Timeout: " + canary, "Grpc-Encoding: " + canary, "Connect-Protocol-Version: " + canary, "Origin: https://" + canary + ".example", "Expect: " + canary,
		"Content-Type: application/grpc-web+" + canary, "Content-Type: application/connect+" + canary, "Content-Type: application/json; charset=" + canary,
	}
	for name, body := range bodies {
		for _, path := range paths {
			for _, client := range []*http.Client{r.client, r.h2} {
				_, answer := askWith(t, client, "POST", r.url+path, strings.NewReader(body), append(headers, asJSON)...)
				inspect(name+" to "+path, answer)
			}
		}
	}
	for _, header := range bad {
		for _, path := range paths[:5] {
			first := []string{header}
			if !strings.HasPrefix(header, "Content-Type") {
				first = append(first, asJSON)
			}
			answer, body := r.ask(t, "POST", path, bodies["malformed"], append(first, headers...)...)
			inspect(header+" to "+path, body+fmt.Sprint(answer.Header))
		}
	}
	for _, method := range []string{"GET", "PUT", "OPTIONS", "M" + canary} {
		answer, body := r.ask(t, method, "/v1/messages:classify", "", headers...)
		inspect(method, body+fmt.Sprint(answer.Header))
	}
	reader, writer := io.Pipe()
	go func() { _, _ = io.WriteString(writer, bodies["malformed"]) }()
	_, body := askWith(t, r.client, "POST", r.url+paths[0], reader, asJSON)
	inspect("a slow body", body)
	writer.CloseWithError(io.ErrClosedPipe)
	// A page that panics has its path in the panic.
	_, body = r.ask(t, "GET", "/"+canary, "")
	inspect("a page that panics", body)
}

// sendCanariesInProtocols sends texts in every protocol, also in streams.
func sendCanariesInProtocols(t *testing.T, r *running, canary string, inspect func(where, answer string)) {
	t.Helper()
	texts := map[string]string{
		"panic": "string " + canary, "error": "error " + canary, "too long": strings.Repeat(canary, 90), "too large": strings.Repeat(canary, 400), "late": "slow " + canary,
	}
	for dialect, options := range dialects() {
		for name, text := range texts {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			if name == "late" {
				cancel()
				ctx, cancel = context.WithTimeout(context.Background(), 100*time.Millisecond)
			}
			request := connect.NewRequest(&pecetev1.ClassifyRequest{MessageId: canary, Text: text})
			request.Header().Set("X-User", canary)
			_, err := classifyClient(r.h2, r.url, options...).CallUnary(ctx, request)
			if err == nil {
				t.Errorf("%s in %s is answered", name, dialect)
			}
			inspect(name+" in "+dialect, fmt.Sprint(err)+fieldOf(err))
			stream := streamClient(r, r.h2, options...).CallBidiStream(ctx)
			_ = stream.Send(&pecetev1.ClassifyStreamRequest{Text: text, ConversationId: canary})
			_ = stream.CloseRequest()
			for {
				got, err := stream.Receive()
				inspect(name+" in a stream of "+dialect, fmt.Sprint(got.GetError(), err))
				if err != nil {
					break
				}
			}
			_ = stream.CloseResponse()
			cancel()
		}
	}
	for name, body := range map[string][]byte{
		"no JSON": frame(0, []byte(canary)), "half a frame": frame(0, []byte(canary))[:10], "no frame": []byte(canary), "flags": frame(0x40, []byte(canary)), "not packed": frame(flagPacked, []byte(canary)),
		"no protobuf": frame(0, bytes.Repeat([]byte(canary), 3)),
	} {
		for _, kind := range []string{"application/connect+json", "application/connect+proto", "application/grpc-web+json", "application/grpc-web+proto", "application/grpc"} {
			for _, path := range []string{streamPath, classifyPath} {
				answer, got := askWith(t, r.h2, "POST", r.url+path, bytes.NewReader(body), "Content-Type: "+kind, "Grpc-Encoding: gzip", "Connect-Content-Encoding: gzip", "X-Data-Bin: "+canary)
				inspect(name+" as "+kind, got+fmt.Sprint(answer.Header, answer.Trailer))
			}
		}
	}
}

// sendRawCanaries sends what no client of HTTP would.
func sendRawCanaries(t *testing.T, r *running, canary string) {
	t.Helper()
	for _, raw := range []string{
		canary + "\r\n\r\n", "GET /" + canary + " HTTP/9.9\r\n\r\n", "GET /%" + canary + "% HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\n" + canary + "\r\n\r\n", "GET / HTTP/1.1\r\nHost: " + canary + " \x00\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + canary + canary + canary, "\x16\x03\x01" + canary,
		"POST /v1/messages:classify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"text\":\"" + canary,
	} {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, raw)
		_ = conn.(*net.TCPConn).CloseWrite()
		_ = conn.SetReadDeadline(time.Now().Add(2 * time.Second))
		_, _ = io.Copy(io.Discard, conn)
		conn.Close()
	}
}

// captureStderr catches what is written to standard error, by whatever library, until the
// function it gives is called.
func captureStderr(t *testing.T) func() string {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	real := os.Stderr
	os.Stderr = writer
	log.SetOutput(writer) // which has kept the real one
	var all bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(&all, reader)
	}()
	finished := false
	finish := func() string {
		if !finished {
			finished = true
			os.Stderr = real
			log.SetOutput(real)
			writer.Close()
			<-done
			reader.Close()
		}
		return all.String()
	}
	t.Cleanup(func() { finish() })
	return finish
}
