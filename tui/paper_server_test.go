package tui

import (
	"testing"

	"github.com/airra/airra/internal/airra"
)

// A draft of a real incident is stored, published, withdrawn and changed by keys.
func TestAPostmortemIsWrittenForReal(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.analysed(t)
	if _, err := s.api.ResolveIncident(airra.WithActor(t.Context(), "ana@example.com"), string(d.ID), airra.Resolution{By: "ana@example.com", Cause: "a leak in the cache"}); err != nil {
		t.Fatal(err)
	}
	s.types("h")
	shows(t, s.Model, "a draft made from", "ROOT CAUSE", "a leak in the cache")
	if _, err := s.api.FindPostmortem(t.Context(), string(d.ID)); airra.ErrorCode(err) != airra.CodeNotFound {
		t.Fatalf("something is stored already: %v", err)
	}
	published := func(want bool) {
		t.Helper()
		p, err := s.api.FindPostmortem(t.Context(), string(d.ID))
		if err != nil || p.Published != want || p.Author != "ana@example.com" {
			t.Fatalf("%+v, %v; said %q\n%s", p, err, s.toast.message, s.seen())
		}
	}
	s.types("w", "y")
	published(false)
	s.types("p", "y")
	published(true)
	s.types("u")
	published(false)
	cause := "the cache was never emptied"
	s.pump(s.perform(s.detail.rewrite(s.Model, airra.PostmortemText{ActualRootCause: &cause})))
	shows(t, s.Model, cause, "not published yet, written by ana@example.com")
}
