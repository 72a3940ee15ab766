package config_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/config"
)

// load reads the given variables on top of a home directory.
func load(t *testing.T, variables ...string) config.Config {
	t.Helper()
	cfg, _, err := config.Load(append([]string{"HOME=/home/ada"}, variables...))
	if err != nil {
		t.Fatalf("Load(%q): %v", variables, err)
	}
	return cfg
}

func TestNothingSetGivesTheDemoOnThisMachine(t *testing.T) {
	t.Parallel()
	cfg := load(t)
	got := []any{
		cfg.HTTPAddr, cfg.PublicURL, cfg.DataDir, cfg.Environment, cfg.Demo, cfg.APIKey, cfg.Debug, cfg.LogLevel,
		cfg.DatabaseURL, cfg.RedisURL, cfg.PrometheusURL, len(cfg.ScrapeTargets), cfg.ScrapeInterval,
		cfg.CheckInterval, cfg.ThresholdSigma, cfg.LLM, cfg.DryRun, cfg.RateLimitLLM, cfg.RateLimitWrite,
		len(cfg.Signals), len(cfg.Services), cfg.MonitoredServices,
		cfg.SMTP, cfg.SlackWebhookURL, len(cfg.Commands), cfg.WebhookAllowPrivate, cfg.ApprovalWindows, cfg.PageBundle, cfg.NotifyMaxRetries, cfg.Senders,
	}
	want := []any{
		"127.0.0.1:8000", "http://127.0.0.1:8000", "/home/ada/.local/state/airra", config.Development, true, "", false,
		slog.LevelInfo, "file:/home/ada/.local/state/airra/airra.db", "", "", 0, 15 * time.Second,
		15 * time.Second, 3.0,
		config.LLM{Provider: config.Groq, Model: "llama-3.3-70b-versatile", GeneratorModel: "llama-3.1-8b-instant"},
		true,
		airra.Limit{Events: 5, Per: time.Minute},
		airra.Limit{Events: 30, Per: time.Minute},
		5, 7, config.DemoServices(),
		config.SMTP{From: "airra@localhost", TLS: config.StartTLS},
		"", 0, false, airra.DefaultApprovalWindows(),
		airra.Limit{Events: 5, Per: time.Minute},
		5, 8,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDefaultsThatHangOnOthers(t *testing.T) {
	t.Parallel()
	const production, key = "AIRRA_ENVIRONMENT=production", "AIRRA_API_KEY=k"
	tests := []struct {
		name string
		set  []string
		got  func(config.Config) any
		want any
	}{
		{"the demo has its spikes", nil, func(c config.Config) any { return c.DemoSpikes }, true},
		{"and can be without them", []string{"AIRRA_DEMO_SPIKES=false"}, func(c config.Config) any { return c.DemoSpikes }, false},
		{"production has no demo", []string{production, key}, func(c config.Config) any { return c.Demo }, false},
		{"production has no services", []string{production, key}, func(c config.Config) any { return len(c.MonitoredServices) + len(c.Services) }, 0},
		{"the demo may be had in production", []string{production, key, "AIRRA_DEMO=true"}, func(c config.Config) any { return len(c.MonitoredServices) }, 5},
		{"the demo may be off in development", []string{"AIRRA_DEMO=false"}, func(c config.Config) any { return len(c.MonitoredServices) }, 0},
		{"named services win over the demo's", []string{`AIRRA_MONITORED_SERVICES=["a","b"]`}, func(c config.Config) any { return c.MonitoredServices }, []airra.ServiceName{"a", "b"}},
		{"no services at all can be named", []string{`AIRRA_MONITORED_SERVICES=[]`}, func(c config.Config) any { return len(c.MonitoredServices) }, 0},
		{"the star stands alone", []string{`AIRRA_MONITORED_SERVICES=["*"]`}, func(c config.Config) any { return c.MonitoredServices }, []airra.ServiceName{config.EveryService}},
		{"XDG_STATE_HOME moves the data", []string{"XDG_STATE_HOME=/state"}, func(c config.Config) any { return c.DataDir }, "/state/airra"},
		{"a relative XDG_STATE_HOME is ignored", []string{"XDG_STATE_HOME=state"}, func(c config.Config) any { return c.DataDir }, "/home/ada/.local/state/airra"},
		{"AIRRA_DATA_DIR wins over XDG_STATE_HOME", []string{"XDG_STATE_HOME=/state", "AIRRA_DATA_DIR=/data"}, func(c config.Config) any { return c.DatabaseURL }, "file:/data/airra.db"},
		{"people reach a wildcard address by localhost", []string{"AIRRA_HTTP_ADDR=0.0.0.0:80"}, func(c config.Config) any { return c.PublicURL }, "http://localhost:80"},
		{"a named public URL wins", []string{"AIRRA_PUBLIC_URL=https://airra.example.com/"}, func(c config.Config) any { return c.PublicURL }, "https://airra.example.com"},
		{"an empty variable is not set", []string{"AIRRA_SCRAPE_INTERVAL=", "AIRRA_DEMO="}, func(c config.Config) any { return c.ScrapeInterval }, 15 * time.Second},
		{"the last of two wins", []string{"AIRRA_DEBUG=false", "AIRRA_DEBUG=true"}, func(c config.Config) any { return c.Debug }, true},
		{"levels may be in capitals", []string{"AIRRA_LOG_LEVEL=WARN"}, func(c config.Config) any { return c.LogLevel }, slog.LevelWarn},
		{"targets are a comma list", []string{"AIRRA_SCRAPE_TARGETS=http://a/metrics, http://b:9/m"}, func(c config.Config) any { return c.ScrapeTargets }, []string{"http://a/metrics", "http://b:9/m"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.got(load(t, tt.set...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAWrongValueIsOneLineWithTheAcceptedForm(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, set, want string }{
		{"address without port", "AIRRA_HTTP_ADDR=localhost", `AIRRA_HTTP_ADDR="localhost" is not accepted: give host:port, such as 127.0.0.1:8000`},
		{"port out of range", "AIRRA_HTTP_ADDR=:70000", `give host:port`},
		{"public URL without scheme", "AIRRA_PUBLIC_URL=example.com", `give an http:// or https:// URL`},
		{"unknown environment", "AIRRA_ENVIRONMENT=staging", `AIRRA_ENVIRONMENT="staging" is not accepted: give development or production`},
		{"a word for a truth", "AIRRA_DRY_RUN=maybe", `AIRRA_DRY_RUN="maybe" is not accepted: give true or false`},
		{"unknown level", "AIRRA_LOG_LEVEL=loud", `give debug, info, warn or error`},
		{"interval without unit", "AIRRA_SCRAPE_INTERVAL=15", `give a duration from 100ms to 1h`},
		{"interval too short", "AIRRA_ANOMALY_CHECK_INTERVAL=10ms", `give a duration from 100ms to 1h`},
		{"interval too long", "AIRRA_ANOMALY_CHECK_INTERVAL=2h", `give a duration from 100ms to 1h`},
		{"sigma too small", "AIRRA_ANOMALY_THRESHOLD_SIGMA=0.9", `give a number from 1 to 5`},
		{"sigma too large", "AIRRA_ANOMALY_THRESHOLD_SIGMA=5.1", `give a number from 1 to 5`},
		{"sigma that is no number", "AIRRA_ANOMALY_THRESHOLD_SIGMA=NaN", `give a number from 1 to 5`},
		{"services without JSON", "AIRRA_MONITORED_SERVICES=a,b", `give a JSON list of service names`},
		{"services that are null", "AIRRA_MONITORED_SERVICES=null", `give a JSON list`},
		{"a service twice", `AIRRA_MONITORED_SERVICES=["a","a"]`, `give a JSON list`},
		{"a service without a name", `AIRRA_MONITORED_SERVICES=[""]`, `give a JSON list`},
		{"a name with a control character", `AIRRA_MONITORED_SERVICES=["a\u0000"]`, `give a JSON list`},
		{"the star among names", `AIRRA_MONITORED_SERVICES=["*","a"]`, `give a JSON list`},
		{"unknown provider", "AIRRA_LLM_PROVIDER=skynet", `give groq, anthropic, openai, openrouter or offline`},
		{"limit without period", "AIRRA_RATE_LIMIT_LLM=5", `give requests/duration, such as 5/1m`},
		{"limit of nothing", "AIRRA_RATE_LIMIT_LLM=0/1m", `give requests/duration`},
		{"limit over no time", "AIRRA_RATE_LIMIT_WRITE=5/0s", `give requests/duration`},
		{"Redis by another scheme", "AIRRA_REDIS_URL=http://cache", `give redis://host:6379/0`},
		{"Redis database that is no number", "AIRRA_REDIS_URL=redis://cache/one", `give redis://host:6379/0`},
		{"a target that is no URL", "AIRRA_SCRAPE_TARGETS=http://a,b", `give http:// or https:// URLs`},
		{"a database of another make", "AIRRA_DATABASE_URL=mysql://db/airra", `AIRRA_DATABASE_URL="mysql://db/airra" is not accepted: give postgres://`},
		{"a key with a space", "AIRRA_API_KEY=two words", `AIRRA_API_KEY="********" is not accepted`},
		{"a mail server with a bad port", "AIRRA_SMTP_HOST=mail:smtp", `AIRRA_SMTP_HOST="mail:smtp" is not accepted: give host or host:port`},
		{"a mail server with no port after the colon", "AIRRA_SMTP_HOST=mail:0", `give host or host:port`},
		{"a mail server with no name", "AIRRA_SMTP_HOST=:25", `give host or host:port`},
		{"a mail server that is a URL", "AIRRA_SMTP_HOST=smtp://mail", `give host or host:port`},
		{"a mail server with a password", "AIRRA_SMTP_HOST=ada@mail", `give host or host:port`},
		{"a password on two lines", "AIRRA_SMTP_PASSWORD=one\ntwo", `AIRRA_SMTP_PASSWORD="********" is not accepted: give a password on one line`},
		{"a sender that is no address", "AIRRA_SMTP_FROM=airra", `AIRRA_SMTP_FROM="airra" is not accepted: give an e-mail address`},
		{"two senders", "AIRRA_SMTP_FROM=a@b.example, c@d.example", `give an e-mail address`},
		{"unknown encryption", "AIRRA_SMTP_TLS=ssl", `AIRRA_SMTP_TLS="ssl" is not accepted: give starttls, opportunistic, tls or none`},
		{"Slack without a scheme", "AIRRA_SLACK_WEBHOOK_URL=hooks.slack.com/services/x", `AIRRA_SLACK_WEBHOOK_URL="********" is not accepted: give the URL of an incoming webhook`},
		{"a word for the private truth", "AIRRA_WEBHOOK_ALLOW_PRIVATE=perhaps", `give true or false`},
		{"windows that are no object", "AIRRA_APPROVAL_WINDOWS=15m", `give a JSON object of severities and durations`},
		{"windows that are null", "AIRRA_APPROVAL_WINDOWS=null", `give a JSON object`},
		{"windows of minutes", `AIRRA_APPROVAL_WINDOWS={"high":30}`, `give a JSON object`},
		{"a window without a unit", `AIRRA_APPROVAL_WINDOWS={"high":"30"}`, `give a JSON object`},
		{"a window of a severity nobody knows", `AIRRA_APPROVAL_WINDOWS={"urgent":"30m"}`, `give a JSON object`},
		{"a window too short", `AIRRA_APPROVAL_WINDOWS={"high":"999ms"}`, `give a JSON object`},
		{"a window too long", `AIRRA_APPROVAL_WINDOWS={"high":"169h"}`, `give a JSON object`},
		{"a bundle of nothing", "AIRRA_PAGE_BUNDLE=0/1m", `AIRRA_PAGE_BUNDLE="0/1m" is not accepted: give pages/duration, such as 5/1m`},
		{"retries without end", "AIRRA_NOTIFY_MAX_RETRIES=21", `AIRRA_NOTIFY_MAX_RETRIES="21" is not accepted: give a number from 0 to 20`},
		{"nobody who sends", "AIRRA_SENDERS=0", `AIRRA_SENDERS="0" is not accepted: give a number from 1 to 64`},
		{"more senders than a server takes", "AIRRA_SENDERS=65", `give a number from 1 to 64`},
		{"fewer retries than none", "AIRRA_NOTIFY_MAX_RETRIES=-1", `give a number from 0 to 20`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := config.Load([]string{"HOME=/home/ada", tt.set})
			if err == nil {
				t.Fatalf("%s was accepted", tt.set)
			}
			name, _, _ := strings.Cut(tt.set, "=")
			if text := err.Error(); !strings.HasPrefix(text, name) || !strings.Contains(text, tt.want) || strings.Contains(text, "\n") {
				t.Errorf("got  %s\nwant %s", text, tt.want)
			}
		})
	}
}

func TestEveryWrongValueHasItsLine(t *testing.T) {
	t.Parallel()
	_, _, err := config.Load([]string{"HOME=/home/ada", "AIRRA_DEBUG=x", "AIRRA_DEMO=y"})
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("got %v, want two lines", err)
	}
}

func TestSecretsAreInNoError(t *testing.T) {
	t.Parallel()
	for _, set := range []string{
		"AIRRA_API_KEY=hunter2 hunter2",
		"AIRRA_GROQ_API_KEY=hunter2 ",
		"AIRRA_DATABASE_URL=mysql://ada:hunter2@db/airra",
		"AIRRA_DATABASE_URL=postgres://ada:hunter2%@db/airra",
		"AIRRA_DATABASE_URL=postgres://db/?password=hunter2",
		"AIRRA_REDIS_URL=http://:hunter2@cache",
		"AIRRA_PROMETHEUS_URL=ftp://ada:hunter2@prometheus",
		"AIRRA_SCRAPE_TARGETS=http://a,ftp://ada:hunter2@b",
		"AIRRA_SMTP_PASSWORD=hunter2\n",
		"AIRRA_SLACK_WEBHOOK_URL=ftp://hooks.slack.com/services/hunter2",
	} {
		_, _, err := config.Load([]string{"HOME=/home/ada", set})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", set, err)
		}
	}
}

func TestProductionNeedsAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	_, _, err := config.Load([]string{"HOME=/home/ada", "AIRRA_ENVIRONMENT=production"})
	if err == nil || !strings.HasPrefix(err.Error(), "AIRRA_API_KEY is not set") {
		t.Errorf("got %v", err)
	}
}

func TestWithoutAHomeTheDataDirectoryMustBeNamed(t *testing.T) {
	t.Parallel()
	if _, _, err := config.Load(nil); err == nil || !strings.HasPrefix(err.Error(), "AIRRA_DATA_DIR is not set") {
		t.Errorf("got %v", err)
	}
	if _, _, err := config.Load([]string{"AIRRA_DATA_DIR=/data"}); err != nil {
		t.Error(err)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		set  []string
		want []string // the warning's variable, and a part of its text
	}{
		{"a typing mistake is guessed", []string{"AIRRA_HTTP_ADR=:1"}, []string{"AIRRA_HTTP_ADR", "did you mean AIRRA_HTTP_ADDR?"}},
		{"a stranger is not", []string{"AIRRA_COFFEE=x"}, []string{"AIRRA_COFFEE", "has no effect"}},
		{"the client's variables are known", []string{"AIRRA_SERVER=http://x"}, nil},
		{"other programs are none of our business", []string{"PATH=/bin", "XAIRRA_X=1"}, nil},
		{"targets beside a Prometheus", []string{"AIRRA_PROMETHEUS_URL=http://p", "AIRRA_SCRAPE_TARGETS=http://a"}, []string{"AIRRA_SCRAPE_TARGETS", "has no effect"}},
		{"services without signals", []string{"AIRRA_DEMO=false", `AIRRA_MONITORED_SERVICES=["a"]`}, []string{"AIRRA_MONITORED_SERVICES", "without AIRRA_SIGNALS_FILE"}},
		{"Groq's model at another provider", []string{"AIRRA_LLM_PROVIDER=anthropic", "AIRRA_ANTHROPIC_API_KEY=k"}, []string{"AIRRA_LLM_MODEL", "a model of anthropic"}},
		{"a password without a mail server", []string{"AIRRA_SMTP_PASSWORD=hunter2"}, []string{"AIRRA_SMTP_PASSWORD", "has no effect, because AIRRA_SMTP_HOST is not set"}},
		{"a sender without a mail server", []string{"AIRRA_SMTP_FROM=a@b.example"}, []string{"AIRRA_SMTP_FROM", "AIRRA_SMTP_HOST is not set"}},
		{"a password without a user", []string{"AIRRA_SMTP_HOST=mail", "AIRRA_SMTP_PASSWORD=hunter2"}, []string{"AIRRA_SMTP_PASSWORD", "AIRRA_SMTP_USER is not set"}},
		{"a user without a password", []string{"AIRRA_SMTP_HOST=mail", "AIRRA_SMTP_USER=ada"}, []string{"AIRRA_SMTP_USER", "without AIRRA_SMTP_PASSWORD"}},
		{"a password in the clear", []string{"AIRRA_SMTP_HOST=mail", "AIRRA_SMTP_USER=ada", "AIRRA_SMTP_PASSWORD=hunter2", "AIRRA_SMTP_TLS=none"}, []string{"AIRRA_SMTP_TLS", "is none"}},
		{"a password in the clear on this machine", []string{"AIRRA_SMTP_HOST=127.0.0.1:25", "AIRRA_SMTP_USER=ada", "AIRRA_SMTP_PASSWORD=hunter2", "AIRRA_SMTP_TLS=none"}, nil},
		{"a mail server with all it needs", []string{"AIRRA_SMTP_HOST=mail", "AIRRA_SMTP_USER=ada", "AIRRA_SMTP_PASSWORD=hunter2"}, nil},
		{"a relay that wants no password", []string{"AIRRA_SMTP_HOST=mail", "AIRRA_SMTP_TLS=opportunistic"}, nil},
		{"a model of one's own", []string{"AIRRA_LLM_PROVIDER=anthropic", "AIRRA_ANTHROPIC_API_KEY=k", "AIRRA_LLM_MODEL=m"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, warnings, err := config.Load(append([]string{"HOME=/home/ada"}, tt.set...))
			if err != nil {
				t.Fatal(err)
			}
			if len(warnings) == 0 && tt.want == nil {
				return
			}
			if len(warnings) != 1 || tt.want == nil || warnings[0].Name != tt.want[0] || !strings.Contains(warnings[0].Message, tt.want[1]) {
				t.Errorf("got %+v, want %q", warnings, tt.want)
			}
			if strings.Contains(tt.name, "stranger") && strings.Contains(warnings[0].Message, "did you mean") {
				t.Errorf("a guess out of nothing: %s", warnings[0].Message)
			}
		})
	}
}

// TestTheTableIsComplete holds the rows to what people need in order to use them.
func TestTheTableIsComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range config.Settings() {
		if !strings.HasPrefix(row.Name, "AIRRA_") || row.Form == "" || row.Help == "" || seen[row.Name] {
			t.Errorf("incomplete or double: %+v", row)
		}
		seen[row.Name] = true
	}
}

func TestEffectiveValuesSayWhereTheyComeFrom(t *testing.T) {
	t.Parallel()
	cfg := load(t, "AIRRA_API_KEY=hunter2", "AIRRA_REDIS_URL=redis://ada:hunter2@cache:6379/0",
		"AIRRA_DATABASE_URL=postgresql+asyncpg://ada:hunter2@db/airra", "AIRRA_PROMETHEUS_URL=", "AIRRA_SMTP_HOST=mail",
		"AIRRA_SMTP_USER=ada", "AIRRA_SMTP_PASSWORD=hunter2", "AIRRA_SLACK_WEBHOOK_URL=https://hooks.slack.com/services/hunter2")
	type shown struct {
		Value string
		Set   bool
	}
	got := map[string]shown{}
	for _, row := range cfg.Effective() {
		if strings.Contains(row.Value, "hunter2") {
			t.Errorf("%s shows its secret: %s", row.Name, row.Value)
		}
		got[row.Name] = shown{row.Value, row.Set}
	}
	for name, want := range map[string]shown{
		"AIRRA_API_KEY":            {"********", true},
		"AIRRA_REDIS_URL":          {"redis://ada:xxxxx@cache:6379/0", true},
		"AIRRA_DATABASE_URL":       {"postgresql+asyncpg://ada:xxxxx@db/airra", true},
		"AIRRA_PROMETHEUS_URL":     {"embedded", false},
		"AIRRA_DEMO":               {"true", false},
		"AIRRA_DATA_DIR":           {"/home/ada/.local/state/airra", false},
		"AIRRA_SCRAPE_INTERVAL":    {"15s", false},
		"AIRRA_SMTP_PASSWORD":      {"********", true},
		"AIRRA_SLACK_WEBHOOK_URL":  {"********", true},
		"AIRRA_SMTP_FROM":          {"airra@localhost", false},
		"AIRRA_APPROVAL_WINDOWS":   {`{"critical":"15m","high":"30m","medium":"1h","low":"2h"}`, false},
		"AIRRA_MONITORED_SERVICES": {`["payment-service","order-service","user-service","inventory-service","notification-service"]`, false},
	} {
		if got[name] != want {
			t.Errorf("%s: got %+v, want %+v", name, got[name], want)
		}
	}
}
