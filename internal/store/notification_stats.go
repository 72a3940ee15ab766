package store

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// tallyNotifications is what is counted, in one pass over the rows. What was
// simulated has left nobody, so it is not sent.
const tallyNotifications = `
	count(*) AS every,
	coalesce(sum(CASE WHEN sent_at IS NOT NULL AND status <> 'simulated' THEN 1 ELSE 0 END), 0) AS sent,
	coalesce(sum(CASE WHEN status = 'simulated' THEN 1 ELSE 0 END), 0) AS simulated,
	coalesce(sum(CASE WHEN delivered_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS delivered,
	coalesce(sum(CASE WHEN acknowledged_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS acknowledged,
	coalesce(sum(CASE WHEN status = 'failed' THEN 1 ELSE 0 END), 0) AS failed,
	coalesce(sum(CASE WHEN escalated THEN 1 ELSE 0 END), 0) AS escalated,
	coalesce(sum(CASE WHEN sla_met THEN 1 ELSE 0 END), 0) AS met,
	CAST(avg(response_time_seconds) AS double precision) AS response`

// missedAt counts those whose target is missed at a moment, written down or not.
const missedAt = `coalesce(sum(CASE WHEN sla_met THEN 0 WHEN sla_met IS NOT NULL THEN 1
	WHEN acknowledged_at IS NULL AND sla_deadline < ? THEN 1 ELSE 0 END), 0) AS missed`

// NotificationStats counts notifications. A rate of nothing is nil.
func (r reader) NotificationStats(ctx context.Context, filter airra.StatsFilter, now time.Time) (airra.NotificationStats, error) {
	var row struct {
		Every, Sent, Simulated, Delivered, Acknowledged, Failed, Escalated, Met, Missed int
		Response                                                                        *float64
	}
	query := r.db.NewSelect().Table("notifications").ColumnExpr(tallyNotifications).ColumnExpr(missedAt, now)
	if filter.EngineerID != "" {
		query = query.Where("engineer_id = ?", string(filter.EngineerID))
	}
	if filter.Start != nil {
		query = query.Where("created_at >= ?", *filter.Start)
	}
	if filter.End != nil {
		query = query.Where("created_at <= ?", *filter.End)
	}
	if err := query.Scan(ctx, &row); err != nil {
		return airra.NotificationStats{}, fault("count notifications", err)
	}
	return airra.NotificationStats{
		TotalSent: row.Sent, TotalSimulated: row.Simulated, TotalDelivered: row.Delivered, TotalAcknowledged: row.Acknowledged,
		TotalFailed: row.Failed, AverageResponseTimeSeconds: row.Response,
		SLAComplianceRate: rate(row.Met, row.Met+row.Missed), EscalationRate: rate(row.Escalated, row.Every),
	}, nil
}

func rate(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	share := float64(part) / float64(whole)
	return &share
}
