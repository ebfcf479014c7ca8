package icap

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// Services of the server.
const (
	serviceREQMOD  = "/reqmod"
	serviceRESPMOD = "/respmod"
)

// serviceMethod gives the method of a service besides OPTIONS; "" if there is no such
// service.
func serviceMethod(service string) string {
	switch service {
	case serviceREQMOD:
		return methodREQMOD
	case serviceRESPMOD:
		return methodRESPMOD
	}
	return ""
}

// istag gives the quoted tag of a version of the rules, of at most 32 bytes (RFC 3507,
// section 4.7).
func istag(ruleset string) string {
	sum := sha256.Sum256([]byte(ruleset))
	return `"pecete-` + hex.EncodeToString(sum[:10]) + `"`
}

// capabilities gives what an answer to OPTIONS says of a service (RFC 3507, section 4.10.2).
func (o Options) capabilities(method string) []note {
	all := []note{
		{Name: "Methods", Value: method},
		{Name: "Service", Value: "Pecete"},
		{Name: "Service-ID", Value: "pecete"},
		{Name: "Max-Connections", Value: strconv.Itoa(o.Connections)},
		{Name: "Options-TTL", Value: strconv.Itoa(max(1, int(o.OptionsTTL/time.Second)))},
		{Name: "Allow", Value: "204"},
	}
	if o.Preview >= 0 {
		all = append(all, note{Name: "Preview", Value: strconv.Itoa(o.Preview)}, note{Name: "Transfer-Preview", Value: "*"})
	}
	return all
}
