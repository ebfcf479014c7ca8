package main

import (
	"strings"
	"testing"
	"time"
)

func TestFlagsThatWouldDoNothingAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"of a door that is shut":     {[]string{"serve", "--web-body-timeout", "5s"}, "--web-body-timeout does nothing without --web-listen"},
		"said with no":               {[]string{"serve", "--no-web-playground"}, "--web-playground does nothing without --web-listen"},
		"with the value it has":      {[]string{"serve", "--tls-min", "1.3"}, "--tls-min does nothing without --tls-cert"},
		"of clients without any":     {[]string{"serve", "--tls-client-optional"}, "--tls-client-optional does nothing without --tls-client-ca"},
		"of tokens without any":      {[]string{"serve", "--jwt-skew", "1m"}, "--jwt-skew does nothing without --jwt-issuer"},
		"of one of several doors":    {[]string{"serve", "--on-warn", "block"}, "--on-warn does nothing without --icap-listen or --extproc-listen or --milter-listen"},
		"of another door":            {[]string{"serve", "--milter-listen", "127.0.0.1:0", "--icap-paths"}, "--icap-paths does nothing without --icap-listen"},
		"of a flag that needs more":  {[]string{"serve", "--milter-listen", "127.0.0.1:0", "--milter-notice-from", "a@b.ro"}, "--milter-notice-from does nothing without --milter-notice-smtp"},
		"beside a service elsewhere": {[]string{"proxy", "--upstream", "127.0.0.1:1", "--icap-listen", "127.0.0.1:0", "--extproc-paths"}, "--extproc-paths does nothing without --extproc-listen"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr output
			status := run(within(t, 20*time.Second), tt.args, strings.NewReader(""), &stdout, &stderr)
			if status != statusUsage || !strings.Contains(stderr.String(), tt.want+"\n") {
				t.Errorf("status %d: %s", status, stderr.String())
			}
		})
	}
}

func TestFlagsOfTheEnvironmentMayDoNothing(t *testing.T) {
	t.Setenv("PECETE_WEB_BODY_TIMEOUT", "5s")
	t.Setenv("PECETE_ON_WARN", "block")
	serve(t, t.Context())
}

func TestFlagsWithWhatTheyNeedAreTaken(t *testing.T) {
	t.Setenv("PECETE_WEB_LISTEN", "127.0.0.1:0")
	serve(t, t.Context(), "--no-web-playground", "--extproc-listen", "127.0.0.1:0", "--on-warn", "block")
}
