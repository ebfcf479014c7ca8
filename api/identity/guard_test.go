package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Every permission opens what it names and nothing else. A method that the contract gets
// later is in none of them and so is for nobody, see TestEveryMethodHasAPermission.
func TestPermissionsOpenWhatTheyName(t *testing.T) {
	keys, entries := map[Permission]string{}, []string{}
	for _, p := range everything() {
		keys[p] = aKey(t)
		permissions := string(p)
		if p == Matches {
			permissions = "classify, matches"
		}
		entries = append(entries, entry(t, string(p), keys[p], ", permissions: ["+permissions+"]"))
	}
	d := open(t, Options{CallersFile: callersFile(t, entries...)})
	conn := d.dial(t, nil)
	for p, key := range keys {
		for method, err := range every(bearing(t, key), conn) {
			mine := method == p || p == Matches && method == Classify
			want := codes.PermissionDenied
			if mine {
				want = codes.OK
			}
			if status.Code(err) != want {
				t.Errorf("who may %s calls %s: %v", p, method, err)
			}
			if !mine && !strings.Contains(err.Error(), `lacks the permission "`) {
				t.Errorf("the permission is not named: %v", err)
			}
		}
		wantRefusalsNamed(t, d, "PERMISSION_DENIED", string(p))
	}
}

func TestEveryMethodHasAPermission(t *testing.T) {
	service := pecetev1.ClassifierService_ServiceDesc
	var names []string
	for _, m := range service.Methods {
		names = append(names, m.MethodName)
	}
	for _, m := range service.Streams {
		names = append(names, m.StreamName)
	}
	seen := map[Permission]bool{}
	for _, name := range names {
		n, known := needOf("/" + service.ServiceName + "/" + name)
		if !known || n.permission == "" || n.everybody || seen[n.permission] {
			t.Errorf("%s needs %+v, %v", name, n, known)
		}
		seen[n.permission] = true
	}
	if _, known := needOf("/" + service.ServiceName + "/Other"); known {
		t.Error("a method that nobody thought of can be called")
	}
}

func TestWhoIsNotKnownIsTurnedAway(t *testing.T) {
	key, old := aKey(t), aKey(t)
	d := open(t, Options{CallersFile: callersFile(t, entry(t, "chat", key, ""), entry(t, "old", old, ", expires: 2020-01-01"))})
	conn := d.dial(t, nil)
	client := pecetev1.NewClassifierServiceClient(conn)
	stranger := aKey(t)
	for name, headers := range map[string][]string{
		"nothing":            nil,
		"another key":        {"authorization", "Bearer " + stranger},
		"an expired key":     {"authorization", "Bearer " + old},
		"a mistyped key":     {"authorization", "Bearer " + key[:KeyLength-1] + "_"},
		"a key in basic":     {"authorization", "Basic " + key},
		"a key alone":        {"authorization", key},
		"the hash":           {"authorization", "Bearer " + hashOf(t, key)},
		"two keys":           {"authorization", "Bearer " + key, "authorization", "Bearer " + key},
		"a key as x-api-key": {"x-api-key", key},
		"a token":            {"authorization", "Bearer a.b.c"},
	} {
		ctx := metadata.AppendToOutgoingContext(bearing(t, ""), headers...)
		_, err := client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "a"})
		if status.Code(err) != codes.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), key[7:20]) || strings.Contains(err.Error(), stranger[7:20])) {
			t.Errorf("%s: the status tells the key: %v", name, err)
		}
		if err := conn.Invoke(ctx, "/pecete.v1.ClassifierService/Other", &pecetev1.ClassifyRequest{}, &pecetev1.ClassifyResponse{}); status.Code(err) != codes.Unauthenticated {
			t.Errorf("%s, an unknown method: %v", name, err)
		}
	}
	if _, err := client.Classify(bearing(t, key), &pecetev1.ClassifyRequest{Text: "a"}); err != nil {
		t.Errorf("the key: %v", err)
	}
	if err := conn.Invoke(bearing(t, key), "/pecete.v1.ClassifierService/Other", &pecetev1.ClassifyRequest{}, &pecetev1.ClassifyResponse{}); status.Code(err) != codes.Unimplemented {
		t.Errorf("the key, an unknown method: %v", err)
	}
	out, err := healthv1.NewHealthClient(conn).Check(bearing(t, ""), &healthv1.HealthCheckRequest{})
	if err != nil || out.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Errorf("the health: %v, %v", out, err)
	}
	if !strings.Contains(d.log.String(), `"caller":"chat"`) || strings.Contains(d.log.String(), key[7:20]) {
		t.Errorf("the log does not name the caller, or tells the key:\n%s", d.log)
	}
}

