// Package llm asks language models over HTTP. Two wire formats cover every
// provider: chat completions (Groq, OpenAI, OpenRouter and any server that
// copies them) and Anthropic's messages. What they share stands here once:
// retries, the circuit breaker, one call at a time per prompt, and the cache.
package llm

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Model is something that completes a conversation.
type Model interface {
	// Name is provider and model, for people: "groq llama-3.3-70b-versatile".
	Name() string
	// Complete answers a request. It fails with an *airra.Error of code
	// CodeRateLimited when the provider asks to wait, of code CodeUnavailable
	// when it does not answer in time, not at all, or with a refusal, and with
	// the context's error when that ended. No error repeats what the provider
	// said, since that may repeat the key.
	Complete(ctx context.Context, r Request) (Response, error)
}

// The roles of a message.
const (
	RoleUser      = "user"
	RoleAssistant = "assistant"
)

// Message is one turn of a conversation.
type Message struct {
	Role string
	Text string
}

// Request is a conversation to be continued.
type Request struct {
	System   string
	Messages []Message
	Schema   json.RawMessage // JSON schema of the answer; empty for free text
	// Accept, when given, says whether an answer is usable. One that is not is
	// returned all the same, but not kept in the cache.
	Accept func(text string) bool
}

// Response is the continuation.
type Response struct {
	Text             string
	Model            string // the model that was asked
	PromptTokens     int    // 0 for a cached answer, since nothing was spent
	CompletionTokens int
	Cached           bool
}

// Observation is one finished call, for metrics.
type Observation struct {
	Provider         string
	Model            string
	Duration         time.Duration
	Cached           bool
	PromptTokens     int
	CompletionTokens int
	Error            string // "", timeout, rate_limited, unavailable, refused, circuit_open or canceled
}

// The providers.
const (
	ProviderGroq       = "groq"
	ProviderOpenAI     = "openai"
	ProviderOpenRouter = "openrouter"
	ProviderAnthropic  = "anthropic"
)

// Config says whom to ask and how. Zero values take the defaults that are named
// beside them.
type Config struct {
	Provider    string // groq, openai, openrouter or anthropic
	APIKey      string
	BaseURL     string // empty: the provider's own
	Model       string
	Temperature float64       // 0 means 0.3; negative means 0
	MaxTokens   int           // 0 means 4096
	Timeout     time.Duration // of a whole Complete with its retries; 0 means 60 s
	Cache       airra.Cache   // nil: no cache
	Observe     func(Observation)
	Now         func() time.Time  // default time.Now
	Rand        func() float64    // 0..1, spreads retries; default math/rand/v2
	Transport   http.RoundTripper // default: resty's own
	Log         *slog.Logger
}

// defaultURLs are the providers' own addresses.
var defaultURLs = map[string]string{
	ProviderGroq:       "https://api.groq.com/openai/v1",
	ProviderOpenAI:     "https://api.openai.com/v1",
	ProviderOpenRouter: "https://openrouter.ai/api/v1",
	ProviderAnthropic:  "https://api.anthropic.com",
}

// New makes a model. It fails with CodeInvalid when the configuration cannot
// work; it does not call the provider. A key is needed unless BaseURL names
// another server.
func New(c Config) (Model, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	return newClient(c.withDefaults()), nil
}

func (c Config) validate() error {
	if defaultURLs[c.Provider] == "" {
		return airra.Invalid("provider", "%q is not one of groq, openai, openrouter and anthropic", c.Provider)
	}
	if c.Model == "" {
		return airra.Invalid("model", "is missing")
	}
	if c.APIKey == "" && c.BaseURL == "" {
		return airra.Invalid("api_key", "is missing")
	}
	if strings.ContainsFunc(c.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return airra.Invalid("api_key", "must be printable ASCII without blanks")
	}
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return airra.Invalid("base_url", "must be an http or https address without credentials or query")
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.BaseURL == "" {
		c.BaseURL = defaultURLs[c.Provider]
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	switch {
	case c.Temperature == 0:
		c.Temperature = 0.3
	case c.Temperature < 0:
		c.Temperature = 0
	}
	if c.MaxTokens <= 0 {
		c.MaxTokens = 4096
	}
	if c.Timeout <= 0 {
		c.Timeout = time.Minute
	}
	if c.Observe == nil {
		c.Observe = func(Observation) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}
