package docs

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/bufbuild/protocompile"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/reflect/protoreflect"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// commandOf gives the command of a page that begins with some words, a backslash at the
// end of a line going on with it.
func commandOf(t *testing.T, page, begin string) string {
	t.Helper()
	for _, b := range blocks(t, "shell") {
		for line := range strings.SplitSeq(strings.ReplaceAll(b.text, "\\\n", ""), "\n") {
			if b.page == page && strings.HasPrefix(line, begin) {
				return line
			}
		}
	}
	t.Fatalf("%s has no command %q", page, begin)
	return ""
}

// The key that the page about callers makes may do what the page then does with it.
func TestTheKeyOfThePageMayCallAsThePageDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary")
	}
	binary, folder, address := program(t), t.TempDir(), freeAddress(t)
	makeKey := exec.CommandContext(t.Context(), "sh", "-c", commandOf(t, "callers.md", "pecete keys new "))
	makeKey.Dir, makeKey.Env = folder, []string{"PATH=" + filepath.Dir(binary)}
	key, err := makeKey.Output()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(binary, "serve", "--listen", address, "--callers", filepath.Join(folder, "callers.yaml"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	}()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+strings.TrimSpace(string(key)))
	if _, err := pecetev1.NewClassifierServiceClient(conn).Classify(ctx, &pecetev1.ClassifyRequest{Text: "salut"}, grpc.WaitForReady(true)); err != nil {
		t.Errorf("the call: %v", err)
	}
	words := splitWords(commandOf(t, "callers.md", "grpcurl "))
	if slices.Contains(words, "-proto") {
		checkContract(ctx, t, words)
	} else if err := askForContract(ctx, conn); err != nil {
		t.Errorf("grpcurl has no contract and asks for it: %v", err)
	}
}

// checkContract checks that grpcurl, in the folder of the repository, finds the method in
// the contract that it is given.
func checkContract(ctx context.Context, t *testing.T, words []string) {
	t.Helper()
	var paths []string
	var file string
	for i, word := range words[:len(words)-1] {
		switch word {
		case "-import-path":
			paths = append(paths, filepath.Join("..", words[i+1]))
		case "-proto":
			file = words[i+1]
		}
	}
	compiler := protocompile.Compiler{Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: paths})}
	files, err := compiler.Compile(ctx, file)
	if err != nil {
		t.Fatalf("the contract: %v", err)
	}
	service, method, _ := strings.Cut(words[len(words)-1], "/")
	found, ok := files[0].FindDescriptorByName(protoreflect.FullName(service + "." + method)).(protoreflect.MethodDescriptor)
	if !ok {
		t.Errorf("the contract has no %s: %v", words[len(words)-1], found)
	}
}

// askForContract asks the service for its contract, as grpcurl does without one.
func askForContract(ctx context.Context, conn *grpc.ClientConn) error {
	stream, err := reflectionv1.NewServerReflectionClient(conn).ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(&reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}}); err != nil {
		return err
	}
	if _, err := stream.Recv(); err != nil {
		return err
	}
	return stream.CloseSend()
}
