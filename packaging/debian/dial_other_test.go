//go:build !linux

package debian

import (
	"context"
	"errors"
	"net"
)

// dialIn fails: only Linux has network namespaces.
func dialIn(context.Context, string, string) (net.Conn, error) {
	return nil, errors.ErrUnsupported
}
