package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func eventsResume(t *testing.T, s Store) {
	if last, err := s.LastEventID(t.Context()); err != nil || last != 0 {
		t.Errorf("before everything: got %d, %v", last, err)
	}
	incident, other := Incident(at), Incident(at)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.InsertIncident(other)
		tx.Append(airra.Event{IncidentID: incident.ID, Type: airra.EventDetected, Description: "detected", Actor: "airra", At: at, Metadata: map[string]any{"sigma": 4.5, "nested": map[string]any{"a": "b"}}})
		tx.Append(airra.Event{IncidentID: other.ID, Type: airra.EventDetected, At: at})
		return nil
	})
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.Append(airra.Event{IncidentID: incident.ID, Type: airra.EventComment, At: at})
		return nil
	})
	first, err := s.Events(t.Context(), airra.EventFilter{Limit: 1})
	must(t, err)
	want := []airra.Event{{ID: 1, IncidentID: incident.ID, IncidentRef: "INC-1", Type: airra.EventDetected, Description: "detected", Actor: "airra", At: at, Metadata: map[string]any{"sigma": 4.5, "nested": map[string]any{"a": "b"}}}}
	if diff := cmp.Diff(want, first, equalTimes); diff != "" {
		t.Error(diff)
	}
	for filter, want := range map[airra.EventFilter][]int64{
		{}:                       {1, 2, 3},
		{After: 1}:               {2, 3},
		{After: 3}:               nil,
		{Incident: incident.ID}:  {1, 3},
		{Incident: other.ID}:     {2},
		{After: 1, Limit: 1}:     {2},
		{Incident: "of nobody."}: nil,
	} {
		events, err := s.Events(t.Context(), filter)
		must(t, err)
		var ids []int64
		for _, event := range events {
			ids = append(ids, event.ID)
		}
		if !slices.Equal(ids, want) || events == nil {
			t.Errorf("%+v: got %v, want %v", filter, ids, want)
		}
	}
	if last, err := s.LastEventID(t.Context()); err != nil || last != 3 {
		t.Errorf("got %d, %v", last, err)
	}
}

func noteRetracted(t *testing.T, s Store) {
	incident := Incident(at)
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.Append(airra.Event{IncidentID: incident.ID, Type: airra.EventDetected, Description: "detected", At: at})
		tx.Append(airra.Event{IncidentID: incident.ID, Type: airra.EventComment, Description: "a secret", Actor: "ann", At: at})
		return nil
	})
	retract := func(id int64) error {
		return s.InTx(t.Context(), func(tx airra.Tx) error {
			return tx.SaveRetraction(t.Context(), airra.Event{ID: id, Description: "retracted", Metadata: map[string]any{"retracted_at": "now"}})
		})
	}
	must(t, retract(2))
	for _, id := range []int64{1, 2, 3} {
		if err := retract(id); !errors.Is(err, airra.ErrStale) {
			t.Errorf("event %d: %v", id, err)
		}
	}
	events, err := s.Events(t.Context(), airra.EventFilter{})
	must(t, err)
	want := []airra.Event{
		{ID: 1, IncidentID: incident.ID, IncidentRef: "INC-1", Type: airra.EventDetected, Description: "detected", At: at, Metadata: map[string]any{}},
		{ID: 2, IncidentID: incident.ID, IncidentRef: "INC-1", Type: airra.EventComment, Description: "retracted", Actor: "ann", At: at, Metadata: map[string]any{"retracted_at": "now"}},
	}
	if diff := cmp.Diff(want, events, equalTimes); diff != "" {
		t.Error(diff)
	}
}

// readerMissesNothing lets eight write at once while one reads on from the last
// id it saw. An id that became visible after a higher one would be missed.
func readerMissesNothing(t *testing.T, s Store) {
	const writers, rounds = 8, 30
	incident := Incident(at)
	insert(t, s, incident)
	written := make(chan struct{})
	var seen []int64
	var reading sync.WaitGroup
	reading.Go(func() {
		var after int64
		for done := false; ; {
			select {
			case <-written:
				done = true // One more look, for everything is committed now.
			default:
			}
			events, err := s.Events(t.Context(), airra.EventFilter{After: after})
			if err != nil {
				t.Error(err)
				return
			}
			for _, event := range events {
				seen = append(seen, event.ID)
				after = event.ID
			}
			if done && len(events) == 0 {
				return
			}
		}
	})
	errs := together(writers, func(i int) error {
		for range rounds {
			err := s.InTx(t.Context(), func(tx airra.Tx) error {
				for range 1 + i%3 {
					tx.Append(airra.Event{IncidentID: incident.ID, At: at})
				}
				if i%2 == 0 {
					tx.InsertIncident(Incident(at))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	close(written)
	reading.Wait()
	if successes(errs) != writers {
		t.Fatal(errs)
	}
	total := 0
	for i := range writers {
		total += rounds * (1 + i%3)
	}
	if len(seen) != total || !slices.IsSorted(seen) || seen[len(seen)-1] != int64(total) {
		t.Errorf("of %d events the reader saw %d", total, len(seen))
	}
}

func eventOfNobody(t *testing.T, s Store) {
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.Append(airra.Event{IncidentID: airra.IncidentID(airra.NewID()), At: at})
		return nil
	})
	wantCode(t, err, airra.CodeNotFound)
	err = s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.InsertAction(Action(airra.IncidentID(airra.NewID()), at))
		return nil
	})
	wantCode(t, err, airra.CodeNotFound)
	if last, err := s.LastEventID(t.Context()); err != nil || last != 0 {
		t.Errorf("got %d, %v", last, err)
	}
}
