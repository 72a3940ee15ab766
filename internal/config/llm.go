package config

import "strings"

// LLM says which model answers.
type LLM struct {
	Provider       Provider // after the keys were looked at: a gsk_ key makes it Groq
	APIKey         string   // empty: no key, or a server that needs none
	BaseURL        string   // empty: the provider's own
	Model          string
	GeneratorModel string
}

// Usable says whether a model can be asked at all; otherwise the built-in rules
// reason.
func (l LLM) Usable() bool {
	return l.Provider != Offline && (l.APIKey != "" || l.BaseURL != "")
}

// Why says in words why no model is asked; it is empty when one is.
func (l LLM) Why() string {
	switch {
	case l.Usable():
		return ""
	case l.Provider == Offline:
		return "AIRRA_LLM_PROVIDER is offline"
	default:
		return "no key for " + string(l.Provider) + ": set " + prefix + strings.ToUpper(string(l.Provider)) + "_API_KEY"
	}
}

// groqKeyPrefix marks the keys that Groq gives out. People put them into the
// OpenAI variable, since Groq speaks OpenAI's protocol.
const groqKeyPrefix = "gsk_"

// chooseLLM finds the key of the chosen provider.
func chooseLLM(s settings) LLM {
	chosen := LLM{
		Provider:       s.LLMProvider,
		BaseURL:        string(s.LLMBaseURL),
		Model:          s.LLMModel,
		GeneratorModel: s.LLMGeneratorModel,
	}
	borrowed := strings.HasPrefix(string(s.OpenAIKey), groqKeyPrefix)
	if chosen.Provider == OpenAI && borrowed {
		chosen.Provider = Groq
	}
	switch chosen.Provider {
	case Groq:
		chosen.APIKey = string(s.GroqKey)
		// Behind a base URL of one's own the provider's name means little, and the
		// OpenAI variable is where a key for an OpenAI-compatible server is put.
		if chosen.APIKey == "" && (borrowed || chosen.BaseURL != "") {
			chosen.APIKey = string(s.OpenAIKey)
		}
	case OpenAI:
		chosen.APIKey = string(s.OpenAIKey)
	case Anthropic:
		chosen.APIKey = string(s.AnthropicKey)
	case OpenRouter:
		chosen.APIKey = string(s.OpenRouterKey)
	case Offline:
	}
	return chosen
}
