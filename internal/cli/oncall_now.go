package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newOnCallNowCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "now",
		Short: "List every shift that is going on",
		Long: `List everybody who is on call at this moment, for whatever service and team, and
whether they can be reached. Who is called first for one service is a question for
"airra who SERVICE".`,
		Example: `  airra oncall now
  airra oncall now -q '.[] | select(.engineer.status != "active") | .engineer.email'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return onCallNow(cmd.Context(), a) },
	}
	offers(cmd, entryFields)
	return cmd
}

func onCallNow(ctx context.Context, a *App) error {
	return emitList(ctx, a, func(c *client.Client) ([]airra.OnCallEntry, []column[airra.OnCallEntry], error) {
		entries, err := c.CurrentOnCall(ctx)
		return entries, nowColumns(a), err
	}, entryName, "Nobody is on call. See what is planned: airra oncall show")
}

func nowColumns(a *App) []column[airra.OnCallEntry] {
	s := a.screen()
	return []column[airra.OnCallEntry]{
		{name: "LEVEL", cell: func(e airra.OnCallEntry) cell { return cell{data: string(e.Level)} }},
		{name: "SERVICE", shrink: true, keep: 20, cell: func(e airra.OnCallEntry) cell { return scopeCell(e.Schedule.Service) }},
		{name: "ENGINEER", shrink: true, keep: 20, cell: func(e airra.OnCallEntry) cell { return cell{data: e.Engineer.Name, look: accent} }},
		{name: "STATE", cell: func(e airra.OnCallEntry) cell { return reachCell(e.Engineer) }},
		{name: "UNTIL", cell: func(e airra.OnCallEntry) cell { return momentCell(s, e.Schedule.EndTime) }},
		{name: "SCHEDULE", shrink: true, drop: true, cell: func(e airra.OnCallEntry) cell { return scheduleCell(e.Schedule) }},
		{name: "EMAIL", shrink: true, drop: true, cell: func(e airra.OnCallEntry) cell { return cell{data: e.Engineer.Email} }},
		{name: "TEAM", wide: true, cell: func(e airra.OnCallEntry) cell { return cell{data: textOf(e.Schedule.Team)} }},
		{name: "FROM", wide: true, cell: func(e airra.OnCallEntry) cell { return cell{data: stamp(e.Schedule.StartTime)} }},
		{name: "SHIFT_ID", wide: true, cell: func(e airra.OnCallEntry) cell { return cell{data: string(e.Schedule.ID)} }},
	}
}

// reachCell says whether a page would go to a person: it is not the status alone
// that decides.
func reachCell(e airra.Engineer) cell {
	if ok, why := e.Reachable(); !ok {
		return cell{data: "unreachable", text: "✗ " + why, look: alarm}
	}
	return cell{data: "reachable", text: "● reachable", look: good}
}