// Whoever is refused has nothing read: the body of the call never arrives.
func TestBodiesOfStrangersAreNotRead(t *testing.T) {
	d := open(t, Options{CallersFile: callersFile(t, entry(t, "chat", aKey(t), ""))})
	conn := d.dial(t, nil)
	call, err := conn.NewStream(bearing(t, ""), &grpc.StreamDesc{ClientStreams: true}, pecetev1.ClassifierService_Classify_FullMethodName)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.RecvMsg(&pecetev1.ClassifyResponse{}); status.Code(err) != codes.Unauthenticated { // though nothing was sent
		t.Errorf("got %v", err)
	}
}

func TestCallersThatAskTooMuchAreToldWhenToComeAgain(t *testing.T) {
	key, other, wide := aKey(t), aKey(t), aKey(t)
	d := open(t, Options{CallersFile: callersFile(t,
		entry(t, "chat", key, ", requests_per_second: 1"), entry(t, "other", other, ", requests_per_second: 1"), entry(t, "wide", wide, ", bytes_per_second: 100"))})
	client := pecetev1.NewClassifierServiceClient(d.dial(t, nil))
	var err error
	for range 5 {
		if _, err = client.Classify(bearing(t, key), &pecetev1.ClassifyRequest{Text: "a"}); err != nil {
			break
		}
	}
	wantQuota(t, err, "caller:chat", "1 requests per second")
	if _, err := client.Classify(bearing(t, other), &pecetev1.ClassifyRequest{Text: "a"}); err != nil {
		t.Errorf("another caller: %v", err)
	}
	if _, err := client.Classify(bearing(t, wide), &pecetev1.ClassifyRequest{Text: strings.Repeat("a", 1000)}); err != nil {
		t.Errorf("the first: %v", err)
	}
	_, err = client.Classify(bearing(t, wide), &pecetev1.ClassifyRequest{Text: "a"})
	wantQuota(t, err, "caller:wide", "100 bytes per second")
	wantRefusalsNamed(t, d, "RESOURCE_EXHAUSTED", "chat", "wide")
}

