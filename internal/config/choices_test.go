package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/config"
)

func TestDatabaseURLs(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, given, want string }{
		{"postgres", "postgres://ada:pw@db:5432/airra?sslmode=disable", "postgres://ada:pw@db:5432/airra?sslmode=disable"},
		{"postgresql", "postgresql://ada@db/airra", "postgres://ada@db/airra"},
		{"the original's driver", "postgresql+asyncpg://ada:pw@db:5432/airra", "postgres://ada:pw@db:5432/airra"},
		{"the original's driver and its name for TLS", "postgresql+asyncpg://db/airra?ssl=require", "postgres://db/airra?sslmode=require"},
		{"a Unix socket", "postgres:///airra?host=/run/postgresql", "postgres:///airra?host=/run/postgresql"},
		{"sqlite with an absolute path", "sqlite:///var/lib/airra.db", "file:/var/lib/airra.db"},
		{"sqlite with a relative path", "sqlite:airra.db", "file:airra.db"},
		{"file", "file:/var/lib/airra.db", "file:/var/lib/airra.db"},
		{"a bare path", "/var/lib/airra.db", "file:/var/lib/airra.db"},
		{"a bare name", "./airra.db", "file:airra.db"},
		{"no database's name", "postgres://db", ""},
		{"no host", "postgres:///airra", ""},
		{"a bad port", "postgres://db:port/airra", ""},
		{"memory", "file::memory:", ""},
		{"memory, bare", ":memory:", ""},
		{"pragmas", "file:airra.db?_pragma=synchronous(OFF)", ""},
		{"a directory", "/var/lib/", ""},
		{"another database", "mysql://db/airra", ""},
		{"another driver", "postgresql+psycopg://db/airra", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg, _, err := config.Load([]string{"HOME=/home/ada", "AIRRA_DATABASE_URL=" + tt.given})
			if cfg.DatabaseURL != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("%s became %q, %v; want %q", tt.given, cfg.DatabaseURL, err, tt.want)
			}
		})
	}
}

func TestWhoReasons(t *testing.T) {
	t.Parallel()
	type choice struct {
		Provider config.Provider
		Key      string
		Usable   bool
	}
	tests := []struct {
		name string
		set  string // variables with spaces between them
		want choice
		why  string
	}{
		{"nobody without a key", "", choice{config.Groq, "", false}, "set AIRRA_GROQ_API_KEY"},
		{"Groq with its key", "AIRRA_GROQ_API_KEY=gsk_1", choice{config.Groq, "gsk_1", true}, ""},
		{"Groq with its key in OpenAI's variable", "AIRRA_OPENAI_API_KEY=gsk_2", choice{config.Groq, "gsk_2", true}, ""},
		{"Groq's key in OpenAI's variable turns OpenAI into Groq", "AIRRA_LLM_PROVIDER=openai AIRRA_OPENAI_API_KEY=gsk_2", choice{config.Groq, "gsk_2", true}, ""},
		{"Groq's own variable wins", "AIRRA_GROQ_API_KEY=gsk_1 AIRRA_OPENAI_API_KEY=gsk_2", choice{config.Groq, "gsk_1", true}, ""},
		{"OpenAI's key is not given to Groq", "AIRRA_OPENAI_API_KEY=sk-1", choice{config.Groq, "", false}, "set AIRRA_GROQ_API_KEY"},
		{"OpenAI", "AIRRA_LLM_PROVIDER=openai AIRRA_OPENAI_API_KEY=sk-1", choice{config.OpenAI, "sk-1", true}, ""},
		{"Anthropic", "AIRRA_LLM_PROVIDER=Anthropic AIRRA_ANTHROPIC_API_KEY=a", choice{config.Anthropic, "a", true}, ""},
		{"Anthropic does not take another's key", "AIRRA_LLM_PROVIDER=anthropic AIRRA_GROQ_API_KEY=gsk_1", choice{config.Anthropic, "", false}, "set AIRRA_ANTHROPIC_API_KEY"},
		{"OpenRouter", "AIRRA_LLM_PROVIDER=openrouter AIRRA_OPENROUTER_API_KEY=o", choice{config.OpenRouter, "o", true}, ""},
		{"offline in spite of a key", "AIRRA_LLM_PROVIDER=offline AIRRA_GROQ_API_KEY=gsk_1", choice{config.Offline, "", false}, "AIRRA_LLM_PROVIDER is offline"},
		{"a server of one's own needs no key", "AIRRA_LLM_BASE_URL=http://localhost:11434/v1", choice{config.Groq, "", true}, ""},
		{"a server of one's own takes OpenAI's variable", "AIRRA_LLM_BASE_URL=http://localhost/v1 AIRRA_OPENAI_API_KEY=sk-1", choice{config.Groq, "sk-1", true}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			llm := load(t, strings.Fields(tt.set)...).LLM
			if diff := cmp.Diff(tt.want, choice{llm.Provider, llm.APIKey, llm.Usable()}); diff != "" {
				t.Error(diff)
			}
			if why := llm.Why(); (why == "") != (tt.why == "") || !strings.Contains(why, tt.why) {
				t.Errorf("Why: %q, want %q", why, tt.why)
			}
		})
	}
}
