package daemon_test

import (
	"net/http"
	"regexp"
	"strconv"
	"testing"

	"github.com/airra/airra/internal/testservers"
)

// latency reads the latency of user-service from the demo's page of a daemon.
func (r running) latency(t *testing.T) float64 {
	t.Helper()
	found := regexp.MustCompile(`airra_demo_latency_p95\{service="user-service"\} (\S+)`).FindStringSubmatch(r.ask(t, http.MethodGet, "/demo/metrics", ""))
	if found == nil {
		t.Fatal("the page lacks the gauge")
	}
	value, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestASimulationThatWasStartedAtOneDaemonMovesTheGaugesOfAll(t *testing.T) {
	t.Parallel()
	database := "AIRRA_DATABASE_URL=" + testservers.Postgres(t)
	one, two := start(t, database, "AIRRA_DEMO=true", "AIRRA_DEMO_SPIKES=false"), start(t, database, "AIRRA_DEMO=true", "AIRRA_DEMO_SPIKES=false")
	const normal = 0.1 // seconds; the base is 0.05
	if l := two.latency(t); l > normal {
		t.Fatalf("before anything was started: %v s", l)
	}
	started := one.ask(t, http.MethodPost, "/api/v1/simulator/scenarios/latency_spike_database/start", `{"service":"user-service"}`)
	until(t, func() bool { return one.latency(t) > normal && two.latency(t) > normal })
	id := regexp.MustCompile(`sim_[0-9a-f]{8}`).FindString(started)
	two.ask(t, http.MethodPost, "/api/v1/simulator/simulations/"+id+"/stop", "")
	until(t, func() bool { return one.latency(t) < normal && two.latency(t) < normal })
}
