package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func TestMarkedOnesAreAssignedAndTakenBack(t *testing.T) {
	t.Parallel()
	s := serve(t)
	if _, err := s.api.CreateEngineer(airra.WithActor(t.Context(), "ana@example.com"), airra.NewEngineer{Name: "Ana", Email: "ana@example.com"}); err != nil {
		t.Fatal(err)
	}
	one, two := s.report(t, "Slow"), s.report(t, "Slower")
	assigned := func(is bool) {
		t.Helper()
		for _, i := range []airra.Incident{one, two} {
			if got := s.now(t, i.ID).AssignedEngineerID; (got != nil) != is {
				t.Errorf("%s is assigned: %v; said %q", i.Ref, got != nil, s.toast.message)
			}
		}
	}
	s.types("2", "v", "j", "i", "enter", "y")
	assigned(true)
	if got := s.acts.last(); got != `printf '%s\n' INC-2 INC-1 | airra incident assign - 'ana@example.com'` {
		t.Errorf("the log says %s", got)
	}
	s.types("u")
	assigned(false)
	s.types("g", "v", "j", "I", "y")
	assigned(true)
}

// The palette acts as the key does.
func TestThePaletteActsForReal(t *testing.T) {
	t.Parallel()
	s := serve(t)
	i := s.report(t, "Slow")
	s.pump(pick(s.Model, "acknowledge"))
	if by := s.now(t, i.ID).AcknowledgedBy; by == nil || *by != "ana@example.com" {
		t.Errorf("it is not acknowledged; said %q", s.toast.message)
	}
}

// A page to me comes onto the deck, and goes when I acknowledge.
func TestAPageToMeIsOnTheDeckUntilIAcknowledge(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ctx := airra.WithActor(t.Context(), "ana@example.com")
	if _, err := s.api.CreateEngineer(ctx, airra.NewEngineer{Name: "Ana", Email: "ana@example.com"}); err != nil {
		t.Fatal(err)
	}
	i, err := s.api.PagePeople(ctx, airra.ManualPage{Target: "ana@example.com", Message: "come"})
	if err != nil {
		t.Fatal(err)
	}
	s.messages(t, func(all []airra.Notification) bool {
		return len(all) > 0 && all[0].Status == airra.NotificationSimulated
	})
	s.pump(s.loadAll())
	s.pump(s.screens[0].load(s.Model))
	if seen := s.seen(); !strings.Contains(seen, "PAGES TO ME") || !strings.Contains(seen, "✉ "+i.Ref) || !strings.Contains(seen, "simulated, not acknowledged") {
		t.Errorf("the page is not shown:\n%s", seen)
	}
	s.types("a")
	if seen := s.seen(); strings.Contains(seen, "PAGES TO ME") || s.now(t, i.ID).AcknowledgedBy == nil {
		t.Errorf("the page is still shown; said %q:\n%s", s.toast.message, seen)
	}
}

// What is too old to be loaded is found by a filter that the server understands.
func TestOlderIncidentsAreFoundByAFilter(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for n := range 120 {
		at := time.Now().Add(-time.Duration(n+48) * time.Hour)
		_, err := s.api.CreateIncident(airra.WithActor(t.Context(), "ana@example.com"), airra.NewIncident{
			Title: fmt.Sprintf("Flood of the year %d", n), Description: "old", Severity: airra.SeverityLow, AffectedService: "attic", DetectedAt: &at,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	newest := s.report(t, "Slow")
	s.with(newest)
	s.data.total, s.data.reach = mostIncidents+121, newest.DetectedAt
	s.types("2")
	list := s.screenNow().(*incidents)
	if got := list.names(s.Model); got != "121" {
		t.Fatalf("the list has %s", got)
	}
	s.types(append(append([]string{"/"}, letters("service:attic")...), "enter")...)
	list.settle(s.Model)
	if len(list.rows) != 120 || !strings.Contains(s.seen(), "and 120 older that match") {
		t.Errorf("%d rows:\n%s", len(list.rows), s.seen())
	}
	s.types("]", "]") // Of the resolved ones there are none, and the server was asked for those.
	list.settle(s.Model)
	if len(list.rows) != 0 || !strings.Contains(s.seen(), "and 0 older that match") {
		t.Errorf("%d rows:\n%s", len(list.rows), s.seen())
	}
}
