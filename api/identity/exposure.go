package identity

import (
	"fmt"
	"net"
)

// CheckExposure fails if a door would carry messages in the clear where others than this
// machine reach it, and nobody said that this is meant. The door is the flag that opens
// it, such as "--listen", and address is its value; secured tells that it speaks TLS,
// insecure that --insecure was said. Every door has to pass this before it opens.
func CheckExposure(door, address string, secured, insecure bool) error {
	if secured || insecure {
		return nil
	}
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	if at.IP.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%s %s would carry messages in the clear where others than this machine can reach it: give --tls-cert and --tls-key, or say --insecure if the network is trusted or a proxy has the TLS", door, address)
}
