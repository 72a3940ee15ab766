package storetest

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// Action makes an action as the product proposes it.
func Action(incident airra.IncidentID, at time.Time) *airra.Action {
	at = airra.Now(at)
	return &airra.Action{
		ID: airra.ActionID(airra.NewID()), IncidentID: incident, ActionType: airra.ActionRestartPod, Name: "Restart the pods",
		TargetService: "payment-service", RiskLevel: airra.RiskLow, RiskScore: 0.25, BlastRadius: "low",
		Parameters: json.RawMessage(`{}`), Status: airra.ActionPendingApproval, RequiresApproval: true,
		ExecutionMode: airra.ModeDryRun, CreatedAt: at, UpdatedAt: at,
	}
}

// Signal makes a signal of the payment service that began at a time.
func Signal(name string, at time.Time) airra.Signal {
	at = airra.Now(at)
	return airra.Signal{
		Service: "payment-service", Name: name, Kind: airra.KindMetric, Unit: "s", Query: `latency{service="payment-service"}`,
		Category: airra.CategoryLatencySpike, Current: 2.1, Expected: 0.1 + 0.2, StdDev: 1e-9, Samples: 240, Band: &airra.Band{Low: 0.2, High: 0.1 + 0.3, Threshold: 3}, Sigma: 12.3, Confidence: 0.95,
		Direction: airra.Up, Ongoing: true, FirstSeen: at, LastSeen: at.Add(time.Minute), Peak: 2.5, PeakSigma: 14,
		Window: []airra.Point{{At: at, Value: 2.1}, {At: at.Add(15 * time.Second), Value: 0}}, Marks: []time.Time{at},
	}
}

func signalsAreReplaced(t *testing.T, s Store) {
	incident, other := Incident(at), Incident(at)
	late, early := Signal("latency_p95", at.Add(time.Minute)), Signal("error_rate", at)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.InsertIncident(other)
		tx.PutSignals(incident.ID, []airra.Signal{late, early})
		tx.PutSignals(other.ID, []airra.Signal{late})
		return nil
	})
	got, err := s.Signals(t.Context(), incident.ID)
	must(t, err)
	if diff := cmp.Diff([]airra.Signal{early, late}, got, equalTimes); diff != "" {
		t.Error(diff)
	}
	changed, elsewhere := late, late
	changed.Current, changed.Ongoing = 9.75, false
	elsewhere.Service, elsewhere.FirstSeen = "order-service", at.Add(-time.Hour)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.PutSignals(incident.ID, []airra.Signal{late, elsewhere})
		tx.PutSignals(incident.ID, []airra.Signal{changed}) // The later word counts.
		return nil
	})
	got, err = s.Signals(t.Context(), incident.ID)
	must(t, err)
	if diff := cmp.Diff([]airra.Signal{elsewhere, early, changed}, got, equalTimes); diff != "" {
		t.Error(diff)
	}
	untouched, err := s.Signals(t.Context(), other.ID)
	must(t, err)
	if diff := cmp.Diff([]airra.Signal{late}, untouched, equalTimes); diff != "" {
		t.Error(diff)
	}
	none, err := s.Signals(t.Context(), "nobody")
	if err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
}

func hypothesis(rank int, category string) airra.Hypothesis {
	return airra.Hypothesis{
		ID: airra.HypothesisID(airra.NewID()), Description: "because of " + category, Category: category, ConfidenceScore: 0.87,
		Evidence: airra.Evidence{
			Items:     []airra.EvidenceItem{{Number: 1, SignalType: "metric", SignalName: "latency_p95", Observation: "high", Relevance: 0.9, Query: "up"}},
			Against:   []airra.EvidenceItem{},
			Anomalies: []airra.EvidenceAnomaly{{Metric: "latency_p95", CurrentValue: 2.1, ExpectedValue: 0.3, DeviationSigma: 12, Assumed: true}},
		},
		SupportingSignals: []string{"latency_p95"}, Rank: rank, Reasoning: "it came first", LLMModel: "offline-rules", CreatedAt: at,
	}
}

