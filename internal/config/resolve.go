package config

import (
	"encoding/json"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// resolve works out the defaults that hang on other settings, reads the three
// files and applies the rules that span settings.
func resolve(s settings, given map[string]string) (Config, error) {
	cfg := Config{
		HTTPAddr:       string(s.HTTPAddr),
		PublicURL:      string(s.PublicURL),
		Environment:    s.Environment,
		Demo:           s.Demo,
		DemoSpikes:     s.DemoSpikes,
		APIKey:         string(s.APIKey),
		Debug:          s.Debug,
		LogLevel:       s.LogLevel,
		DatabaseURL:    string(s.DatabaseURL),
		RedisURL:       string(s.RedisURL),
		PrometheusURL:  string(s.PrometheusURL),
		ScrapeTargets:  s.ScrapeTargets,
		ScrapeInterval: time.Duration(s.ScrapeInterval),
		CheckInterval:  time.Duration(s.CheckInterval),
		ThresholdSigma: float64(s.ThresholdSigma),
		LLM:            chooseLLM(s),
		DryRun:         s.DryRun,
		RateLimitLLM:   airra.Limit(s.RateLimitLLM),
		RateLimitWrite: airra.Limit(s.RateLimitWrite),

		SlackWebhookURL:     string(s.SlackWebhookURL),
		WebhookAllowPrivate: s.WebhookAllowPrivate,
		ApprovalWindows:     airra.ApprovalWindows(s.ApprovalWindows),
		PageBundle:          airra.Limit(s.PageBundle),
		NotifyMaxRetries:    int(s.NotifyMaxRetries),
		Senders:             int(s.Senders),
	}
	if given["AIRRA_DEMO"] == "" {
		cfg.Demo = cfg.Environment == Development
	}
	if cfg.PublicURL == "" {
		cfg.PublicURL = "http://" + reachable(cfg.HTTPAddr)
	}
	cfg.MonitoredServices = monitored(s.MonitoredServices, cfg.Demo)
	cfg.SMTP = smtp(s, cfg.PublicURL)
	var errDir, errSignals, errServices, errCommands error
	cfg.DataDir, errDir = dataDir(s.DataDir, given)
	if cfg.DatabaseURL == "" {
		cfg.DatabaseURL = "file:" + filepath.Join(cfg.DataDir, "airra.db")
	}
	cfg.Signals, errSignals = loadSignals(s.SignalsFile)
	cfg.Services, errServices = loadServices(s.ServicesFile, cfg.Demo)
	cfg.Commands, errCommands = loadCommands(s.ChannelsFile)
	return cfg, errors.Join(errDir, errSignals, errServices, errCommands, requireKey(cfg))
}

func requireKey(cfg Config) error {
	if cfg.Production() && cfg.APIKey == "" {
		return errors.New("AIRRA_API_KEY is not set: AIRRA_ENVIRONMENT=production needs one that you chose, such as the output of: openssl rand -hex 24")
	}
	return nil
}

// reachable turns an address to listen on into one to connect to.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

func monitored(named serviceList, demo bool) []airra.ServiceName {
	switch {
	case named != nil:
		return named
	case demo:
		return DemoServices()
	default:
		return nil
	}
}

// dataDir follows the XDG base directory specification, which says to ignore a
// relative XDG_STATE_HOME.
func dataDir(named string, given map[string]string) (string, error) {
	switch state, home := given["XDG_STATE_HOME"], given["HOME"]; {
	case named != "":
		absolute, err := filepath.Abs(named)
		if err != nil {
			return "", rowOf("DataDir").wrong(named)
		}
		return absolute, nil
	case filepath.IsAbs(state):
		return filepath.Join(state, "airra"), nil
	case filepath.IsAbs(home):
		return filepath.Join(home, ".local", "state", "airra"), nil
	default:
		return "", errors.New("AIRRA_DATA_DIR is not set and neither is HOME: give a directory")
	}
}

// effective pairs the table with what is in force.
func effective(cfg Config, given map[string]string) []Effective {
	services, err := json.Marshal(cfg.MonitoredServices)
	if err != nil || cfg.MonitoredServices == nil {
		services = []byte("[]")
	}
	derived := map[string]string{
		"AIRRA_PUBLIC_URL":         cfg.PublicURL,
		"AIRRA_DATA_DIR":           cfg.DataDir,
		"AIRRA_DEMO":               map[bool]string{true: "true", false: "false"}[cfg.Demo],
		"AIRRA_DATABASE_URL":       cfg.DatabaseURL,
		"AIRRA_MONITORED_SERVICES": string(services),
		"AIRRA_SMTP_FROM":          cfg.SMTP.From,
	}
	rows := Settings()
	found := make([]Effective, 0, len(rows))
	for _, row := range rows {
		value, set := given[row.Name]
		if better, ok := derived[row.Name]; ok && !set {
			value = better
		} else if !set {
			value = row.Default
		}
		if set || strings.Contains(value, "://") {
			value = row.show(value)
		}
		found = append(found, Effective{Setting: row, Value: value, Set: set})
	}
	return found
}
