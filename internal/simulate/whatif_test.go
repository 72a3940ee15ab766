package simulate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// outcome is what was judged of restarts.
func outcome(service airra.ServiceName, category string, origin airra.Origin, dryRun bool, confirmed, rejected int) airra.ActionOutcomes {
	return airra.ActionOutcomes{Service: service, Category: category, Origin: origin, DryRun: dryRun, Confirmed: confirmed, Rejected: rejected}
}

func restarting(outcomes ...airra.ActionOutcomes) simulate.Question {
	return simulate.Question{
		WhatIf:   airra.WhatIf{ActionType: airra.ActionRestartPod, Service: "payments", Category: airra.CategoryMemoryLeak},
		Outcomes: outcomes, BlastLevel: "medium",
	}
}

func TestSuccessIsTakenFromTheNarrowestRecordThereIs(t *testing.T) {
	t.Parallel()
	const leak, real, played = airra.CategoryMemoryLeak, airra.OriginReal, airra.OriginSimulated
	tests := []struct {
		name              string
		outcomes          []airra.ActionOutcomes
		basis, scope      string
		effective, judged int
		rate              float64
	}{
		{"nothing is known", nil, airra.BasisPrior, "", 0, 0, 0.70},
		{"this service and cause before all others", []airra.ActionOutcomes{outcome("payments", leak, real, false, 1, 3), outcome("payments", "cpu_spike", real, false, 9, 0), outcome("orders", leak, real, false, 9, 0)}, airra.BasisRecorded, "this service and cause", 1, 4, 0.25},
		{"else this service", []airra.ActionOutcomes{outcome("payments", "cpu_spike", real, false, 1, 1), outcome("orders", leak, real, false, 9, 0)}, airra.BasisRecorded, "this service", 1, 2, 0.5},
		{"else every service", []airra.ActionOutcomes{outcome("orders", leak, real, false, 3, 1), outcome("users", "x", real, false, 0, 4)}, airra.BasisRecorded, "every service", 3, 8, 0.375},
		{"a rehearsal counts only where nothing was executed", []airra.ActionOutcomes{outcome("payments", leak, real, true, 5, 0), outcome("orders", "x", real, false, 0, 2)}, airra.BasisRecorded, "every service", 0, 2, 0},
		{"rehearsals are marked", []airra.ActionOutcomes{outcome("payments", leak, real, true, 3, 1)}, airra.BasisRehearsed, "this service and cause", 3, 4, 0.75},
		{"so are simulations", []airra.ActionOutcomes{outcome("payments", leak, played, false, 1, 0)}, airra.BasisRehearsed, "this service and cause", 1, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := simulate.Answer(restarting(tt.outcomes...))
			if a.Basis != tt.basis || a.Scope != tt.scope || a.Effective != tt.effective || a.Outcomes != tt.judged || a.SuccessRate != tt.rate {
				t.Errorf("got %s over %q: %d of %d, %v", a.Basis, a.Scope, a.Effective, a.Outcomes, a.SuccessRate)
			}
			if a.Recommended != (tt.rate >= 0.5) {
				t.Errorf("recommended %v with %v: %q", a.Recommended, tt.rate, a.Reasons)
			}
		})
	}
}

func TestTheRiskOfAnAction(t *testing.T) {
	t.Parallel()
	tests := []struct {
		blast string
		down  time.Duration
		want  float64
	}{
		{"minimal", 0, 0.28},                  // 0.35 × 0.8
		{"medium", 0, 0.35},                   // 0.35 × 1
		{"critical", 0, 0.525},                // 0.35 × 1.5
		{"critical", 2 * time.Minute, 0.425},  // less 2/20
		{"critical", 10 * time.Minute, 0.225}, // less 0.3, which is the most
		{"minimal", time.Hour, 0},             // and never below nothing
	}
	for _, tt := range tests {
		q := restarting()
		q.BlastLevel, q.Down = tt.blast, tt.down
		if got := simulate.Answer(q).Risk; got < tt.want-1e-9 || got > tt.want+1e-9 {
			t.Errorf("%s after %v: %v, want %v", tt.blast, tt.down, got, tt.want)
		}
	}
}

func TestWhySomethingIsNotRecommended(t *testing.T) {
	t.Parallel()
	bold := restarting()
	bold.ActionType, bold.BlastLevel = airra.ActionDrainNode, "critical" // 0.6 × 1.5 with a success of 0.6
	down := restarting()
	down.ActionType = airra.ActionScaleDown
	causeless := restarting()
	causeless.ActionType, causeless.Category = airra.ActionScaleDown, ""
	forbidden := restarting()
	forbidden.Forbidden = "restarting a database is not allowed."
	for _, tt := range []struct {
		q    simulate.Question
		want string
	}{{bold, "a risk of 0.90 wants a success of at least 80 %"}, {down, "only a fall of traffic"}, {causeless, "only a fall of traffic"}, {forbidden, "restarting a database is not allowed."}} {
		a := simulate.Answer(tt.q)
		if text := strings.Join(a.Reasons, " "); a.Recommended || !strings.Contains(text, tt.want) {
			t.Errorf("recommended %v: %s", a.Recommended, text)
		}
	}
	stranger := restarting()
	stranger.Unknown = true
	if a := simulate.Answer(stranger); !a.Recommended || !strings.Contains(strings.Join(a.Reasons, " "), "Nobody has told this server about") {
		t.Errorf("a service that nobody knows: %+v", a)
	}
	if a := simulate.Answer(restarting()); !a.Recommended || !strings.Contains(strings.Join(a.Reasons, " "), "assumption") || !strings.Contains(strings.Join(a.Reasons, " "), "cannot be undone") {
		t.Errorf("got %+v", a)
	}
}

func TestWhatAnActionTouches(t *testing.T) {
	t.Parallel()
	q := restarting()
	q.Dependents, q.Others = []airra.ServiceName{"gateway"}, []airra.ServiceName{"database", "gateway"}
	for action, want := range map[airra.ActionType]int{airra.ActionRestartPod: 1, airra.ActionRollbackDeployment: 2, airra.ActionDrainNode: 3} {
		q.ActionType = action
		if got := simulate.Answer(q).TouchedServices; len(got) != want || got[0] != "payments" {
			t.Errorf("%s touches %v", action, got)
		}
	}
}