// wantRefusalsNamed checks that the log says who each was that a call was refused with a
// code.
func wantRefusalsNamed(t *testing.T, d *door, code string, callers ...string) {
	t.Helper()
	for _, caller := range callers {
		named := false
		for range 500 { // a line is written when its call has been answered
			named = slices.ContainsFunc(strings.Split(d.log.String(), "\n"), func(line string) bool {
				return strings.Contains(line, `"code":"`+code+`"`) && strings.Contains(line, `"caller":"`+caller+`"`)
			})
			if named {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if !named {
			t.Errorf("no %s of %q is in the log:\n%s", code, caller, d.log)
		}
	}
}

// wantQuota checks that a call was refused for a rate, with advice.
func wantQuota(t *testing.T, err error, subject, words string) {
	t.Helper()
	s := status.Convert(err)
	if s.Code() != codes.ResourceExhausted || !strings.Contains(s.Message(), words) {
		t.Errorf("got %v, want %q", err, words)
	}
	var retry, quota bool
	for _, detail := range s.Details() {
		switch d := detail.(type) {
		case *errdetails.RetryInfo:
			retry = d.GetRetryDelay().AsDuration() > 0
		case *errdetails.QuotaFailure:
			quota = d.GetViolations()[0].GetSubject() == subject
		}
	}
	if !retry || !quota {
		t.Errorf("details are %v", s.Details())
	}
}

func TestCallsAtATimeAreBounded(t *testing.T) {
	key := aKey(t)
	d := open(t, Options{CallersFile: callersFile(t, entry(t, "chat", key, ", concurrent: 1"))})
	client := pecetev1.NewClassifierServiceClient(d.dial(t, nil))
	stream, err := client.ClassifyStream(bearing(t, key))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: "a"}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	_, err = client.Classify(bearing(t, key), &pecetev1.ClassifyRequest{Text: "a"})
	wantQuota(t, err, "caller:chat", "1 calls at the same time")
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err == nil {
		t.Error("the stream goes on")
	}
	for range 200 {
		if _, err = client.Classify(bearing(t, key), &pecetev1.ClassifyRequest{Text: "a"}); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("after the stream: %v", err)
}

// A file with a fault does not shut anybody out, nor let anybody in.
func TestAFaultyFileKeepsTheCallers(t *testing.T) {
	key := aKey(t)
	file := callersFile(t, entry(t, "chat", key, ""))
	failed := make(chan error, 10)
	d := open(t, Options{CallersFile: file, Watch: Watch{Every: 5 * time.Millisecond, Failed: func(_ string, err error) { failed <- err }}})
	client := pecetev1.NewClassifierServiceClient(d.dial(t, nil))
	for _, tt := range []struct{ name, text, want string }{
		{"a key in place of its hash", "callers: [{id: a, keys: [" + aKey(t) + "]}]", "callers[0]: keys[0]: this is a key"},
		{"emptied, as while it is written anew", "", "no list of callers"},
		{"nobody", "callers: []", "names nobody"},
	} {
		replace(t, file, tt.text)
		for told := false; !told; {
			select {
			case err := <-failed: // there may be one more of what was there before
				told = strings.Contains(err.Error(), tt.want)
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: no fault is told", tt.name)
			}
		}
		if _, err := client.Classify(bearing(t, key), &pecetev1.ClassifyRequest{Text: "a"}); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// Nobody in the file is somebody's mistake, unless others may come by other ways.
func TestAFileOfNobody(t *testing.T) {
	a, one := anAuthority(t), issuers(t)[0]
	clients := certificatesIn(t, t.TempDir(), issue(t, a, 1), a, Watch{})
	tokens := &TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysFile: write(t, t.TempDir(), "jwks.json", jwks(t, one))}
	nobody := write(t, t.TempDir(), "callers.yaml", []byte("callers: []\n"))
	for name, tt := range map[string]struct {
		options Options
		fine    bool
	}{
		"alone":                                  {Options{}, false},
		"beside tokens":                          {Options{Tokens: tokens}, true},
		"beside names of certificates":           {Options{Certificates: clients, ClientNames: []string{"*.acme.ro"}}, true},
		"beside certificates that it would name": {Options{Certificates: clients}, false},
	} {
		tt.options.CallersFile = nobody
		if _, err := NewGuard(t.Context(), tt.options); (err == nil) != tt.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCallersByCertificate(t *testing.T) {
	a, clients := anAuthority(t), anAuthority(t)
	certificates := certificatesIn(t, t.TempDir(), issue(t, a, 1), clients, Watch{})
	byName := open(t, Options{Certificates: certificates, ClientNames: []string{"spiffe://acme.ro/*", "*.acme.ro"}})
	byFile := open(t, Options{Certificates: certificates, CallersFile: callersFile(t, "  - {id: chat, certificates: [chat.acme.ro], permissions: [redact]}")})
	anyone := open(t, Options{Certificates: certificates})
	call := func(d *door, names ...string) (classify, redact error) {
		t.Helper()
		client := pecetev1.NewClassifierServiceClient(d.dial(t, with(t, a, issue(t, clients, 7, names...))))
		_, classify = client.Classify(bearing(t, ""), &pecetev1.ClassifyRequest{Text: "a"})
		_, redact = client.Redact(bearing(t, ""), &pecetev1.RedactRequest{Text: "a"})
		return classify, redact
	}
	for name, tt := range map[string]struct {
		door             *door
		names            []string
		classify, redact codes.Code
	}{
		"a URI below what is allowed": {byName, []string{"spiffe://acme.ro/chat"}, codes.OK, codes.OK},
		"one of two names":            {byName, []string{"other.example", "chat.acme.ro"}, codes.OK, codes.OK},
		"another name":                {byName, []string{"chat.other.ro"}, codes.Unauthenticated, codes.Unauthenticated},
		"no name":                     {byName, nil, codes.Unauthenticated, codes.Unauthenticated},
		"a caller in the file":        {byFile, []string{"chat.acme.ro"}, codes.PermissionDenied, codes.OK},
		"none in the file":            {byFile, []string{"other.acme.ro"}, codes.Unauthenticated, codes.Unauthenticated},
		"anybody with a certificate":  {anyone, []string{"other.acme.ro"}, codes.OK, codes.OK},
		"a certificate without names": {anyone, nil, codes.Unauthenticated, codes.Unauthenticated},
	} {
		classify, redact := call(tt.door, tt.names...)
		if status.Code(classify) != tt.classify || status.Code(redact) != tt.redact {
			t.Errorf("%s: %v, %v", name, classify, redact)
		}
	}
	if !strings.Contains(byName.log.String(), `"caller":"spiffe://acme.ro/chat"`) {
		t.Errorf("the log does not name the caller:\n%s", byName.log)
	}
}

func TestCallersByToken(t *testing.T) {
	one := issuers(t)[0]
	folder := t.TempDir()
	tokens := TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysFile: write(t, folder, "jwks.json", jwks(t, one)), Rates: Rates{Requests: 1}}
	d := open(t, Options{Tokens: &tokens, Now: aClock().now, CallersFile: callersFile(t, "  - {id: ana, subjects: [ana], permissions: [redact]}")})
	client := pecetev1.NewClassifierServiceClient(d.dial(t, nil))
	_, err := client.Classify(bearing(t, one.token(t, nil)), &pecetev1.ClassifyRequest{Text: "a"})
	if err != nil {
		t.Errorf("a token with the scope: %v", err)
	}
	_, err = client.Redact(bearing(t, one.token(t, nil)), &pecetev1.RedactRequest{Text: "a"})
	if status.Code(err) != codes.PermissionDenied {
		t.Errorf("a token without the scope: %v", err)
	}
	_, err = client.Redact(bearing(t, one.token(t, map[string]any{"sub": "ana", "scope": ""})), &pecetev1.RedactRequest{Text: "a"})
	if err != nil {
		t.Errorf("a subject in the file: %v", err)
	}
	if strings.Contains(d.log.String(), "example.org") || !strings.Contains(d.log.String(), `"caller":"ana"`) {
		t.Errorf("the log names the person with the token, or not the caller of the file:\n%s", d.log)
	}
}

func TestGuardIsToldHowCallsAreMet(t *testing.T) {
	key := aKey(t)
	seen := make(chan string, 10)
	one := issuers(t)[0]
	d := open(t, Options{
		CallersFile: callersFile(t, entry(t, "chat", key, ", permissions: [classify]"), "  - {id: ana, subjects: [ana]}"),
		Tokens:      &TokenOptions{Issuer: "https://issuer.example", Audience: "pecete", KeysFile: write(t, t.TempDir(), "jwks.json", jwks(t, one))},
		Now:         aClock().now,
		Observe: func(who Seen, code codes.Code) {
			seen <- fmt.Sprint(who.Caller != "", who.Listed, " ", code)
		},
	})
	client := pecetev1.NewClassifierServiceClient(d.dial(t, nil))
	_, _ = client.Classify(bearing(t, key), &pecetev1.ClassifyRequest{Text: "a"})
	_, _ = client.Redact(bearing(t, key), &pecetev1.RedactRequest{Text: "a"})
	_, _ = client.Redact(bearing(t, ""), &pecetev1.RedactRequest{Text: "a"})
	_, _ = client.Classify(bearing(t, one.token(t, nil)), &pecetev1.ClassifyRequest{Text: "a"})
	_, _ = client.Classify(bearing(t, one.token(t, map[string]any{"sub": "ana"})), &pecetev1.ClassifyRequest{Text: "a"})
	for _, want := range []string{"true true OK", "true true PermissionDenied", "false false Unauthenticated", "true false OK", "true true OK"} {
		if got := <-seen; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAGuardThatKnowsNobodyIsRefused(t *testing.T) {
	a := anAuthority(t)
	plain := certificatesIn(t, t.TempDir(), issue(t, a, 1), nil, Watch{})
	clients := certificatesIn(t, t.TempDir(), issue(t, a, 1), a, Watch{})
	for name, options := range map[string]Options{
		"nothing":               {},
		"TLS alone":             {Certificates: plain},
		"no such file":          {CallersFile: "/no/such/file"},
		"tokens without issuer": {Tokens: &TokenOptions{}},
		"tokens without keys":   {Tokens: &TokenOptions{Issuer: "i", Audience: "a", KeysFile: "/no/such/file"}},
		"a name for everybody":  {Certificates: clients, ClientNames: []string{"*"}},
		"a rate that is none":   {Certificates: clients, Rates: Rates{Requests: -1}},
	} {
		if _, err := NewGuard(t.Context(), options); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
