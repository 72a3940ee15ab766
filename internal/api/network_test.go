package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/airra/airra/internal/api"
)

// What a recorder does not notice: lengths, methods without a body, and a
// connection that must stay in step after a refusal.
func TestOverTheNetwork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	server := httptest.NewServer(b.handler)
	defer server.Close()
	for _, c := range []struct {
		name, method, path string
		body               io.Reader
		status             int
	}{
		{"a report", "POST", "/api/v1/incidents", strings.NewReader(incidentBody), 201},
		{"a report of unknown length", "POST", "/api/v1/incidents", io.MultiReader(strings.NewReader(incidentBody)), 201},
		{"a list", "GET", "/api/v1/incidents/", nil, 200},
		{"a head", "HEAD", "/api/v1/incidents", nil, 200},
		{"a refusal", "POST", "/api/v1/incidents", strings.NewReader("{}"), 422},
		{"a body too large that says so", "POST", "/api/v1/incidents", strings.NewReader(strings.Repeat(" ", api.MaxBody+1)), 413},
		{"a body too large of unknown length", "POST", "/api/v1/incidents", io.MultiReader(strings.NewReader(strings.Repeat(" ", api.MaxBody+1))), 413},
		{"a body that nobody reads", "POST", "/api/v1/incidents/INC-999/reopen", strings.NewReader("{}"), 404},
		{"a form that nobody reads", "POST", goodLink, strings.NewReader("a=b"), 200},
		{"a link", "HEAD", goodLink, nil, 200},
		{"metrics", "GET", "/metrics", nil, 200},
		{"a request after all that", "GET", "/health", nil, 200},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+c.path, c.body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-API-Key", key)
		response, err := server.Client().Do(r)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != c.status || (len(body) == 0) != (c.method == "HEAD") {
			t.Errorf("%s: status %d, %d bytes, %v", c.name, response.StatusCode, len(body), err)
		}
		if c.method == "GET" && response.ContentLength != int64(len(body)) && !response.Uncompressed {
			t.Errorf("%s: length %d for %d bytes", c.name, response.ContentLength, len(body))
		}
	}
}
