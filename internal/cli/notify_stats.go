package cli

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type notifyStatsOptions struct {
	app          *App
	engineer     string
	since, until string
}

func newNotifyStatsCmd(a *App) *cobra.Command {
	o := &notifyStatsOptions{app: a}
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Count what was sent, answered in time, and escalated",
		Long: `Count messages: how many left, how many were only simulated, how many were
answered and how fast, and how often nobody answered before the next step.

--since and --until bound the moment at which a message was made. They take a
time span before now (90m, 2h, 3d), a date, or an RFC 3339 time.`,
		Example: `  airra notify stats --since 30d
  airra notify stats --engineer alice@example.com -q .sla_compliance_rate`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVar(&o.engineer, "engineer", "", "only those to this `ENGINEER`")
	f.StringVar(&o.since, "since", "", "made at or after this `TIME`")
	f.StringVar(&o.until, "until", "", "made at or before this `TIME`")
	offers(cmd, fieldsOf[airra.NotificationStats]())
	completesFlag(cmd, "engineer", completePeople(a))
	return cmd
}

func (o *notifyStatsOptions) run(ctx context.Context) error {
	var filter airra.StatsFilter
	var err error
	if filter.Start, err = whenFlag("--since", o.since, o.app.Now()); err != nil {
		return err
	}
	if filter.End, err = whenFlag("--until", o.until, o.app.Now()); err != nil {
		return err
	}
	if filter.EngineerID, err = o.app.engineerKey(o.engineer); err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	stats, err := keeping.NotificationStats(ctx, filter)
	if err != nil {
		return err
	}
	return o.app.emit(ctx, result{
		raw: keeping.Kept(), names: []string{"notifications"}, grid: properties(statsProperties(*stats)),
		human: func(s *screen) { drawStats(s, *stats) },
	})
}

func statsProperties(t airra.NotificationStats) []property {
	return []property{
		{"total_sent", strconv.Itoa(t.TotalSent)},
		{"total_simulated", strconv.Itoa(t.TotalSimulated)},
		{"total_delivered", strconv.Itoa(t.TotalDelivered)},
		{"total_acknowledged", strconv.Itoa(t.TotalAcknowledged)},
		{"total_failed", strconv.Itoa(t.TotalFailed)},
		{"average_response_time_seconds", numberOf(t.AverageResponseTimeSeconds)},
		{"sla_compliance_rate", numberOf(t.SLAComplianceRate)},
		{"escalation_rate", numberOf(t.EscalationRate)},
	}
}

// numberOf is a number that nobody may have, as data: to six places, because what lies
// beyond is how computers add and not what was measured.
func numberOf(v *float64) string {
	if v == nil {
		return ""
	}
	return jsonText(math.Round(*v*1e6) / 1e6)
}

func drawStats(s *screen, t airra.NotificationStats) {
	for _, row := range []struct {
		status airra.NotificationStatus
		count  int
	}{
		{airra.NotificationSent, t.TotalSent},
		{airra.NotificationDelivered, t.TotalDelivered},
		{airra.NotificationAcknowledged, t.TotalAcknowledged},
		{airra.NotificationFailed, t.TotalFailed},
		{airra.NotificationSimulated, t.TotalSimulated},
	} {
		c := notificationCell(row.status)
		if row.count == 0 {
			c.look = faint
		}
		s.linef("%s%6d", s.pad(c, 18, false, false), row.count)
	}
	s.blank()
	response, average := "–", ""
	if t.AverageResponseTimeSeconds != nil {
		response, average = span(time.Duration(*t.AverageResponseTimeSeconds*float64(time.Second))), "  on average"
	}
	s.linef("%-18s%6s%s", "answered after", response, average)
	drawRate(s, "answered in time", t.SLAComplianceRate)
	drawRate(s, "escalated", t.EscalationRate)
}

// drawRate draws a share. One that nobody can know yet is a dash, since a 0 would be
// taken for a result.
func drawRate(s *screen, label string, rate *float64) {
	if rate == nil {
		s.linef("%-18s%6s", label, "–")
		return
	}
	s.linef("%-18s%6s  %s", label, fmt.Sprintf("%.0f %%", *rate*100), s.paint(accent, bar(*rate, 20)))
}
