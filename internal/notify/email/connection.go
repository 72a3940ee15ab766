package email

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// connection is the one connection of an attempt. It ends with the attempt's context,
// which the library heeds only while it dials, and it closes what the library leaves
// open when a conversation fails half way.
type connection struct {
	options Options
	raw     net.Conn
	release func() bool
}

// dialer connects in the library's place. The context that the library would give
// ends as soon as it has signed in, so the one of the whole attempt is used.
func (c *connection) dialer(ctx context.Context) gomail.DialContextFunc {
	return func(_ context.Context, network, _ string) (net.Conn, error) {
		raw, err := new(net.Dialer).DialContext(ctx, network, c.options.hostPort())
		if err != nil {
			return nil, err
		}
		c.raw = raw
		c.release = context.AfterFunc(ctx, func() { _ = raw.Close() })
		if c.options.TLS != Implicit {
			return raw, nil
		}
		encrypted := tls.Client(raw, c.options.tlsConfig())
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, fmt.Errorf("encrypt: %w", err)
		}
		return encrypted, nil
	}
}

// patience is what a farewell may take.
const patience = time.Second

// hurry bounds everything that is still to be said.
func (c *connection) hurry() { _ = c.raw.SetDeadline(time.Now().Add(patience)) }

func (c *connection) close() {
	if c.raw != nil {
		c.release()
		_ = c.raw.Close()
	}
}

func (o Options) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: o.Host, RootCAs: o.Roots, MinVersion: tls.VersionTLS12}
}
