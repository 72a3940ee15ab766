package airra

import "time"

// ChannelKind says how a channel sends.
type ChannelKind string

// The kinds of channels.
const (
	KindEmail   ChannelKind = "email"
	KindSlack   ChannelKind = "slack"
	KindWebhook ChannelKind = "webhook"
	KindExec    ChannelKind = "exec"
)

// ChannelInfo is a channel as people see it. Secrets and commands are not in it.
type ChannelInfo struct {
	Name           string      `json:"name"`
	Kind           ChannelKind `json:"kind"`
	Configured     bool        `json:"configured"` // false: what is sent there is recorded as simulated
	Target         string      `json:"target"`     // host of the server or of the URL; never a path, which may be a secret
	DisabledAt     *time.Time  `json:"disabled_at"`
	DisabledReason string      `json:"disabled_reason"`
	Secret         string      `json:"secret,omitempty"` // whsec_…, only in the answer that made a webhook channel
}

// WebhookChannel is a webhook that was added over the API. Its secret has to be
// kept as it is, since every message is signed with it; it is shown once.
type WebhookChannel struct {
	Name           string
	URL            string
	Secret         string // whsec_ and base64
	AllowPrivate   bool   // the server's settings allow it too
	DisabledAt     *time.Time
	DisabledReason string
	CreatedBy      string
	CreatedAt      time.Time
	Version        int64
}

// NewWebhookChannel is what a caller gives to add one.
type NewWebhookChannel struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	Secret string `json:"secret,omitempty"` // default: a new one, shown once
}
