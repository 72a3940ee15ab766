// Package llm asks language models over HTTP. Two wire formats cover every
// provider: chat completions (Groq, OpenAI, OpenRouter and any server that
// copies them) and Anthropic's messages. What they share stands here once:
// retries, the circuit breaker, one call at a time per prompt, and the cache.
package llm

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Model is something that completes a conversation.
type Model interface {
	// Name is provider and model, for people: "groq llama-3.3-70b-versatile".
	Name() string
	// Complete answers a request. It fails with an *airra.Error of code
	// CodeUnavailable when the provider cannot answer now, CodeRateLimited when
	// it asks to wait, CodeInternal when it refuses the request, and with the
	// context's error when that ended.
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
}

// Response is the continuation.
type Response struct {
	Text             string
	Model            string // as the provider names it
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
	Now         func() time.Time // default time.Now
	Rand        func() float64   // 0..1, spreads retries; default math/rand/v2
	Transport   http.RoundTripper
	Log         *slog.Logger
}

// New makes a model. It fails with CodeInvalid when the configuration cannot
// work; it does not call the provider.
func New(c Config) (Model, error) {
	return nil, airra.Invalid("provider", "%q is not built in", c.Provider)
}
