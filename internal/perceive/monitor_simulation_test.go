package perceive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// disturbed is a calm world in which scenarios run.
func disturbed(seed uint64, disturbances ...simulate.Disturbance) simulate.Gauges {
	return simulate.Gauges{Seed: seed, NoSpikes: true, Disturbances: func(time.Time) []simulate.Disturbance { return disturbances }}
}

func disturbance(s simulate.Scenario, service airra.ServiceName, from time.Time) simulate.Disturbance {
	return simulate.Disturbance{Scenario: s.ID, Service: service, From: from, Duration: s.Duration, To: from.Add(s.Duration)}
}

func TestEveryScenarioIsFoundWhileItRuns(t *testing.T) {
	t.Parallel()
	for _, s := range simulate.Scenarios() {
		for _, service := range simulate.Services() {
			t.Run(fmt.Sprint(s.ID, " on ", service), func(t *testing.T) {
				t.Parallel()
				from := cycleStart.Add(60 * time.Second)
				w := newWorld(disturbed(11, disturbance(s, service, from)), cycleStart, 4*time.Second, 9*time.Second)
				w.runUntil(t, from.Add(s.Duration+2*time.Minute))
				if len(w.incidents) != 1 || w.incidents[0].Incident.AffectedService != service {
					t.Fatalf("want one incident of %s, got %v", service, w.story())
				}
				k := w.incidents[0]
				if late := k.Incident.DetectedAt.Sub(from); late < 0 || late > time.Minute+2*interval {
					t.Errorf("it was seen %v after it began", late)
				}
				var moved, seen []string
				for _, g := range s.Detail(from).Gauges {
					moved = append(moved, "airra_demo_"+g.Gauge)
				}
				for _, signal := range k.Signals {
					gauge, _, _ := strings.Cut(signal.Query, "{")
					seen = append(seen, gauge)
					if signal.Ongoing {
						t.Errorf("%s is still said to be out of its band two minutes after the end", signal.Name)
					}
				}
				slices.Sort(moved)
				slices.Sort(seen)
				if diff := cmp.Diff(moved, seen); diff != "" {
					t.Errorf("the signals are those that the scenario moves (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestAStoppedScenarioIsOver(t *testing.T) {
	t.Parallel()
	s, _ := simulate.Find("latency_spike_database")
	d := disturbance(s, "user-service", cycleStart.Add(time.Minute))
	d.To = d.From.Add(time.Minute)
	w := newWorld(disturbed(12, d), cycleStart, 0, time.Second)
	w.runUntil(t, d.To.Add(3*interval))
	if len(w.incidents) != 1 || len(w.incidents[0].Signals) == 0 {
		t.Fatalf("got %v", w.story())
	}
	for _, signal := range w.incidents[0].Signals {
		if signal.Ongoing || !signal.LastSeen.Before(d.To) {
			t.Errorf("%s was last seen at %v, and it was stopped at %v", signal.Name, signal.LastSeen, d.To)
		}
	}
}
