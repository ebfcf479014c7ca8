package docs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "google.golang.org/genproto/googleapis/rpc/errdetails" // refusals carry it
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// serve starts the binary on free loopback ports, stops it after the test, and gives the
// addresses of gRPC and of the web.
func serve(t *testing.T, binary string) (address, web string) {
	t.Helper()
	address, web = freeAddress(t), freeAddress(t)
	server := exec.Command(binary, "serve", "--listen", address, "--web-listen", web, "--web-cors-origin", "https://chat.example.com")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	})
	return address, web
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// grpcurlCall is what a grpcurl command line asks for.
type grpcurlCall struct {
	method string
	input  io.Reader
}

// parseCall reads the part of grpcurl's command line that the pages use:
// -plaintext, -d DATA or -d @, the address, the method, and "< FILE".
func parseCall(line string) (grpcurlCall, error) {
	call := grpcurlCall{input: strings.NewReader("")}
	words := splitWords(line)
	for i := 1; i < len(words); i++ {
		switch word := words[i]; {
		case word == "-plaintext":
		case word == "-d":
			i++
			if words[i] != "@" {
				call.input = strings.NewReader(words[i])
			}
		case word == "<":
			i++
			data, err := os.ReadFile(filepath.Join("examples", words[i]))
			if err != nil {
				return call, err
			}
			call.input = bytes.NewReader(data)
		case strings.Contains(word, "/"):
			call.method = word
		case strings.Contains(word, ":50051"):
		default:
			return call, fmt.Errorf("a word the test does not know: %q", word)
		}
	}
	return call, nil
}

// splitWords splits a shell line at spaces outside single quotes.
func splitWords(line string) []string {
	var words []string
	for i, part := range strings.Split(strings.ReplaceAll(line, "\\\n", " "), "'") {
		if i%2 == 1 {
			words = append(words, part)
			continue
		}
		words = append(words, strings.Fields(part)...)
	}
	return words
}

// runCall makes the call that a grpcurl command describes and gives the answers
// as grpcurl writes them, and how they differ from the page as JSON values.
func runCall(t *testing.T, b block, c command, address string) (got, diff string) {
	t.Helper()
	call, err := parseCall(c.line)
	if err != nil {
		t.Fatalf("%s:%d: %q: %v", b.page, b.line, c.line, err)
	}
	got, err = call.invoke(t.Context(), address)
	if err != nil {
		t.Fatalf("%s:%d: %q: %v", b.page, b.line, c.line, err)
	}
	answers, err := jsonValues(strings.NewReader(version.ReplaceAllString(got, `"VERSION"`)))
	if err != nil {
		t.Fatal(err)
	}
	want, err := jsonValues(strings.NewReader(version.ReplaceAllString(c.output, `"VERSION"`)))
	if err != nil {
		return got, "the page's output is not JSON: " + err.Error()
	}
	return got, cmp.Diff(want, answers)
}

func jsonValues(r io.Reader) ([]any, error) {
	var values []any
	decoder := json.NewDecoder(r)
	for {
		var value any
		switch err := decoder.Decode(&value); err {
		case nil:
			values = append(values, value)
		case io.EOF:
			return values, nil
		default:
			return nil, err
		}
	}
}

// invoke calls a method with every JSON message of the input, as a stream of
// requests, and gives the answers as JSON.
func (g grpcurlCall) invoke(ctx context.Context, address string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	service, name, _ := strings.Cut(g.method, "/")
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil || pecetev1.File_pecete_v1_classifier_proto == nil {
		return "", fmt.Errorf("finding service %s: %w", service, err)
	}
	method := found.(protoreflect.ServiceDescriptor).Methods().ByName(protoreflect.Name(name))
	if method == nil {
		return "", fmt.Errorf("no method %s", g.method)
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return "", err
	}
	defer conn.Close()
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, "/"+g.method, grpc.WaitForReady(true))
	if err != nil {
		return "", err
	}
	if err := g.send(stream, method.Input()); err != nil {
		return "", err
	}
	return receive(stream, method.Output())
}

func (g grpcurlCall) send(stream grpc.ClientStream, input protoreflect.MessageDescriptor) error {
	values := json.NewDecoder(g.input)
	sent := 0
	for {
		var raw json.RawMessage
		switch err := values.Decode(&raw); {
		case err == io.EOF && sent > 0:
			return stream.CloseSend()
		case err == io.EOF:
			raw = json.RawMessage("{}")
		case err != nil:
			return fmt.Errorf("reading a request: %w", err)
		}
		request := dynamicpb.NewMessage(input)
		if err := protojson.Unmarshal(raw, request); err != nil {
			return fmt.Errorf("reading a request: %w", err)
		}
		if err := stream.SendMsg(request); err != nil {
			return err
		}
		sent++
	}
}

func receive(stream grpc.ClientStream, output protoreflect.MessageDescriptor) (string, error) {
	var b bytes.Buffer
	for {
		answer := dynamicpb.NewMessage(output)
		switch err := stream.RecvMsg(answer); err {
		case nil:
			raw, err := protojson.Marshal(answer)
			if err != nil {
				return "", fmt.Errorf("writing an answer: %w", err)
			}
			if err := json.Indent(&b, raw, "", "  "); err != nil {
				return "", fmt.Errorf("writing an answer: %w", err)
			}
			b.WriteString("\n")
		case io.EOF:
			return b.String(), nil
		default:
			return "", err
		}
	}
}

// TestFirstCommand runs the README's first command the way a user does: it must
// score its sample messages before the user's eyes and go on serving.
func TestFirstCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary")
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	const first = "go run ./cmd/pecete serve --sample"
	if !strings.Contains(string(readme), "\n$ "+first+"\n") {
		t.Fatalf("the README does not say %q", first)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := exec.CommandContext(ctx, program(t), "serve", "--sample", "--listen", "127.0.0.1:0")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	lines := bufio.NewScanner(out)
	for lines.Scan() && len(seen) < 3 {
		for _, verdict := range []string{"ALLOW", "WARN", "BLOCK"} {
			if strings.Contains(lines.Text(), verdict) {
				seen[verdict] = true
			}
		}
	}
	if len(seen) < 3 {
		t.Errorf("the samples show the verdicts %v only", seen)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	time.Sleep(200 * time.Millisecond)
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("the service did not go on serving: %v", err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the service did not stop cleanly: %v", err)
	}
}
