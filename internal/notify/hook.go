package notify

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// What can be said of a webhook without calling it stands here and not beside the
// sender, because use cases check what people add and do not know the adapters.

// Bounds of what a webhook may be.
const (
	secretPrefix   = "whsec_"
	newSecretSize  = 32
	smallestSecret = 24
	largestSecret  = 64
	longestURL     = 2048
)

// NewSecret makes the secret of a webhook in the form of Standard Webhooks.
func NewSecret(random io.Reader) (string, error) {
	key := make([]byte, newSecretSize)
	if _, err := io.ReadFull(random, key); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// SecretKey reads a secret that somebody chose. The error does not repeat it.
func SecretKey(secret string) ([]byte, error) {
	encoded, found := strings.CutPrefix(secret, secretPrefix)
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	broken := strings.ContainsAny(encoded, "\r\n") // The decoder would skip them.
	if !found || broken || err != nil || len(key) < smallestSecret || len(key) > largestSecret {
		return nil, airra.Invalid("secret", "must be %s and the base64 of %d to %d bytes", secretPrefix, smallestSecret, largestSecret)
	}
	return key, nil
}

// CheckURL says with CodeInvalid why messages cannot be sent to a URL. What is
// refused here is told at once to whoever adds the webhook; a name that leads into a
// private network is found out when it is dialled. The error does not repeat the URL,
// whose path may be a secret.
func CheckURL(text string, allowPrivate bool) error {
	invalid := func(why string) error { return airra.Invalid("url", "%s", why) }
	u, err := url.Parse(text)
	if err != nil || len(text) > longestURL {
		return invalid(fmt.Sprintf("must be a URL of at most %d characters", longestURL))
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return invalid("must begin with https:// or http://")
	case host == "":
		return invalid("must name a host")
	case u.User != nil:
		return invalid("must not hold a user name or a password; put what the receiver wants to know into its path")
	case u.Fragment != "":
		return invalid("must not have a # in it, since that part is never sent")
	case !validPort(u.Port()):
		return invalid("must have a port from 1 to 65535, or none")
	}
	address, err := netip.ParseAddr(host)
	private := err == nil && !Public(address) || host == "localhost" || strings.HasSuffix(host, ".localhost")
	if private && !allowPrivate {
		return invalid("must not lead to a private address; the server's setting AIRRA_WEBHOOK_ALLOW_PRIVATE would allow it")
	}
	return nil
}

func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

// HookInfo describes a webhook for people. Of its URL only the host is shown.
func HookInfo(c airra.WebhookChannel) airra.ChannelInfo {
	info := airra.ChannelInfo{
		Name: c.Name, Kind: airra.KindWebhook, Configured: true,
		DisabledAt: c.DisabledAt, DisabledReason: c.DisabledReason,
	}
	if u, err := url.Parse(c.URL); err == nil {
		info.Target = u.Host
	}
	return info
}
