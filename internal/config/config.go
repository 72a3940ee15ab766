package config

import (
	"log/slog"
	"path/filepath"
	"time"

	"github.com/airra/airra/internal/airra"
)

// EveryService means, alone in MonitoredServices, all services that the signals'
// queries return.
const EveryService airra.ServiceName = "*"

// Config is everything the daemon can be told, checked and complete.
type Config struct {
	HTTPAddr    string // host:port
	PublicURL   string // without a slash at the end
	DataDir     string // absolute; not created by Load
	Environment Environment
	Demo        bool
	DemoSpikes  bool
	APIKey      string // empty only in development, until EnsureAPIKey
	Debug       bool
	LogLevel    slog.Level

	DatabaseURL string // postgres://… or file:path
	RedisURL    string // empty: in process

	PrometheusURL     string   // empty: the embedded source
	ScrapeTargets     []string // for the embedded source
	ScrapeInterval    time.Duration
	CheckInterval     time.Duration
	ThresholdSigma    float64
	MonitoredServices []airra.ServiceName // empty: none; EveryService alone: all
	Signals           []Signal
	Services          []airra.Service // sorted by name

	LLM LLM

	GeneratorInterval time.Duration // 0: incidents are invented only when somebody asks
	GeneratorPages    bool

	DryRun         bool
	RateLimitLLM   airra.Limit
	RateLimitWrite airra.Limit

	SMTP                SMTP
	SlackWebhookURL     string // empty: not set up; a secret
	Commands            []Command
	WebhookAllowPrivate bool
	ApprovalWindows     airra.ApprovalWindows // of every severity
	PageBundle          airra.Limit           // pages of one service
	NotifyMaxRetries    int
	Senders             int // messages sent at the same time by this process

	effective []Effective
}

// Effective is a setting with the value in force, fit to be shown: secrets are
// masked.
type Effective struct {
	Setting
	Value string
	Set   bool // by the environment; otherwise it is the default
}

// Effective lists every setting as it is in force.
func (c Config) Effective() []Effective { return c.effective }

// Production says whether this is the real thing.
func (c Config) Production() bool { return c.Environment == Production }

// GeneratedKey is the file with the API key, where that was not set but generated;
// otherwise it is empty.
func (c Config) GeneratedKey() string {
	for _, e := range c.effective {
		if e.Name == "AIRRA_API_KEY" && e.Set {
			return ""
		}
	}
	return filepath.Join(c.DataDir, APIKeyFile)
}

// OwnDataDir is the data directory when it was named and holds a generated API
// key. A client on the same machine has to be told of it then; otherwise it is
// empty.
func (c Config) OwnDataDir() string {
	set := map[string]bool{}
	for _, e := range c.effective {
		set[e.Name] = e.Set
	}
	if set["AIRRA_DATA_DIR"] && !set["AIRRA_API_KEY"] {
		return c.DataDir
	}
	return ""
}
