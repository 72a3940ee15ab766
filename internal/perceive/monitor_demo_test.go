package perceive_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/simulate"
	"github.com/google/go-cmp/cmp"
)

// seeds is how many worlds of noise are watched for a day each.
var seeds = flag.Uint64("seeds", 3, "worlds of noise to watch for 24 simulated hours each")

// cycleStart is a moment at which a cycle of the spikes begins.
var cycleStart = time.Unix(1_800_000_000, 0).UTC()

// TestNoiseOpensNothing counts the points that would open an incident in a day
// of the 25 demo gauges without their spikes. About one is expected in 400
// days; watch longer with
//
//	go test ./internal/perceive -run TestNoiseOpensNothing -seeds 100
func TestNoiseOpensNothing(t *testing.T) {
	t.Parallel()
	for seed := range *seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			gauges := simulate.Gauges{Seed: seed, NoSpikes: true}
			for _, series := range gauges.History(cycleStart, cycleStart.Add(25*time.Hour), interval) {
				detector := perceive.NewDetector(perceive.DetectorOptions{})
				judged := 0
				for _, p := range series.Points {
					v, _ := detector.Step(p.At.UnixMilli(), p.Value)
					if v.Opens || v.NewNormal {
						t.Errorf("%v at %v: %+v", series.Labels, p.At, v)
					}
					if v.State != perceive.StateWarmingUp {
						judged++
					}
				}
				if judged < 24*240 {
					t.Errorf("%v: only %d points were judged", series.Labels, judged)
				}
			}
		})
	}
}

