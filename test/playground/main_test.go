// Package playground_test tests the playground in a browser, against a real server.
package playground_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if ctx, err := started(); err == nil {
		chromedp.Cancel(ctx)
	}
	os.Exit(code)
}

var errNoBrowser = errors.New("there is no Chromium here; on Debian, apt-get install chromium")

// started starts the browser that the tests share, once.
var started = sync.OnceValues(func() (context.Context, error) {
	options := chromedp.DefaultExecAllocatorOptions[:]
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		found, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options = append(options, chromedp.ExecPath(found))
		if os.Geteuid() == 0 {
			options = append(options, chromedp.NoSandbox) // which is not for root
		}
		ctx, _ := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, _ = chromedp.NewContext(ctx)
		return ctx, chromedp.Do(ctx)
	}
	return nil, errNoBrowser
})

// browser gives the browser that the tests share, or skips the test where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	ctx, err := started()
	if errors.Is(err, errNoBrowser) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}
