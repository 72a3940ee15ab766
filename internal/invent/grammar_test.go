package invent_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/invent"
	"github.com/airra/airra/internal/perceive"
)

var update = flag.Bool("update", false, "write the samples anew")

const seeds = 10_000

func TestNoTwoOfTenThousandSeedsTellTheSameStory(t *testing.T) {
	t.Parallel()
	titles, texts := map[string]uint64{}, map[string]uint64{}
	for seed := range uint64(seeds) {
		d := invent.Compose(seed)
		if other, told := titles[d.Title]; told {
			t.Errorf("seeds %d and %d have the title %q", other, seed, d.Title)
		}
		if other, told := texts[d.Description]; told {
			t.Errorf("seeds %d and %d have one description", other, seed)
		}
		titles[d.Title], texts[d.Description] = seed, seed
	}
}

func TestOneSeedIsOneIncident(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(invent.Compose(7), invent.Compose(7)); diff != "" {
		t.Error(diff)
	}
}

// everyPair calls fn for many drafts of each service and pattern.
func everyPair(t *testing.T, fn func(seed uint64, d invent.Draft)) {
	t.Helper()
	seen := map[string]int{}
	for seed := range uint64(seeds) {
		d := invent.Compose(seed)
		seen[string(d.Service)+" "+string(d.Pattern)]++
		fn(seed, d)
	}
	if want := len(invent.Services()) * len(invent.Patterns); len(seen) != want || want != 90 {
		t.Errorf("%d pairs of service and pattern were drawn, want %d", len(seen), want)
	}
}

func TestTextsHaveTheLengthOfTheContract(t *testing.T) {
	t.Parallel()
	everyPair(t, func(seed uint64, d invent.Draft) {
		if n := utf8.RuneCountInString(d.Title); n < 50 || n > 80 {
			t.Errorf("seed %d: %d characters: %s", seed, n, d.Title)
		}
		if n := len(strings.Fields(d.Description)); n < 200 || n > 300 {
			t.Errorf("seed %d: %d words", seed, n)
		}
		if strings.ContainsAny(d.Title+d.Description, "{}") {
			t.Errorf("seed %d: a word was not filled in:\n%s\n%s", seed, d.Title, d.Description)
		}
	})
}

func TestTheSeverityIsThatOfTheWorstDeviation(t *testing.T) {
	t.Parallel()
	everyPair(t, func(seed uint64, d invent.Draft) {
		if n := len(d.Metrics); n < 3 || n > 5 {
			t.Errorf("seed %d: %d metrics", seed, n)
		}
		worst := 0.0
		for _, m := range d.Metrics {
			worst = max(worst, math.Abs(m.Deviation))
			if m.Current == m.Expected || math.Abs(m.Deviation) < 3 || (m.Current > m.Expected) != (m.Deviation > 0) {
				t.Errorf("seed %d: %+v contradicts itself", seed, m)
			}
			if strings.HasSuffix(m.Name, "_percent") && (m.Current < 0 || m.Current > 100) {
				t.Errorf("seed %d: %+v cannot be", seed, m)
			}
		}
		if worst != math.Abs(d.Metrics[0].Deviation) {
			t.Errorf("seed %d: the title tells of %s, and another metric is worse", seed, d.Metrics[0].Name)
		}
		// A service that is critical leaves the deviation alone to decide.
		if want := perceive.Severity(worst, airra.CriticalityCritical); d.Severity != want {
			t.Errorf("seed %d: %s with a deviation of %g, want %s", seed, d.Severity, worst, want)
		}
		if d.Service == "analytics-service" && d.Severity != airra.SeverityLow {
			t.Errorf("seed %d: reports that are late are %s", seed, d.Severity)
		}
	})
}

func TestAReportHasTheShapeOfTheContract(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("", 3600))
	d := invent.Compose(42)
	r := d.Report(now)
	if r.Title != "[AI] "+d.Title || r.DetectionSource != "ai_generator" || r.AffectedService != d.Service || r.Severity != d.Severity {
		t.Errorf("got %+v", r)
	}
	want := fmt.Sprintf(`{"ai_generated":true,"generation_timestamp":"2026-03-01T11:00:00Z","generator":"grammar","pattern":%q}`, d.Pattern)
	if string(r.Context) != want {
		t.Errorf("got %s, want %s", r.Context, want)
	}
	var snapshot map[string]struct{ Current, Expected, Deviation float64 }
	if err := json.Unmarshal(r.MetricsSnapshot, &snapshot); err != nil {
		t.Fatal(err)
	}
	for _, m := range d.Metrics {
		if got := snapshot[m.Name]; got.Current != m.Current || got.Expected != m.Expected || got.Deviation != m.Deviation {
			t.Errorf("%s: %+v in the snapshot, %+v in the draft", m.Name, got, m)
		}
	}
}

// The samples are there to be read: whoever changes the grammar sees what becomes of it.
func TestTheSamplesReadAsTheyDid(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for seed := range uint64(5) {
		d := invent.Compose(seed)
		fmt.Fprintf(&text, "%s, %s of %s\n%s\n\n%s\n\n----\n\n", d.Severity, d.Pattern, d.Service, d.Title, d.Description)
	}
	const golden = "testdata/samples.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text.String()); diff != "" {
		t.Errorf("-update writes them anew:\n%s", diff)
	}
}
