package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

// report puts so many incidents in, each of which says its number and "storm".
func report(t *testing.T, s *store.Store, first, incidents int) []*airra.Incident {
	t.Helper()
	var made []*airra.Incident
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		for n := range incidents {
			incident := storetest.Incident(time.Date(2026, 11, 23, 2, 0, first+n, 0, time.UTC))
			incident.Title = fmt.Sprintf("<%d> of the storm", first+n)
			made = append(made, incident)
			tx.InsertIncident(incident)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func count(t *testing.T, s *store.Store, filter airra.IncidentFilter) int {
	t.Helper()
	page, err := s.Incidents(t.Context(), filter)
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

func listening(handle *store.Handle) *store.Store {
	return store.New(handle, noJobs, func(context.Context, int64) {})
}

func TestASearchAnswersFromMemory(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := listening(handle)
		report(t, s, 0, 40)
		if got := count(t, s, airra.IncidentFilter{Search: "storm"}); got != 40 || s.Held() != 40 {
			t.Errorf("found %d, held %d", got, s.Held())
		}
		execute(t, handle, "UPDATE incidents SET search_text = ''")
		if got := count(t, s, airra.IncidentFilter{Search: "<7>"}); got != 1 {
			t.Errorf("found %d: the database was asked for what is held", got)
		}
		if got := count(t, s, airra.IncidentFilter{Search: "<7>", Open: true}); got != 1 {
			t.Errorf("found %d of the open ones", got)
		}
	})
}

func TestASearchSeesWhatAnotherProcessWrites(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		here, there := listening(handle), listening(handle)
		made := report(t, there, 0, 3)
		if got := count(t, here, airra.IncidentFilter{Search: "storm"}); got != 3 {
			t.Errorf("found %d", got)
		}
		if err := there.InTx(t.Context(), func(tx airra.Tx) error {
			made[1].Title = "calm"
			return tx.SaveIncident(t.Context(), made[1])
		}); err != nil {
			t.Fatal(err)
		}
		report(t, there, 3, 1)
		if storm, calm := count(t, here, airra.IncidentFilter{Search: "storm"}), count(t, here, airra.IncidentFilter{Search: "calm"}); storm != 3 || calm != 1 {
			t.Errorf("found %d and %d", storm, calm)
		}
		if err := store.Reset(t.Context(), handle); err != nil {
			t.Fatal(err)
		}
		report(t, there, 10, 6) // More than there were, with the refs of before.
		if got := count(t, here, airra.IncidentFilter{Search: "storm"}); got != 6 || count(t, here, airra.IncidentFilter{Search: "<0>"}) != 0 {
			t.Errorf("after a reset: found %d", got)
		}
	})
}

func TestASearchOfManyDoesNotWaitForTheirTexts(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := listening(handle)
		report(t, s, 0, store.TextsBehind+1)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		if got := count(t, s, airra.IncidentFilter{Search: "<77"}); got != 11 || s.Held() != 0 {
			t.Errorf("found %d, held %d: before they are read the database answers", got, s.Held())
		}
		go func() { ended <- s.HoldTexts(ctx) }()
		for deadline := time.Now().Add(time.Minute); s.Held() <= store.TextsBehind; {
			if time.Now().After(deadline) {
				t.Fatal("nobody read the texts")
			}
			count(t, s, airra.IncidentFilter{Service: "nobody"}) // Something to do meanwhile.
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for filter, want := range map[*airra.IncidentFilter]int{{Search: "<77"}: 11, {Search: "storm"}: 2001, {Search: "storm", Open: true}: 2001, {Search: "nothing"}: 0} {
			if got := count(t, s, *filter); got != want {
				t.Errorf("%+v: found %d, want %d", filter, got, want)
			}
		}
	})
}

func TestTextsThatAreTooMuchAreNotHeld(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := listening(handle)
		s.HoldAtMost(5000)
		made := report(t, s, 0, 10)
		for n := range 120 { // Of texts that change again and again nothing is left over that would fill the memory.
			if err := s.InTx(t.Context(), func(tx airra.Tx) error {
				made[0].Title = fmt.Sprintf("the storm for the %dth time", n)
				return tx.SaveIncident(t.Context(), made[0])
			}); err != nil {
				t.Fatal(err)
			}
			if got := count(t, s, airra.IncidentFilter{Search: "storm"}); got != 10 {
				t.Fatalf("found %d", got)
			}
		}
		if s.Held() != 10 {
			t.Errorf("%d are held", s.Held())
		}
		report(t, s, 10, 40)
		if err := s.HoldNow(t.Context()); err == nil {
			t.Error("more is held than may be")
		}
		if got := count(t, s, airra.IncidentFilter{Search: "storm"}); got != 50 {
			t.Errorf("found %d", got)
		}
	})
}
