package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/config"
)

func TestMailServers(t *testing.T) {
	t.Parallel()
	const password = "AIRRA_SMTP_PASSWORD=a b=c"
	tests := []struct {
		name string
		set  string // variables with spaces between them
		want config.SMTP
	}{
		{"none", "", config.SMTP{From: "airra@localhost", TLS: config.StartTLS}},
		{"a name", "AIRRA_SMTP_HOST=mail.example.com", config.SMTP{Host: "mail.example.com", Port: 587, From: "airra@localhost", TLS: config.StartTLS}},
		{"a name and a port", "AIRRA_SMTP_HOST=mail:25", config.SMTP{Host: "mail", Port: 25, From: "airra@localhost", TLS: config.StartTLS}},
		{"an IPv6 address", "AIRRA_SMTP_HOST=::1", config.SMTP{Host: "::1", Port: 587, From: "airra@localhost", TLS: config.StartTLS}},
		{"an IPv6 address and a port", "AIRRA_SMTP_HOST=[::1]:25", config.SMTP{Host: "::1", Port: 25, From: "airra@localhost", TLS: config.StartTLS}},
		{"TLS from the first byte has a port of its own", "AIRRA_SMTP_HOST=mail AIRRA_SMTP_TLS=TLS", config.SMTP{Host: "mail", Port: 465, From: "airra@localhost", TLS: config.ImplicitTLS}},
		{"a named port wins", "AIRRA_SMTP_HOST=mail:2465 AIRRA_SMTP_TLS=tls", config.SMTP{Host: "mail", Port: 2465, From: "airra@localhost", TLS: config.ImplicitTLS}},
		{"the sender is of the public host", "AIRRA_SMTP_HOST=mail AIRRA_PUBLIC_URL=https://airra.example.com:8443/x", config.SMTP{Host: "mail", Port: 587, From: "airra@airra.example.com", TLS: config.StartTLS}},
		{"no sender is of an address", "AIRRA_SMTP_HOST=mail AIRRA_PUBLIC_URL=https://[2001:db8::1]/", config.SMTP{Host: "mail", Port: 587, From: "airra@localhost", TLS: config.StartTLS}},
		{"a named sender wins", "AIRRA_SMTP_HOST=mail AIRRA_SMTP_FROM=AIRRA<oncall@example.com>", config.SMTP{Host: "mail", Port: 587, From: "AIRRA<oncall@example.com>", TLS: config.StartTLS}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, load(t, strings.Fields(tt.set)...).SMTP); diff != "" {
				t.Error(diff)
			}
		})
	}
	got := load(t, "AIRRA_SMTP_HOST=mail", "AIRRA_SMTP_USER=ada", password).SMTP
	if got.User != "ada" || got.Password != "a b=c" {
		t.Errorf("signing in as %q with %q", got.User, got.Password)
	}
}

func TestAWindowThatIsNotNamedKeepsItsDefault(t *testing.T) {
	t.Parallel()
	want := airra.DefaultApprovalWindows()
	want[airra.SeverityCritical], want[airra.SeverityLow] = time.Second, 168*time.Hour
	if diff := cmp.Diff(want, load(t, `AIRRA_APPROVAL_WINDOWS={"critical":"1s","low":"168h"}`).ApprovalWindows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(airra.DefaultApprovalWindows(), load(t, `AIRRA_APPROVAL_WINDOWS={}`).ApprovalWindows); diff != "" {
		t.Error(diff)
	}
}

func TestHowNotificationsAreSent(t *testing.T) {
	t.Parallel()
	cfg := load(t, "AIRRA_SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T/B/x", "AIRRA_WEBHOOK_ALLOW_PRIVATE=true", "AIRRA_PAGE_BUNDLE=2/10s", "AIRRA_NOTIFY_MAX_RETRIES=0")
	got := []any{cfg.SlackWebhookURL, cfg.WebhookAllowPrivate, cfg.PageBundle, cfg.NotifyMaxRetries}
	want := []any{"https://hooks.slack.com/services/T/B/x", true, airra.Limit{Events: 2, Per: 10 * time.Second}, 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
