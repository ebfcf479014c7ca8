package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/d--j/go-milter"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	extproc "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// sendICAP sends bytes to the ICAP door and gives what it answers until it is done or
// hangs up.
func sendICAP(t *testing.T, address, request string) []byte {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	_ = conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn) // it may be cut off
	return answer
}

// sendICAPCanaries sends canaries in bodies, queries, headers and broken requests, to be
// blocked and refused.
func sendICAPCanaries(t *testing.T, address, canaries string) {
	t.Helper()
	for _, method := range []string{"REQMOD", "RESPMOD"} {
		head, part, service := "POST /?q="+strings.ReplaceAll(canaries, " ", "+")+" HTTP/1.1\r\nCookie: "+canaries+"\r\nContent-Type: text/plain\r\n\r\n", "req", "reqmod"
		if method == "RESPMOD" {
			head, part, service = "HTTP/1.1 200 OK\r\nSet-Cookie: "+canaries+"\r\nContent-Type: text/plain\r\n\r\n", "res", "respmod"
		}
		whole := fmt.Sprintf("%s icap://%s/%s ICAP/1.0\r\nAllow: 204\r\nX-Client-Username: %s\r\nEncapsulated: %s-hdr=0, %s-body=%d\r\n\r\n%s%x\r\n%s\r\n0\r\n\r\n",
			method, address, service, canaries, part, part, len(head), head, len(canaries), canaries)
		if answer := sendICAP(t, address, whole); !bytes.Contains(answer, []byte("HTTP/1.1 403")) {
			t.Errorf("%s was not blocked: %.200s", method, answer)
		} else {
			wantNoCanary(t, "the page", answer)
		}
		for name, broken := range map[string]string{
			"a service that is none": strings.Replace(whole, "/"+service, "/"+strings.Fields(canaries)[0], 1),
			"a method that is none":  strings.Replace(whole, method+" ", strings.Fields(canaries)[0]+" ", 1),
			"broken chunks":          strings.Replace(whole, fmt.Sprintf("\r\n\r\n%x\r\n", len(canaries)), "\r\n\r\nzz\r\n", 1),
			"a broken head":          strings.Replace(whole, "Content-Type: ", "Content-Type ", 1),
			"cut off":                whole[:len(whole)-20],
			"nothing of ICAP":        canaries + "\r\n\r\n",
		} {
			wantNoCanary(t, "the answer to "+name, sendICAP(t, address, broken))
		}
	}
}

// sendEnvoyCanaries sends canaries in headers and bodies, to be blocked, and in an order
// that is none.
func sendEnvoyCanaries(t *testing.T, address, canaries string) {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	headers := &core.HeaderMap{}
	for name, value := range map[string]string{":method": "POST", ":path": "/?q=" + strings.ReplaceAll(canaries, " ", "+"), "content-type": "text/plain", "cookie": canaries} {
		headers.Headers = append(headers.Headers, &core.HeaderValue{Key: name, RawValue: []byte(value)})
	}
	first := &extproc.ProcessingRequest{Request: &extproc.ProcessingRequest_RequestHeaders{RequestHeaders: &extproc.HttpHeaders{Headers: headers}}}
	body := &extproc.ProcessingRequest{Request: &extproc.ProcessingRequest_RequestBody{RequestBody: &extproc.HttpBody{Body: []byte(canaries), EndOfStream: true}}}
	refused := 0
	for _, order := range [][]*extproc.ProcessingRequest{{first, body}, {first, first}} {
		stream, err := extproc.NewExternalProcessorClient(conn).Process(within(t, 10*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		for _, message := range order {
			if err := stream.Send(message); err != nil {
				break
			}
		}
		for { // until it is refused, or the order is
			answer, err := stream.Recv()
			if err != nil {
				wantNoCanary(t, "a status for Envoy", []byte(err.Error()))
				break
			}
			if answer.GetImmediateResponse() != nil {
				refused++
				_ = stream.CloseSend()
			}
			wantNoCanary(t, "an answer to Envoy", []byte(answer.String()))
		}
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
}

// sendMailCanaries sends mails with canaries everywhere, to be rejected and given up.
func sendMailCanaries(t *testing.T, socket, canaries string) {
	t.Helper()
	session, err := milter.NewClient("unix", socket).Session(milter.NewMacroBag())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	step := func(action *milter.Action, err error) *milter.Action {
		if err != nil {
			t.Fatal(err)
		}
		return action
	}
	address := "<canarul.galben@exemplu-nicaieri.ro>"
	step(session.Conn("mail.example", milter.FamilyInet, 25, "127.0.0.1"))
	step(session.Helo("mail.example"))
	step(session.Mail(address, ""))
	step(session.Rcpt(address, ""))
	step(session.DataStart())
	step(session.HeaderField("Subject", canaries, nil))
	step(session.HeaderField("From", address, nil))
	step(session.HeaderEnd())
	_, action, err := session.BodyReadFrom(strings.NewReader(canaries + "\r\n"))
	if step(action, err); action.Type != milter.ActionRejectWithCode {
		t.Errorf("the mail was not rejected: %v", action)
	}
	wantNoCanary(t, "the reply", []byte(action.SMTPReply))
}

// TestNothingSentComesOutOfTheDoorsForProxies: neither in pages, replies and statuses, nor
// in the log, the metrics or files.
func TestNothingSentComesOutOfTheDoorsForProxies(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("builds the program")
	}
	socket := t.TempDir() + "/milter"
	args := []string{
		"--icap-listen", "127.0.0.1:0", "--extproc-listen", "127.0.0.1:0", "--milter-listen", "unix:" + socket,
		"--on-warn", "block", "--metrics-listen", "127.0.0.1:0", "--log-level", "debug",
	}
	if os.Getuid() != 0 { // who is not root cannot list the files of what is not dumpable
		args = append(args, "--allow-core-dumps")
	}
	b := startBinary(t, args...)
	canaries := strings.Join(sentSecrets(), " ")
	sendICAPCanaries(t, b.logged(t, "serving icap"), canaries)
	sendEnvoyCanaries(t, b.logged(t, "serving extproc"), canaries)
	sendMailCanaries(t, socket, canaries)
	metrics, err := fetch(t, "http://"+b.logged(t, "serving metrics")+"/metrics")
	if err != nil || !bytes.Contains(metrics, []byte(`action="block"`)) {
		t.Errorf("metrics: %v", err)
	}
	wantNoCanary(t, "metrics", metrics)
	b.wantNoCanaryInProfiles(t)
	b.wantNoCanaryInFiles(t)
	if err := b.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-b.ended:
	case <-time.After(30 * time.Second):
		t.Fatal("the program does not end")
	}
	for _, door := range []string{"icap", "extproc", "milter"} {
		if !strings.Contains(b.stderr.String(), `"door":"`+door+`"`) {
			t.Errorf("nothing was inspected by %s", door)
		}
	}
	wantNoCanary(t, "standard error", []byte(b.stderr.String()))
	wantNoCanary(t, "standard output", []byte(b.stdout.String()))
}
