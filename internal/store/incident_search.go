package store

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// fewFound is how many incidents a statement names. Where a search finds more and is
// narrowed in another way too, the database walks through the incidents.
const fewFound = 2000

// search looks through the texts that are held, and where none are asks the database.
func (r reader) search(ctx context.Context, filter airra.IncidentFilter, l listing[incidentRow, airra.Incident]) (airra.Page[airra.Incident], error) {
	var some selection
	var few []place
	alone, many := onlyText(filter), false
	ok, err := r.texts.look(ctx, r, filter.Search, func(found ranking) (err error) {
		found = found.within(filter.Start, filter.End)
		if alone {
			some, err = selectFrom(found, filter.Page, l)
		} else if many = found.len > fewFound; !many {
			few = found.some(0, fewFound)
		}
		return err
	})
	if err == nil && ok && !alone && !many {
		if few, err = r.narrow(ctx, filter, few); err == nil {
			some, err = selectFrom(rankingOf(few), filter.Page, l)
		}
	}
	switch {
	case err != nil:
		return airra.Page[airra.Incident]{}, err
	case !ok || many:
		return readPage(ctx, r, filter.Page, l)
	}
	return r.pageOfFound(ctx, some, filter.Page.Normal(), l)
}

// onlyText says whether nothing but the text and the time tells which incidents are meant.
func onlyText(f airra.IncidentFilter) bool {
	return len(f.Statuses)+len(f.Severities)+len(f.Origins) == 0 && f.Service == "" && f.Source == "" && f.AssignedEngineerID == "" && !f.Open
}

// narrow gives those of the found incidents that match the rest of a filter. The limit,
// which is above them all, has the database read them by their ids: it would take an
// index of the filter otherwise and walk through all that is in it.
func (r reader) narrow(ctx context.Context, filter airra.IncidentFilter, found []place) ([]place, error) {
	filter.Search, filter.Start, filter.End = "", nil, nil // They are looked after.
	named := r.db.NewSelect().Table("incidents").Where("id IN (?)", bun.List(idsOf(found))).Limit(fewFound).
		Column("id", "status", "severity", "origin", "affected_service", "detection_source", "assigned_engineer_id")
	var ids []string
	query := whereIncident(r.db.NewSelect().TableExpr("(?) AS named", named).Column("id"), filter)
	if err := query.Scan(ctx, &ids); err != nil {
		return nil, fault("narrow a search", err)
	}
	kept := make(map[string]bool, len(ids))
	for _, id := range ids {
		kept[id] = true
	}
	return slices.DeleteFunc(found, func(p place) bool { return !kept[p.id.String()] }), nil
}

func idsOf(found []place) []string {
	ids := make([]string, len(found))
	for i := range found {
		ids[i] = found[i].id.String()
	}
	return ids
}

// selection is a page of what was found, before it is read.
type selection struct {
	places []place // one more than the page holds, where there is a next one
	from   beginning
	total  int
}

func selectFrom(found ranking, request airra.PageRequest, l listing[incidentRow, airra.Incident]) (selection, error) {
	request = request.Normal()
	s := selection{total: min(found.len, airra.MaxExactTotal+1)}
	var err error
	if s.from, err = seek(l, request, s.total); err != nil {
		return s, err
	}
	skipped := s.from.before
	if p := s.from.behind; p != nil {
		last := place{micros: p.At.UnixMicro(), id: uuid.MustParse(p.ID)}
		skipped = found.behind(func(p place) bool { return newestPlace(last, p) < 0 })
	}
	s.places = found.some(skipped, request.PageSize+1)
	return s, nil
}

// pageOfFound reads a page of what was found.
func (r reader) pageOfFound(ctx context.Context, s selection, request airra.PageRequest, l listing[incidentRow, airra.Incident]) (airra.Page[airra.Incident], error) {
	var rows []incidentRow
	if len(s.places) > 0 {
		query := r.selectIncidents(&rows).Where("id IN (?)", bun.List(idsOf(s.places))).OrderExpr(l.order)
		if err := query.Scan(ctx); err != nil {
			return airra.Page[airra.Incident]{}, fault("read what was found", err)
		}
	}
	return pageOf(l, request, rows, s.from, s.total), nil
}
