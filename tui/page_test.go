package tui

import (
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// Paging somebody is two steps, and the second one says that they are woken.
func TestAPageIsConfirmedBeforeSomebodyIsWoken(t *testing.T) {
	t.Parallel()
	s := serve(t)
	if _, err := s.api.CreateEngineer(airra.WithActor(t.Context(), "ana@example.com"), airra.NewEngineer{Name: "Alice", Email: "alice@example.com"}); err != nil {
		t.Fatal(err)
	}
	s.types("M")
	s.types(letters("alice@example.com: the queue stands still")...)
	s.types("enter")
	if page := s.opened(t); page != nil {
		t.Fatalf("typing it has already paged: %s", page.Title)
	}
	if frame := s.seen(); !strings.Contains(frame, "It cannot be") {
		t.Errorf("the dialog does not say what it does:\n%s", frame)
	}
	s.types("y")
	page := s.opened(t)
	if page == nil || page.Severity != airra.SeverityHigh || !strings.Contains(page.Title+page.Description, "the queue stands still") {
		t.Errorf("the API knows of %+v", page)
	}
	if line := s.acts.last(); line != "airra page 'alice@example.com' -m 'the queue stands still'" {
		t.Errorf("the command log says %s", line)
	}
}

// A line without a message pages nobody, and an incident offers its service.
func TestAPageNeedsAMessageAndOffersTheService(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.report(t, "orders hang")
	s.types("2", "M")
	if s.line == nil || s.line.text != "order-service: " {
		t.Fatalf("the line is %+v", s.line)
	}
	s.types("enter")
	if s.dialog() != nil || !strings.Contains(s.toast.message, "whom, a colon and what about") {
		t.Errorf("without a message: %q", s.toast.message)
	}
}

// opened is the newest incident that the API knows, or nil.
func (s served) opened(t *testing.T) *airra.Incident {
	t.Helper()
	page, err := s.api.FindIncidents(t.Context(), airra.IncidentFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) == 0 {
		return nil
	}
	return &page.Items[0]
}
