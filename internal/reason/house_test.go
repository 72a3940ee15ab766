package reason_test

import (
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/reason"
	"github.com/airra/airra/internal/simulate"
)

// TestTheShippedScenariosAreUnderstood takes the scenarios the way the daemon
// does: as a snapshot that is judged, and a context that is read.
func TestTheShippedScenariosAreUnderstood(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"memory_leak_gradual":        airra.CategoryMemoryLeak,
		"cpu_spike_traffic_surge":    airra.CategoryTrafficSpike,
		"latency_spike_database":     airra.CategoryDatabaseIssue,
		"pod_crash_loop":             airra.CategoryDeploymentIssue,
		"dependency_failure_timeout": airra.CategoryDependency,
	}
	for _, scenario := range simulate.Scenarios() {
		t.Run(scenario.ID, func(t *testing.T) {
			t.Parallel()
			q := scenario.QuickIncident(onset.Add(time.Hour))
			signals, err := perceive.SnapshotSignals(q.ServiceName, q.MetricsSnapshot, nil, onset.Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			wantFirst(t, scenario.ID, reason.Rules(airra.Case{
				Incident: airra.Incident{AffectedService: q.ServiceName, DetectedAt: onset.Add(time.Hour), Context: q.Context},
				Signals:  signals, Topology: shop(), Changes: reason.Changes(q.Context, q.ServiceName, onset.Add(time.Hour)),
			}), []string{want[scenario.ID]})
		})
	}
}

// TestTheAssumedTrioIsUnderstood: the signals that stand in when there are
// none, in development.
func TestTheAssumedTrioIsUnderstood(t *testing.T) {
	t.Parallel()
	analysis := reason.Rules(paymentCase(perceive.AssumedTrio(payment, onset)...))
	show(t, analysis)
	wantFirst(t, "trio", analysis, []string{airra.CategoryMemoryLeak})
}
