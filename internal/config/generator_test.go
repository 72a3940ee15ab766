package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/config"
)

func TestIncidentsAreInventedInDevelopmentOnly(t *testing.T) {
	t.Parallel()
	const production, key = "AIRRA_ENVIRONMENT=production", "AIRRA_API_KEY=k"
	for _, tt := range []struct {
		name  string
		set   []string
		want  time.Duration
		shown string
	}{
		{"development", nil, 30 * time.Minute, "30m"},
		{"production", []string{production, key}, 0, "off"},
		{"production that was told to", []string{production, key, "AIRRA_GENERATOR_INTERVAL=2h"}, 2 * time.Hour, "2h"},
		{"development that was told not to", []string{"AIRRA_GENERATOR_INTERVAL=off"}, 0, "off"},
		{"zero is off", []string{"AIRRA_GENERATOR_INTERVAL=0"}, 0, "0"},
	} {
		cfg := load(t, tt.set...)
		if cfg.GeneratorInterval != tt.want || cfg.GeneratorPages {
			t.Errorf("%s: %s, pages %v", tt.name, cfg.GeneratorInterval, cfg.GeneratorPages)
		}
		for _, e := range cfg.Effective() {
			if e.Name == "AIRRA_GENERATOR_INTERVAL" && e.Value != tt.shown {
				t.Errorf("%s: shown as %s", tt.name, e.Value)
			}
		}
	}
	if !load(t, "AIRRA_GENERATOR_PAGES=true").GeneratorPages {
		t.Error("AIRRA_GENERATOR_PAGES is not read")
	}
}

func TestAnIntervalOfTheGeneratorHasBounds(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"99ms", "25h", "-1h", "often"} {
		_, _, err := config.Load([]string{"HOME=/home/ada", "AIRRA_GENERATOR_INTERVAL=" + wrong})
		if err == nil || !strings.Contains(err.Error(), "a duration from 100ms to 24h, such as 30m, or off") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

func TestWhichModelInvents(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ set, want string }{
		"Groq's own server has a small one":         {"AIRRA_GROQ_API_KEY=gsk_1", "llama-3.1-8b-instant"},
		"another provider has the one that reasons": {"AIRRA_LLM_PROVIDER=anthropic AIRRA_ANTHROPIC_API_KEY=a AIRRA_LLM_MODEL=claude", "claude"},
		"a server of one's own likewise":            {"AIRRA_LLM_BASE_URL=http://localhost/v1 AIRRA_LLM_MODEL=qwen", "qwen"},
		"a named one wins":                          {"AIRRA_LLM_BASE_URL=http://localhost/v1 AIRRA_LLM_GENERATOR_MODEL=tiny", "tiny"},
	} {
		cfg := load(t, strings.Fields(tt.set)...)
		if cfg.LLM.GeneratorModel != tt.want {
			t.Errorf("%s: %s, want %s", name, cfg.LLM.GeneratorModel, tt.want)
		}
		for _, e := range cfg.Effective() {
			if e.Name == "AIRRA_LLM_GENERATOR_MODEL" && e.Value != tt.want {
				t.Errorf("%s: shown as %s", name, e.Value)
			}
		}
	}
}
