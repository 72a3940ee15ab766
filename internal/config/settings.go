package config

import (
	"log/slog"
	"reflect"
	"time"

	"github.com/airra/airra/internal/airra"
)

// settings is the table. Tags: env the variable, envDefault its default, initial
// the words for a default that is worked out elsewhere, form the accepted values,
// help the meaning, mask how a value may be shown (all: not at all; url: without
// the password).
type settings struct {
	HTTPAddr    listenAddress `env:"AIRRA_HTTP_ADDR" envDefault:"127.0.0.1:8000" form:"host:port, such as 127.0.0.1:8000" help:"where the API listens"`
	PublicURL   webURL        `env:"AIRRA_PUBLIC_URL" initial:"http:// and AIRRA_HTTP_ADDR" form:"an http:// or https:// URL" mask:"url" help:"how people reach this server"`
	DataDir     string        `env:"AIRRA_DATA_DIR" initial:"$XDG_STATE_HOME/airra or ~/.local/state/airra" form:"a directory" help:"where the SQLite file and the generated API key are kept"`
	Environment Environment   `env:"AIRRA_ENVIRONMENT" envDefault:"development" form:"development or production" help:"production requires AIRRA_API_KEY and turns the demo off"`
	Demo        bool          `env:"AIRRA_DEMO" initial:"true in development, false in production" form:"true or false" help:"demo gauges, demo services and the scenarios at start"`
	DemoSpikes  bool          `env:"AIRRA_DEMO_SPIKES" envDefault:"true" form:"true or false" help:"each demo service has a spike by itself every ten minutes; without them only scenarios disturb anything"`
	APIKey      apiKey        `env:"AIRRA_API_KEY" initial:"generated once in development" form:"visible characters without spaces" mask:"all" help:"the key that requests carry in X-API-Key"`
	Debug       bool          `env:"AIRRA_DEBUG" envDefault:"false" form:"true or false" help:"serve the API documentation at /docs"`
	LogLevel    slog.Level    `env:"AIRRA_LOG_LEVEL" envDefault:"info" form:"debug, info, warn or error" help:"the least important lines to log"`

	DatabaseURL databaseURL `env:"AIRRA_DATABASE_URL" initial:"airra.db in AIRRA_DATA_DIR" form:"postgres://user:password@host:5432/name, postgresql://…, postgresql+asyncpg://…, sqlite:path, file:path, or empty for SQLite in the data directory" mask:"url" help:"the database"`
	RedisURL    redisURL    `env:"AIRRA_REDIS_URL" initial:"in process" form:"redis://host:6379/0 or rediss://…" mask:"url" help:"shared cache, rate limits and event fan-out"`

	PrometheusURL     webURL      `env:"AIRRA_PROMETHEUS_URL" initial:"embedded" form:"an http:// or https:// URL" mask:"url" help:"the Prometheus to ask"`
	ScrapeTargets     webURLs     `env:"AIRRA_SCRAPE_TARGETS" form:"http:// or https:// URLs with commas between them" mask:"url" help:"what the embedded source scrapes beside itself"`
	ScrapeInterval    interval    `env:"AIRRA_SCRAPE_INTERVAL" envDefault:"15s" form:"a duration from 100ms to 1h, such as 15s" help:"how often the embedded source scrapes; also the distance of the points a Prometheus is asked for"`
	CheckInterval     interval    `env:"AIRRA_ANOMALY_CHECK_INTERVAL" envDefault:"15s" form:"a duration from 100ms to 1h, such as 15s" help:"how often the monitor looks"`
	ThresholdSigma    sigma       `env:"AIRRA_ANOMALY_THRESHOLD_SIGMA" envDefault:"3.0" form:"a number from 1 to 5" help:"z-score beyond which a point is noted; an incident opens 2.5 above it, at 5.5 by default"`
	MonitoredServices serviceList `env:"AIRRA_MONITORED_SERVICES" initial:"the five demo services with AIRRA_DEMO, else none" form:"a JSON list of service names, such as [\"payment-service\"], or [\"*\"] for every service the signals return" help:"the services to watch"`
	SignalsFile       string      `env:"AIRRA_SIGNALS_FILE" initial:"the demo's five signals" form:"the path of a YAML file" help:"maps every golden signal to a PromQL query"`
	ServicesFile      string      `env:"AIRRA_SERVICES_FILE" initial:"the demo's graph with AIRRA_DEMO, else none" form:"the path of a YAML file" help:"dependencies, tiers, criticality and owners of the services"`

	LLMProvider       Provider `env:"AIRRA_LLM_PROVIDER" envDefault:"groq" form:"groq, anthropic, openai, openrouter or offline" help:"who reasons; without a key the built-in rules do"`
	GroqKey           apiKey   `env:"AIRRA_GROQ_API_KEY" form:"visible characters without spaces" mask:"all" help:"the key for Groq"`
	OpenAIKey         apiKey   `env:"AIRRA_OPENAI_API_KEY" form:"visible characters without spaces" mask:"all" help:"the key for OpenAI; one that begins with gsk_ is taken for Groq's"`
	AnthropicKey      apiKey   `env:"AIRRA_ANTHROPIC_API_KEY" form:"visible characters without spaces" mask:"all" help:"the key for Anthropic"`
	OpenRouterKey     apiKey   `env:"AIRRA_OPENROUTER_API_KEY" form:"visible characters without spaces" mask:"all" help:"the key for OpenRouter"`
	LLMBaseURL        webURL   `env:"AIRRA_LLM_BASE_URL" initial:"the provider's own" form:"an http:// or https:// URL" mask:"url" help:"any OpenAI-compatible server"`
	LLMModel          string   `env:"AIRRA_LLM_MODEL" envDefault:"llama-3.3-70b-versatile" form:"a model name" help:"the model that analyzes incidents"`
	LLMGeneratorModel string   `env:"AIRRA_LLM_GENERATOR_MODEL" envDefault:"llama-3.1-8b-instant" form:"a model name" help:"the model that will invent demo incidents; kept for that, without effect in this version"`

	DryRun         bool  `env:"AIRRA_DRY_RUN" envDefault:"true" form:"true or false" help:"refuse live execution"`
	RateLimitLLM   limit `env:"AIRRA_RATE_LIMIT_LLM" envDefault:"5/1m" form:"requests/duration, such as 5/1m" help:"analyses a client may ask for"`
	RateLimitWrite limit `env:"AIRRA_RATE_LIMIT_WRITE" envDefault:"30/1m" form:"requests/duration, such as 30/1m" help:"approvals, rejections and executions of a client"`

	SMTPHost            mailServer      `env:"AIRRA_SMTP_HOST" form:"host or host:port" help:"the mail server that sends notifications; without one e-mail is only simulated. The port is 587, with AIRRA_SMTP_TLS=tls 465"`
	SMTPUser            string          `env:"AIRRA_SMTP_USER" form:"a user name" help:"who signs in at the mail server; without one nobody does"`
	SMTPPassword        password        `env:"AIRRA_SMTP_PASSWORD" form:"a password on one line" mask:"all" help:"the password of AIRRA_SMTP_USER"`
	SMTPFrom            mailAddress     `env:"AIRRA_SMTP_FROM" initial:"airra@ and the host of AIRRA_PUBLIC_URL" form:"an e-mail address, such as airra@example.com or AIRRA <airra@example.com>" help:"the sender of notifications"`
	SMTPTLS             TLSMode         `env:"AIRRA_SMTP_TLS" envDefault:"starttls" form:"starttls, opportunistic, tls or none" help:"how the way to the mail server is encrypted: by STARTTLS always, by STARTTLS where it is offered, from the first byte, or not at all. Certificates are verified; SSL_CERT_FILE names those of one's own"`
	SlackWebhookURL     webURL          `env:"AIRRA_SLACK_WEBHOOK_URL" form:"the URL of an incoming webhook, such as https://hooks.slack.com/services/…" mask:"all" help:"where Slack notifications are posted; without one they are only simulated"`
	ChannelsFile        string          `env:"AIRRA_CHANNELS_FILE" form:"the path of a YAML file" help:"channels that are commands of this machine; the one named sms sends SMS"`
	WebhookAllowPrivate bool            `env:"AIRRA_WEBHOOK_ALLOW_PRIVATE" envDefault:"false" form:"true or false" help:"let webhook channels lead to private addresses"`
	ApprovalWindows     approvalWindows `env:"AIRRA_APPROVAL_WINDOWS" envDefault:"{\"critical\":\"15m\",\"high\":\"30m\",\"medium\":\"1h\",\"low\":\"2h\"}" form:"a JSON object of severities and durations from 1s to 168h, such as {\"critical\":\"10m\"}; what it leaves out keeps its default" help:"how long a proposed action waits for a decision before its incident is escalated"`
	PageBundle          limit           `env:"AIRRA_PAGE_BUNDLE" envDefault:"5/1m" form:"pages/duration, such as 5/1m" help:"pages a service may cause; above that its new incidents share one"`
	Senders             senders         `env:"AIRRA_SENDERS" envDefault:"8" form:"a number from 1 to 64" help:"how many notifications a process sends at the same time; at most so many can arrive twice when it is killed"`
	NotifyMaxRetries    retries         `env:"AIRRA_NOTIFY_MAX_RETRIES" envDefault:"5" form:"a number from 0 to 20" help:"how often a notification that could not be sent is tried again"`
}

