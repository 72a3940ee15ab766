package config

import (
	"slices"
	"strings"
)

// Environment says how careful the daemon has to be.
type Environment string

// The environments.
const (
	Development Environment = "development"
	Production  Environment = "production"
)

// UnmarshalText accepts the two names in any case.
func (e *Environment) UnmarshalText(text []byte) error {
	return choose(e, text, Development, Production)
}

// Provider says who reasons about incidents.
type Provider string

// The providers. Offline means the built-in rules alone.
const (
	Groq       Provider = "groq"
	Anthropic  Provider = "anthropic"
	OpenAI     Provider = "openai"
	OpenRouter Provider = "openrouter"
	Offline    Provider = "offline"
)

// UnmarshalText accepts the five names in any case.
func (p *Provider) UnmarshalText(text []byte) error {
	return choose(p, text, Groq, Anthropic, OpenAI, OpenRouter, Offline)
}

// TLSMode says how the way to the mail server is encrypted.
type TLSMode string

// The ways.
const (
	StartTLS         TLSMode = "starttls"      // by STARTTLS, or not at all
	OpportunisticTLS TLSMode = "opportunistic" // by STARTTLS where the server offers it
	ImplicitTLS      TLSMode = "tls"           // from the first byte
	NoTLS            TLSMode = "none"
)

// UnmarshalText accepts the four names in any case.
func (m *TLSMode) UnmarshalText(text []byte) error {
	return choose(m, text, StartTLS, OpportunisticTLS, ImplicitTLS, NoTLS)
}

func choose[T ~string](into *T, text []byte, choices ...T) error {
	choice := T(strings.ToLower(string(text)))
	if !slices.Contains(choices, choice) {
		return errForm
	}
	*into = choice
	return nil
}
