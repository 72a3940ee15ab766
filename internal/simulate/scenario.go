package simulate

import (
	"encoding/json"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Measure is one metric of a scenario. Sigma is signed: a fall is negative.
type Measure struct {
	Name     string
	Current  float64
	Expected float64
	Sigma    float64
	Pattern  string // linear, spike, step, oscillating
	Unit     string
}

// Scenario is one written disturbance of a service.
type Scenario struct {
	ID          string
	Name        string
	Description string
	Service     airra.ServiceName
	Severity    airra.Severity
	RootCause   string   // what a good analysis finds
	Actions     []string // what a good analysis proposes
	Tags        []string
	Difficulty  string
	Duration    time.Duration
	Measures    []Measure

	// context gives the circumstances as of now, since a deployment "two hours
	// ago" must stay two hours ago however long the daemon has been running.
	context func(now time.Time) map[string]any
}

// Rotation gives the n scenarios whose turn it is in the hour of now. The turn
// is the UTC hour written as YYYYMMDDHH, as a number, modulo the number of
// scenarios; from there on they follow cyclically.
func Rotation(now time.Time, n int) []Scenario {
	all := Scenarios()
	n = max(0, min(n, len(all)))
	utc := now.UTC()
	first := ((utc.Year()*100+int(utc.Month()))*100+utc.Day())*100 + utc.Hour()
	turn := make([]Scenario, 0, n)
	for i := range n {
		turn = append(turn, all[(first+i)%len(all)])
	}
	return turn
}

// QuickIncident is the scenario as a report of an incident at now.
func (s Scenario) QuickIncident(now time.Time) airra.QuickIncident {
	return airra.QuickIncident{
		ServiceName:     s.Service,
		Title:           "[SIMULATION] " + s.Name,
		Description:     s.Description + "\n\nThis incident is simulated: nothing is wrong with " + string(s.Service) + ". Scenario " + s.ID + ".",
		Severity:        s.Severity,
		MetricsSnapshot: encode(s.snapshot()),
		Context:         encode(s.circumstances(now)),
	}
}

func (s Scenario) snapshot() map[string]any {
	snapshot := make(map[string]any, len(s.Measures))
	for _, m := range s.Measures {
		snapshot[m.Name] = map[string]any{
			"current": m.Current, "expected": m.Expected, "deviation_sigma": m.Sigma,
			"pattern": m.Pattern, "unit": m.Unit,
		}
	}
	return snapshot
}

func (s Scenario) circumstances(now time.Time) map[string]any {
	facts := s.context(now.UTC())
	facts["simulation"] = true
	facts["simulation_id"] = s.ID + "-" + now.UTC().Format("20060102T150405Z")
	facts["scenario_id"] = s.ID
	facts["execution_mode"] = string(airra.ModeDryRun)
	return facts
}

// encode cannot fail for the maps of numbers, strings and booleans above.
func encode(value map[string]any) json.RawMessage {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic("simulate: a scenario cannot be written as JSON: " + err.Error())
	}
	return encoded
}
