package invent

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// GrammarName is the generator of drafts that no model wrote.
const GrammarName = "grammar"

// Metric is one number of a draft. Deviation is in standard deviations and signed: a
// fall is negative.
type Metric struct {
	Name      string
	Unit      string
	Current   float64
	Expected  float64
	Deviation float64
}

// Draft is an invented incident.
type Draft struct {
	Service     airra.ServiceName
	Pattern     Pattern
	Title       string // without the sign that it is invented
	Description string
	Severity    airra.Severity
	Metrics     []Metric
	Generator   string // GrammarName, or provider and model
}

// The marks of the contract: a person who reads only the title has to see that the
// incident is invented, and a model may not write a title without end.
const (
	titlePrefix = "[AI] "
	maxTitle    = 100
)

// Report is the draft as an incident that is reported at a moment.
func (d Draft) Report(now time.Time) airra.NewIncident {
	snapshot := make(map[string]any, len(d.Metrics))
	for _, m := range d.Metrics {
		entry := map[string]any{"current": m.Current, "expected": m.Expected, "deviation": m.Deviation}
		if m.Unit != "" {
			entry["unit"] = m.Unit
		}
		snapshot[m.Name] = entry
	}
	return airra.NewIncident{
		Title: titlePrefix + cut(oneLine(d.Title), maxTitle), Description: strings.TrimSpace(d.Description), Severity: d.Severity,
		AffectedService: d.Service, AffectedComponents: []string{string(d.Service)}, DetectionSource: airra.SourceGenerator,
		MetricsSnapshot: encode(snapshot),
		Context: encode(map[string]any{
			"ai_generated": true, "pattern": string(d.Pattern),
			"generation_timestamp": now.UTC().Format(time.RFC3339), "generator": d.Generator,
		}),
	}
}

// encode cannot fail: a parsed number is finite, and the grammar makes no other.
func encode(value map[string]any) json.RawMessage {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic("invent: a draft cannot be written as JSON: " + err.Error())
	}
	return encoded
}

// oneLine takes line breaks and what else a terminal would obey out of a title.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func cut(text string, most int) string {
	runes := []rune(text)
	return strings.TrimSpace(string(runes[:min(len(runes), most)]))
}
