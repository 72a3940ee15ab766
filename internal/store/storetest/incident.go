package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// full is an incident with every field set.
func full() *airra.Incident {
	i := Incident(at)
	i.ResolvedAt, i.ResolutionTimeSeconds = pointer(at.Add(time.Hour)), pointer(int64(3600))
	i.ResolutionSummary, i.ResolutionCause, i.ResolvedBy = pointer("rolled back"), pointer("bad deploy"), pointer("alice@example.com")
	i.DryRunResolution, i.AssignedEngineerID = true, pointer(airra.NewID())
	i.MetricsSnapshot = json.RawMessage("{ \"z\" : 1.50,\n\t\"a\":1e2, \"ü\":\"\\u00fc\", \"a\":[]}")
	i.Context = json.RawMessage(`{"deployment":{"version":"1.2.3"},"n":0.1000}`)
	i.AcknowledgedBy, i.AcknowledgedAt, i.AcknowledgedUntil = pointer("bob"), pointer(at.Add(time.Minute)), pointer(at.Add(2*time.Minute))
	i.PendingApprovalAt, i.LastSeenAt = pointer(at.Add(time.Second)), pointer(at.Add(time.Microsecond))
	i.Reasoner, i.StatusNote = "offline rules", pointer("no allowed action")
	i.Fingerprint, i.OccurrenceCount, i.PeakSigma = "payment-service:latency_p95", 3, 12.345678901234567
	i.UpdatedAt = at.Add(time.Hour)
	i.Status = airra.StatusResolved
	return i
}

func incidentComesBack(t *testing.T, s Store) {
	want, bare := full(), &airra.Incident{ID: airra.IncidentID(airra.NewID()), DetectedAt: at, CreatedAt: at, UpdatedAt: at}
	insert(t, s, want, bare)
	for _, want := range []*airra.Incident{want, bare} {
		got, err := s.Incident(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" {
			t.Errorf("what was given and what came back: %s", diff)
		}
		if string(got.MetricsSnapshot) != string(want.MetricsSnapshot) {
			t.Errorf("the bytes of the snapshot: got %q", got.MetricsSnapshot)
		}
		if got.DetectedAt.Location() != time.UTC || got.AffectedComponents == nil {
			t.Errorf("times are UTC and lists are not nil, got %+v", got)
		}
	}
}

func incidentIsFound(t *testing.T, s Store) {
	var incidents []*airra.Incident
	for i := range 7 {
		incident := Incident(at)
		incident.ID = airra.IncidentID(fmt.Sprintf("0193abcd-0000-7000-8000-00000000000%d", i))
		incidents = append(incidents, incident)
	}
	other := Incident(at)
	other.ID = "0193abce-1000-7000-8000-000000000000"
	insert(t, s, append(incidents, other)...)

	some, err := s.IncidentsByID(t.Context(), []airra.IncidentID{other.ID, incidents[3].ID, "0193abcf-0000-7000-8000-000000000000"})
	must(t, err)
	if len(some) != 2 || some[0].ID != incidents[3].ID && some[1].ID != incidents[3].ID {
		t.Errorf("several at once, and those that are not there left out: got %d", len(some))
	}
	for _, key := range []airra.Key{byID(other.ID), {Ref: other.Ref}, {Prefix: "0193abce"}, {Prefix: "0193abce-1"}, {Prefix: "0193abce-1000-7000-8000-00000000000"}} {
		got, err := s.Incident(t.Context(), key)
		if err != nil || got.ID != other.ID {
			t.Errorf("%s: got %v, %v", key, got, err)
		}
	}
	for _, key := range []airra.Key{{Ref: "INC-4711"}, {Prefix: "0194"}, {Prefix: "0193-"}, {Prefix: "0193abcf"}, {Prefix: "0193abcd-0000-7000-8000-000000000000-1"}, byID(airra.IncidentID(airra.NewID()))} {
		_, err := s.Incident(t.Context(), key)
		wantCode(t, err, airra.CodeNotFound)
		if got := airra.ErrorMessage(err); got != "Incident not found" {
			t.Errorf("got %q", got)
		}
	}
	_, err = s.Incident(t.Context(), airra.Key{Prefix: "0193abcd"})
	wantCode(t, err, airra.CodeInvalid)
	if message := airra.ErrorMessage(err); !strings.Contains(message, "INC-1, INC-2, INC-3, INC-4, INC-5, …") {
		t.Errorf("the candidates are named, got %q", message)
	}
}

