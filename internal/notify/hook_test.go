package notify_test

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

func TestWhatCountsAsPublic(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "100.63.255.255": true, "100.128.0.0": true, "172.32.0.1": true, "2606:4700::1111": true, "2a00:1450::1": true,
		"::ffff:8.8.8.8": true, "64:ff9b::8.8.8.8": true,
		"127.0.0.1": false, "127.255.255.254": false, "10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "100.127.255.255": false, "0.0.0.0": false, "0.1.2.3": false, "224.0.0.1": false, "239.1.1.1": false, "255.255.255.255": false,
		"192.0.2.1": false, "198.18.0.1": false, "198.51.100.1": false, "203.0.113.1": false, "240.0.0.1": false, "192.88.99.1": false, "192.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd00:ec2::254": false, "ff02::1": false, "fec0::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false, "::127.0.0.1": false,
		"64:ff9b::127.0.0.1": false, "64:ff9b::169.254.169.254": false, "64:ff9b::a00:1": false, "64:ff9b:1::1": false,
		"2001::1": false, "2001:db8::1": false, "2002:7f00:1::1": false, "100::1": false, "3fff::1": false, "4000::1": false,
	} {
		if got := notify.Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
	if notify.Public(netip.Addr{}) {
		t.Error("no address at all counts as public")
	}
}

func TestURLsOfWebhooks(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, url, want string }{
		{"an ordinary one", "https://hooks.example.com/in/abc?x=1", ""},
		{"not encrypted", "http://hooks.example.com:8080/", ""},
		{"a public address", "https://8.8.8.8/x", ""},
		{"another scheme", "file:///etc/passwd", "begin with https://"},
		{"no scheme", "hooks.example.com/x", "begin with https://"},
		{"no host", "https:///x", "name a host"},
		{"a password", "https://ada:hunter2@example.com/", "user name"},
		{"a fragment", "https://example.com/#x", "#"},
		{"a port that is none", "https://example.com:0/", "port"},
		{"a port too high", "https://example.com:70000/", "port"},
		{"no URL", "https://exa mple.com/\x7f", "must be a URL"},
		{"too long", "https://example.com/" + strings.Repeat("x", 2048), "at most 2048"},
		{"this machine", "http://127.0.0.1/", "private"},
		{"this machine by name", "http://localhost:9000/", "private"},
		{"this machine by a longer name", "http://x.LOCALHOST./", "private"},
		{"this machine in IPv6", "http://[::1]:80/", "private"},
		{"this machine, mapped", "http://[::ffff:127.0.0.1]/", "private"},
		{"a neighbour", "https://10.1.2.3/", "private"},
		{"the metadata of a cloud", "http://169.254.169.254/latest/", "private"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := notify.CheckURL(tt.url, false)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: %v, want %q", tt.url, err, tt.want)
			}
			if err != nil && (airra.ErrorCode(err) != airra.CodeInvalid || strings.Contains(err.Error(), "hunter2")) {
				t.Errorf("the error is %v", err)
			}
			if tt.want == "private" && notify.CheckURL(tt.url, true) != nil {
				t.Error("the setting does not allow it")
			}
		})
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	made, err := notify.NewSecret(strings.NewReader(strings.Repeat("r", 32)))
	if err != nil {
		t.Fatal(err)
	}
	if key, err := notify.SecretKey(made); err != nil || string(key) != strings.Repeat("r", 32) {
		t.Errorf("%s gives %q, %v", made, key, err)
	}
	if _, err := notify.NewSecret(strings.NewReader("short")); err == nil {
		t.Error("a secret was made of five random bytes")
	}
	of := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, n)) }
	for secret, ok := range map[string]bool{
		of(24): true, of(64): true, of(23): false, of(65): false, "whsec_": false, "": false, of(32)[6:]: false, "whsec_hunter2!": false, of(32) + "\n": false,
	} {
		_, err := notify.SecretKey(secret)
		if (err == nil) != ok {
			t.Errorf("%q: %v", secret, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error repeats the secret: %v", err)
		}
	}
}

func TestOfAWebhookOnlyTheHostIsShown(t *testing.T) {
	t.Parallel()
	at := time.Unix(1, 0)
	got := notify.HookInfo(airra.WebhookChannel{Name: "ops", URL: "https://example.com:8443/hunter2?token=hunter2", Secret: "whsec_x", DisabledAt: &at, DisabledReason: "410 Gone"})
	want := airra.ChannelInfo{Name: "ops", Kind: airra.KindWebhook, Configured: true, Target: "example.com:8443", DisabledAt: &at, DisabledReason: "410 Gone"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
