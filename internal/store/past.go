package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// PastIncidents gives at most limit resolved incidents that resemble like: they
// hit the same service, or moved a signal of the same name. The newest
// resolution comes first, and the incident itself is left out.
func (r reader) PastIncidents(ctx context.Context, like airra.Incident, signals []airra.Signal, limit int) ([]airra.PastIncident, error) {
	var rows []incidentRow
	query := r.selectIncidents(&rows).Where("status = 'resolved'").Where("id <> ?", string(like.ID)).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return whereResembles(q, like, signals) })
	if err := query.OrderExpr("resolved_at DESC, id DESC").Limit(int64(max(0, limit))).Scan(ctx); err != nil {
		return nil, fault("read past incidents", err)
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	moved, err := r.signalsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	causes, err := r.hypothesesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	past := make([]airra.PastIncident, len(rows))
	for i, incident := range incidentsOf(rows) {
		past[i] = pastIncident(incident, moved[incident.ID], causes[incident.ID])
	}
	return past, nil
}

func whereResembles(query *bun.SelectQuery, like airra.Incident, signals []airra.Signal) *bun.SelectQuery {
	query = query.Where("affected_service = ?", string(like.AffectedService))
	if len(signals) == 0 {
		return query
	}
	names := make([]string, len(signals))
	for i, signal := range signals {
		names[i] = signal.Name
	}
	return query.WhereOr("id IN (SELECT incident_id FROM incident_signals WHERE name IN (?))", bun.List(names))
}

// pastIncident tells what an ended incident teaches. What a rehearsal did fixed
// nothing, so a dry run's summary is not handed on as a fix.
func pastIncident(incident airra.Incident, signals []airra.Signal, hypotheses []airra.Hypothesis) airra.PastIncident {
	past := airra.PastIncident{Ref: incident.Ref, Service: incident.AffectedService, Title: incident.Title, Signals: []string{}}
	if incident.ResolvedAt != nil {
		past.ResolvedAt = *incident.ResolvedAt
	}
	for _, signal := range signals {
		past.Signals = append(past.Signals, signal.Name)
		if signal.Direction != "" && (signal.Service == incident.AffectedService || past.Directions[signal.Name] == "") {
			if past.Directions == nil {
				past.Directions = map[string]airra.Direction{}
			}
			past.Directions[signal.Name] = signal.Direction
		}
	}
	if best := bestHypothesis(incident, hypotheses); best != nil {
		past.Category, past.Cause, past.Confirmed = best.Category, best.Description, best.Validated
		past.Rejected = !best.Validated && best.ValidationFeedback != nil
	}
	if incident.ResolutionCause != nil {
		past.Cause = *incident.ResolutionCause
		past.Confirmed = past.Confirmed || past.Category != "" && names(*incident.ResolutionCause, bestHypothesis(incident, hypotheses))
		past.Rejected = past.Rejected && !past.Confirmed
	}
	if incident.ResolutionSummary != nil && !incident.DryRunResolution {
		past.Fix = *incident.ResolutionSummary
	}
	return past
}

// bestHypothesis picks the one a person has confirmed, else the one that the
// person who resolved the incident named, else the one ranked first.
func bestHypothesis(incident airra.Incident, ranked []airra.Hypothesis) *airra.Hypothesis {
	var best *airra.Hypothesis
	for i := range ranked {
		h := &ranked[i]
		switch {
		case h.Validated:
			return h
		case best == nil:
			best = h
		}
	}
	for i := range ranked {
		if cause := incident.ResolutionCause; cause != nil && names(*cause, &ranked[i]) {
			return &ranked[i]
		}
	}
	return best
}

// names tells whether the cause that a person gave is this hypothesis. Any other
// words are a cause too, but nobody may then say that a person confirmed this one.
func names(cause string, h *airra.Hypothesis) bool {
	said := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(cause)), " ", "_")
	return said == h.Category || cause == h.Description
}
