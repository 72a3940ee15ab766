// Package email sends messages through a mail server. One attempt is one
// conversation: connect, encrypt, sign in, hand over one mail. Whether it went wrong
// for good or for now is read from the server's own numbers, and once the server has
// taken the mail, nothing that happens afterwards makes it a failure, because the
// next attempt would be a second mail.
package email

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// TLS says how the way to the server is encrypted. Certificates are always verified.
type TLS string

// The ways. StartTLS insists on it, so that nobody in between can talk the two out
// of it; Opportunistic takes it where it is offered.
const (
	StartTLS      TLS = "starttls"
	Opportunistic TLS = "opportunistic"
	Implicit      TLS = "tls"
	None          TLS = "none"
)

// Options name the server. Zero values take the defaults that are named beside them.
type Options struct {
	Host     string // empty: not set up
	Port     int
	User     string // empty: without signing in
	Password string
	From     string         // an address, with or without a name
	TLS      TLS            // default StartTLS
	Timeout  time.Duration  // of one attempt; 0 means 10 s
	Roots    *x509.CertPool // default: those of the system
}

const defaultTimeout = 10 * time.Second

// Channel is e-mail as a channel.
type Channel struct {
	options Options
	secrets *strings.Replacer
}

// New makes the channel. It does not call the server.
func New(o Options) *Channel {
	if o.TLS == "" {
		o.TLS = StartTLS
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	return &Channel{options: o, secrets: withoutPassword(o.User, o.Password)}
}

// Info shows the server's name.
func (c *Channel) Info() airra.ChannelInfo {
	info := airra.ChannelInfo{Name: airra.ChannelEmail, Kind: airra.KindEmail, Configured: c.options.Host != ""}
	if info.Configured {
		info.Target = c.options.Host
	}
	return info
}

// Send hands one mail to the server.
func (c *Channel) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	l, err := c.write(m)
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Message: err.Error(), Permanent: true, Err: err}
	}
	limited, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	answer, err := c.deliver(limited, l)
	if err != nil {
		return notify.Receipt{}, c.failure(ctx, limited, m, err)
	}
	return notify.Receipt{Answer: c.clean(m, "250 "+answer)}, nil
}

// deliver is the whole conversation.
func (c *Channel) deliver(ctx context.Context, l *letter) (answer string, err error) {
	line := &connection{options: c.options}
	defer line.close()
	client, err := gomail.NewClient(c.options.Host, c.settings(line.dialer(ctx))...)
	if err != nil {
		return "", fmt.Errorf("prepare the connection: %w", err)
	}
	server, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return "", &stageError{before, err}
	}
	answer, err = handOver(server, l)
	if err == nil {
		line.hurry()
		_ = server.Quit() // The mail is there; a bad farewell changes nothing.
	}
	return answer, err
}

// settings tell the library how to connect and sign in. Its own timeout is longer
// than ours, so that the context is what ends an attempt. The schemes that do not show
// the password stand first; of the others the library uses none over a connection
// that is not encrypted, unless the server is this machine.
func (c *Channel) settings(dial gomail.DialContextFunc) []gomail.Option {
	settings := []gomail.Option{
		gomail.WithPort(c.options.Port), gomail.WithTimeout(c.options.Timeout + time.Minute), gomail.WithDialContextFunc(dial),
		gomail.WithTLSPolicy(policies[c.options.TLS]), gomail.WithTLSConfig(c.options.tlsConfig()),
	}
	if c.options.TLS == Implicit {
		settings = append(settings, gomail.WithSSL())
	}
	if c.options.User != "" {
		settings = append(settings, gomail.WithUsername(c.options.User), gomail.WithPassword(c.options.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
				gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return settings
}

var policies = map[TLS]gomail.TLSPolicy{
	StartTLS: gomail.TLSMandatory, Opportunistic: gomail.TLSOpportunistic, Implicit: gomail.NoTLS, None: gomail.NoTLS,
}

// address reads an address of a person. Somebody without one cannot be written to,
// and trying again does not change that.
func address(text, name string) (*mail.Address, error) {
	parsed, err := mail.ParseAddress(text)
	if err != nil {
		return nil, fmt.Errorf("%q is not an e-mail address", notify.OneLine(text, longestShown))
	}
	if name != "" {
		parsed.Name = name
	}
	return parsed, nil
}

// hostPort is where the server is dialled.
func (o Options) hostPort() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }
