package testservers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
)

// portAttempts bounds the retries when another program takes a port between our
// choice and the server's bind.
const portAttempts = 5

// FreePort returns a TCP port of 127.0.0.1 that nobody listened on a moment ago.
// The kernel chooses it; another process may still take it first, so a caller
// that starts a server on it should be ready to try again.
func FreePort(t testing.TB) int {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func freePort() (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("choose a port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// onFreePort runs start with fresh ports until the server stays up.
func onFreePort[S any](start func(port int) (S, error)) (S, error) {
	var none S
	var err error
	for range portAttempts {
		var port int
		if port, err = freePort(); err != nil {
			return none, err
		}
		var server S
		if server, err = start(port); err == nil {
			return server, nil
		}
		if !errors.Is(err, errExited) {
			return none, err
		}
	}
	return none, err
}

// needs skips under -short; the callers fail on a missing program themselves.
func needs(t testing.TB, what string) {
	t.Helper()
	if testing.Short() {
		t.Skipf("%s is not started with -short", what)
	}
}
