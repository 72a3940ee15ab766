package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"github.com/airra/airra/internal/airra"
)

// unpagedRow is a row of unpaged: an incident whose paging has not begun.
type unpagedRow struct {
	bun.BaseModel `bun:"table:unpaged"`

	IncidentID string `bun:",pk"`
	Since      time.Time
}

// onUnpaged leaves an incident where it is that waits already.
const onUnpaged = "CONFLICT (incident_id) DO NOTHING"

// listUnpaged puts the incidents of the jobs that begin pagings on the list that these
// work from. The job itself names nobody, so one of them serves a whole storm.
func (t *tx) listUnpaged(ctx context.Context) error {
	var rows []unpagedRow
	for _, job := range t.jobs {
		if job.Kind == airra.JobPage && job.IncidentID != "" {
			rows = append(rows, unpagedRow{IncidentID: string(job.IncidentID), Since: job.At})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return fault("list incidents to page", insertRows(ctx, t, rows, onUnpaged, func(p *prepared) inserter { return p.unpaged }))
}

// TakeUnpaged takes incidents off the list, the oldest first. On PostgreSQL it passes
// over those that another transaction is taking.
func (t *tx) TakeUnpaged(ctx context.Context, limit int) ([]airra.IncidentID, error) {
	oldest := t.db.NewSelect().Table("unpaged").Column("incident_id").OrderExpr("incident_id").Limit(int64(limit))
	if t.db.Dialect().Name() == dialect.PG {
		oldest = oldest.For("UPDATE SKIP LOCKED")
	}
	var taken []string
	_, err := t.db.NewDelete().Table("unpaged").Where("incident_id IN (?)", oldest).Returning("incident_id").Exec(ctx, &taken)
	if err != nil {
		return nil, fault("take incidents to page", err)
	}
	ids := make([]airra.IncidentID, len(taken))
	for i, id := range taken {
		ids[i] = airra.IncidentID(id)
	}
	return ids, nil
}

// UnpagedSince counts the incidents that have waited on the list since before a moment.
func (r reader) UnpagedSince(ctx context.Context, before time.Time) (int, error) {
	return r.count(ctx, r.db.NewSelect().Model((*unpagedRow)(nil)).Where("since < ?", before))
}
