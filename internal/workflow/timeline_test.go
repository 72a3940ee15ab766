package workflow_test

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/workflow"
)

func TestATimelineSaysThatItWasCut(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref := h.report(t)
	id := h.see(t, ref).ID
	const bound = 10_000
	note := func(count int) {
		t.Helper()
		must(t, h.store.InTx(t.Context(), func(tx airra.Tx) error {
			for range count {
				tx.Append(airra.Event{IncidentID: id, Type: airra.EventComment, Description: "and again", Actor: "ann", At: start})
			}
			return nil
		}))
	}
	for _, c := range []struct {
		name  string
		add   int
		shown int
		cut   bool
	}{
		{"a few", 3, 4, false},
		{"as many as are shown", bound - 4, bound, false},
		{"one more", 1, bound, true},
	} {
		note(c.add)
		timeline, err := h.Timeline(t.Context(), ref)
		must(t, err)
		if len(timeline.Events) != c.shown || timeline.TotalEvents != c.shown || timeline.Truncated != c.cut {
			t.Errorf("%s: %d events, total %d, truncated %v", c.name, len(timeline.Events), timeline.TotalEvents, timeline.Truncated)
		}
	}
}

func TestTheLastEventIsNamedWithoutAskingThePartsHowTheyAre(t *testing.T) {
	t.Parallel()
	asked := 0
	h := onOne(t, func(p *workflow.Parts) {
		p.Checks = append(p.Checks, func(context.Context) airra.Check { asked++; return airra.Check{} })
	})
	if last, err := h.LastEventID(t.Context()); err != nil || last != 0 {
		t.Errorf("before anything happened: %d, %v", last, err)
	}
	ref := h.report(t)
	timeline, err := h.Timeline(t.Context(), ref)
	must(t, err)
	last, err := h.LastEventID(t.Context())
	if want := timeline.Events[len(timeline.Events)-1].ID; err != nil || last != want || asked != 0 {
		t.Errorf("%d, want %d, after %d checks, %v", last, want, asked, err)
	}
}
