package llm

import (
	"encoding/json"
	"errors"
	"fmt"
)

// chatCompletions is the format that OpenAI made and everybody copies.
type chatCompletions struct{}

type chatRequest struct {
	Model          string      `json:"model"`
	Messages       []turn      `json:"messages"`
	Temperature    float64     `json:"temperature"`
	MaxTokens      int         `json:"max_tokens"`
	ResponseFormat *chatFormat `json:"response_format,omitempty"`
}

type chatFormat struct {
	Type       string      `json:"type"`
	JSONSchema *jsonSchema `json:"json_schema,omitempty"`
}

type chatResponse struct {
	Choices []struct {
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
	} `json:"choices"`
	Usage struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
	} `json:"usage"`
}

func (chatCompletions) path(string) string { return "/chat/completions" }

func (chatCompletions) headers(apiKey string) map[string]string {
	if apiKey == "" {
		return nil
	}
	return map[string]string{"Authorization": "Bearer " + apiKey}
}

func (chatCompletions) ways() []format { return []format{formatSchema, formatObject, formatText} }

func (chatCompletions) body(c Config, r Request, how format) any {
	request := chatRequest{Model: c.Model, Temperature: c.Temperature, MaxTokens: c.MaxTokens}
	if r.System != "" {
		request.Messages = append(request.Messages, turn{"system", r.System})
	}
	request.Messages = append(request.Messages, turns(r.Messages)...)
	switch how {
	case formatSchema:
		request.ResponseFormat = &chatFormat{Type: "json_schema", JSONSchema: &jsonSchema{schemaName, true, r.Schema}}
	case formatObject:
		request.ResponseFormat = &chatFormat{Type: "json_object"}
	}
	return request
}

func (chatCompletions) read(body []byte) (Response, error) {
	var answer chatResponse
	if err := json.Unmarshal(body, &answer); err != nil {
		return Response{}, fmt.Errorf("read chat completion: %w", err)
	}
	if len(answer.Choices) == 0 {
		return Response{}, errors.New("chat completion without a choice")
	}
	return Response{
		Text:         answer.Choices[0].Message.Content,
		PromptTokens: answer.Usage.PromptTokens, CompletionTokens: answer.Usage.CompletionTokens,
	}, nil
}
