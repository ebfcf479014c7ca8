package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
)

// listenAt listens at an address that a flag gives.
func listenAt(address, flag string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program; choose another address with %s", address, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	return listener, nil
}

// listenTo listens at what a flag gives: HOST:PORT, or unix:/PATH, where a socket that
// nobody listens to any more gives way.
func listenTo(at, flag string) (net.Listener, error) {
	network, address := networkOf(at)
	if network == "tcp" {
		return listenAt(address, flag)
	}
	listener, err := net.Listen(network, address)
	if errors.Is(err, syscall.EADDRINUSE) && abandoned(address) {
		if err := os.Remove(address); err != nil {
			return nil, fmt.Errorf("%s: removing the old socket: %w", flag, err)
		}
		listener, err = net.Listen(network, address)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: listening: %w", flag, err)
	}
	return listener, nil
}

// networkOf gives the network and address of what a flag gives.
func networkOf(at string) (network, address string) {
	if path, ok := strings.CutPrefix(at, "unix:"); ok {
		return "unix", path
	}
	return "tcp", at
}

// abandoned tells whether a path is a socket that nobody listens to.
func abandoned(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return false
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}
