package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf16"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// sentSecrets are what nobody but who sent it may see again: made-up numbers that detectors
// find, and a word that none does.
func sentSecrets() []string {
	return []string{"1850228120011", "RO49AAAA1B31007593840000", "canarul.galben@exemplu-nicaieri.ro", "canarul-galben-7f3a9c"}
}

// disguises gives a canary as it may come out, among them base64 from each of its three
// places in a group. The ends are left out where they depend on what stands beside it.
func disguises(canary string) map[string]string {
	all := map[string]string{
		"plain": canary, "capitals": strings.ToUpper(canary), "small letters": strings.ToLower(canary),
		"hex": hex.EncodeToString([]byte(canary)), "hex in capitals": strings.ToUpper(hex.EncodeToString([]byte(canary))),
		"percent": url.QueryEscape(canary), "a piece": canary[:9],
	}
	backwards := []byte(canary)
	slices.Reverse(backwards)
	all["backwards"] = string(backwards)
	var percent, escaped, wide, decimal strings.Builder
	for _, b := range []byte(canary) {
		fmt.Fprintf(&percent, "%%%02x", b)
		fmt.Fprintf(&decimal, "%d ", b) // as Go prints bytes
	}
	for _, u := range utf16.Encode([]rune(canary)) {
		fmt.Fprintf(&escaped, `\u%04x`, u)
		wide.Write([]byte{byte(u), byte(u >> 8)})
	}
	all["percent, all of it"], all["escaped"], all["UTF-16"] = percent.String(), escaped.String(), wide.String()
	all["numbers of bytes"] = strings.TrimSpace(decimal.String())
	for shift := range 3 {
		padded := strings.Repeat("x", shift) + canary
		encoded := base64.RawStdEncoding.EncodeToString([]byte(padded))
		all["base64 "+strconv.Itoa(shift)] = encoded[4 : len(encoded)/4*4-4]
		all["base64url "+strconv.Itoa(shift)] = base64.RawURLEncoding.EncodeToString([]byte(padded))[4 : len(encoded)/4*4-4]
	}
	return all
}

// wantNoCanary looks for canaries in something.
func wantNoCanary(t *testing.T, where string, in []byte) {
	t.Helper()
	for _, canary := range sentSecrets() {
		for how, text := range disguises(canary) {
			if i := bytes.Index(in, []byte(text)); i >= 0 {
				t.Errorf("%s holds a canary (%s): …%q…", where, how, in[max(0, i-120):min(len(in), i+len(text)+40)])
				return
			}
		}
	}
}

func TestTheSearchForCanariesFindsThem(t *testing.T) {
	for _, canary := range sentSecrets() {
		for _, text := range []string{
			canary, "a" + base64.StdEncoding.EncodeToString([]byte("a "+canary+" b")), hex.EncodeToString([]byte("x" + canary)), fmt.Sprint([]byte("x" + canary)),
		} {
			found := false
			for _, disguise := range disguises(canary) {
				found = found || strings.Contains(text, disguise)
			}
			if !found {
				t.Errorf("%q is not seen in %q", canary, text)
			}
		}
	}
}

// built is the built program, running with everything turned on that could talk.
type built struct {
	address, debug string
	stdout, stderr output
	command        *exec.Cmd
	ended          chan error
	// work and temp are its folders.
	work, temp string
}

// startBinary builds the program and starts it. Its callers are in a file.
func startBinary(t *testing.T, args ...string) *built {
	t.Helper()
	program := filepath.Join(t.TempDir(), "pecete")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	b := &built{work: t.TempDir(), temp: t.TempDir(), ended: make(chan error, 1), debug: freeAddress(t)}
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--log-level", "debug", "--debug-listen", b.debug, "--max-text-bytes", "64KiB", "--max-request-bytes", "256KiB", "--max-batch", "20"}, args...)
	// As much as may be is asked of every library, and of the system in case of a crash.
	b.command = exec.Command("sh", append([]string{"-c", `ulimit -c unlimited 2>/dev/null; exec "$0" "$@"`, program}, args...)...)
	b.command.Dir = b.work
	b.command.Env = append(os.Environ(), "TMPDIR="+b.temp, "GOTRACEBACK=crash", "GRPC_GO_LOG_SEVERITY_LEVEL=info", "GRPC_GO_LOG_VERBOSITY_LEVEL=99", "GODEBUG=http2debug=2")
	b.command.Stdout, b.command.Stderr = &b.stdout, &b.stderr
	if err := b.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { b.ended <- b.command.Wait() }()
	t.Cleanup(func() { _ = b.command.Process.Kill() })
	log := serving{status: make(chan int)}
	for range 1000 {
		_, _ = log.stderr.Write([]byte(b.stderr.String()))
		if strings.Contains(b.stderr.String(), `"message":"serving"`) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	log.stderr = output{}
	_, _ = log.stderr.Write([]byte(b.stderr.String()))
	b.address = log.address(t)
	return b
}

// dial connects to the program, with a key if there is one.
func (b *built) dial(t *testing.T, key string, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	options = append(options, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if key != "" {
		options = append(options,
			grpc.WithUnaryInterceptor(func(ctx context.Context, method string, in, out any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
				return invoke(metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+key), method, in, out, conn, options...)
			}),
			grpc.WithStreamInterceptor(func(ctx context.Context, desc *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
				return open(metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+key), desc, conn, method, options...)
			}))
	}
	conn, err := grpc.NewClient(b.address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// wantNoCanaryInFiles looks for canaries in the files that the program has open, in its
// folders, and in what the system tells of it. Descriptors that are no files are passed
// by.
func (b *built) wantNoCanaryInFiles(t *testing.T) {
	t.Helper()
	process := filepath.Join("/proc", strconv.Itoa(b.command.Process.Pid))
	names := []string{process + "/cmdline", process + "/environ", process + "/comm", process + "/maps", process + "/mountinfo"}
	open, err := os.ReadDir(process + "/fd")
	if err != nil {
		t.Errorf("the files that are open cannot be listed: %v", err)
	}
	for _, file := range open {
		names = append(names, process+"/fd/"+file.Name())
	}
	for _, folder := range []string{b.work, b.temp} {
		_ = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() {
				names = append(names, name)
				t.Errorf("the program wrote a file: %s", name)
			}
			return nil
		})
	}
	for _, name := range names {
		info, err := os.Stat(name)
		target, _ := os.Readlink(name)
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(target, "anon_inode:") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Errorf("%v", err)
		}
		wantNoCanary(t, name, data)
	}
}

