package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// LearningCounts counts what was found out about the incidents detected at or after
// since, of the sorts that q counts.
func (r reader) LearningCounts(ctx context.Context, since time.Time, q airra.AnalyticsQuery) (airra.LearningCounts, error) {
	var c airra.LearningCounts
	for _, count := range []func(context.Context, time.Time, airra.AnalyticsQuery, *airra.LearningCounts) error{r.countVerdicts, r.countReuses} {
		if err := count(ctx, since, q, &c); err != nil {
			return airra.LearningCounts{}, fault("count what was learned", err)
		}
	}
	return c, nil
}

// countVerdicts counts by origin. How an incident was ended does not matter to a cause:
// whether it was right, a rehearsal does not change. An action that was only rehearsed
// is another thing, and counts when it is asked for.
func (r reader) countVerdicts(ctx context.Context, since time.Time, q airra.AnalyticsQuery, c *airra.LearningCounts) error {
	origins := bun.List(q.Origins())
	hypotheses := r.db.NewSelect().TableExpr("judgements AS j").
		ColumnExpr("count(*) AS judged, coalesce(sum(CASE WHEN j.verdict = 'confirmed' THEN 1 ELSE 0 END), 0) AS confirmed").
		ColumnExpr("coalesce(sum(CASE WHEN j.rank = 1 THEN 1 ELSE 0 END), 0) AS judged_first").
		ColumnExpr("coalesce(sum(CASE WHEN j.rank = 1 AND j.verdict = 'confirmed' THEN 1 ELSE 0 END), 0) AS confirmed_first").
		Where("j.subject = 'hypothesis' AND j.origin IN (?) AND j.detected_at >= ?", origins, since)
	if err := hypotheses.Scan(ctx, &c.Judged, &c.Confirmed, &c.JudgedFirst, &c.ConfirmedFirst); err != nil {
		return err
	}
	effective := r.db.NewSelect().Table("judgements").ColumnExpr("count(*)").
		Where("subject = 'action' AND verdict = 'confirmed' AND origin IN (?)", origins)
	if !q.Counts(airra.SortDryRun) {
		effective = effective.Where("NOT dry_run")
	}
	return effective.Scan(ctx, &c.Effective)
}

// countReuses begins with the reuses, which are few: a join would let the database begin
// with all incidents of the window.
func (r reader) countReuses(ctx context.Context, since time.Time, q airra.AnalyticsQuery, c *airra.LearningCounts) error {
	return r.db.NewSelect().TableExpr("reuses AS r").ColumnExpr("count(*)").Where("r.at >= ?", since).
		Where("EXISTS (SELECT 1 FROM incidents AS i WHERE i.id = r.incident_id AND i.detected_at >= ? AND i.origin IN (?))", since, bun.List(q.Origins())).Scan(ctx, &c.Reused)
}