func hypothesesAreReplaced(t *testing.T, s Store) {
	incident := Incident(at)
	first, second := hypothesis(1, airra.CategoryMemoryLeak), hypothesis(2, airra.CategoryCPUSpike)
	second.Validated, second.ValidationFeedback = true, pointer("indeed")
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.PutHypotheses(incident.ID, []airra.Hypothesis{second, first})
		return nil
	})
	first.IncidentID, second.IncidentID = incident.ID, incident.ID
	got, err := s.Hypotheses(t.Context(), incident.ID)
	must(t, err)
	if diff := cmp.Diff([]airra.Hypothesis{first, second}, got, equalTimes); diff != "" {
		t.Error(diff)
	}
	third := hypothesis(1, airra.CategoryDependency)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.PutHypotheses(incident.ID, []airra.Hypothesis{third})
		return nil
	})
	got, err = s.Hypotheses(t.Context(), incident.ID)
	must(t, err)
	if len(got) != 1 || got[0].ID != third.ID {
		t.Errorf("got %+v", got)
	}
	inTx(t, s, func(_ context.Context, tx airra.Tx) error { tx.PutHypotheses(incident.ID, nil); return nil })
	if got, err = s.Hypotheses(t.Context(), incident.ID); err != nil || got == nil || len(got) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}

func actionComesBack(t *testing.T, s Store) {
	incident := Incident(at)
	insert(t, s, incident)
	want := Action(incident.ID, at)
	want.HypothesisID, want.Description, want.TargetResource = pointer(airra.HypothesisID(airra.NewID())), "gently", pointer("deployment/payment")
	want.RiskTerms = []airra.RiskTerm{{Name: "base", Value: 0.1}, {Name: "tier", Value: 0.15}}
	want.Parameters = json.RawMessage(`{"replicas": 3.0, "b":1,"a":2}`)
	want.ApprovedBy, want.ApprovedAt, want.ApprovalNotes = pointer("alice"), pointer(at), pointer("go on")
	want.RejectedBy, want.RejectedAt, want.RejectionReason = pointer("bob"), pointer(at.Add(time.Second)), pointer("no")
	want.ExecutedAt, want.ExecutionDurationSeconds = pointer(at.Add(time.Minute)), pointer(int64(7))
	want.ExecutionResult = &airra.ExecutionResult{Status: airra.ExecutionSuccess, Message: "done", DryRun: true, Details: map[string]any{"pods": "3"}}
	bare := &airra.Action{ID: airra.ActionID(airra.NewID()), IncidentID: incident.ID, CreatedAt: at, UpdatedAt: at}
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.InsertAction(want)
		tx.InsertAction(bare)
		return nil
	})
	for _, want := range []*airra.Action{want, bare} {
		got, err := s.Action(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" {
			t.Error(diff)
		}
	}
	want.ExecutionResult, want.Name = nil, "other"
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveAction(ctx, want) })
	got, err := s.Action(t.Context(), airra.Key{Ref: want.Ref})
	must(t, err)
	if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
		t.Error(diff, got.Version)
	}
}

func actionsAreListed(t *testing.T, s Store) {
	incident, other := Incident(at), Incident(at)
	insert(t, s, incident, other)
	a, b, c := Action(incident.ID, at), Action(incident.ID, at.Add(time.Second)), Action(other.ID, at.Add(2*time.Second))
	b.Status = airra.ActionRejected
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		for _, action := range []*airra.Action{a, b, c} {
			tx.InsertAction(action)
		}
		return nil
	})
	for name, want := range map[string]struct {
		filter airra.ActionFilter
		refs   []string
	}{
		"newest first":   {airra.ActionFilter{}, []string{"ACT-3", "ACT-2", "ACT-1"}},
		"oldest first":   {airra.ActionFilter{OldestFirst: true}, []string{"ACT-1", "ACT-2", "ACT-3"}},
		"of an incident": {airra.ActionFilter{Incident: incident.ID}, []string{"ACT-2", "ACT-1"}},
		"in a status":    {airra.ActionFilter{Status: airra.ActionPendingApproval, OldestFirst: true}, []string{"ACT-1", "ACT-3"}},
		"skip and limit": {airra.ActionFilter{Skip: 1, Limit: 1}, []string{"ACT-2"}},
		"skip all":       {airra.ActionFilter{Skip: 10}, nil},
	} {
		actions, err := s.Actions(t.Context(), want.filter)
		must(t, err)
		var refs []string
		for _, action := range actions {
			refs = append(refs, action.Ref)
		}
		if !slices.Equal(refs, want.refs) || actions == nil {
			t.Errorf("%s: got %v, want %v", name, refs, want.refs)
		}
	}
	_, err := s.Action(t.Context(), airra.Key{Ref: "ACT-4711"})
	wantCode(t, err, airra.CodeNotFound)
	if got := airra.ErrorMessage(err); got != "Action not found" {
		t.Errorf("got %q", got)
	}
	_, err = s.Action(t.Context(), airra.Key{Ref: incident.Ref})
	wantCode(t, err, airra.CodeNotFound)
}

