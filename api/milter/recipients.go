package milter

import (
	"net/netip"
	"strings"
)

// inside tells whether an address is in one of the domains whose mail is not judged. One
// without a domain is. One that names another place in its local part is not, for mail
// servers send mail on to there (user%elsewhere@here, elsewhere!user, @here:user@elsewhere).
func (o Options) inside(address string) bool {
	local, domain := address, ""
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		local, domain = address[:at], strings.ToLower(strings.TrimSuffix(address[at+1:], "."))
	}
	if strings.ContainsAny(local, "%!@:") {
		return false
	}
	if domain == "" {
		return true
	}
	for _, known := range o.Inside {
		known = strings.ToLower(known)
		if domain == known || strings.HasPrefix(known, ".") && strings.HasSuffix(domain, known) {
			return true
		}
	}
	return false
}

// trusts tells whether a machine may name its sender.
func (n Notice) trusts(machine netip.Addr) bool {
	for _, network := range n.Networks {
		if network.Contains(machine.Unmap()) {
			return true
		}
	}
	return false
}
