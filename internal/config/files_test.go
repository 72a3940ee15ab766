package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/config"
)

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSignalsFile(t *testing.T) {
	t.Parallel()
	path := write(t, `
signals:
  - name: error_rate
    unit: err/s
    query: sum by (service) (rate(http_errors_total{service=~"$services"}[1m]))
  - {name: down, kind: alert, label: job, query: 1 - up}
`)
	want := []config.Signal{
		{Name: "error_rate", Kind: airra.KindMetric, Unit: "err/s", Label: "service", Query: `sum by (service) (rate(http_errors_total{service=~"$services"}[1m]))`},
		{Name: "down", Kind: airra.KindAlert, Label: "job", Query: "1 - up"},
	}
	if diff := cmp.Diff(want, load(t, "AIRRA_SIGNALS_FILE="+path).Signals); diff != "" {
		t.Error(diff)
	}
}

func TestServicesFile(t *testing.T) {
	t.Parallel()
	path := write(t, `
services:
  payment-service:
    depends_on: [database, payment-provider]
    tier: tier-1
    team: payments
    criticality: critical
    owners: [ada@example.com]
  database: {tier: tier-0}
  redis:
`)
	want := []airra.Service{
		{Name: "database", Tier: "tier-0"},
		{
			Name: "payment-service", DependsOn: []airra.ServiceName{"database", "payment-provider"}, Tier: "tier-1",
			Team: "payments", Criticality: airra.CriticalityCritical, Owners: []string{"ada@example.com"},
		},
		{Name: "redis"},
	}
	if diff := cmp.Diff(want, load(t, "AIRRA_SERVICES_FILE="+path).Services); diff != "" {
		t.Error(diff)
	}
}

