package llmtest

import (
	"encoding/json"
	"net/http"
	"strings"
)

// request is the union of what both dialects send.
type request struct {
	Model          string   `json:"model"`
	Messages       []Turn   `json:"messages"`
	System         string   `json:"system"`
	Temperature    *float64 `json:"temperature"`
	MaxTokens      int      `json:"max_tokens"`
	ResponseFormat *struct {
		Type       string `json:"type"`
		JSONSchema *struct {
			Name   string          `json:"name"`
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
	OutputConfig *struct {
		Format struct {
			Type   string          `json:"type"`
			Schema json.RawMessage `json:"schema"`
		} `json:"format"`
	} `json:"output_config"`
}

// check reads a request and lists everything that is wrong with it.
func (s *Server) check(r *http.Request, body []byte) (Asked, []string) {
	var c checker
	var sent request
	c.expect(r.Method == http.MethodPost, "method %s", r.Method)
	c.expect(r.Header.Get("Content-Type") == "application/json", "content type %q", r.Header.Get("Content-Type"))
	c.expect(json.Unmarshal(body, &sent) == nil, "the body is not JSON")
	s.checkDialect(&c, r, sent)
	c.expect(sent.Model != "" && (s.Model == "" || sent.Model == s.Model), "model %q", sent.Model)
	c.expect(sent.Temperature != nil && *sent.Temperature >= 0 && *sent.Temperature <= 2, "no temperature in 0..2")
	c.expect(sent.MaxTokens > 0, "max_tokens %d", sent.MaxTokens)
	for _, secret := range s.Forbidden {
		c.expect(!strings.Contains(string(body), secret), "a forbidden text stands in the request")
	}
	c.expect(s.Key == "" || !strings.Contains(string(body), s.Key), "the key stands in the body")

	asked := Asked{System: sent.System, Messages: sent.Messages, Format: "text", Body: string(body)}
	if s.Dialect != Messages && len(asked.Messages) > 0 && asked.Messages[0].Role == "system" {
		asked.System, asked.Messages = asked.Messages[0].Content, asked.Messages[1:]
	}
	checkTurns(&c, asked.Messages)
	s.readFormat(&c, sent, &asked)
	return asked, c.problems
}

// checkDialect looks at what the two formats do differently: path, key, and
// where the system text stands.
func (s *Server) checkDialect(c *checker, r *http.Request, sent request) {
	if s.Dialect == Messages {
		c.expect(strings.HasSuffix(r.URL.Path, "/v1/messages"), "path %s", r.URL.Path)
		c.expect(r.Header.Get("X-Api-Key") == s.Key, "wrong X-Api-Key")
		c.expect(r.Header.Get("Anthropic-Version") != "", "no Anthropic-Version")
		c.expect(r.Header.Get("Authorization") == "", "an Authorization header")
		c.expect(sent.ResponseFormat == nil, "response_format in the messages dialect")
		return
	}
	want := ""
	if s.Key != "" {
		want = "Bearer " + s.Key
	}
	c.expect(strings.HasSuffix(r.URL.Path, "/chat/completions"), "path %s", r.URL.Path)
	c.expect(r.Header.Get("Authorization") == want, "wrong Authorization")
	c.expect(sent.System == "" && sent.OutputConfig == nil, "system or output_config in the chat dialect")
}

// checkTurns wants a conversation: the user first and last, in turns.
func checkTurns(c *checker, turns []Turn) {
	c.expect(len(turns)%2 == 1, "%d messages", len(turns))
	for i, turn := range turns {
		want := []string{"user", "assistant"}[i%2]
		c.expect(turn.Role == want && strings.TrimSpace(turn.Content) != "", "message %d is of %s and has %d bytes", i, turn.Role, len(turn.Content))
	}
}

func (s *Server) readFormat(c *checker, sent request, asked *Asked) {
	switch {
	case sent.OutputConfig != nil:
		asked.Format, asked.Schema = sent.OutputConfig.Format.Type, sent.OutputConfig.Format.Schema
		c.expect(asked.Format == "json_schema", "format %q", asked.Format)
	case sent.ResponseFormat != nil:
		asked.Format = sent.ResponseFormat.Type
		c.expect(asked.Format == "json_schema" || asked.Format == "json_object", "format %q", asked.Format)
		c.expect((asked.Format == "json_schema") == (sent.ResponseFormat.JSONSchema != nil), "json_schema and its type disagree")
		if named := sent.ResponseFormat.JSONSchema; named != nil {
			asked.Schema = named.Schema
			c.expect(named.Name != "" && named.Strict, "the schema has no name or is not strict")
		}
	}
	if asked.Format == "json_schema" {
		checkSchema(c, asked.Schema)
	}
}

// checkSchema wants what strict servers want: objects that list all their
// members as required and allow no others.
func checkSchema(c *checker, raw json.RawMessage) {
	var schema struct {
		Type                 string                     `json:"type"`
		Properties           map[string]json.RawMessage `json:"properties"`
		Required             []string                   `json:"required"`
		AdditionalProperties json.RawMessage            `json:"additionalProperties"`
		Items                json.RawMessage            `json:"items"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		c.expect(false, "the schema cannot be read: %v", err)
		return
	}
	switch schema.Type {
	case "object":
		closed := string(schema.AdditionalProperties)
		c.expect(closed == "false" || closed == `{"not":{}}`, "an object of the schema is open: %s", closed)
		c.expect(len(schema.Required) == len(schema.Properties), "an object of the schema has optional members")
		for _, member := range schema.Properties {
			checkSchema(c, member)
		}
	case "array":
		checkSchema(c, schema.Items)
	case "":
		c.expect(false, "a part of the schema has no single type")
	}
}
