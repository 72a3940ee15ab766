package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var errChangedMind = errors.New("changed my mind")

func failureLeavesNothing(t *testing.T, s Store) {
	kept := Incident(at)
	insert(t, s, kept)
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		kept.Title = "changed"
		if err := tx.SaveIncident(t.Context(), kept); err != nil {
			return err
		}
		tx.InsertIncident(Incident(at))
		return errChangedMind
	})
	if !errors.Is(err, errChangedMind) {
		t.Errorf("the error of the function comes back as it is, got %v", err)
	}
	got, err := s.Incident(t.Context(), byID(kept.ID))
	must(t, err)
	if got.Title == "changed" || got.Version != 1 {
		t.Errorf("got %+v", got)
	}
	// A failure at the end, after rows have been written, undoes them too.
	err = s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.InsertIncident(Incident(at))
		tx.Record(airra.AuditEntry{At: at})
		tx.Append(airra.Event{IncidentID: "of nobody", At: at})
		return nil
	})
	wantCode(t, err, airra.CodeNotFound)
	page, err := s.Incidents(t.Context(), airra.IncidentFilter{})
	must(t, err)
	audit, err := s.Audit(t.Context(), airra.AuditFilter{})
	must(t, err)
	if page.Total != 1 || audit.Total != 0 {
		t.Errorf("got %d incidents and %d audit rows", page.Total, audit.Total)
	}
	next := Incident(at)
	insert(t, s, next)
	if next.Ref != "INC-2" {
		t.Errorf("what failed used up no ref, got %s", next.Ref)
	}
}

func panicLeavesNothing(t *testing.T, s Store) {
	for range 20 { // More often than there are connections.
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic goes on to the caller")
				}
			}()
			_ = s.InTx(t.Context(), func(tx airra.Tx) error {
				if _, err := tx.LastEventID(t.Context()); err != nil {
					return err
				}
				panic("a fault of the use case")
			})
		}()
	}
	insert(t, s, Incident(at))
}

func batchIsConsecutive(t *testing.T, s Store) {
	first := []*airra.Incident{Incident(at), Incident(at), Incident(at)}
	second := []*airra.Incident{Incident(at), Incident(at)}
	actions := []*airra.Action{Action(first[0].ID, at), Action(first[0].ID, at), Action(second[0].ID, at)}
	insert(t, s, first...)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		for _, incident := range second {
			tx.InsertIncident(incident)
			tx.Append(airra.Event{IncidentID: incident.ID, At: at})
			tx.Append(airra.Event{IncidentID: first[0].ID, At: at})
		}
		for _, action := range actions {
			tx.InsertAction(action)
		}
		return nil
	})
	var refs []string
	for _, incident := range append(first, second...) {
		refs = append(refs, incident.Ref)
		if incident.Version != 1 {
			t.Errorf("a new incident has version 1, got %d", incident.Version)
		}
	}
	for _, action := range actions {
		refs = append(refs, action.Ref+" of "+action.IncidentRef)
	}
	want := []string{"INC-1", "INC-2", "INC-3", "INC-4", "INC-5", "ACT-1 of INC-1", "ACT-2 of INC-1", "ACT-3 of INC-4"}
	if diff := cmp.Diff(want, refs); diff != "" {
		t.Error(diff)
	}
	events, err := s.Events(t.Context(), airra.EventFilter{})
	must(t, err)
	var got []string
	for _, event := range events {
		got = append(got, fmt.Sprint(event.ID, " of ", event.IncidentRef))
	}
	if diff := cmp.Diff([]string{"1 of INC-4", "2 of INC-1", "3 of INC-5", "4 of INC-1"}, got); diff != "" {
		t.Error(diff)
	}
}

func insertIsCollected(t *testing.T, s Store) {
	incident := Incident(at)
	action := Action(incident.ID, at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.InsertAction(action)
		if _, err := tx.Incident(ctx, byID(incident.ID)); airra.ErrorCode(err) != airra.CodeNotFound {
			t.Errorf("it is not written yet, got %v", err)
		}
		incident.Status, action.Name = airra.StatusAnalyzing, "renamed"
		if err := tx.SaveAction(ctx, action); err != nil {
			return err
		}
		return tx.SaveIncident(ctx, incident)
	})
	got, err := s.Incident(t.Context(), airra.Key{Ref: "INC-1"})
	must(t, err)
	if got.Status != airra.StatusAnalyzing || got.Version != 1 {
		t.Errorf("got %s in version %d", got.Status, got.Version)
	}
	stored, err := s.Action(t.Context(), airra.Key{Ref: "ACT-1"})
	must(t, err)
	if stored.Name != "renamed" || stored.IncidentRef != "INC-1" {
		t.Errorf("got %+v", stored)
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		read, err := tx.Incident(ctx, byID(incident.ID))
		if err != nil {
			return err
		}
		read.Title = "seen inside"
		if err := tx.SaveIncident(ctx, read); err != nil {
			return err
		}
		page, err := tx.Incidents(ctx, airra.IncidentFilter{Search: "seen inside"})
		if err != nil || page.Total != 1 {
			t.Errorf("a transaction sees its own saves, got %d, %v", page.Total, err)
		}
		outside, err := s.Incident(ctx, byID(incident.ID))
		if err != nil || outside.Title == "seen inside" {
			t.Errorf("nobody else does, got %v, %v", outside, err)
		}
		return nil
	})
}

func contextEnds(t *testing.T, s Store) {
	ended, end := context.WithCancel(t.Context())
	end()
	if err := s.InTx(ended, func(airra.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Incidents(ended, airra.IncidentFilter{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	during, end := context.WithCancel(t.Context())
	err := s.InTx(during, func(tx airra.Tx) error {
		tx.InsertIncident(Incident(at))
		end()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	must(t, s.Ping(t.Context()))
	page, err := s.Incidents(t.Context(), airra.IncidentFilter{})
	must(t, err)
	if page.Total != 0 {
		t.Errorf("the ended transaction left %d incidents", page.Total)
	}
}
