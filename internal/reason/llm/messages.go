package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// messages is Anthropic's format.
type messages struct{}

// anthropicVersion is the version of the format that is spoken here.
const anthropicVersion = "2023-06-01"

type messagesRequest struct {
	Model        string         `json:"model"`
	MaxTokens    int            `json:"max_tokens"`
	Temperature  float64        `json:"temperature"`
	System       string         `json:"system,omitempty"`
	Messages     []turn         `json:"messages"`
	OutputConfig *messagesShape `json:"output_config,omitempty"`
}

type messagesShape struct {
	Format messagesFormat `json:"format"`
}

type messagesFormat struct {
	Type   string          `json:"type"`
	Schema json.RawMessage `json:"schema"`
}

type messagesResponse struct {
	Content []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"content"`
	Usage struct {
		InputTokens  int `json:"input_tokens"`
		OutputTokens int `json:"output_tokens"`
	} `json:"usage"`
}

// path allows for a base URL that already ends in the version.
func (messages) path(baseURL string) string {
	if strings.HasSuffix(baseURL, "/v1") {
		return "/messages"
	}
	return "/v1/messages"
}

func (messages) headers(apiKey string) map[string]string {
	headers := map[string]string{"Anthropic-Version": anthropicVersion}
	if apiKey != "" {
		headers["X-Api-Key"] = apiKey
	}
	return headers
}

func (messages) ways() []format { return []format{formatSchema, formatText} }

func (messages) body(c Config, r Request, how format) any {
	request := messagesRequest{
		Model: c.Model, MaxTokens: c.MaxTokens, Temperature: c.Temperature,
		System: r.System, Messages: turns(r.Messages),
	}
	if how == formatSchema {
		request.OutputConfig = &messagesShape{messagesFormat{"json_schema", r.Schema}}
	}
	return request
}

func (messages) read(body []byte) (Response, error) {
	var answer messagesResponse
	if err := json.Unmarshal(body, &answer); err != nil {
		return Response{}, fmt.Errorf("read message: %w", err)
	}
	var text strings.Builder
	for _, part := range answer.Content {
		if part.Type == "text" {
			text.WriteString(part.Text)
		}
	}
	if text.Len() == 0 {
		return Response{}, errors.New("message without text")
	}
	return Response{
		Text:         text.String(),
		PromptTokens: answer.Usage.InputTokens, CompletionTokens: answer.Usage.OutputTokens,
	}, nil
}
