package config

import (
	"encoding/json"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// SMTP is the mail server that sends notifications. Without a host there is none.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty: nobody signs in
	Password string
	From     string
	TLS      TLSMode
}

// mailServer is a host with or without a port.
type mailServer struct {
	host string
	port int // 0: the usual one
}

// Ports on which mail servers take mail from programs.
const (
	submissionPort  = 587
	submissionsPort = 465 // with TLS from the first byte
)

// UnmarshalText accepts a name or an address, and a port behind it.
func (s *mailServer) UnmarshalText(text []byte) error {
	host, port := string(text), ""
	if address, err := netip.ParseAddr(host); err == nil {
		host = address.String() // An IPv6 address alone has colons too.
	} else if strings.Contains(host, ":") {
		if host, port, err = net.SplitHostPort(host); err != nil {
			return fmt.Errorf("split the address: %w", err)
		}
	}
	if host == "" || strings.ContainsAny(host, "/@[] \t\"") {
		return errForm
	}
	s.host = host
	if port == "" {
		return nil
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return errForm
	}
	s.port = int(number)
	return nil
}

// UnmarshalText accepts what a mail server can be told on one line.
func (p *password) UnmarshalText(text []byte) error {
	if strings.ContainsAny(string(text), "\r\n\x00") {
		return errForm
	}
	*p = password(text)
	return nil
}

// UnmarshalText accepts one address, with or without a name before it.
func (a *mailAddress) UnmarshalText(text []byte) error {
	if _, err := mail.ParseAddress(string(text)); err != nil {
		return fmt.Errorf("read the address: %w", err)
	}
	*a = mailAddress(text)
	return nil
}

// smtp joins the settings of the mail server.
func smtp(s settings, publicURL string) SMTP {
	server := SMTP{
		Host: s.SMTPHost.host, Port: s.SMTPHost.port, User: s.SMTPUser, Password: string(s.SMTPPassword),
		From: string(s.SMTPFrom), TLS: s.SMTPTLS,
	}
	if server.Port == 0 && server.Host != "" {
		server.Port = submissionPort
		if server.TLS == ImplicitTLS {
			server.Port = submissionsPort
		}
	}
	if server.From == "" {
		server.From = "airra@" + mailDomain(publicURL)
	}
	return server
}

// mailDomain is the host under which people reach this server. An address of numbers
// is not one that mail can come from.
func mailDomain(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return "localhost"
	}
	return u.Hostname()
}

// signIn warns of a half of what signing in needs, and of a password that cannot be
// given because everybody on the way would read it.
func signIn(s SMTP, warn func(name, message string)) {
	switch {
	case s.User == "" && s.Password != "":
		warn("AIRRA_SMTP_PASSWORD", "has no effect, because AIRRA_SMTP_USER is not set")
	case s.User != "" && s.Password == "":
		warn("AIRRA_SMTP_USER", "is set without AIRRA_SMTP_PASSWORD, so the mail server will hardly accept it")
	case s.User != "" && s.TLS == NoTLS && !thisMachine(s.Host):
		warn("AIRRA_SMTP_TLS", "is none, so the password is given only to a mail server that can do without seeing it")
	}
}

func thisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// Bounds of the windows for a decision, of retries, and of sends at the same time.
const (
	shortestWindow = time.Second
	longestWindow  = 7 * 24 * time.Hour
	mostRetries    = 20
	mostSenders    = 64
)

// UnmarshalText accepts a JSON object of severities and Go durations. Those that it
// does not name keep their defaults.
func (w *approvalWindows) UnmarshalText(text []byte) error {
	var given map[airra.Severity]string
	if err := json.Unmarshal(text, &given); err != nil {
		return fmt.Errorf("read the object: %w", err)
	}
	if given == nil { // JSON's null is not an object.
		return errForm
	}
	windows := airra.DefaultApprovalWindows()
	for severity, value := range given {
		window, err := time.ParseDuration(value)
		if err != nil || !severity.Valid() {
			return errForm
		}
		if window < shortestWindow || window > longestWindow {
			return errBounds
		}
		windows[severity] = window
	}
	*w = approvalWindows(windows)
	return nil
}

// UnmarshalText accepts 0 to 20.
func (r *retries) UnmarshalText(text []byte) error { return number((*int)(r), text, 0, mostRetries) }

// UnmarshalText accepts 1 to 64.
func (n *senders) UnmarshalText(text []byte) error { return number((*int)(n), text, 1, mostSenders) }

// number reads a whole number within bounds.
func number(into *int, text []byte, least, most uint64) error {
	n, err := strconv.ParseUint(string(text), 10, 8)
	if err != nil {
		return fmt.Errorf("read the number: %w", err)
	}
	if n < least || n > most {
		return errBounds
	}
	*into = int(n)
	return nil
}
