package workflow_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/invent"
	"github.com/airra/airra/internal/workflow"
)

// script invents the incident of one seed, whatever it is asked for.
type script struct{ seed uint64 }

func (s script) Invent(ctx context.Context, _ uint64) (invent.Draft, error) {
	return invent.Inventor{}.Invent(ctx, s.seed)
}

// inventing makes a house that invents one critical incident, over and over.
func inventing(p *workflow.Parts) {
	for seed := uint64(0); ; seed++ {
		if d := invent.Compose(seed); d.Service == "payment-service" && d.Severity == airra.SeverityCritical && d.Pattern == invent.MemoryLeak {
			p.Inventor = script{seed}
			return
		}
	}
}

// onBothWith tells a story on both databases, with other parts.
func onBothWith(t *testing.T, change func(*workflow.Parts), story func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		story(t, newHouse(t, template.SQLite(t), change))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		story(t, newHouse(t, template.Postgres(t), change))
	})
}

// letters counts all notifications there ever were.
func (h *house) letters(t *testing.T) int {
	t.Helper()
	page, err := h.FindNotifications(t.Context(), airra.NotificationFilter{})
	must(t, err)
	return page.Total
}

// generated invents an incident and analyses it up to its proposal.
func (h *house) generated(t *testing.T) *airra.IncidentDetail {
	t.Helper()
	i, err := h.GenerateIncident(t.Context())
	must(t, err)
	h.run(t)
	h.work(t)
	h.run(t)
	return h.see(t, i.Ref)
}

func TestAnInventedIncidentIsAnalysedLikeAnyOther(t *testing.T) {
	t.Parallel()
	onBothWith(t, inventing, func(t *testing.T, h *house) {
		i := h.generated(t)
		if i.Origin != airra.OriginGenerated || i.DetectionSource != airra.SourceGenerator || !strings.HasPrefix(i.Title, "[AI] ") || i.PeakSigma < 12 {
			t.Errorf("got %+v", i.Incident)
		}
		if i.Status != airra.StatusPendingApproval || len(i.Hypotheses) == 0 || i.Hypotheses[0].Category != airra.CategoryMemoryLeak || len(i.Actions) != 1 {
			t.Errorf("a memory leak ends in a proposal against it, got %s with %+v", i.Status, i.Hypotheses)
		}
		var said struct {
			Invented  bool   `json:"ai_generated"`
			Pattern   string `json:"pattern"`
			At        string `json:"generation_timestamp"`
			Generator string `json:"generator"`
		}
		must(t, json.Unmarshal(i.Context, &said))
		if !said.Invented || said.Pattern != "memory_leak" || said.At != start.Format(time.RFC3339) || said.Generator != invent.GrammarName {
			t.Errorf("got %s", i.Context)
		}
		signals, err := h.IncidentSignals(t.Context(), i.Ref)
		must(t, err)
		if len(signals) < 3 || signals[0].Assumed || !slices.Contains(h.story(t, i.Ref), airra.EventDetected) {
			t.Errorf("got %d signals", len(signals))
		}
	})
}

func TestNobodyIsEverPagedForAnInventedIncident(t *testing.T) {
	t.Parallel()
	onBothWith(t, inventing, func(t *testing.T, h *house) {
		h.team(t)
		i := h.generated(t)
		h.after(t, 3*time.Hour) // The clock of the decision runs out, and whatever a paging would have done by then.
		if got := h.see(t, i.Ref).Status; got != airra.StatusEscalated {
			t.Fatalf("nobody decided, and it is %s", got)
		}
		for _, act := range []func() (*airra.Incident, error){
			func() (*airra.Incident, error) {
				return h.AcknowledgeIncident(t.Context(), i.Ref, airra.Acknowledgement{By: "ann", For: time.Minute}) // It lapses.
			},
			func() (*airra.Incident, error) {
				return h.AcknowledgeIncident(t.Context(), i.Ref, airra.Acknowledgement{By: "ann"})
			},
			func() (*airra.Incident, error) { return h.UnacknowledgeIncident(t.Context(), i.Ref) },
			func() (*airra.Incident, error) {
				return h.ResolveIncident(t.Context(), i.Ref, airra.Resolution{By: "ann"})
			},
			func() (*airra.Incident, error) { return h.ReopenIncident(t.Context(), i.Ref, "") },
		} {
			_, err := act()
			must(t, err)
			h.after(t, 2*time.Hour)
		}
		found, err := h.RescuePages(t.Context())
		must(t, err)
		if n := h.letters(t); n != 0 || found != 0 {
			t.Errorf("%d notifications, %d pages rescued", n, found)
		}
	})
}

func TestAPersonMayCallForHelpWithAnInventedIncident(t *testing.T) {
	t.Parallel()
	h := onOne(t, inventing)
	h.team(t)
	i := h.generated(t)
	_, err := h.EscalateIncident(airra.WithActor(t.Context(), "ann"), i.Ref, "a drill")
	must(t, err)
	h.run(t)
	if h.letters(t) == 0 {
		t.Error("somebody asked for people and nobody was paged")
	}
}

func TestAServerThatWasToldToPagesForInventedIncidentsToo(t *testing.T) {
	t.Parallel()
	onBothWith(t, func(p *workflow.Parts) { inventing(p); p.GeneratorPages = true }, func(t *testing.T, h *house) {
		h.team(t)
		h.generated(t)
		if h.letters(t) == 0 {
			t.Error("nobody was paged")
		}
	})
}

func TestARealIncidentPagesBesideAnInventedOne(t *testing.T) {
	t.Parallel()
	h := onOne(t, inventing)
	h.team(t)
	h.generated(t)
	h.report(t)
	h.run(t)
	if h.letters(t) == 0 {
		t.Error("nobody was paged for the real one")
	}
}

func TestAServerWithoutAnInventorSaysSo(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	if _, err := h.GenerateIncident(t.Context()); airra.ErrorCode(err) != airra.CodeUnavailable {
		t.Errorf("got %v", err)
	}
}

func TestEveryInventedIncidentHasASeedOfItsOwn(t *testing.T) {
	t.Parallel()
	h := onOne(t, func(p *workflow.Parts) { p.Inventor = invent.Inventor{} })
	titles := map[string]bool{}
	for range 20 {
		i, err := h.GenerateIncident(t.Context())
		must(t, err)
		titles[i.Title] = true
	}
	if len(titles) != 20 {
		t.Errorf("%d of 20 titles differ", len(titles))
	}
}

func TestItIsExplainedWhyNobodyIsPagedForAnInventedIncident(t *testing.T) {
	t.Parallel()
	h := onOne(t, inventing)
	i := h.generated(t)
	if got := h.explained(t, i.Ref).Summary; !strings.Contains(got, "the generator invented it") || !strings.Contains(got, "airra incident escalate "+i.Ref) {
		t.Errorf("got %q", got)
	}
}
