package store

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// Incidents gives a page of incidents, the newest first. A search looks for a
// substring of the title or of the description, where letters that differ in
// case only are the same, in every alphabet and on both databases alike.
func (r reader) Incidents(ctx context.Context, filter airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	incidents := newestFirst[incidentRow, airra.Incident]{
		column:  "detected_at",
		rows:    func(rows *[]incidentRow) *bun.SelectQuery { return whereIncident(r.selectIncidents(rows), filter) },
		place:   func(row *incidentRow) (time.Time, string) { return row.DetectedAt, row.ID },
		convert: (*incidentRow).incident,
	}.listing()
	if r.totals != nil && tallied(filter) {
		incidents.total = func(ctx context.Context) (int, error) { return r.addUp(ctx, filter) }
	}
	if r.texts != nil && filter.Search != "" {
		return r.search(ctx, filter, incidents)
	}
	return readPage(ctx, r, filter.Page, incidents)
}

func whereIncident(query *bun.SelectQuery, filter airra.IncidentFilter) *bun.SelectQuery {
	query = whereAny(query, "status", filter.Statuses)
	query = whereAny(query, "severity", filter.Severities)
	query = whereAny(query, "origin", filter.Origins)
	if filter.Open {
		query = query.Where("status <> 'resolved'") // the words of the index incidents_open
	}
	if filter.Service != "" {
		query = query.Where("affected_service = ?", string(filter.Service))
	}
	if filter.Source != "" {
		query = query.Where("detection_source = ?", filter.Source)
	}
	if filter.AssignedEngineerID != "" {
		query = query.Where("assigned_engineer_id = ?", filter.AssignedEngineerID)
	}
	if filter.Start != nil {
		query = query.Where("detected_at >= ?", *filter.Start)
	}
	if filter.End != nil {
		query = query.Where("detected_at <= ?", *filter.End)
	}
	if filter.Search != "" {
		query = query.Where("search_text LIKE ? ESCAPE '!'", containing(filter.Search))
	}
	return query
}

// whereAny narrows a query to some values of a column. One value is asked for
// with an equals sign, for then an index gives the rows in their order.
func whereAny[S ~string](query *bun.SelectQuery, column string, values []S) *bun.SelectQuery {
	switch len(values) {
	case 0:
		return query
	case 1:
		return query.Where("? = ?", bun.Ident(column), string(values[0]))
	default:
		words := make([]string, len(values))
		for i, value := range values {
			words[i] = string(value)
		}
		return query.Where("? IN (?)", bun.Ident(column), bun.List(words))
	}
}

// containing makes the pattern that finds text anywhere. The characters that
// mean something in a pattern are taken as they are.
func containing(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(fold(text)) + "%"
}
