package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// traceSink is a collector of traces that keeps all it is told, as it came and as people
// read it.
type traceSink struct {
	collector.UnimplementedTraceServiceServer
	mu    sync.Mutex
	seen  bytes.Buffer
	spans int
}

// Export keeps spans.
func (s *traceSink) Export(_ context.Context, in *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	raw, err := proto.Marshal(in)
	if err != nil {
		return nil, err
	}
	text, err := protojson.Marshal(in)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.Write(raw)
	s.seen.Write(text)
	for _, r := range in.GetResourceSpans() {
		for _, scope := range r.GetScopeSpans() {
			s.spans += len(scope.GetSpans())
		}
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

// startSink serves a collector until the test ends.
func startSink(t *testing.T) (sink *traceSink, endpoint string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sink = &traceSink{}
	server := grpc.NewServer()
	collector.RegisterTraceServiceServer(server, sink)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return sink, "http://" + listener.Addr().String()
}

// webSender sends canaries to the web door over HTTP/1.1 and HTTP/2, and searches what is
// answered where no answer may hold a canary.
type webSender struct {
	url     string
	clients []*http.Client
	// statuses counts the answers.
	statuses map[int]int
}

func newWebSender(t *testing.T, address string) *webSender {
	t.Helper()
	s := &webSender{url: "http://" + address, statuses: map[int]int{}}
	for _, two := range []bool{false, true} {
		var protocols http.Protocols
		protocols.SetHTTP1(!two)
		protocols.SetUnencryptedHTTP2(two)
		transport := &http.Transport{Protocols: &protocols}
		t.Cleanup(transport.CloseIdleConnections)
		s.clients = append(s.clients, &http.Client{Transport: transport, Timeout: 20 * time.Second})
	}
	return s
}

// ask asks by either version of HTTP. Whatever is answered, in its head or its body, must
// hold no canary: who asks for include_matches is not among those that ask this way, and
// ids of messages, which are sent back, are left out.
func (s *webSender) ask(t *testing.T, method, path, body string, headers map[string]string) {
	t.Helper()
	for _, client := range s.clients {
		request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range headers {
			request.Header[name] = []string{value}
		}
		answer, err := client.Do(request)
		if err != nil { // it may be cut off, but by whom is in the log
			continue
		}
		data, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		s.statuses[answer.StatusCode]++
		if answer.StatusCode == http.StatusOK && strings.HasSuffix(strings.ToLower(path), "redact") {
			continue // who sent a text gets it back, but for what was found
		}
		wantNoCanary(t, fmt.Sprintf("the answer %d to %s", answer.StatusCode, path[:min(len(path), 30)]), fmt.Appendf(data, "%v", answer.Header))
	}
}

// send sends canaries in all protocols, as who has a key and as who has none.
func (s *webSender) send(t *testing.T, key string) {
	t.Helper()
	all := strings.Join(sentSecrets(), " ")
	quoted := `"` + all + `"`
	for _, authorization := range []string{"Bearer " + key, "", "Bearer " + sentSecrets()[3], all} {
		heads := map[string]string{"Content-Type": "application/json", "User-Agent": all, "X-Request-Id": all, "Traceparent": all, "Cookie": "a=" + sentSecrets()[3], "Referer": all, "X-" + sentSecrets()[3]: all, "Origin": "https://" + sentSecrets()[3] + ".example"}
		if authorization != "" {
			heads["Authorization"] = authorization
		}
		s.sendJSON(t, quoted, heads)
		s.sendFrames(t, all, heads)
		for name, value := range map[string]string{
			"Content-Type": "application/" + sentSecrets()[3], "Content-Encoding": sentSecrets()[3], "Connect-Timeout-Ms": sentSecrets()[0] + "s", "X-Server-Timeout": sentSecrets()[3],
			"Grpc-Timeout": sentSecrets()[0] + "X", "Grpc-Encoding": sentSecrets()[3], "Connect-Protocol-Version": sentSecrets()[0], "Expect": sentSecrets()[3],
		} {
			for _, path := range []string{"/v1/messages:classify", "/pecete.v1.ClassifierService/Classify", "/pecete.v1.ClassifierService/ClassifyStream"} {
				with := map[string]string{"Authorization": authorization, "Content-Type": "application/json", name: value}
				s.ask(t, "POST", path, `{"text":`+quoted+`}`, with)
			}
		}
	}
	s.sendRaw(t, all)
}

// sendJSON sends plain JSON and Connect, right and wrong, to paths that there are and that
// there are not.
func (s *webSender) sendJSON(t *testing.T, quoted string, heads map[string]string) {
	t.Helper()
	all := strings.Trim(quoted, `"`)
	bodies := []string{
		`{"text":` + quoted + `}`, `{"text":` + quoted, quoted, `{` + quoted + `:1}`, `{"text":` + sentSecrets()[0] + `}`, `{"text":"a","options":{"locale":` + quoted + `}}`,
		`{"text":"a","options":{"detectors":[` + quoted + `]}}`, `{"text":"a","options":{"offsetUnit":` + quoted + `}}`, `{"text":"` + all + `\x"}`, `{"text":"` + all + `\ud800"}`,
		"{\"text\":\"" + all + "\xff\"}", `{"text":` + quoted + `,"text":` + quoted + `}`, `{"@type":` + quoted + `}`, `{"messages":[{"text":` + quoted + `},{"text":1}]}`,
		`{"text":` + quoted + `,"options":{"includeMatches":"` + sentSecrets()[3] + `"}}`, all,
		`{"text":"` + strings.Repeat(all+" ", 1000) + `"}`, `{"text":"` + strings.Repeat(all, 4000) + `"}`,
	}
	paths := []string{
		"/v1/messages:classify", "/v1/messages:classifyBatch", "/v1/messages:redact", "/pecete.v1.ClassifierService/Classify", "/pecete.v1.ClassifierService/Redact",
		"/v1/messages:classify?text=" + url.QueryEscape(all), "/v1/" + sentSecrets()[3], "/" + sentSecrets()[0], "/pecete.v1.ClassifierService/" + sentSecrets()[3],
	}
	for _, path := range paths {
		for _, body := range bodies {
			s.ask(t, "POST", path, body, heads)
		}
	}
	for _, method := range []string{"GET", "PUT", "OPTIONS", "CANARUL-GALBEN-7F3A9C"} {
		for _, path := range append(paths, "/metrics?"+sentSecrets()[3], "/readyz?"+sentSecrets()[3], "/openapi.json", "/?q="+url.QueryEscape(all), "/app.js/"+sentSecrets()[3]) {
			s.ask(t, method, path, "", heads)
		}
	}
}

// sendFrames sends gRPC-Web and streams of Connect, right and wrong, and what is packed.
func (s *webSender) sendFrames(t *testing.T, all string, heads map[string]string) {
	t.Helper()
	in := string(field(2, all))
	frame := func(flag byte, length int, data string) string {
		return string([]byte{flag, byte(length >> 24), byte(length >> 16), byte(length >> 8), byte(length)}) + data
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = io.WriteString(zip, `{"text":"`+strings.Repeat(all, 50_000)+`"}`)
	_ = zip.Close()
	with := func(pairs ...string) map[string]string {
		more := map[string]string{}
		for name, value := range heads {
			more[name] = value
		}
		for i := 0; i < len(pairs); i += 2 {
			more[pairs[i]] = pairs[i+1]
		}
		return more
	}
	for _, body := range []string{frame(0, len(in), in), frame(0, len(in)+9, in), frame(1, len(in), in), frame(0xfe, len(in), in), frame(0, 1<<31, in), frame(0, len(all), all), all, frame(0x80, len(all), all)} {
		for _, kind := range []string{"application/grpc-web+proto", "application/grpc-web", "application/grpc", "application/connect+proto", "application/connect+json", "application/proto"} {
			for _, method := range []string{"Classify", "ClassifyStream"} {
				s.ask(t, "POST", "/pecete.v1.ClassifierService/"+method, body, with("Content-Type", kind))
			}
		}
	}
	s.ask(t, "POST", "/v1/messages:classify", packed.String(), with("Content-Encoding", "gzip"))
	s.ask(t, "POST", "/v1/messages:classify", packed.String()[:200]+all, with("Content-Encoding", "gzip"))
	s.ask(t, "POST", "/v1/messages:classify", all, with("Content-Encoding", "gzip"))
}

// sendRaw sends what no client of HTTP would.
func (s *webSender) sendRaw(t *testing.T, all string) {
	t.Helper()
	const head = "POST /v1/messages:classify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
	for _, raw := range []string{
		all + "\r\n\r\n", "GET /" + all + " HTTP/9.9\r\n\r\n", "GET /%" + sentSecrets()[3] + "% HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n" + all + "\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + all, "\x16\x03\x01" + all, head + "Content-Length: " + all + "\r\n\r\n", head + "Content-Length: 5000\r\n\r\n{\"text\":\"" + all,
		head + "Transfer-Encoding: chunked\r\n\r\n" + all, head + "Transfer-Encoding: " + all + "\r\n\r\n", head + "X-Filler: " + strings.Repeat(all, 500) + "\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, raw)
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		answer, _ := io.ReadAll(conn)
		wantNoCanary(t, "the answer to what is no request", answer)
		conn.Close()
	}
}

// logged waits until the log has a line of some message, and gives its address.
func (b *built) logged(t *testing.T, message string) (address string) {
	t.Helper()
	for range 1000 {
		for line := range strings.Lines(b.stderr.String()) {
			var entry struct{ Message, Address string }
			if json.Unmarshal([]byte(line), &entry) == nil && entry.Message == message {
				return entry.Address
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the log has no line %q", message)
	return ""
}

// Canaries are sent through the web door in all its protocols and into its failures, with
// keys required, before and after a reload of the rules that fails. Nothing that the
// program writes, tells others (metrics, readiness, a collector of traces), or has open
// holds one.
func TestNothingSentComesOutOfTheWebDoor(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("builds the program")
	}
	sink, endpoint := startSink(t)
	callers := filepath.Join(t.TempDir(), "callers.yaml")
	key := newKey(t, callers, "sender", "--permission", "classify,batch,stream,redact,detectors,metrics")
	rules := ruleFolder(t, goodRule)
	args := []string{
		"--callers", callers, "--rules", rules, "--web-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--trace-endpoint", endpoint, "--trace-share", "1",
		"--web-cors-origin", "https://chat.example.com", // an origin that may call is sent back, which is what it is for
	}
	if os.Getuid() != 0 { // who is not root cannot list the files of what is not dumpable
		args = append(args, "--allow-core-dumps")
	}
	b := startBinary(t, args...)
	metrics := b.logged(t, "serving metrics")
	s := newWebSender(t, b.logged(t, "serving the web"))
	s.send(t, key)
	b.breakRules(t, rules)
	s.ask(t, "GET", "/readyz", "", nil)
	s.ask(t, "POST", "/v1/messages:classify", `{"text":"`+strings.Join(sentSecrets(), " ")+`"}`, map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + key})
	for _, at := range []string{"http://" + metrics + "/metrics", s.url + "/readyz", s.url + "/healthz", s.url + "/openapi.json", s.url + "/"} {
		body, err := fetch(t, at)
		if err != nil || len(body) == 0 {
			t.Errorf("%s: %d bytes, %v", at, len(body), err)
		}
		wantNoCanary(t, at, body)
	}
	before := s.statuses[http.StatusOK]
	s.ask(t, "GET", "/metrics", "", map[string]string{"Authorization": "Bearer " + key})
	if s.statuses[http.StatusOK] == before {
		t.Errorf("the metrics of the web door were not read: %v", s.statuses)
	}
	b.wantNoCanaryInProfiles(t)
	b.wantNoCanaryInFiles(t)
	for _, status := range []int{200, 400, 401, 404, 405, 413, 415} {
		if s.statuses[status] == 0 {
			t.Errorf("nothing was answered %d: the failure was not provoked: %v", status, s.statuses)
		}
	}
	if err := b.command.Process.Signal(syscall.SIGTERM); err != nil { // which sends the last spans
		t.Fatal(err)
	}
	select {
	case err := <-b.ended:
		if err != nil {
			t.Errorf("the program ended badly: %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the program does not end")
	}
	sink.mu.Lock()
	defer sink.mu.Unlock()
	if sink.spans < 100 {
		t.Errorf("the collector got only %d spans", sink.spans)
	}
	wantNoCanary(t, "what the collector of traces got", sink.seen.Bytes())
	wantNoCanary(t, "standard error", []byte(b.stderr.String()))
	wantNoCanary(t, "standard output", []byte(b.stdout.String()))
}

// breakRules puts a fault into the rules and waits until it was told.
func (b *built) breakRules(t *testing.T, folder string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "badge.yaml"), []byte(goodRule+"colour: red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if strings.Contains(b.stderr.String(), "rules not reloaded") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the log does not tell that the rules have a fault")
}