// Setting is one row of the table, for people.
type Setting struct {
	Name    string // the variable, AIRRA_HTTP_ADDR
	Default string // the value, or words in place of one; empty for none
	Form    string // what is accepted
	Help    string // what it does

	field string
	mask  string
}

// Settings lists the whole table in the order in which it should be read.
func Settings() []Setting {
	table := reflect.TypeFor[settings]()
	rows := make([]Setting, 0, table.NumField())
	for field := range table.Fields() {
		row := Setting{
			Name:    field.Tag.Get("env"),
			Default: field.Tag.Get("envDefault"),
			Form:    field.Tag.Get("form"),
			Help:    field.Tag.Get("help"),
			field:   field.Name,
			mask:    field.Tag.Get("mask"),
		}
		if words := field.Tag.Get("initial"); words != "" {
			row.Default = words
		}
		rows = append(rows, row)
	}
	return rows
}

// The named types below are the forms of values; forms.go gives them their
// parsers.
type (
	listenAddress string
	webURL        string
	webURLs       []string
	redisURL      string
	databaseURL   string
	apiKey        string
	sigma         float64
	interval      time.Duration
	limit         airra.Limit
	serviceList   []airra.ServiceName

	password        string
	mailAddress     string
	approvalWindows airra.ApprovalWindows
	retries         int
	senders         int
)
