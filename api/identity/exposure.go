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
	return unlessLocal(address, secured || insecure, fmt.Errorf("%s %s would carry messages in the clear where others than this machine can reach it: give --tls-cert and --tls-key, or say --insecure if the network is trusted or a proxy has the TLS", door, address))
}

// CheckMailExposure does the same for a door whose protocol has no TLS, whatever
// certificates there are.
func CheckMailExposure(door, address string, insecure bool) error {
	return unlessLocal(address, insecure, fmt.Errorf("%s %s would carry messages in the clear where others than this machine can reach it, for its protocol has no TLS: take unix:/PATH or an address of the loopback, or say --insecure if the network is trusted", door, address))
}

// unlessLocal gives a refusal, unless it is allowed that others than this machine reach an
// address, or they do not.
func unlessLocal(address string, allowed bool, refusal error) error {
	if allowed {
		return nil
	}
	if local, err := onLoopback(address); local || err != nil {
		return err
	}
	return refusal
}

// CheckMetricsExposure does the same for a door that has numbers only and never speaks
// TLS. They hold no message, but they tell who calls, how much, and what is found.
func CheckMetricsExposure(door, address string, insecure bool) error {
	if insecure {
		return nil
	}
	local, err := onLoopback(address)
	if err != nil {
		return fmt.Errorf("%s: %w", door, err)
	}
	if local {
		return nil
	}
	return fmt.Errorf("%s %s would tell others than this machine, in the clear, who calls and how much is found: take an address of the loopback, or say --insecure if none but Prometheus reaches it", door, address)
}

// OnLoopback tells whether none but this machine is at an address. One that cannot be
// found is somewhere else.
func OnLoopback(address string) bool {
	local, err := onLoopback(address)
	return local && err == nil
}

// onLoopback tells whether none but this machine reaches an address.
func onLoopback(address string) (bool, error) {
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return false, fmt.Errorf("listening: %w", err)
	}
	return at.IP.IsLoopback(), nil
}
