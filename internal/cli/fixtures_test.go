package cli_test

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// detail142 is incident 142 with its causes and its action.
func detail142() airra.IncidentDetail {
	return airra.IncidentDetail{
		Incident: incident142(),
		Hypotheses: []airra.Hypothesis{
			{
				ID: "h1", Rank: 1, Reasoning: "The errors began right after the deployment, and a deployment is what changed.", Category: airra.CategoryDeploymentIssue, ConfidenceScore: 0.71, Description: "The deployment of v2.5.0 broke the payment path.",
				Evidence: airra.Evidence{
					Items: []airra.EvidenceItem{
						{Number: 1, SignalType: "change", SignalName: "deployment", Observation: "v2.5.0 was deployed 6 min before the first error", Relevance: 0.9},
						{Number: 2, SignalType: "metric", SignalName: "error_rate", Observation: "errors began before latency moved", Relevance: 0.8, Query: `airra_demo_error_rate{service="payment-service"}`},
					},
					Against: []airra.EvidenceItem{{Number: 3, SignalType: "metric", SignalName: "restarts", Observation: "no restart of the pods was seen", Relevance: 0.3, Query: "restarts"}},
				},
			},
			{ID: "h2", Rank: 2, Category: airra.CategoryDependency, ConfidenceScore: 0.44, Description: "A service below it fails."},
		},
		Actions: []airra.Action{action88()},
	}
}

func signals142() []airra.Signal {
	onset := now.Add(-4 * time.Minute)
	var window []airra.Point
	for i, v := range []float64{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 2, 9, 9, 9, 9, 9} {
		window = append(window, airra.Point{At: onset.Add(time.Duration(i-6) * 15 * time.Second), Value: v})
	}
	return []airra.Signal{
		{Service: "payment-service", Name: "error_rate", Unit: "req/s", Current: 9, Peak: 11, Expected: 0.5, Sigma: 355, Direction: airra.Up, Ongoing: true, FirstSeen: onset, LastSeen: now, Window: window},
		{Service: "order-service", Name: "latency_p95", Unit: "s", Current: 0.31, Peak: 0.4, Expected: 0.12, Sigma: 6.1, Direction: airra.Down, Assumed: true, FirstSeen: onset.Add(15 * time.Second), LastSeen: onset.Add(time.Minute)},
	}
}

func timeline142() airra.Timeline {
	event := func(id int64, after time.Duration, t airra.EventType, text string) airra.Event {
		return airra.Event{ID: id, IncidentID: incident142().ID, IncidentRef: "INC-142", Type: t, Description: text, Actor: airra.SystemActor, At: now.Add(after - 4*time.Minute)}
	}
	return airra.Timeline{IncidentID: incident142().ID, TotalEvents: 2, Events: []airra.Event{
		event(7, 0, airra.EventDetected, "Error rate left its band"),
		event(8, time.Second, airra.EventHypothesesGenerated, "2 hypotheses"),
	}}
}

func status() airra.SystemStatus {
	return airra.SystemStatus{
		Version: "1.4.0", Environment: "development", StartedAt: now.Add(-75 * time.Hour), Now: now,
		Checks: []airra.Check{
			{Name: "database", Kind: "SQLite", State: airra.CheckUp, Required: true},
			{Name: "metrics", Kind: "embedded", State: airra.CheckDegraded, Detail: "1 of 2 targets is down"},
		},
		Reasoner: "offline rules", DryRun: true, Demo: true, Monitored: []airra.ServiceName{"payment-service", "order-service"},
		OpenIncidents: map[airra.Severity]int{airra.SeverityCritical: 1, airra.SeverityHigh: 1}, Pending: 1, LastEventID: 8,
		DecideWithin: map[airra.Severity]int64{airra.SeverityCritical: 900, airra.SeverityHigh: 1800},
	}
}