func TestChannelsFile(t *testing.T) {
	t.Parallel()
	path := write(t, `
channels:
  sms: {command: [/usr/local/bin/send-sms, --flag, ""], timeout: 3s}
  pager-2_b:
    command:
      - page
`)
	want := []config.Command{
		{Name: "pager-2_b", Argv: []string{"page"}, Timeout: 10 * time.Second},
		{Name: "sms", Argv: []string{"/usr/local/bin/send-sms", "--flag", ""}, Timeout: 3 * time.Second},
	}
	if diff := cmp.Diff(want, load(t, "AIRRA_CHANNELS_FILE="+path).Commands); diff != "" {
		t.Error(diff)
	}
	if got := load(t, "AIRRA_CHANNELS_FILE="+write(t, "channels: {}\n")).Commands; len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestAWrongFileNamesTheLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, variable, content, want string }{
		{"unknown key of a service", "AIRRA_SERVICES_FILE", "services:\n  a:\n    depend_on: [b]\n", `:3: unknown key "depend_on" (accepted: depends_on, tier`},
		{"unknown key at the top", "AIRRA_SERVICES_FILE", "service: {}\n", `:1: unknown key "service" (accepted: services)`},
		{"a service twice", "AIRRA_SERVICES_FILE", "services:\n  a: {}\n  b: {}\n  a: {}\n", `:4: "a" stands here a second time`},
		{"a service that needs itself", "AIRRA_SERVICES_FILE", "services:\n  a: {depends_on: [a]}\n", `:2: a cannot depend on "a"`},
		{"a criticality nobody knows", "AIRRA_SERVICES_FILE", "services:\n  a:\n    criticality: huge\n", `the criticality "huge" of a is not accepted`},
		{"a text for a list", "AIRRA_SERVICES_FILE", "services:\n  a:\n    owners: ada\n", ":3: want a list here"},
		{"a list for a text", "AIRRA_SERVICES_FILE", "services:\n  a:\n    team: [x]\n", ":3: want one text here"},
		{"a list of services", "AIRRA_SERVICES_FILE", "services:\n  - a\n", ":2: want keys and values here"},
		{"an empty file", "AIRRA_SERVICES_FILE", "", ":1: the file is empty"},
		{"no YAML", "AIRRA_SERVICES_FILE", "services:\n  a: [\n", "this is not YAML"},
		{"a signal without a query", "AIRRA_SIGNALS_FILE", "signals:\n  - name: x\n", ":2: the signal x has no query"},
		{"a signal without a name", "AIRRA_SIGNALS_FILE", "signals:\n  - query: x\n", `:2: the name "" is not accepted`},
		{"a signal twice", "AIRRA_SIGNALS_FILE", "signals:\n  - {name: x, query: x}\n  - {name: x, query: y}\n", `:3: the signal "x" stands here a second time`},
		{"an unknown key of a signal", "AIRRA_SIGNALS_FILE", "signals:\n  - name: x\n    querry: y\n", `:3: unknown key "querry"`},
		{"a kind nobody knows", "AIRRA_SIGNALS_FILE", "signals:\n  - {name: x, query: y, kind: trace}\n", `the kind "trace" is not accepted`},
		{"a label that can be none", "AIRRA_SIGNALS_FILE", "signals:\n  - {name: x, query: y, label: a-b}\n", `the label "a-b" is not accepted`},
		{"a channel that is no command", "AIRRA_CHANNELS_FILE", "channels:\n  sms:\n    command: [a]\n  email: {command: [a]}\n", ":4: the name email belongs to a channel that is no command"},
		{"Slack as a command", "AIRRA_CHANNELS_FILE", "channels:\n  slack: {command: [a]}\n", ":2: the name slack belongs"},
		{"a name in capitals", "AIRRA_CHANNELS_FILE", "channels:\n  SMS: {command: [a]}\n", `:2: the name "SMS" is not accepted`},
		{"a name that is too long", "AIRRA_CHANNELS_FILE", "channels:\n  " + strings.Repeat("x", 51) + ": {command: [a]}\n", ":2: the name"},
		{"an unknown key of a channel", "AIRRA_CHANNELS_FILE", "channels:\n  sms:\n    command: [a]\n    shell: yes\n", `:4: unknown key "shell" (accepted: command, timeout)`},
		{"a channel twice", "AIRRA_CHANNELS_FILE", "channels:\n  sms: {command: [a]}\n  sms: {command: [b]}\n", `:3: "sms" stands here a second time`},
		{"a channel without a command", "AIRRA_CHANNELS_FILE", "channels:\n  sms: {timeout: 1s}\n", ":2: the channel sms has no command"},
		{"a channel of nothing", "AIRRA_CHANNELS_FILE", "channels:\n  sms:\n", ":2: want keys and values here"},
		{"a command for a shell", "AIRRA_CHANNELS_FILE", "channels:\n  sms:\n    command: send-sms --flag\n", ":3: want a list here, such as [/usr/local/bin/send-sms, --flag]"},
		{"an empty command", "AIRRA_CHANNELS_FILE", "channels:\n  sms:\n    command: []\n", ":3: the command of the channel sms is empty"},
		{"a command without a name", "AIRRA_CHANNELS_FILE", "channels:\n  sms: {command: [' ']}\n", ":2: the command of the channel sms is empty"},
		{"a list for an argument", "AIRRA_CHANNELS_FILE", "channels:\n  sms:\n    command: [a, [b]]\n", ":3: want one text here"},
		{"a timeout without a unit", "AIRRA_CHANNELS_FILE", "channels:\n  sms:\n    command: [a]\n    timeout: 10\n", `:4: the timeout "10" is not accepted`},
		{"a timeout of hours", "AIRRA_CHANNELS_FILE", "channels:\n  sms: {command: [a], timeout: 2h}\n", `:2: the timeout "2h" is not accepted`},
		{"no channels", "AIRRA_CHANNELS_FILE", "{}\n", ":1: the key channels is missing"},
		{"no signals", "AIRRA_SIGNALS_FILE", "signals: []\n", "want a list of signals here"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, tt.content)
			_, _, err := config.Load([]string{"HOME=/home/ada", tt.variable + "=" + path})
			if err == nil {
				t.Fatal("it was accepted")
			}
			if text := err.Error(); !strings.HasPrefix(text, tt.variable+": "+path+":") || !strings.Contains(text, tt.want) || strings.Contains(text, "\n") {
				t.Errorf("got  %s\nwant %s", text, tt.want)
			}
		})
	}
}

func TestAMissingFileIsNamed(t *testing.T) {
	t.Parallel()
	_, _, err := config.Load([]string{"HOME=/home/ada", "AIRRA_SIGNALS_FILE=/nowhere/signals.yaml"})
	want := `AIRRA_SIGNALS_FILE="/nowhere/signals.yaml" cannot be read (no such file or directory): give the path of a YAML file`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