func monitorFinds(t *testing.T, s Store) {
	all := titled("open and old", "resolved lately", "resolved at the limit", "resolved long ago", "of a person")
	for i, seen := range []time.Duration{-time.Hour, -time.Minute, -10 * time.Minute, -11 * time.Minute, 0} {
		all[i].LastSeenAt, all[i].DetectionSource, all[i].Fingerprint = pointer(at.Add(seen)), airra.SourceMonitor, "f"
		if i > 0 {
			all[i].Status = airra.StatusResolved
		}
	}
	all[4].Fingerprint, all[4].Status = "", airra.StatusDetected // whatever it says about its source
	signal := Signal("latency_p95", at)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		for _, incident := range all {
			tx.InsertIncident(incident)
		}
		tx.PutSignals(all[1].ID, []airra.Signal{signal})
		return nil
	})
	found, err := s.MonitorIncidents(t.Context(), at.Add(-10*time.Minute))
	must(t, err)
	var names []string
	for _, m := range found {
		names = append(names, m.Incident.Title)
		if (m.Incident.ID == all[1].ID) != (len(m.Signals) == 1) || m.Signals == nil {
			t.Errorf("signals of %s: %v", m.Incident.Title, m.Signals)
		}
	}
	if diff := cmp.Diff([]string{"open and old", "resolved lately", "resolved at the limit"}, names); diff != "" {
		t.Error(diff)
	}
}

func openAreCounted(t *testing.T, s Store) {
	all := titled("a", "b", "c", "d")
	all[1].Severity, all[2].AffectedService, all[3].Status = airra.SeverityLow, "order-service", airra.StatusResolved
	insert(t, s, all...)
	bySeverity, err := s.CountOpen(t.Context())
	must(t, err)
	if diff := cmp.Diff(map[airra.Severity]int{airra.SeverityHigh: 2, airra.SeverityLow: 1}, bySeverity); diff != "" {
		t.Error(diff)
	}
	byService, err := s.CountOpenByService(t.Context())
	must(t, err)
	if diff := cmp.Diff(map[airra.ServiceName]int{"payment-service": 2, "order-service": 1}, byService); diff != "" {
		t.Error(diff)
	}

	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, all[0].Resolve(airra.Resolution{}, false, at))
		must(t, tx.SaveIncident(ctx, all[0]))
		inside, err := tx.CountOpenByService(ctx)
		must(t, err)
		if diff := cmp.Diff(map[airra.ServiceName]int{"payment-service": 1, "order-service": 1}, inside); diff != "" {
			t.Errorf("a transaction counts what it has saved: %s", diff)
		}
		return nil
	})
}

// totalsHold lets several move incidents about at once, and compares the kept
// totals with counted ones.
func totalsHold(t *testing.T, s Store) {
	errs := together(8, func(i int) error {
		for round := range 10 {
			incident := Incident(at)
			incident.AffectedService = airra.ServiceName([]string{"a", "b", "c"}[(i+round)%3])
			err := s.InTx(t.Context(), func(tx airra.Tx) error {
				tx.InsertIncident(incident)
				return nil
			})
			if err != nil {
				return err
			}
			if i%2 == 0 {
				continue
			}
			changed := *incident
			changed.Status, changed.AffectedService, changed.Severity = airra.StatusResolved, "d", airra.Severities[round%4]
			err = s.InTx(t.Context(), func(tx airra.Tx) error {
				if err := tx.SaveIncident(t.Context(), &changed); err != nil {
					return err
				}
				return tx.SaveIncident(t.Context(), &changed)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if successes(errs) != 8 {
		t.Fatal(errs)
	}
	for _, filter := range []airra.IncidentFilter{
		{},
		{Open: true},
		{Service: "a"},
		{Service: "d"},
		{Service: "d", Open: true},
		{Statuses: []airra.IncidentStatus{"resolved", "detected"}, Severities: []airra.Severity{"low", "high"}},
	} {
		kept, err := s.Incidents(t.Context(), filter)
		must(t, err)
		filter.Start = pointer(at)
		counted, err := s.Incidents(t.Context(), filter)
		must(t, err)
		if kept.Total != counted.Total {
			t.Errorf("%+v: kept %d, counted %d", filter, kept.Total, counted.Total)
		}
	}
}
