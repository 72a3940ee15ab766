package notifytest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// WebhookSecret is the one that NewWebhook expects, with the bytes behind it.
const (
	WebhookSecret = "whsec_d2ViaG9vay1zZWNyZXQtb2YtdGhlLXRlc3RzIQ=="
	webhookPath   = "/hooks/" + webhookToken
	webhookToken  = "p4thT0kenOfTheHook"
)

// NewWebhook starts a receiver of Standard Webhooks that believes nothing that is not
// signed with WebhookSecret.
func NewWebhook(t testing.TB, script ...Reply) *Receiver {
	t.Helper()
	r := receive(t, webhookPath, script, checkWebhook)
	r.Secrets = []string{WebhookSecret, strings.TrimPrefix(WebhookSecret, "whsec_"), "webhook-secret-of-the-tests!", webhookPath, webhookToken}
	return r
}

// eventType is the form in which Standard Webhooks names events.
var eventType = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

func checkWebhook(c *checker, r *http.Request, body []byte) {
	c.expect(r.URL.Path == webhookPath, "the path is %s", r.URL.Path)
	err := VerifyWebhook(WebhookSecret, r.Header, body)
	c.expect(err == nil, "the signature: %v", err)
	var event struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      *struct {
			Key     string `json:"key"`
			Subject string `json:"subject"`
		} `json:"data"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	c.expect(decoder.Decode(&event) == nil, "the event cannot be read: %s", body)
	c.expect(eventType.MatchString(event.Type), "the type is %q", event.Type)
	c.expect(!event.Timestamp.IsZero() && event.Timestamp.Location() == time.UTC, "the timestamp is %v", event.Timestamp)
	c.expect(event.Data != nil && event.Data.Key != "", "there is no data, or no key in it")
	c.expect(len(body) < 20<<10, "the body has %d bytes", len(body))
}

// VerifyWebhook is the receiver's side of Standard Webhooks, written from the
// specification and not from the sender. Whether the timestamp is recent is left to
// the caller, who knows the clock of the test.
func VerifyWebhook(secret string, header http.Header, body []byte) error {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	if id == "" {
		return errors.New("there is no webhook-id")
	}
	if _, err := strconv.ParseUint(timestamp, 10, 63); err != nil {
		return fmt.Errorf("the webhook-timestamp is %q", timestamp)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return fmt.Errorf("read the secret: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%s.%s", id, timestamp, body)
	for one := range strings.FieldsSeq(header.Get("webhook-signature")) {
		encoded, versioned := strings.CutPrefix(one, "v1,")
		signature, err := base64.StdEncoding.DecodeString(encoded)
		if versioned && err == nil && hmac.Equal(signature, mac.Sum(nil)) {
			return nil
		}
	}
	return errors.New("no signature is right")
}