// wantNoCanaryInProfiles looks for canaries in all profiles.
func (b *built) wantNoCanaryInProfiles(t *testing.T) {
	t.Helper()
	defer http.DefaultClient.CloseIdleConnections()
	for _, path := range []string{"heap?debug=1", "allocs?debug=1", "goroutine?debug=2", "goroutine?debug=1", "threadcreate?debug=1", "profile?seconds=1"} {
		body, err := fetch(t, "http://"+b.debug+"/debug/pprof/"+path)
		if err != nil || len(body) == 0 {
			t.Errorf("%s: %d bytes, %v", path, len(body), err)
		}
		wantNoCanary(t, path, body)
	}
}

// Canaries are sent through every door and into every failure that can be provoked from
// outside. Nothing that the program writes, tells others, or has open holds one, not even
// when it is made to crash with calls in flight. (What a handler panics with is in
// TestNothingSentIsLoggedOrPutInAStatus of package api.)
func TestNothingSentComesOutAnywhere(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("builds the program")
	}
	callers := filepath.Join(t.TempDir(), "callers.yaml")
	key := newKey(t, callers, "sender", "--permission", "classify,batch,stream,redact,detectors,matches,reflection,channelz")
	slow := newKey(t, callers, "slow", "--requests", "1")
	watching := newKey(t, callers, "watcher", "--permission", "classify,stream,detectors,reflection,channelz")
	args := []string{"--callers", callers}
	if os.Getuid() != 0 { // who is not root cannot list the files of what is not dumpable
		args = append(args, "--allow-core-dumps")
	}
	b := startBinary(t, args...)
	w := b.watch(t, watching)
	sent := b.send(t, key, slow)
	w.stop(t)
	b.wantNoCanaryInProfiles(t)
	b.wantNoCanaryInFiles(t)
	for _, code := range []string{"OK", "INVALID_ARGUMENT", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED", "NOT_FOUND"} {
		if !strings.Contains(b.stderr.String(), `"code":"`+code+`"`) {
			t.Errorf("no call ended with %s: the failure was not provoked", code)
		}
	}
	if lines := strings.Count(b.stderr.String(), `"message":"call"`); lines < sent/2 {
		t.Errorf("%d calls sent, %d logged", sent, lines)
	}
	// With calls in flight, each of which holds canaries, the program crashes.
	client := pecetev1.NewClassifierServiceClient(b.dial(t, key))
	for range 8 {
		go func() {
			for range 1000 {
				if _, err := client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: strings.Repeat(strings.Join(sentSecrets(), " ")+"\n", 500)}); err != nil {
					return
				}
			}
		}()
	}
	time.Sleep(200 * time.Millisecond)
	if err := b.command.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-b.ended:
	case <-time.After(20 * time.Second):
		t.Fatal("the program does not end")
	}
	if !strings.Contains(b.stderr.String(), "SIGQUIT") || !strings.Contains(b.stderr.String(), "goroutine ") {
		t.Error("the program did not crash with its goroutines listed")
	}
	wantNoCanary(t, "standard error", []byte(b.stderr.String()))
	wantNoCanary(t, "standard output", []byte(b.stdout.String()))
	left, err := os.ReadDir(b.work)
	if os.Getuid() == 0 && (err != nil || len(left) > 0) {
		t.Errorf("the crash left %v, %v", left, err)
	}
}
