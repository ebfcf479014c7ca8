package squid

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// authority is the file of the CA, generator the program that signs, store where it keeps
// what it signed.
func (s *Squid) authority() string { return filepath.Join(s.dir, "ca.pem") }

func (s *Squid) generator() string {
	return filepath.Join(s.program(), "usr", "lib", "squid", "security_file_certgen")
}

func (s *Squid) store() string { return filepath.Join(s.dir, "certificates") }

// issue makes the CA that Squid signs certificates of sites with.
func (s *Squid) issue() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("making a CA: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "A CA for tests"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return fmt.Errorf("making a CA: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("making a CA: %w", err)
	}
	s.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	both := append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), s.CA...)
	if err := os.WriteFile(s.authority(), both, 0o600); err != nil {
		return fmt.Errorf("writing a CA: %w", err)
	}
	return nil
}

// makeStore makes the store of certificates, as an operator does once, if there is none.
func (s *Squid) makeStore(ctx context.Context) error {
	if _, err := os.Stat(s.store()); err == nil {
		return nil
	}
	if out, err := s.run(ctx, s.generator(), "-c", "-s", s.store(), "-M", "16MB").CombinedOutput(); err != nil {
		return fmt.Errorf("making the store of certificates: %w\n%s", err, out)
	}
	return nil
}