func TestEverySpikeIsOneIncidentAtAnyPhaseOfScrapeAndCheck(t *testing.T) {
	t.Parallel()
	want := []string{"payment-service", "order-service", "user-service", "inventory-service", "notification-service"}
	for scrape := 0; scrape < 15; scrape += 3 {
		for check := 0; check < 15; check += 2 {
			t.Run(fmt.Sprintf("scrape %d s, check %d s", scrape, check), func(t *testing.T) {
				t.Parallel()
				start := cycleStart.Add(-60 * time.Second)
				w := newWorld(simulate.Gauges{Seed: 1}, start, time.Duration(scrape)*time.Second, time.Duration(check)*time.Second+500*time.Millisecond)
				w.runUntil(t, cycleStart.Add(simulate.Cycle))
				var got []string
				for i, k := range w.incidents {
					got = append(got, string(k.Incident.AffectedService))
					spike := cycleStart.Add(time.Duration(120*i) * time.Second)
					if late := k.Incident.DetectedAt.Sub(spike); late < 0 || late >= 2*interval+time.Second {
						t.Errorf("%s was seen %v after its spike began", k.Incident.AffectedService, late)
					}
					if s := k.Signals[0]; k.Incident.OccurrenceCount != 1 || len(k.Signals) != 1 || s.Ongoing || len(s.Marks) < 3 || len(s.Marks) > 4 { // a point of noise may touch the spike
						t.Errorf("%s: %d occurrences of %d signals, ongoing %v, marks %v",
							k.Incident.AffectedService, k.Incident.OccurrenceCount, len(k.Signals), s.Ongoing, s.Marks)
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("incidents (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestASpikeThatComesAgainIsCountedNotDoubled(t *testing.T) {
	t.Parallel()
	w := newWorld(simulate.Gauges{Seed: 2}, cycleStart.Add(-60*time.Second), 0, 7*time.Second)
	w.runUntil(t, cycleStart.Add(3*simulate.Cycle))
	for _, k := range w.incidents {
		if k.Incident.OccurrenceCount != 3 {
			t.Errorf("%s: %d occurrences in three cycles", k.Incident.AffectedService, k.Incident.OccurrenceCount)
		}
	}
	if len(w.incidents) != 5 {
		t.Errorf("%d incidents, want one per service: %v", len(w.incidents), w.story())
	}
}

func TestThePastOpensNothingExceptASpikeThatStillRuns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		start time.Duration // into the cycle
		want  []string
	}{
		{"started between two spikes", 90 * time.Second, nil},
		{"started in the middle of one", 30 * time.Second, []string{"payment-service [] x1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			start := cycleStart.Add(tt.start)
			w := newWorld(simulate.Gauges{Seed: 3}, start, 0, time.Second)
			w.runUntil(t, start.Add(29*time.Second))
			if diff := cmp.Diff(tt.want, w.story()); diff != "" {
				t.Errorf("incidents (-want +got):\n%s", diff)
			}
			if tt.want != nil && !w.incidents[0].Incident.DetectedAt.Before(start) {
				t.Errorf("detected at %v, want the onset, before the start at %v", w.incidents[0].Incident.DetectedAt, start)
			}
		})
	}
}

func TestAFindingCarriesWhatWasSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(simulate.Gauges{Seed: 4}, cycleStart.Add(-60*time.Second), 0, time.Second)
	w.runUntil(t, cycleStart.Add(20*time.Second))
	signals := w.monitor.Anomalies("payment-service")
	if len(signals) != 1 {
		t.Fatalf("%d anomalies now, want one", len(signals))
	}
	s := signals[0]
	if s.Name != "error_rate" || s.Category != airra.CategoryErrorSpike || s.Direction != airra.Up || s.Unit != "req/s" ||
		s.Current != 9 || !near(s.Expected, 0.5, 0.05) || s.Samples < 200 || s.Sigma < 100 || s.Confidence != 0.99 || s.Peak != 9 || !s.Ongoing {
		t.Errorf("%+v", s)
	}
	if want := `airra_demo_error_rate{service=~"payment-service"}`; s.Query != want {
		t.Errorf("query %s, want %s", s.Query, want)
	}
	if n := len(s.Window); n < 60 || n > 100 || !s.Window[n-1].At.Equal(s.LastSeen) || s.Window[n-1].Value != 9 || s.Window[0].Value > 1 {
		t.Errorf("window of %d points: %v", n, s.Window)
	}
	if diff := cmp.Diff([]time.Time{s.FirstSeen}, s.Marks[:1]); diff != "" || s.FirstSeen.Before(cycleStart) {
		t.Errorf("first seen %v, marks %v", s.FirstSeen, s.Marks)
	}
	if others := w.monitor.Anomalies("order-service"); len(others) != 0 {
		t.Errorf("anomalies of a calm service: %+v", others)
	}
	again, err := w.source.QueryRange(t.Context(), s.Query, s.FirstSeen, s.FirstSeen, interval)
	if err != nil || len(again) != 1 || again[0].Points[0].Value != 9 {
		t.Errorf("the signal's query gives %+v, %v", again, err)
	}
}

func TestReadingsTellWhereASignalStands(t *testing.T) {
	t.Parallel()
	w := newWorld(simulate.Gauges{Seed: 5}, cycleStart.Add(-60*time.Second), 0, time.Second)
	if got := w.monitor.Readings("payment-service"); got[1].State != "no_data" {
		t.Errorf("before the first look: %+v", got[1])
	}
	w.runUntil(t, cycleStart.Add(20*time.Second))
	readings := w.monitor.Readings("payment-service")
	var names []string
	for _, r := range readings {
		names = append(names, r.Name+" "+r.State)
		if len(r.Recent) != 40 || r.Samples < 200 || r.Recent[39] != *r.Current || r.Sigma == nil || r.At == nil {
			t.Errorf("%+v", r)
		}
	}
	want := []string{"request_rate normal", "error_rate anomalous", "latency_p95 normal", "cpu_usage normal", "memory_usage normal"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	mean, _, n, ok := w.monitor.Baseline("payment-service", "error_rate")
	if !ok || n < 200 || !near(mean, 0.5, 0.05) {
		t.Errorf("baseline %v of %d points, %v", mean, n, ok)
	}
	if _, _, _, ok := w.monitor.Baseline("payment-service", "nothing"); ok {
		t.Error("a metric that is not watched has a baseline")
	}
	if diff := cmp.Diff(5, len(w.monitor.Known())); diff != "" {
		t.Errorf("known services (-want +got):\n%s", diff)
	}
	if last, note, err := w.monitor.State(); err != nil || note != "watching 25 series" || last.IsZero() {
		t.Errorf("state %v %q %v", last, note, err)
	}
	w.checks = w.checks.Add(6 * time.Minute) // the scraper stands still meanwhile
	if err := w.monitor.Tick(t.Context(), w.checks); err != nil {
		t.Fatal(err)
	}
	w.checks = w.checks.Add(5 * time.Minute)
	if err := w.monitor.Tick(t.Context(), w.checks); err != nil {
		t.Fatal(err)
	}
	if got := w.monitor.Readings("payment-service"); got[1].State != "no_data" {
		t.Errorf("eleven minutes after the last scrape: %+v", got[1])
	}
}
