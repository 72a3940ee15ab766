package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type whoOptions struct {
	app  *App
	team string
	at   string
	next bool
}

func newWhoCmd(a *App) *cobra.Command {
	o := &whoOptions{app: a}
	cmd := &cobra.Command{
		Use:   "who [SERVICE]",
		Short: "Who is on call, in the order of calling",
		Long: `Say who is on call for a service, or at all: the first to be called at the top.
Whoever is offline or on leave is passed over. With --next each line also says who
comes then and when, as it is planned for the next four weeks.

` + momentsHelp + `

It ends with 3 when nobody is on call.`,
		Example: `  airra who payment-service
  airra who payment-service --at "2026-03-07 03:00" --next
  airra who payment-service -o name | head -1`,
		Args:              takes(0, 1, "the name of a service"),
		ValidArgsFunction: completeServices(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.team, "team", "", "only the shifts of this `TEAM`, and those of all teams")
	f.StringVar(&o.at, "at", "", "at this `TIME` (default: now)")
	f.BoolVar(&o.next, "next", false, "say who comes then, too")
	offers(cmd, append(fieldsOf[airra.OnCallEntry](), "next"))
	return cmd
}

func (o *whoOptions) run(ctx context.Context, args []string) error {
	q := airra.OnCallQuery{Team: o.team}
	if len(args) > 0 {
		q.Service = airra.ServiceName(args[0])
	}
	var err error
	if q.At, err = momentOr("--at", o.at, o.app.Now(), time.Time{}); err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	chain, err := keeping.EscalationChain(ctx, q)
	if err != nil {
		return nobodyHint(err, q.Service)
	}
	r, err := o.result(ctx, c, q, chain, keeping.Kept())
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}

// nobodyHint says where to look when nobody is on call.
func nobodyHint(err error, service airra.ServiceName) error {
	var own *airra.Error
	if !errors.As(err, &own) || own.Code != airra.CodeNotFound || own.Hint != "" {
		return err
	}
	hinted := *own
	hinted.Hint = "See what is planned: airra oncall show"
	if service != "" {
		hinted.Hint += " " + string(service)
	}
	return &hinted
}

func (o *whoOptions) result(ctx context.Context, c *client.Client, q airra.OnCallQuery, chain []airra.OnCallEntry, raw []byte) (result, error) {
	const empty = "Nobody is on call."
	columns := entryColumns(o.app)
	if !o.next {
		return listResult(raw, columns, chain, entryName, empty)
	}
	planned, err := o.planned(ctx, c, q, chain)
	if err != nil {
		return result{}, err
	}
	if raw, err = withNext(raw, chain, planned); err != nil {
		return result{}, err
	}
	return listResult(raw, append(columns, nextColumns(o.app, planned)...), chain, entryName, empty)
}

// planAhead is how far --next looks.
const planAhead = 4 * 7 * 24 * time.Hour

// planned finds for each level what comes after the one who is on call.
func (o *whoOptions) planned(ctx context.Context, c *client.Client, q airra.OnCallQuery, chain []airra.OnCallEntry) (map[airra.OnCallLevel]handover, error) {
	at := q.At
	if at.IsZero() {
		at = o.app.Now()
	}
	calendar, err := c.OnCallCalendar(ctx, airra.CalendarQuery{From: at, To: at.Add(planAhead), Service: q.Service, Team: q.Team})
	if err != nil {
		return nil, err
	}
	ahead := outlook{*calendar, q.Service, q.Team}
	planned := map[airra.OnCallLevel]handover{}
	for _, entry := range chain {
		if next, ok := ahead.following(entry.Level, entry.Engineer.ID, at); ok {
			planned[entry.Level] = next
		}
	}
	return planned, nil
}

// nextColumns say who comes then.
func nextColumns(a *App, planned map[airra.OnCallLevel]handover) []column[airra.OnCallEntry] {
	s := a.screen()
	return []column[airra.OnCallEntry]{
		{name: "NEXT", shrink: true, keep: 8, cell: func(e airra.OnCallEntry) cell {
			next, ok := planned[e.Level]
			switch {
			case !ok:
				return cell{text: "–", look: faint}
			case next.Engineer == nil:
				return cell{text: "nobody", look: alarm}
			default:
				return cell{data: next.Engineer.Name}
			}
		}},
		{name: "NEXT_AT", cell: func(e airra.OnCallEntry) cell { return momentCell(s, planned[e.Level].At) }},
	}
}

// withNext adds to each entry of the API's answer, which stays as it is otherwise,
// who comes then.
func withNext(raw []byte, chain []airra.OnCallEntry, planned map[airra.OnCallLevel]handover) ([]byte, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, fmt.Errorf("read the chain again: %w", err)
	}
	for i, item := range items {
		next := "null"
		if h, ok := planned[chain[i].Level]; ok {
			next = jsonText(h)
		}
		items[i] = json.RawMessage(string(item[:len(item)-1]) + `,"next":` + next + "}")
	}
	return joined(items), nil
}
