package llm

import "encoding/json"

// wire is one format of asking and answering. It knows nothing of failures.
type wire interface {
	// path is appended to the base URL.
	path(baseURL string) string
	headers(apiKey string) map[string]string
	// body is what is sent; how says in which way to ask for JSON.
	body(c Config, r Request, how format) any
	// ways lists the ways of asking for JSON, the strictest first.
	ways() []format
	read(body []byte) (Response, error)
}

// format is a way of asking for JSON. Servers differ in what they understand,
// and say so with a 400.
type format int

const (
	formatSchema format = iota // the answer must fulfil the schema
	formatObject               // the answer must be some JSON object
	formatText                 // only the prompt asks for JSON
)

func wireOf(provider string) wire {
	if provider == ProviderAnthropic {
		return messages{}
	}
	return chatCompletions{}
}

// turn is a message as both formats write it.
type turn struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

func turns(messages []Message) []turn {
	written := make([]turn, 0, len(messages)+1)
	for _, m := range messages {
		written = append(written, turn{m.Role, m.Text})
	}
	return written
}

// schemaName names the schema where a format wants a name for it.
const schemaName = "analysis"

type jsonSchema struct {
	Name   string          `json:"name"`
	Strict bool            `json:"strict"`
	Schema json.RawMessage `json:"schema"`
}
