package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

const (
	prefix      = "AIRRA_"
	maskedValue = "********"
)

// clientVariables belong to airra, the command beside this daemon; people export
// them in the same shell.
var clientVariables = []string{"AIRRA_SERVER", "AIRRA_CONTEXT", "AIRRA_CONFIG", "AIRRA_USER", "AIRRA_TIMEOUT"}

// Warning is something about the environment that does not stop the start.
type Warning struct {
	Name    string // the variable
	Message string // a full line that names the variable again
}

// Load reads environ, which has the form of os.Environ. An empty variable counts
// as one that is not set. The error has one line for every wrong variable; the
// warnings are complete even then.
func Load(environ []string) (Config, []Warning, error) {
	given := variables(environ)
	warnings := unknown(given)
	var s settings
	if err := parse(&s, given); err != nil {
		return Config{}, warnings, err
	}
	cfg, err := resolve(s, given)
	if err != nil {
		return Config{}, warnings, err
	}
	warnings = append(warnings, ineffective(cfg, given)...)
	cfg.effective = effective(cfg, given)
	return cfg, warnings, nil
}

// variables picks what concerns us, and what the default of the data directory
// hangs on. The last of two equal names counts, as in exec.
func variables(environ []string) map[string]string {
	given := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		ours := strings.HasPrefix(name, prefix) || name == "HOME" || name == "XDG_STATE_HOME"
		switch {
		case ours && value != "":
			given[name] = value
		case ours:
			delete(given, name)
		}
	}
	return given
}

// parse runs the table over the variables and turns every failure into a line.
func parse(s *settings, given map[string]string) error {
	err := env.ParseWithOptions(s, env.Options{Environment: given})
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	lines := make([]error, 0, len(all.Errors))
	for _, one := range all.Errors {
		var bad env.ParseError
		if !errors.As(one, &bad) {
			return err
		}
		row := rowOf(bad.Name)
		lines = append(lines, row.wrong(given[row.Name]))
	}
	return errors.Join(lines...)
}

func rowOf(field string) Setting {
	rows := Settings()
	return rows[slices.IndexFunc(rows, func(row Setting) bool { return row.field == field })]
}

// wrong is the one line about a wrong value.
func (s Setting) wrong(value string) error {
	return fmt.Errorf("%s=%q is not accepted: give %s", s.Name, s.show(value), s.Form)
}

// show hides what must not be seen.
func (s Setting) show(value string) string {
	switch s.mask {
	case "all":
		return maskedValue
	case "url":
		parts := strings.Split(value, ",")
		for i, part := range parts {
			parts[i] = shownURL(strings.TrimSpace(part))
		}
		return strings.Join(parts, ",")
	default:
		return value
	}
}

// unknown warns of AIRRA_ variables that nobody reads.
func unknown(given map[string]string) []Warning {
	var known []string
	for _, row := range Settings() {
		known = append(known, row.Name)
	}
	var found []Warning
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !strings.HasPrefix(name, prefix) || slices.Contains(known, name) || slices.Contains(clientVariables, name) {
			continue
		}
		message := name + " is not a setting of airrad and has no effect"
		if like := nearest(name, known); like != "" {
			message += "; did you mean " + like + "?"
		}
		found = append(found, Warning{Name: name, Message: message})
	}
	return found
}

// ineffective warns of settings that another one switches off.
func ineffective(cfg Config, given map[string]string) []Warning {
	var found []Warning
	warn := func(name, message string) {
		found = append(found, Warning{Name: name, Message: name + " " + message})
	}
	if cfg.PrometheusURL != "" && given["AIRRA_SCRAPE_TARGETS"] != "" {
		warn("AIRRA_SCRAPE_TARGETS", "has no effect, because AIRRA_PROMETHEUS_URL is set and Prometheus does the scraping")
	}
	if !cfg.Demo && len(cfg.MonitoredServices) > 0 && given["AIRRA_SIGNALS_FILE"] == "" {
		warn("AIRRA_MONITORED_SERVICES", "is set without AIRRA_SIGNALS_FILE, so only the demo's metrics (airra_demo_*) are looked for")
	}
	for _, name := range []string{"AIRRA_SMTP_USER", "AIRRA_SMTP_PASSWORD", "AIRRA_SMTP_FROM", "AIRRA_SMTP_TLS"} {
		if cfg.SMTP.Host == "" && given[name] != "" {
			warn(name, "has no effect, because AIRRA_SMTP_HOST is not set and e-mail is only simulated")
		}
	}
	if cfg.SMTP.Host != "" {
		signIn(cfg.SMTP, warn)
	}
	ownModel := given["AIRRA_LLM_MODEL"] != "" || cfg.LLM.BaseURL != ""
	if cfg.LLM.Provider != Groq && cfg.LLM.Provider != Offline && cfg.LLM.Usable() && !ownModel {
		warn("AIRRA_LLM_MODEL", "is not set, and its default "+cfg.LLM.Model+" is a name of Groq; set it to a model of "+string(cfg.LLM.Provider))
	}
	return found
}
