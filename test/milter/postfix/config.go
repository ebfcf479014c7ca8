package postfix

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/pecete/pecete/test/process"
)

//go:embed config
var config embed.FS

// The addresses that stand in the configuration as it is documented.
const (
	documentedFilter = "inet:127.0.0.1:8891"
	documentedNotice = "127.0.0.1:10026"
	documentedAction = "milter_default_action = tempfail"
)

// own are the values of what makes an instance one of its own.
type own struct {
	Dir, Name                     string
	SMTPPort, PlainPort, SinkPort string
}

// configure writes the configuration: what makes the instance one of its own, and then
// what is documented, with free ports in place of those that stand there.
func (i *Instance) configure(ctx context.Context, o Options) error {
	for _, folder := range []string{"config", "queue", "log", "data"} {
		if err := os.MkdirAll(filepath.Join(i.dir, folder), 0o755); err != nil {
			return err
		}
	}
	if err := ownData(filepath.Join(i.dir, "data")); err != nil {
		return err
	}
	values := own{Dir: i.dir, Name: "postfix-" + port(i.SMTP), SMTPPort: port(i.SMTP), PlainPort: port(i.Plain), SinkPort: port(o.Sink)}
	filter := "inet:" + o.Filter
	if strings.HasPrefix(o.Filter, "unix:") {
		filter = o.Filter
	}
	here := strings.NewReplacer(documentedFilter, filter, documentedNotice, i.Notice)
	for _, name := range []string{"main.cf", "master.cf"} {
		text, err := fill("config/"+name, values)
		if err != nil {
			return err
		}
		rest, err := documented(ctx, name)
		if err != nil {
			return err
		}
		text += here.Replace(rest)
		if o.DefaultAction != "" {
			text = strings.Replace(text, documentedAction, "milter_default_action = "+o.DefaultAction, 1)
		}
		if err := os.WriteFile(filepath.Join(i.config(), name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// documented gives a file of the configuration that docs/mail.md shows.
func documented(ctx context.Context, name string) (string, error) {
	root, err := process.Root(ctx)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "examples", "postfix", name))
	return string(text), err
}

// fill fills values into a file.
func fill(name string, values own) (string, error) {
	filled, err := template.ParseFS(config, name)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	if err := filled.Execute(&text, values); err != nil {
		return "", fmt.Errorf("filling %s: %w", name, err)
	}
	return text.String(), nil
}

// port gives the port of an address.
func port(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}
