package simulate_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// calm is a world without spikes, and with the given disturbances.
func calm(disturbances ...simulate.Disturbance) simulate.Gauges {
	return simulate.Gauges{Seed: 9, NoSpikes: true, Disturbances: func(time.Time) []simulate.Disturbance { return disturbances }}
}

func running(scenario string, service airra.ServiceName, length time.Duration) simulate.Disturbance {
	return simulate.Disturbance{Scenario: scenario, Service: service, From: cycleStart, Duration: length, To: cycleStart.Add(length)}
}

// factor is how many times what it would have been a gauge is, after a time.
func factor(t *testing.T, g simulate.Gauges, service airra.ServiceName, gauge string, after time.Duration) float64 {
	t.Helper()
	at := cycleStart.Add(after)
	disturbed, ok := g.Value(service, gauge, at)
	undisturbed, _ := simulate.Gauges{Seed: g.Seed, NoSpikes: true}.Value(service, gauge, at)
	if !ok {
		t.Fatalf("there is no gauge %s", gauge)
	}
	return math.Round(1000*disturbed/undisturbed) / 1000
}

func TestTheShapesOfEffects(t *testing.T) {
	t.Parallel()
	const length = 60 * time.Second
	tests := []struct {
		scenario, gauge string
		after           []time.Duration
		want            []float64
	}{
		// linear to 4: 1 + 3 × share of the time.
		{"memory_leak_gradual", "memory_bytes", []time.Duration{-time.Second, 0, 15 * time.Second, 30 * time.Second, 60 * time.Second}, []float64{1, 1, 1.75, 2.5, 1}},
		// spike to 4.4: all of it for a third of the time, then down to nothing.
		{"cpu_spike_traffic_surge", "request_rate", []time.Duration{0, 20 * time.Second, 40 * time.Second, 60 * time.Second}, []float64{4.4, 4.4, 2.7, 1}},
		// a step of 0.56 is a fall.
		{"latency_spike_database", "request_rate", []time.Duration{0, 59 * time.Second, 60 * time.Second}, []float64{0.56, 0.56, 1}},
		// six waves of ten seconds: 0.625 of 49 at first, all of it after a quarter of a wave, a quarter of it after three.
		{"pod_crash_loop", "latency_p95", []time.Duration{0, 2500 * time.Millisecond, 7500 * time.Millisecond, 12500 * time.Millisecond}, []float64{31.625, 50, 13.25, 50}},
	}
	for _, tt := range tests {
		t.Run(tt.scenario+" "+tt.gauge, func(t *testing.T) {
			t.Parallel()
			var got []float64
			for _, after := range tt.after {
				got = append(got, factor(t, calm(running(tt.scenario, "user-service", length)), "user-service", tt.gauge, after))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestADisturbanceMovesItsOwnGaugesOnly(t *testing.T) {
	t.Parallel()
	for _, s := range simulate.Scenarios() {
		var moved []string
		for _, g := range s.Detail(cycleStart).Gauges {
			moved = append(moved, g.Gauge)
		}
		if len(moved) == 0 || len(moved) != s.Moves() {
			t.Errorf("%s moves %v", s.ID, moved)
		}
		g := calm(running(s.ID, "order-service", time.Minute))
		for _, service := range simulate.Services() {
			for _, gauge := range []string{"request_rate", "error_rate", "latency_p95", "cpu_usage", "memory_bytes"} {
				moves := service == "order-service" && slices.Contains(moved, gauge)
				if got := factor(t, g, service, gauge, 20*time.Second); (got != 1) != moves {
					t.Errorf("%s on order-service: %s of %s is ×%v", s.ID, gauge, service, got)
				}
			}
		}
	}
}

func TestStoppingRestoresTheGaugeInTheNextSecond(t *testing.T) {
	t.Parallel()
	run := airra.SimulationRun{ScenarioID: "latency_spike_database", Service: "user-service", StartsAt: cycleStart, EndsAt: cycleStart.Add(time.Hour)}
	if err := run.Stop(cycleStart.Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	g := calm(simulate.DisturbanceOf(run))
	if before, after := factor(t, g, "user-service", "latency_p95", 9*time.Second), factor(t, g, "user-service", "latency_p95", 10*time.Second); before != 21 || after != 1 {
		t.Errorf("×%v before and ×%v after", before, after)
	}
}

func TestSeveralDisturbancesDoNotMultiply(t *testing.T) {
	t.Parallel()
	surge, slow, crash := running("cpu_spike_traffic_surge", "user-service", time.Minute), running("latency_spike_database", "user-service", time.Minute), running("pod_crash_loop", "user-service", time.Minute)
	tests := []struct {
		name, gauge string
		of          []simulate.Disturbance
		want        float64
	}{
		{"of two rises the larger counts", "latency_p95", []simulate.Disturbance{surge, slow}, 21},
		{"in any order", "latency_p95", []simulate.Disturbance{slow, surge}, 21},
		{"of two falls the deeper counts", "request_rate", []simulate.Disturbance{slow, crash}, 0.06},
		{"of a rise and a fall the one that is further from normal", "request_rate", []simulate.Disturbance{surge, crash}, 0.06},
		{"the same the other way round", "request_rate", []simulate.Disturbance{slow, surge}, 4.4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := factor(t, calm(tt.of...), "user-service", tt.gauge, 5*time.Second); got != tt.want {
				t.Errorf("×%v, want ×%v", got, tt.want)
			}
		})
	}
}

func TestADisturbanceLeavesASpikeThatIsHigher(t *testing.T) {
	t.Parallel()
	// At the start of a cycle the error rate of payments is exactly 18 times its base.
	for scenario, want := range map[string]bool{"pod_crash_loop": true, "dependency_failure_timeout": false} {
		g := calm(running(scenario, "payment-service", time.Minute))
		g.NoSpikes = false
		if got, _ := g.Value("payment-service", "error_rate", cycleStart.Add(time.Second)); (got == 9) != want {
			t.Errorf("%s: %v errors per second", scenario, got)
		}
	}
}

func TestDrillsAreMadeOfScenariosAndDemoServices(t *testing.T) {
	t.Parallel()
	for _, d := range simulate.Drills() {
		if found, ok := simulate.FindDrill(d.ID); !ok || found.Name != d.Name {
			t.Errorf("%s is not found", d.ID)
		}
		var last int64 = -1
		services := map[airra.ServiceName]bool{}
		for _, step := range d.Steps {
			if _, ok := simulate.Find(step.ScenarioID); !ok || !slices.Contains(simulate.Services(), step.Service) || step.DelaySeconds <= last || services[step.Service] || step.Comment == "" {
				t.Errorf("%s: %+v", d.ID, step)
			}
			last, services[step.Service] = step.DelaySeconds, true
		}
	}
}
