package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/metadata"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// addressOf gives the address that a log line with some message tells.
func addressOf(t *testing.T, log, message string) string {
	t.Helper()
	for line := range strings.Lines(log) {
		var entry struct{ Message, Address string }
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Message == message {
			return entry.Address
		}
	}
	t.Fatalf("no line %q in\n%s", message, log)
	return ""
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

func TestServeMetricsAndTraces(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	s := serve(t, t.Context(), "--metrics-listen", "127.0.0.1:0", "--trace-endpoint", "http://"+nobody.Addr().String(), "--trace-share", "1")
	ctx := metadata.AppendToOutgoingContext(within(t, 10*time.Second), "x-request-id", "here-1")
	if _, err := s.client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP 1850228120011"}); err != nil {
		t.Fatal(err)
	}
	url := "http://" + addressOf(t, s.stderr.String(), "serving metrics")
	body := ""
	for range 200 {
		var status int
		if status, body = get(t, url+"/metrics"); status != 200 {
			t.Fatalf("status %d", status)
		}
		if strings.Contains(body, `pecete_findings_total{detector="ro.cnp",verdict="warn"} 1`) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	for _, want := range []string{`pecete_findings_total{detector="ro.cnp",verdict="warn"} 1`, "go_goroutines", "process_resident_memory_bytes", "pecete_build_info{"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if status, _ := get(t, url+"/"); status != 404 {
		t.Errorf("beside the metrics: status %d", status)
	}
	s.stop()
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
	for _, want := range []string{"traces are being lost", `"request_id":"here-1"`} {
		if !strings.Contains(s.stderr.String(), want) {
			t.Errorf("no %s in\n%s", want, s.stderr.String())
		}
	}
}

func TestServeFlagsThatMakeNoSense(t *testing.T) {
	for args, want := range map[string]string{
		"--trace-share 2":                    "--trace-share",
		"--trace-endpoint 127.0.0.1:4317":    "--trace-endpoint must begin with http",
		"--metrics-listen nowhere.invalid:x": "--metrics-listen",
		"--queue-requests -1":                "queue",
	} {
		var stdout, stderr output
		status := run(within(t, 20*time.Second), append([]string{"serve", "--listen", "127.0.0.1:0"}, strings.Fields(args)...), strings.NewReader(""), &stdout, &stderr)
		if status == 0 || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: status %d, %s", args, status, stderr.String())
		}
	}
}

func TestServeSamplesTheLog(t *testing.T) {
	s := serve(t, t.Context(), "--log-sample", "1000", "--web-listen", "127.0.0.1:0")
	url := "http://" + s.webAddress(t) + "/v1/messages:classify"
	for range 20 {
		post(t, url, `{"x":1}`)
		if _, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "Salut"}); err != nil {
			t.Fatal(err)
		}
	}
	s.stop()
	<-s.status
	for _, message := range []string{"call", "refused"} {
		if lines := strings.Count(s.stderr.String(), `"message":"`+message+`"`); lines > 1 {
			t.Errorf("%d lines of %s", lines, message)
		}
	}
}
