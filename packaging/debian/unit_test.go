package debian

import (
	"context"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// unit holds the values of a unit file, by section and name, in their order.
type unit map[string][]string

func readUnit(t *testing.T, name string) unit {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	u, section := unit{}, ""
	for _, line := range strings.Split(string(data), "\n") {
		key, value, isSetting := strings.Cut(line, "=")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		case isSetting:
			u[section+"."+key] = append(u[section+"."+key], value)
		default:
			t.Fatalf("%s: what is %q?", name, line)
		}
	}
	return u
}

// one gives the only value of a name.
func (u unit) one(t *testing.T, section, name string) string {
	t.Helper()
	values := u[section+"."+name]
	if len(values) != 1 {
		t.Fatalf("the unit has %d values of %s: %v", len(values), name, values)
	}
	return values[0]
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func expectState(t *testing.T, supervisor *net.UnixConn, want string) {
	t.Helper()
	if err := supervisor.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	state := make([]byte, 100)
	n, err := supervisor.Read(state)
	if err != nil || string(state[:n]) != want {
		t.Fatalf("the supervisor was told %q (%v), want %q", state[:n], err, want)
	}
}

func signalOf(t *testing.T, name string) os.Signal {
	t.Helper()
	if name != "SIGTERM" {
		t.Fatalf("the unit stops the service with %s, want SIGTERM", name)
	}
	return syscall.SIGTERM
}

func dialTCP(ctx context.Context, address string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", address)
}

func TestUnitPromises(t *testing.T) {
	u := readUnit(t, "pecete.service")
	for name, want := range map[string]string{
		"Type": "notify", "KillSignal": "SIGTERM", "LimitCORE": "0", "CoredumpFilter": "0", "MemorySwapMax": "0", "UMask": "0077",
		"DynamicUser": "yes", "CapabilityBoundingSet": "", "AmbientCapabilities": "", "NoNewPrivileges": "yes",
		"ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes",
		"MemoryDenyWriteExecute": "yes", "IPAddressDeny": "any", "IPAddressAllow": "localhost",
		"RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
	} {
		if got := u.one(t, "Service", name); got != want {
			t.Errorf("%s=%s, want %s", name, got, want)
		}
	}
	if filter := u["Service.SystemCallFilter"]; len(filter) != 2 || filter[0] != "@system-service" {
		t.Errorf("SystemCallFilter=%v", filter)
	}
}

// TestUnitWaitsLongerThanTheServiceDrains reads how long the service may drain
// from the manual page, as a reader would.
func TestUnitWaitsLongerThanTheServiceDrains(t *testing.T) {
	stop, err := time.ParseDuration(readUnit(t, "pecete.service").one(t, "Service", "TimeoutStopSec"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`--drain-timeout=(\w+)`).FindStringSubmatch(manualPage(t))
	if found == nil {
		t.Fatal("the manual page names no --drain-timeout")
	}
	drain, err := time.ParseDuration(found[1])
	if err != nil || stop < 2*drain {
		t.Errorf("systemd waits %v for a service that drains for up to %v (%v)", stop, drain, err)
	}
}

// TestSettingsAreThoseOfThePage: a setting that the program does not know would
// be obeyed by nobody and say nothing.
func TestSettingsAreThoseOfThePage(t *testing.T) {
	settings, err := os.ReadFile("pecete.default")
	if err != nil {
		t.Fatal(err)
	}
	page := manualPage(t)
	names := regexp.MustCompile(`(?m)^#?(PECETE_[A-Z_]+)=`).FindAllStringSubmatch(string(settings), -1)
	if len(names) < 3 {
		t.Errorf("only %d settings are shown", len(names))
	}
	for _, name := range names {
		if !strings.Contains(page, "($"+name[1]+")") {
			t.Errorf("the manual page does not know %s", name[1])
		}
	}
}

// manualPage gives the manual page, its hyphens as they are read.
func manualPage(t *testing.T) string {
	t.Helper()
	page := exec.Command("go", "run", "./cmd/pecete", "manual")
	page.Dir = "../.."
	out, err := page.Output()
	if err != nil {
		t.Fatalf("writing the manual page: %v", err)
	}
	return strings.ReplaceAll(string(out), `\-`, "-")
}

func TestSystemdFindsTheUnitSafe(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not here: Debian's package systemd has it")
	}
	// The threshold is in tenths of the exposure that systemd knows, 10.0 at worst.
	check := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=10", "--no-pager", "./pecete.service")
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("systemd finds the unit exposed: %v\n%s", err, out)
	}
}
