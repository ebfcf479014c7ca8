package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pecete/pecete/cmd/pecete/internal/terminal"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// sampleMessages are what people write, with made-up people in them.
func sampleMessages() []*pecetev1.BatchMessage {
	return []*pecetev1.BatchMessage{
		{MessageId: "meeting", Text: "Ne vedem mâine la 18:30 în fața teatrului? Biletele le iau eu 🎭"},
		{MessageId: "recipe", Text: "Bunica are o rețetă secretă de cozonac, strict secret, între noi!"},
		{MessageId: "order", Text: "Comanda nr. 1850228120011 a plecat azi, ajunge joi."},
		{MessageId: "contract", Text: "Pentru contract: Ion Popescu, CNP 1850228120011, tel. 0722 123 456."},
		{MessageId: "rent", Text: "chiria o trimiti in RO54 RZBR 0000 0600 1234 5678, multumesc"},
		{MessageId: "visit", Text: "stau pe str. Lalelelor nr. 12, bl. B4, sc. 1, et. 3, ap. 15, interfon 15, sector 3, București"},
		{MessageId: "report", Text: "STRICT SECRET\nNr. 00/1234 din 12.03.2026\nExemplar unic\nRaport privind paza obiectivului"},
	}
}

// showSamples asks the service at address about the sample messages, as any
// client does, and prints its answers.
func showSamples(ctx context.Context, address net.Addr, out io.Writer) error {
	target := reachable(address)
	conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	client := pecetev1.NewClassifierServiceClient(conn)
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	detectors, err := client.ListDetectors(ctx, &pecetev1.ListDetectorsRequest{}, grpc.WaitForReady(true))
	if err != nil {
		return err
	}
	messages := sampleMessages()
	answers, err := client.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{
		Messages: messages, Options: &pecetev1.ClassifyOptions{Locale: "en"},
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Serving at %s with %d detectors, rules %s.\nAsked over gRPC about %d sample messages, it says:\n",
		target, len(detectors.GetDetectors()), detectors.GetRulesetVersion(), len(messages))
	screen := screenOf(out)
	view := terminal.View{Colour: screen.colour, Width: screen.width, Descriptions: descriptions(detectors.GetDetectors())}
	for i, result := range answers.GetResults() {
		fmt.Fprintf(out, "\n%s", view.Card(terminal.Card{
			Name: result.GetMessageId(), Text: messages[i].GetText(), Assessment: result.GetAssessment(),
		}))
	}
	fmt.Fprintf(out, `
Still serving; Ctrl-C stops it. From another terminal:
  go tool -modfile=tools/go.mod grpcurl -plaintext -d '{"text": "CNP 1850228120011"}' %s pecete.v1.ClassifierService/Classify
`, target)
	return nil
}

func descriptions(detectors []*pecetev1.Detector) map[string]string {
	texts := map[string]string{}
	for _, d := range detectors {
		texts[d.GetId()] = d.GetDescription().GetEn()
	}
	return texts
}

// reachable gives an address to dial for one that is listened at, which may
// stand for every address of the machine.
func reachable(address net.Addr) string {
	tcp, ok := address.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: tcp.Port}).String()
	}
	return address.String()
}
