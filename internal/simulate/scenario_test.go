package simulate_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
	"github.com/google/go-cmp/cmp"
)

func airraName(s string) airra.ServiceName { return airra.ServiceName(s) }

func ids(scenarios []simulate.Scenario) []string {
	var found []string
	for _, s := range scenarios {
		found = append(found, s.ID)
	}
	return found
}

func TestTheRotationTurnsByTheHourAndWrapsAround(t *testing.T) {
	t.Parallel()
	all := ids(simulate.Scenarios())
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 59, 0, 0, time.UTC) }
	tests := []struct {
		name string
		now  time.Time
		n    int
		want []string
	}{
		{"2026112318 modulo 5 is 3", at(18), 1, all[3:4]},
		{"the next hour is the next scenario", at(19), 1, all[4:5]},
		{"past the last one comes the first", at(19), 3, []string{all[4], all[0], all[1]}},
		{"the hour counts in UTC", at(18).In(time.FixedZone("east", 3600*9)), 1, all[3:4]},
		{"no more than there are", at(20), 9, all},
		{"none", at(20), 0, nil},
		{"fewer than none", at(20), -1, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, ids(simulate.Rotation(tt.now, tt.n))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAScenarioIsReportedAsASimulationOfThisMoment(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	for _, s := range simulate.Scenarios() {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			q := s.QuickIncident(now)
			if q.ServiceName != "payment-service" || q.Title != "[SIMULATION] "+s.Name || q.Severity != s.Severity {
				t.Errorf("service %q, title %q, severity %q", q.ServiceName, q.Title, q.Severity)
			}
			var snapshot map[string]struct {
				Current   float64 `json:"current"`
				Expected  float64 `json:"expected"`
				Deviation float64 `json:"deviation_sigma"`
			}
			if err := json.Unmarshal(q.MetricsSnapshot, &snapshot); err != nil {
				t.Fatal(err)
			}
			for _, m := range s.Measures {
				got := snapshot[m.Name]
				if diff := cmp.Diff([]float64{m.Current, m.Expected, m.Sigma}, []float64{got.Current, got.Expected, got.Deviation}); diff != "" {
					t.Errorf("%s (-want +got):\n%s", m.Name, diff)
				}
				if (m.Current < m.Expected) != (m.Sigma < 0) {
					t.Errorf("%s: the sign of %v contradicts %v against %v", m.Name, m.Sigma, m.Current, m.Expected)
				}
			}
			var facts map[string]any
			if err := json.Unmarshal(q.Context, &facts); err != nil {
				t.Fatal(err)
			}
			if facts["simulation"] != true || facts["scenario_id"] != s.ID || facts["environment"] != "production" {
				t.Errorf("context %v", facts)
			}
		})
	}
}

func TestADeploymentHoursAgoStaysHoursAgo(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		index int
		want  string
	}{{0, "2026-11-23T12:00:00Z"}, {2, "2026-11-23T16:00:00Z"}, {3, "2026-11-23T17:40:00Z"}} {
		s := simulate.Scenarios()[tt.index]
		if text := string(s.QuickIncident(now).Context); !strings.Contains(text, tt.want) {
			t.Errorf("%s: %s is not in %s", s.ID, tt.want, text)
		}
		if text := string(s.QuickIncident(now.Add(24 * time.Hour)).Context); strings.Contains(text, tt.want) {
			t.Errorf("%s: a day later the deployment is still at %s", s.ID, tt.want)
		}
	}
}
