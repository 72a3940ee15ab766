package llmtest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/airra/airra/internal/reason/llm/llmtest"
)

const (
	chatBody = `{"model":"m","temperature":0.3,"max_tokens":10,"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],` +
		`"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}}}`
	messagesBody = `{"model":"m","temperature":0.3,"max_tokens":10,"system":"s","messages":[{"role":"user","content":"u"}]}`
)

func TestTheServerChecksWhatItIsAsked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, path, auth, body, problem string
	}{
		{"a proper request", "/v1/chat/completions", "Bearer k-1", chatBody, ""},
		{"another path", "/v1/completions", "Bearer k-1", chatBody, "path"},
		{"no key", "/v1/chat/completions", "", chatBody, "Authorization"},
		{"another key", "/v1/chat/completions", "Bearer k-2", chatBody, "Authorization"},
		{"no JSON", "/v1/chat/completions", "Bearer k-1", "{", "not JSON"},
		{"another model", "/v1/chat/completions", "Bearer k-1", strings.Replace(chatBody, `"m"`, `"n"`, 1), "model"},
		{"no question", "/v1/chat/completions", "Bearer k-1", strings.Replace(chatBody, `"u"`, `""`, 1), "message 0"},
		{"a secret", "/v1/chat/completions", "Bearer k-1", strings.Replace(chatBody, `"u"`, `"hunter2"`, 1), "forbidden"},
		{"the key in the prompt", "/v1/chat/completions", "Bearer k-1", strings.Replace(chatBody, `"u"`, `"k-1"`, 1), "key stands"},
		{"an open schema", "/v1/chat/completions", "Bearer k-1", strings.Replace(chatBody, `,"additionalProperties":false`, "", 1), "open"},
		{"an optional member", "/v1/chat/completions", "Bearer k-1", strings.Replace(chatBody, `["a"]`, `[]`, 1), "optional"},
		{"a schema that is not strict", "/v1/chat/completions", "Bearer k-1", strings.Replace(chatBody, `"strict":true`, `"strict":false`, 1), "strict"},
		{"the other dialect", "/v1/chat/completions", "Bearer k-1", messagesBody, "chat dialect"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := &llmtest.Server{Dialect: llmtest.ChatCompletions, Key: "k-1", Model: "m", Forbidden: []string{"hunter2"}}
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tt.path, strings.NewReader(tt.body))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Authorization", tt.auth)
			recorder := httptest.NewRecorder()
			server.ServeHTTP(recorder, request)
			problems := strings.Join(server.Problems(), "; ")
			if (tt.problem == "") != (problems == "") || !strings.Contains(problems, tt.problem) {
				t.Errorf("problems %q, want %q", problems, tt.problem)
			}
			if ok := recorder.Code == http.StatusOK; ok != (tt.problem == "") {
				t.Errorf("status %d", recorder.Code)
			}
		})
	}
}

func TestTheMessagesDialect(t *testing.T) {
	t.Parallel()
	server := &llmtest.Server{Dialect: llmtest.Messages, Key: "k-1", Model: "m"}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/messages", strings.NewReader(messagesBody))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Api-Key", "k-1")
	request.Header.Set("Anthropic-Version", "2023-06-01")
	response, err := server.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(body), `"content"`) {
		t.Errorf("%v %d %s %v", err, response.StatusCode, body, server.Problems())
	}
}
