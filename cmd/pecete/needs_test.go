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
		"of connections of any age":  {[]string{"serve", "--max-connection-age-grace", "5s"}, "--max-connection-age-grace does nothing without --max-connection-age"},
		"of files that none is":      {[]string{"serve", "--reread", "5s"}, "--reread does nothing without --callers or --tls-cert or --jwt-keys"},
		"of traces to nowhere":       {[]string{"serve", "--trace-share", "0.5"}, "--trace-share does nothing without --trace-endpoint or OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"},
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

func TestLevelOfAChannelThatIsNotAccredited(t *testing.T) {
	var stdout, stderr output
	args := []string{"serve", "--listen", "127.0.0.1:0", "--icap-listen", "127.0.0.1:0", "--inspect-accredited", "secret"}
	status := run(within(t, 20*time.Second), args, strings.NewReader(""), &stdout, &stderr)
	if want := "--inspect-accredited does nothing unless --inspect-channel is accredited\n"; status == statusOK || !strings.Contains(stderr.String(), want) {
		t.Errorf("status %d: %s", status, stderr.String())
	}
}

func TestAShareOfTracesThatTheEnvironmentSends(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
	serve(t, t.Context(), "--trace-share", "0.5")
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