func saveChangesEverything(t *testing.T, s Store) {
	incident := Incident(at)
	insert(t, s, incident)
	changed := full()
	changed.ID, changed.Ref, changed.Version = incident.ID, incident.Ref, incident.Version
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		if err := tx.SaveIncident(ctx, changed); err != nil {
			return err
		}
		return tx.SaveIncident(ctx, changed) // A second save goes on from the first.
	})
	got, err := s.Incident(t.Context(), byID(incident.ID))
	must(t, err)
	if diff := cmp.Diff(changed, got, equalTimes); diff != "" {
		t.Error(diff)
	}
	if got.Version != 3 {
		t.Errorf("two saves make version 3, got %d", got.Version)
	}
	page, err := s.Incidents(t.Context(), airra.IncidentFilter{Search: "LATENCY of"})
	must(t, err)
	if len(page.Items) != 1 {
		t.Error("the folded text is saved too")
	}
}

func oneSaveWins(t *testing.T, s Store) {
	incident := Incident(at)
	insert(t, s, incident)
	first, second := *incident, *incident
	first.Title, second.Title = "first", "second"
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveIncident(ctx, &first) })
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.Append(airra.Event{IncidentID: incident.ID, At: at})
		return tx.SaveIncident(t.Context(), &second)
	})
	if !errors.Is(err, airra.ErrStale) {
		t.Errorf("got %v", err)
	}
	got, err := s.Incident(t.Context(), byID(incident.ID))
	must(t, err)
	if got.Title != "first" {
		t.Errorf("got %q", got.Title)
	}
	events, err := s.Events(t.Context(), airra.EventFilter{})
	must(t, err)
	if len(events) != 0 {
		t.Errorf("the loser wrote %v", events)
	}
}

// racingSaves lets several decide on one action at the same moment, round after
// round: exactly one decision of each round may stand.
func racingSaves(t *testing.T, s Store) {
	incident := Incident(at)
	action := Action(incident.ID, at)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.InsertAction(action)
		return nil
	})
	for round := range 5 {
		read, err := s.Action(t.Context(), byID(action.ID))
		must(t, err)
		errs := together(6, func(i int) error {
			mine := *read
			mine.Name = fmt.Sprintf("round %d, racer %d", round, i)
			return s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SaveAction(t.Context(), &mine) })
		})
		if got := successes(errs); got != 1 {
			t.Fatalf("round %d: %d racers won: %v", round, got, errs)
		}
		for _, err := range errs {
			if err != nil && !errors.Is(err, airra.ErrStale) {
				t.Errorf("a loser is told that it is stale, got %v", err)
			}
		}
	}
	got, err := s.Action(t.Context(), byID(action.ID))
	must(t, err)
	if got.Version != 6 {
		t.Errorf("five rounds make version 6, got %d", got.Version)
	}
}

func wordsComeBack(t *testing.T, s Store) {
	for _, words := range append(slices.Clone(hostile), "") {
		incident := Incident(at)
		incident.Title, incident.Description, incident.StatusNote = words, words, &words
		incident.AffectedComponents = []string{words, words}
		incident.Context, _ = json.Marshal(map[string]string{words: words})
		inTx(t, s, func(_ context.Context, tx airra.Tx) error {
			tx.InsertIncident(incident)
			tx.Append(airra.Event{IncidentID: incident.ID, Description: words, Actor: words, At: at, Metadata: map[string]any{"k": words}})
			return nil
		})
		got, err := s.Incident(t.Context(), byID(incident.ID))
		must(t, err)
		if diff := cmp.Diff(incident, got, equalTimes); diff != "" {
			t.Errorf("%q: %s", words, diff)
		}
		events, err := s.Events(t.Context(), airra.EventFilter{Incident: incident.ID})
		must(t, err)
		if len(events) != 1 || events[0].Description != words || events[0].Metadata["k"] != words {
			t.Errorf("%q: got %+v", words, events)
		}
		page, err := s.Incidents(t.Context(), airra.IncidentFilter{Service: airra.ServiceName("'" + words), Search: words})
		must(t, err)
		if len(page.Items) != 0 {
			t.Errorf("%q: no such service", words)
		}
	}
}
