package icap

import (
	"os"
	"strings"
	"testing"
)

// TestPageShowsWhatIsSaid: the requests that the page on this door shows are answered as
// it shows.
func TestPageShowsWhatIsSaid(t *testing.T) {
	page, err := os.ReadFile("../../docs/icap.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for at, block := range strings.Split(string(page), "```icap\n") {
		if text, _, found := strings.Cut(block, "```\n"); found && at > 0 {
			blocks = append(blocks, text)
		}
	}
	if len(blocks) != 4 {
		t.Fatalf("the page has %d blocks", len(blocks))
	}
	p := open(t, judge(wordJudge), Options{}).dial(t)
	for at := 0; at < len(blocks); at += 2 {
		p.send(blocks[at])
		var want strings.Builder
		for line := range strings.Lines(blocks[at+1]) {
			if !isVarying(line) {
				want.WriteString(line)
			}
		}
		p.expect(want.String())
	}
}
