package daemon_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/airra/airra/internal/reason/llm/llmtest"
)

func TestADevelopmentServerInventsByTheClockAndAModelWritesIt(t *testing.T) {
	t.Parallel()
	const written = `{"title":"Search shards answer late after v4.4.1 in the north","description":"It began an hour ago.","severity":"low","metrics":[` +
		`{"name":"latency_p95","current":2,"expected":1,"deviation":3.5},{"name":"a","current":2,"expected":1,"deviation":3.2},{"name":"b","current":2,"expected":1,"deviation":3.1}]}`
	model := &llmtest.Server{Model: "tiny", Script: []llmtest.Reply{{Text: written}}}
	door := httptest.NewServer(model)
	t.Cleanup(door.Close)
	r := start(t, "AIRRA_GENERATOR_INTERVAL=100ms", "AIRRA_LLM_BASE_URL="+door.URL, "AIRRA_LLM_MODEL=tiny")
	until(t, func() bool {
		list := r.ask(t, http.MethodGet, "/api/v1/incidents?origin=generated", "")
		return strings.Contains(list, `"title":"[AI] Search shards answer late after v4.4.1 in the north"`) && strings.Contains(list, `"generator":"groq tiny"`)
	})
	if pages := r.ask(t, http.MethodGet, "/api/v1/notifications", ""); !strings.Contains(pages, `"total":0`) {
		t.Errorf("somebody was paged: %s", pages)
	}
}
