package learn

import (
	"strings"

	"github.com/airra/airra/internal/airra"
)

// Ended is a resolved incident with everything that is known about it.
type Ended struct {
	Incident   airra.Incident
	Signals    []airra.Signal
	Hypotheses []airra.Hypothesis // by rank
	Judgements []airra.Judgement
	Actions    []airra.Action
	Published  bool   // there is a published postmortem
	RootCause  string // which it names
}

// MemoryOf tells what an ended incident teaches. What a rehearsal did fixed nothing, so
// a dry run's summary is not handed on as a fix, and nothing that succeeded is taken for
// a proof of the cause.
func MemoryOf(e Ended) airra.Memory {
	i := e.Incident
	m := airra.Memory{
		IncidentID: i.ID, Ref: i.Ref, Title: i.Title, Service: i.AffectedService, Origin: i.Origin,
		Signals: Directions(i.AffectedService, e.Signals), Terms: Terms(i.Title, i.Description),
		Trust: Trust(i, e.Judgements, e.Actions, e.Published),
	}
	if i.ResolvedAt != nil {
		m.ResolvedAt = *i.ResolvedAt
	}
	m.Category, m.Cause, m.Confirmed, m.Rejected = causeOf(e)
	if i.ResolutionSummary != nil && !i.DryRunResolution {
		m.Fix = *i.ResolutionSummary
	}
	if fix := helped(e); fix != "" {
		m.Fix = fix
	}
	return m
}

// Directions gives the signals by name with the side to which they left their band. Of
// two with the same name the affected service's own counts.
func Directions(service airra.ServiceName, signals []airra.Signal) map[string]airra.Direction {
	found := map[string]airra.Direction{}
	for _, s := range signals {
		if _, there := found[s.Name]; !there || s.Service == service {
			found[s.Name] = s.Direction
		}
	}
	return found
}

// causeOf is what the incident was: what a person has confirmed, else what the person who
// resolved it named, else what was ranked first.
func causeOf(e Ended) (category, cause string, confirmed, rejected bool) {
	stands := map[string]airra.Verdict{}
	for _, j := range e.Judgements {
		if j.Subject == airra.AboutHypothesis {
			stands[j.Category] = j.Verdict
			if j.Verdict == airra.VerdictConfirmed && category == "" {
				category, confirmed = j.Category, true
			}
		}
	}
	said := ""
	if e.Incident.ResolutionCause != nil {
		said = *e.Incident.ResolutionCause
	}
	for _, h := range e.Hypotheses {
		if category == "" && said != "" && Names(said, h) {
			category = h.Category // A later no to what was named at the resolution counts for more.
			rejected = stands[category] == airra.VerdictRejected
			confirmed = !rejected
		}
	}
	if category == "" && len(e.Hypotheses) > 0 {
		category = e.Hypotheses[0].Category
		rejected = stands[category] == airra.VerdictRejected
	}
	for _, h := range e.Hypotheses {
		if h.Category == category && cause == "" {
			cause = h.Description
		}
	}
	if said != "" {
		cause = said
	}
	if e.RootCause != "" {
		cause = e.RootCause
	}
	return category, cause, confirmed, rejected
}

// Names tells whether the cause that a person gave is this hypothesis. Any other words
// are a cause too, but nobody may then say that a person confirmed this one.
func Names(cause string, h airra.Hypothesis) bool {
	said := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(cause)), " ", "_")
	return said == h.Category || cause == h.Description
}

// helped names an action that a person found to have helped and that was really run.
func helped(e Ended) string {
	for _, j := range e.Judgements {
		if j.Subject != airra.AboutAction || j.Verdict != airra.VerdictConfirmed || j.DryRun || j.ActionID == nil {
			continue
		}
		for _, x := range e.Actions {
			if x.ID == *j.ActionID {
				return x.Name
			}
		}
	}
	return ""
}
