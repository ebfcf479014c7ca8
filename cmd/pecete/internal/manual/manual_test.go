package manual

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata/page.1")

// commandLine has one of each thing that a page must show.
type commandLine struct {
	Serve struct {
		Listen string `default:"127.0.0.1:1" placeholder:"HOST:PORT" help:"Where to listen, see C:\\ports."`
		Quiet  bool   `short:"q" help:"'Quiet' begins with a quote."`
		Secret string `hidden:"" help:"Not for people."`
		Limits struct {
			MaxBytes int `default:"9" placeholder:"N" help:"Second of its group."`
			MaxBatch int `default:"7" placeholder:"N" help:".7 begins with a dot (${default})."`
		} `embed:"" group:"Limits"`
	} `cmd:"" help:"Serve it."`
	Rules struct {
		Test struct {
			Dir string `arg:"" optional:"" help:"Folder of rules."`
		} `cmd:"" help:"Run the examples."`
	} `cmd:"" help:"Look after rules."`
	Hidden struct{} `cmd:"" hidden:"" help:"Not for people."`
}

func page(t *testing.T) string {
	t.Helper()
	parser, err := kong.New(&commandLine{}, kong.Name("wax"), kong.Description("Seals a letter."), kong.DefaultEnvars("WAX"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	err = Write(&b, parser.Model, Page{
		Version: "wax v1",
		Date:    time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC),
		Sections: []Section{
			{Heading: "FILES", Entries: []Entry{{"/etc/default/wax", `Says "how".`}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageIsTheRecordedOne(t *testing.T) {
	got := page(t)
	golden := filepath.Join("testdata", "page.1")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the page changed (-recorded +written), -update records it:\n%s", diff)
	}
}

func TestGroupsAreNamedOnce(t *testing.T) {
	if n := strings.Count(page(t), "Limits:"); n != 1 {
		t.Errorf("the group is named %d times, want once", n)
	}
}

func TestHiddenThingsStayHidden(t *testing.T) {
	if got := page(t); strings.Contains(got, "Not for people") || strings.Contains(got, "secret") {
		t.Errorf("the page shows what is hidden:\n%s", got)
	}
}

// TestRoffPrintsWhatIsMeant: whatever roff would take for a request or an escape
// comes out as it was written.
func TestRoffPrintsWhatIsMeant(t *testing.T) {
	if _, err := exec.LookPath("groff"); err != nil {
		t.Skip("groff is not installed")
	}
	groff := exec.Command("groff", "-man", "-Tascii", "-P-cbou", "-ww")
	groff.Stdin = strings.NewReader(page(t))
	var printed, complaints strings.Builder
	groff.Stdout, groff.Stderr = &printed, &complaints
	if err := groff.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("groff: %v\n%s", err, complaints.String())
	}
	for _, want := range []string{
		"wax - seals a letter", `see C:\ports`, "'Quiet' begins", ".7 begins with a dot", `Says "how".`,
		"--listen=HOST:PORT", "($WAX_LISTEN)", "-q, --quiet", "wax rules test [<dir>]", "2026-11-25", "wax v1",
	} {
		if !strings.Contains(strings.Join(strings.Fields(printed.String()), " "), want) {
			t.Errorf("the printed page lacks %q:\n%s", want, printed.String())
		}
	}
}
