package chatclient_test

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pecete/pecete/examples/chatclient"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// terminalChat is a chat that prints what it does and whose writer gives in.
type terminalChat struct{}

func (terminalChat) Send(_ context.Context, text string) error {
	fmt.Printf("  -> %s\n", text)
	return nil
}

func (terminalChat) SendAnyway(_ context.Context, advice *pecetev1.Advice) (bool, error) {
	fmt.Printf("  %s\n  [Edit] [Send anyway]\n", advice.GetTitle())
	return false, nil
}

func (terminalChat) Refuse(_ context.Context, advice *pecetev1.Advice) error {
	fmt.Printf("  %s\n", advice.GetTitle())
	return nil
}

func Example() {
	address, stop := startPecete() // `pecete serve` on a free port
	defer stop()

	conn, err := chatclient.Connect(address, insecure.NewCredentials())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	guard := &chatclient.Guard{
		Pecete:  pecetev1.NewClassifierServiceClient(conn),
		Chat:    terminalChat{},
		Timeout: 10 * time.Second, // a test may wait longer than a writer
		Options: &pecetev1.ClassifyOptions{
			Locale:  "en",
			Channel: &pecetev1.Channel{Kind: pecetev1.ChannelKind_CHANNEL_KIND_MESSENGER_DIRECT},
		},
	}
	for _, text := range []string{"Ne vedem la 7?", "CNP-ul meu e 1850228120011"} {
		fmt.Println(text)
		outcome, err := guard.Send(context.Background(), text)
		fmt.Printf("  %s, %v\n", outcome, err)
	}
	// Output:
	// Ne vedem la 7?
	//   -> Ne vedem la 7?
	//   sent, <nil>
	// CNP-ul meu e 1850228120011
	//   Careful: the message contains a personal identification number (CNP)
	//   [Edit] [Send anyway]
	//   kept for editing, <nil>
}

// Where answers must come soon also from a server that is slow today, a call that has not
// been answered in usual time is made once more.
func ExampleHedge() {
	address, stop := startPecete()
	defer stop()
	hedging := grpc.WithChainUnaryInterceptor(chatclient.Hedge(50 * time.Millisecond))
	conn, err := chatclient.Connect("dns:///"+address, insecure.NewCredentials(), hedging)
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := pecetev1.NewClassifierServiceClient(conn).Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP 1850228120011"})
	if err != nil {
		panic(err)
	}
	fmt.Println(out.GetAssessment().GetVerdict())
	// Output: VERDICT_WARN
}
