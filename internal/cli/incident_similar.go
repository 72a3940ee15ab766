package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type similarOptions struct {
	app   *App
	limit int
}

func newIncidentSimilarCmd(a *App) *cobra.Command {
	o := &similarOptions{app: a}
	cmd := &cobra.Command{
		Use:   "similar INCIDENT",
		Short: "List past incidents that look like one",
		Long: `List past incidents that look like one, the best first by likeness and trust, with
what they were and what helped. The likeness adds up which signals moved (35 %),
the service (20 %) and its place among the others (10 %), the likely cause (15 %)
and the words of the report (20 %); -o wide shows the parts. Trust is 1.0 with a
published postmortem, 0.7 when a person has vouched for it, 0.4 when nobody has,
and 0.2 when the incident was invented.

What is less than half alike is left out, unless a signal of the same service moved
in both. An analysis recalls by the same rule.`,
		Example: `  airra incident similar INC-142
  airra incident similar INC-142 -L 1 -q '.[].fix'`,
		Args:              takes(1, 1, "an incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().IntVarP(&o.limit, "limit", "L", 5, "at most this many")
	offers(cmd, fieldsOf[airra.SimilarIncident]())
	return cmd
}

func (o *similarOptions) run(ctx context.Context, incident string) error {
	if o.limit < 1 || o.limit > 50 {
		return usagef("", "--limit has to lie between 1 and 50")
	}
	return emitList(ctx, o.app, func(c *client.Client) ([]airra.SimilarIncident, []column[airra.SimilarIncident], error) {
		similar, err := c.SimilarIncidents(ctx, incident, o.limit)
		return similar, similarColumns(o.app), err
	}, func(i airra.SimilarIncident) string { return i.Ref }, fmt.Sprintf("Nothing that is remembered is similar enough: %.0f %% alike, or a signal of the same service in common.", 100*airra.MostlyAlike))
}

func similarColumns(a *App) []column[airra.SimilarIncident] {
	s := a.screen()
	number := func(name string, get func(i airra.SimilarIncident) float64) column[airra.SimilarIncident] {
		return column[airra.SimilarIncident]{name: name, wide: true, right: true, cell: func(i airra.SimilarIncident) cell { return shareCell(get(i)) }}
	}
	return []column[airra.SimilarIncident]{
		{name: "REF", cell: func(i airra.SimilarIncident) cell { return cell{data: i.Ref, look: accent} }},
		{name: "LIKE", right: true, cell: func(i airra.SimilarIncident) cell { return shareCell(i.Similarity) }},
		{name: "TRUST", right: true, cell: func(i airra.SimilarIncident) cell {
			return cell{data: jsonText(i.Trust), text: fmt.Sprintf("%.1f", i.Trust)}
		}},
		{name: "SERVICE", cell: func(i airra.SimilarIncident) cell { return cell{data: string(i.Service)} }},
		{name: "CAUSE", shrink: true, keep: 20, cell: func(i airra.SimilarIncident) cell { return causeCell(i) }},
		{name: "FIX", shrink: true, keep: 12, cell: func(i airra.SimilarIncident) cell { return cell{data: i.Fix} }},
		{name: "RESOLVED", short: "AGE", right: true, cell: func(i airra.SimilarIncident) cell {
			return cell{data: stamp(i.ResolvedAt), text: s.ago(i.ResolvedAt)}
		}},
		{name: "TITLE", wide: true, cell: func(i airra.SimilarIncident) cell { return cell{data: i.Title} }},
		{name: "CATEGORY", wide: true, cell: func(i airra.SimilarIncident) cell { return cell{data: i.Category} }},
		{name: "ORIGIN", wide: true, cell: func(i airra.SimilarIncident) cell { return cell{data: string(i.Origin)} }},
		number("SIGNALS", func(i airra.SimilarIncident) float64 { return i.Parts.Signals }),
		number("SAME_SERVICE", func(i airra.SimilarIncident) float64 { return i.Parts.Service }),
		number("TOPOLOGY", func(i airra.SimilarIncident) float64 { return i.Parts.Topology }),
		number("SAME_CAUSE", func(i airra.SimilarIncident) float64 { return i.Parts.Category }),
		number("TEXT", func(i airra.SimilarIncident) float64 { return i.Parts.Text }),
	}
}

func shareCell(share float64) cell {
	return cell{data: jsonText(share), text: fmt.Sprintf("%.0f %%", share*100)}
}

// causeCell is the cause with how sure it is.
func causeCell(i airra.SimilarIncident) cell {
	c := cell{data: i.Cause, text: i.Cause}
	switch {
	case i.Confirmed:
		c.text, c.look = "confirmed: "+i.Cause, good
	case i.Rejected:
		c.text, c.look = "not: "+i.Cause, faint
	}
	return c
}
