package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// incidentView is everything the screen of one incident shows.
type incidentView struct {
	detail   airra.IncidentDetail
	signals  []airra.Signal
	timeline []airra.Event
}

type incidentViewOptions struct{ app *App }

func newIncidentViewCmd(a *App) *cobra.Command {
	o := &incidentViewOptions{app: a}
	cmd := &cobra.Command{
		Use:     "view ID...",
		Aliases: []string{"show"},
		Short:   "Read an incident: what moved, why, and what could be done",
		Long: `Read an incident on one screen: the signals that moved, the ranked causes with
the evidence for and against each, the proposed actions with their risk, and the
timeline. Below stands what to type next. A "-" reads the ids from standard
input.`,
		Example: `  airra incident view INC-142
  airra incident view INC-142 -o json
  airra incident view INC-142 -q '.hypotheses[0].description'`,
		Args:              takes(1, -1, "at least one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	offers(cmd, detailFields)
	return cmd
}

func (o *incidentViewOptions) run(ctx context.Context, args []string) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (incidentView, error) {
		return o.load(ctx, c, key)
	})
	if err != nil {
		return err
	}
	if len(out.values) == 0 {
		return out.failed
	}
	if !out.many {
		return showDetail(ctx, o.app, out.values[0], out.raws[0])
	}
	r := tableResult(viewColumns(o.app), out.values, func(v incidentView) string { return v.detail.Ref }, "")
	r.items, r.raw = rowsOf(out.raws), joined(out.raws)
	r.human = func(s *screen) {
		for _, v := range out.values {
			s.blank()
			v.draw(s)
		}
	}
	if err := o.app.emit(ctx, r); err != nil {
		return err
	}
	return out.failed
}

// load asks for the parts of the screen at the same time. Only the incident
// itself is needed; the rest is left out where the output cannot show it.
func (o *incidentViewOptions) load(ctx context.Context, c *client.Client, key string) (incidentView, error) {
	var view incidentView
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		detail, err := c.FindIncident(ctx, key)
		if err == nil {
			view.detail = *detail
		}
		return err
	})
	if o.app.OutTTY && o.app.global.output == "" {
		other := c.Keeping()
		group.Go(func() (err error) {
			view.signals, err = other.IncidentSignals(ctx, key)
			return err
		})
		group.Go(func() error {
			timeline, err := c.Keeping().Timeline(ctx, key)
			if err == nil {
				view.timeline = timeline.Events
			}
			return err
		})
	}
	return view, group.Wait()
}

// viewColumns are the columns of incidents for views of several.
func viewColumns(a *App) []column[incidentView] {
	var columns []column[incidentView]
	for _, c := range incidentColumns(a) {
		columns = append(columns, column[incidentView]{
			name: c.name, wide: c.wide, right: c.right, shrink: c.shrink,
			cell: func(v incidentView) cell { return c.cell(v.detail.Incident) },
		})
	}
	return columns
}

// showDetail shows one incident: the screen, or its properties in a pipe.
func showDetail(ctx context.Context, a *App, v incidentView, raw []byte) error {
	r := result{raw: raw, names: []string{v.detail.Ref}, grid: properties(v.properties()), human: v.draw}
	return a.emit(ctx, r)
}

// properties are the lines of an incident in a pipe. Hypotheses and actions
// each take one line, numbered or named as everywhere else.
func (v incidentView) properties() []property {
	i := v.detail
	list := []property{
		{"ref", i.Ref},
		{"id", string(i.ID)},
		{"title", i.Title},
		{"status", string(i.Status)},
		{"status_note", textOf(i.StatusNote)},
		{"severity", string(i.Severity)},
		{"service", string(i.AffectedService)},
		{"components", strings.Join(i.AffectedComponents, ",")},
		{"source", i.DetectionSource},
		{"origin", string(i.Origin)},
		{"detected_at", stamp(i.DetectedAt)},
		{"acknowledged_by", textOf(i.AcknowledgedBy)},
		{"resolved_at", stampOf(i.ResolvedAt)},
		{"resolved_by", textOf(i.ResolvedBy)},
		{"dry_run_resolution", strconv.FormatBool(i.DryRunResolution)},
		{"resolution_cause", textOf(i.ResolutionCause)},
		{"resolution_summary", textOf(i.ResolutionSummary)},
		{"reasoner", i.Reasoner},
		{"description", i.Description},
	}
	for _, h := range i.Hypotheses {
		list = append(list, property{fmt.Sprintf("hypothesis_%d", h.Rank), fmt.Sprintf("%s %.2f %s", h.Category, h.ConfidenceScore, h.Description)},
			property{fmt.Sprintf("hypothesis_%d_reasoning", h.Rank), oneLine(h.Reasoning)})
	}
	for _, act := range i.Actions {
		list = append(list, property{"action", fmt.Sprintf("%s %s %s %s %.2f", act.Ref, act.ActionType, act.Status, act.RiskLevel, act.RiskScore)})
	}
	return list
}
