package squid

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pecete/pecete/test/icap/web"
	"github.com/pecete/pecete/test/process"
)

// change is a place of a documented configuration that is another on the machine of a
// test.
type change struct{ from, to string }

// configure writes the documented configuration, with the ports and folders of this run.
func (s *Squid) configure(ctx context.Context) error {
	root, err := process.Root(ctx)
	if err != nil {
		return err
	}
	documented, err := os.ReadFile(filepath.Join(root, "docs", "examples", "squid", s.options.Config))
	if err != nil {
		return fmt.Errorf("reading the configuration of Squid: %w", err)
	}
	config := string(documented)
	for _, c := range s.changes() {
		if !strings.Contains(config, c.from) {
			return fmt.Errorf("%s has no %q", s.options.Config, c.from)
		}
		config = strings.ReplaceAll(config, c.from, c.to)
	}
	if err := os.WriteFile(s.hosts(), []byte("127.0.0.1 "+web.Host+"\n"), 0o644); err != nil {
		return fmt.Errorf("writing the hosts of Squid: %w", err)
	}
	if err := os.WriteFile(s.trusted(), s.options.Trust, 0o644); err != nil {
		return fmt.Errorf("writing whom Squid trusts: %w", err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "squid.conf"), []byte(config+s.around()), 0o644); err != nil {
		return fmt.Errorf("writing the configuration of Squid: %w", err)
	}
	return nil
}

// trusted is the file of the certificate that Squid trusts.
func (s *Squid) trusted() string { return filepath.Join(s.dir, "trusted.pem") }

// hosts is the file with the names that Squid knows.
func (s *Squid) hosts() string { return filepath.Join(s.dir, "hosts") }

// changes are what differs from the documented configuration.
func (s *Squid) changes() []change {
	ports := "port 443"
	for _, port := range s.options.Ports {
		ports += fmt.Sprintf(" %d", port)
	}
	all := []change{{"http_port 3128", "http_port " + s.Address}, {"127.0.0.1:1344", s.options.ICAP}, {"port 443", ports}}
	if s.options.Without {
		all = append(all, change{"icap_enable on", "icap_enable off"})
	}
	if s.options.TLS {
		all = append(all,
			change{"/etc/squid/ca.pem", s.authority()},
			change{"/usr/lib/squid/security_file_certgen", s.generator()},
			change{"/var/lib/squid/certificates", s.store()})
	}
	return all
}

// around is what Debian's package sets up by itself, and what lets many be run at once:
// where Squid's files are, and that it looks nowhere beyond the loopback.
func (s *Squid) around() string {
	share := filepath.Join(s.program(), "usr", "share")
	lines := []string{
		"pid_filename none",
		"cache_log " + filepath.Join(s.dir, "cache.log"),
		"access_log none",
		"logformat noted %icap::to/%03icap::Hs %icap::rm %icap::ru %{X-Pecete-Verdict}icap::<h",
		"icap_log stdio:" + filepath.Join(s.dir, "icap.log") + " noted",
		"hosts_file " + s.hosts(),
		"coredump_dir " + s.dir,
		"error_directory " + filepath.Join(share, "squid-langpack", "en"),
		"icon_directory " + filepath.Join(share, "squid", "icons"),
		"mime_table " + filepath.Join(share, "squid", "mime.conf"),
		"unlinkd_program " + filepath.Join(s.program(), "usr", "lib", "squid", "unlinkd"),
		"err_page_stylesheet none",
		"netdb_filename none",
		"pinger_enable off",
		"visible_hostname squid.test",
		"shutdown_lifetime 1 seconds",
		"max_filedescriptors 16384",
		"dns_nameservers 127.0.0.1",
	}
	if s.options.Trust != nil {
		lines = append(lines, "tls_outgoing_options cafile="+s.trusted())
	}
	return "\n" + strings.Join(lines, "\n") + "\n"
}
