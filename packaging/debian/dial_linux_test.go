package debian

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// dialIn connects to an address in another network namespace. A socket belongs
// to the namespace of the thread that made it, so a thread is moved there, used
// once, and ends with its goroutine, as it is never unlocked.
func dialIn(ctx context.Context, namespace, address string) (net.Conn, error) {
	type dialled struct {
		conn net.Conn
		err  error
	}
	result := make(chan dialled, 1)
	go func() {
		runtime.LockOSThread()
		there, err := os.Open(namespace)
		if err != nil {
			result <- dialled{err: fmt.Errorf("opening the namespace: %w", err)}
			return
		}
		defer there.Close()
		if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
			result <- dialled{err: fmt.Errorf("entering the namespace: %w", err)}
			return
		}
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		result <- dialled{conn, err}
	}()
	d := <-result
	return d.conn, d.err
}
