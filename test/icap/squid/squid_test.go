package squid

import (
	"crypto/sha256"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/test/icap/web"
	"github.com/pecete/pecete/test/icap/wire"
)

// Each documented configuration starts, lets pass what an ICAP server lets pass, byte for
// byte, and ends when told to.
func TestConfigurations(t *testing.T) {
	if err := Require(t.Context()); err != nil {
		t.Skip(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = wire.Serve(t.Context(), listener) }()
	for _, config := range []string{"closed.conf", "open.conf", "tls.conf"} {
		t.Run(config, func(t *testing.T) {
			tls := config == "tls.conf"
			origin := web.NewOrigin(tls)
			defer origin.Close()
			o := Options{Config: config, TLS: tls, ICAP: listener.Addr().String(), Ports: []int{origin.Port()}}
			if tls {
				o.Trust = origin.Certificate()
			}
			s, err := New(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := s.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			client := web.Client(s.Address, 2, 20*time.Second, s.CA)
			for i, size := range []int{0, 1, 4096, 65536, 65537, 1 << 20} {
				sent := web.Sent{Case: fmt.Sprint(i), Method: "POST", Body: web.Plain(web.Calm(size, 1))}
				got, err := web.Send(t.Context(), client, origin.URL(), sent)
				if seen := origin.Seen(sent.Case); err != nil || got.Status != 200 || seen.Whole != 1 || seen.Digest != sha256.Sum256(sent.Bytes) {
					t.Errorf("%d bytes: %d, %v, %+v, %.300s", size, got.Status, err, seen, got.Body)
				}
			}
			if log := s.ICAPLog(); strings.Count(log, " REQMOD ") < 6 || strings.Count(log, " RESPMOD ") < 6 {
				t.Errorf("ICAP was not asked as it must be:\n%s", log)
			}
			if err := s.Stop(); err != nil {
				t.Error(err)
			}
			if err := s.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.Kill(); err != nil {
				t.Error(err)
			}
		})
	}
}
