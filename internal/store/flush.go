package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// The rows of counters.
const (
	incidentCounter = "incidents"
	textCounter     = "texts"
	actionCounter   = "actions"
	auditCounter    = "audit"
	eventCounter    = "events"
)

// takeNumbers moves a counter on.
const takeNumbers = "UPDATE counters SET value = value + ? WHERE name = ? RETURNING value"

// flush writes everything that was collected, one statement per table. The
// counters are taken in this order by everybody, so no two transactions wait
// for each other in a circle, and the one of the events comes last.
func (t *tx) flush(ctx context.Context) error {
	steps := []func(context.Context) error{
		t.flushIncidents, t.flushTexts, t.flushSignals, t.flushHypotheses, t.flushActions, t.flushJobs, t.flushTally, t.flushDeltas, t.flushJudged, t.flushAudit, t.flushEvents,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) flushIncidents(ctx context.Context) error {
	next, err := t.take(ctx, incidentCounter, len(t.incidents))
	if err != nil || len(t.incidents) == 0 {
		return err
	}
	rows := make([]incidentRow, len(t.incidents))
	for i, incident := range t.incidents {
		incident.Ref, incident.Version = airra.IncidentRef(next+int64(i)), 1
		t.refs[incident.ID] = incident.Ref
		t.tally[tallyKeyOf(incident)]++
		t.deltas.count(measure.PrintOf(incident), 1)
		rows[i] = rowOfIncident(incident)
	}
	return fault("insert incidents", insertRows(ctx, t, rows, "", func(p *prepared) inserter { return p.incidents }))
}

func (t *tx) flushSignals(ctx context.Context) error {
	if len(t.signals) == 0 {
		return nil
	}
	_, err := t.db.NewInsert().Model(&t.signals).On("CONFLICT (incident_id, service, name) DO UPDATE").
		Set("first_seen = excluded.first_seen, document = excluded.document").Returning("NULL").Exec(ctx)
	return fault("write signals", err)
}

func (t *tx) flushHypotheses(ctx context.Context) error {
	for _, r := range t.hypotheses {
		_, err := t.db.NewDelete().Model((*hypothesisRow)(nil)).Where("incident_id = ?", string(r.incident)).Exec(ctx)
		if err != nil {
			return fault("replace hypotheses", err)
		}
		if len(r.hypotheses) == 0 {
			continue
		}
		rows := make([]hypothesisRow, len(r.hypotheses))
		for i, h := range r.hypotheses {
			rows[i] = rowOfHypothesis(r.incident, h)
		}
		if _, err := t.db.NewInsert().Model(&rows).Returning("NULL").Exec(ctx); err != nil {
			return fault("insert hypotheses", err)
		}
	}
	return nil
}

func (t *tx) flushActions(ctx context.Context) error {
	if len(t.actions) == 0 {
		return nil
	}
	ids := make([]airra.IncidentID, len(t.actions))
	for i, action := range t.actions {
		ids[i] = action.IncidentID
	}
	if err := t.learnRefs(ctx, ids); err != nil {
		return err
	}
	next, err := t.take(ctx, actionCounter, len(t.actions))
	if err != nil {
		return err
	}
	rows := make([]actionRow, len(t.actions))
	for i, action := range t.actions {
		action.Ref, action.IncidentRef, action.Version = airra.ActionRef(next+int64(i)), t.refs[action.IncidentID], 1
		rows[i] = rowOfAction(action)
	}
	_, err = t.db.NewInsert().Model(&rows).Returning("NULL").Exec(ctx)
	return fault("insert actions", err)
}

func (t *tx) flushJobs(ctx context.Context) error {
	if len(t.jobs) == 0 {
		return nil
	}
	if err := t.listUnpaged(ctx); err != nil {
		return err
	}
	return fault("enqueue jobs", t.enqueue(ctx, t.raw, t.jobs))
}

func (t *tx) flushAudit(ctx context.Context) error {
	next, err := t.take(ctx, auditCounter, len(t.audit))
	if err != nil || len(t.audit) == 0 {
		return err
	}
	rows := make([]auditRow, len(t.audit))
	for i, entry := range t.audit {
		rows[i] = rowOfAudit(entry)
		rows[i].ID = next + int64(i)
	}
	return fault("insert audit rows", insertRows(ctx, t, rows, "", func(p *prepared) inserter { return p.audit }))
}

func (t *tx) flushEvents(ctx context.Context) error {
	if len(t.events) == 0 {
		return nil
	}
	ids := make([]airra.IncidentID, len(t.events))
	for i, event := range t.events {
		ids[i] = event.IncidentID
	}
	if err := t.learnRefs(ctx, ids); err != nil {
		return err
	}
	next, err := t.take(ctx, eventCounter, len(t.events))
	if err != nil {
		return err
	}
	rows := make([]eventRow, len(t.events))
	for i, event := range t.events {
		rows[i] = rowOfEvent(event)
		rows[i].ID, rows[i].IncidentRef = next+int64(i), t.refs[event.IncidentID]
		t.lastEvent = rows[i].ID
	}
	return fault("insert events", insertRows(ctx, t, rows, "", func(p *prepared) inserter { return p.events }))
}

// take moves a counter on by n and gives the first number of the range.
func (t *tx) take(ctx context.Context, counter string, n int) (int64, error) {
	if n == 0 {
		return 0, nil
	}
	var last int64
	var err error
	if t.prepared != nil {
		err = t.sqlite.StmtContext(ctx, t.prepared.take).QueryRowContext(ctx, n, counter).Scan(&last)
	} else {
		err = t.db.NewRaw(takeNumbers, n, counter).Scan(ctx, &last)
	}
	return last - int64(n) + 1, fault("take numbers from counter "+counter, err)
}

// learnRefs looks up the refs of incidents that the transaction has not met.
func (t *tx) learnRefs(ctx context.Context, ids []airra.IncidentID) error {
	var unknown []string
	for _, id := range ids {
		if _, known := t.refs[id]; !known {
			unknown = append(unknown, string(id))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	var rows []struct{ ID, Ref string }
	err := t.db.NewSelect().Table("incidents").Column("id", "ref").Where("id IN (?)", bun.List(unknown)).Scan(ctx, &rows)
	if err != nil {
		return fault("read refs of incidents", err)
	}
	for _, row := range rows {
		t.refs[airra.IncidentID(row.ID)] = row.Ref
	}
	for _, id := range unknown {
		if t.refs[airra.IncidentID(id)] == "" {
			return fmt.Errorf("write about incident %s: %w", id, airra.Errorf(airra.CodeNotFound, "Incident not found"))
		}
	}
	return nil
}
