package simulate

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Difficulties and tags are the words that scenarios are chosen by.
var (
	Difficulties = []string{"beginner", "intermediate", "advanced"}
	Tags         = []string{"resource", "performance", "availability", "external", "configuration"}
)

// anomalousSigma is from how many standard deviations on a metric of a story is out of
// the ordinary.
const anomalousSigma = 3

// Find gives a scenario by its id.
func Find(id string) (Scenario, bool) {
	all := Scenarios()
	at := slices.IndexFunc(all, func(s Scenario) bool { return s.ID == id })
	if at < 0 {
		return Scenario{}, false
	}
	return all[at], true
}

// IDs lists the ids of all scenarios with commas, for those who typed another one.
func IDs() string {
	var ids []string
	for _, s := range Scenarios() {
		ids = append(ids, s.ID)
	}
	return strings.Join(ids, ", ")
}

// Card is the scenario as it stands in lists.
func (s Scenario) Card() airra.Scenario {
	return airra.Scenario{
		ID: s.ID, Name: s.Name, Description: s.Description, Service: s.Service, Severity: s.Severity, Difficulty: s.Difficulty,
		Tags: s.Tags, DurationSeconds: int64(s.Duration / time.Second), MetricCount: len(s.Measures),
	}
}

// Detail is the whole scenario, as it would be told at now.
func (s Scenario) Detail(now time.Time) airra.Scenario {
	d := s.Card()
	d.MetricCount = 0
	for _, m := range s.Measures {
		d.Metrics = append(d.Metrics, airra.ScenarioMetric{
			Name: m.Name, Value: m.Current, Baseline: m.Expected, DeviationSigma: m.Sigma, PatternType: m.Pattern, Unit: m.Unit,
			IsAnomalous: math.Abs(m.Sigma) >= anomalousSigma,
		})
	}
	for _, e := range effects[s.ID] {
		d.Gauges = append(d.Gauges, airra.ScenarioGauge{Gauge: e.Gauge, Factor: e.Factor, Shape: string(e.Shape)})
	}
	d.Context, d.ExpectedRootCause, d.ExpectedActionTypes = s.context(now.UTC()), s.RootCause, s.Actions
	return d
}

// Moves says how many gauges the scenario moves.
func (s Scenario) Moves() int { return len(effects[s.ID]) }

// Gauges names them, as they are scraped.
func (s Scenario) Gauges() []string {
	var names []string
	for _, e := range effects[s.ID] {
		names = append(names, metricPrefix+e.Gauge)
	}
	return names
}
