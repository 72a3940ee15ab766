package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newSwapCmd(a *App) *cobra.Command {
	return newNounCmd("swap", "Ask others to take a turn",
		`A swap is a request for cover: somebody asks the others to take a span of time, and
whoever takes it is on call then. Name it by its id or the beginning of its id; a
"-" reads the ids from standard input.`,
		`  airra oncall swap request --from "2026-03-06 18:00" --to "2026-03-07 09:00" --reason "school play"
  airra oncall swap take 0198f000-0000-7abc`,
		[]string{"swaps"},
		newSwapListCmd(a), newSwapRequestCmd(a), newSwapTakeCmd(a), newSwapCancelCmd(a))
}

var (
	swapFields   = fieldsOf[airra.Swap]()
	swapStatuses = []airra.SwapStatus{airra.SwapOpen, airra.SwapTaken, airra.SwapCancelled}
)

func swapName(w airra.Swap) string { return string(w.ID) }

func swapCell(status airra.SwapStatus) cell {
	switch status {
	case airra.SwapOpen:
		return cell{data: string(status), text: "◌ open", look: amber}
	case airra.SwapTaken:
		return cell{data: string(status), text: "✓ taken", look: good}
	case airra.SwapCancelled:
		return cell{data: string(status), text: "⊘ cancelled", look: faint}
	default:
		return cell{data: string(status)}
	}
}

func swapColumns(a *App, names planNames) []column[airra.Swap] {
	s := a.screen()
	return []column[airra.Swap]{
		{name: "ID", drop: true, cell: func(w airra.Swap) cell { return idCell(w.ID) }},
		{name: "STATUS", cell: func(w airra.Swap) cell { return swapCell(w.Status) }},
		{name: "REQUESTER", shrink: true, keep: 20, cell: func(w airra.Swap) cell { return names.people.cell(w.Requester) }},
		{name: "TAKEN_BY", shrink: true, keep: 20, cell: func(w airra.Swap) cell { return names.people.named(w.TakenBy) }},
		{name: "START", cell: func(w airra.Swap) cell { return momentCell(s, w.StartTime) }},
		{name: "END", cell: func(w airra.Swap) cell { return momentCell(s, w.EndTime) }},
		{name: "ROTATION", shrink: true, drop: true, cell: func(w airra.Swap) cell { return names.rotation(w.RotationID) }},
		{name: "REASON", shrink: true, drop: true, cell: func(w airra.Swap) cell { return cell{data: w.Reason} }},
		{name: "CREATED", wide: true, cell: func(w airra.Swap) cell { return cell{data: stamp(w.CreatedAt)} }},
		{name: "TAKEN", wide: true, cell: func(w airra.Swap) cell { return cell{data: stampOf(w.TakenAt)} }},
	}
}

func swapSentence(s *screen, w airra.Swap, names planNames) {
	line := s.paint(accent, shortID(w.ID)) + "  " + paintCell(s, swapCell(w.Status))
	if w.TakenBy != nil {
		line += " by " + names.people.name(*w.TakenBy)
	}
	s.line(line + "  for " + names.people.name(w.Requester) + "  " + s.dates(w.StartTime, w.EndTime) + "  " + s.paint(faint, oneLine(w.Reason)))
}

func showSwaps(ctx context.Context, a *App, c *client.Client, out outcome[airra.Swap]) error {
	names := a.planNames(ctx, c)
	return show(ctx, a, out, swapColumns(a, names), swapName, func(s *screen, w airra.Swap) { swapSentence(s, w, names) })
}

type swapListOptions struct {
	app    *App
	status string
	all    bool
}

func newSwapListCmd(a *App) *cobra.Command {
	o := &swapListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the requests that nobody has taken yet",
		Long:    `List the requests for cover that are open, or with --all the others, too.`,
		Example: `  airra oncall swap list
  airra oncall swap list --status taken -q '.[] | [.requester_id, .taken_by]'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.all && cmd.Flags().Changed("status") {
				return usagef("", "--all is every status, so --status does not fit")
			}
			return o.run(cmd.Context())
		},
	}
	cmd.Flags().StringVarP(&o.status, "status", "s", string(airra.SwapOpen), "only with this `STATUS`: "+listOf(swapStatuses))
	cmd.Flags().BoolVar(&o.all, "all", false, "whatever the status is")
	offers(cmd, swapFields)
	completesFlag(cmd, "status", fixed(swapStatuses))
	return cmd
}

func (o *swapListOptions) run(ctx context.Context) error {
	status, err := known("--status", []string{o.status}, swapStatuses)
	if err != nil {
		return err
	}
	if o.all {
		status[0] = ""
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	swaps, err := keeping.FindSwaps(ctx, status[0])
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), swapColumns(o.app, o.app.planNames(ctx, c)), swaps, swapName, "No request fits.")
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}

type swapRequestOptions struct {
	app      *App
	user     string
	rotation string
	from, to string
	reason   string
}

func newSwapRequestCmd(a *App) *cobra.Command {
	o := &swapRequestOptions{app: a}
	cmd := &cobra.Command{
		Use:   "request --from TIME --to TIME",
		Short: "Ask the others to take a span of time",
		Long: `Ask the others to take a span of time, in one rotation or wherever you are on call.
Until somebody takes it you stay on call.

` + momentsHelp,
		Example: `  airra oncall swap request --from "2026-03-06 18:00" --to "2026-03-07 09:00" --reason "school play"
  airra oncall swap request --rotation payments --user bob@example.com --from 2026-03-09 --to 2026-03-10`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVar(&o.user, "user", me, "the `ENGINEER` who needs cover")
	f.StringVar(&o.rotation, "rotation", "", "only in this `ROTATION`")
	f.StringVar(&o.from, "from", "", "from this `TIME` on (required)")
	f.StringVar(&o.to, "to", "", "to this `TIME` (required)")
	f.StringVar(&o.reason, "reason", "", "why")
	offers(cmd, swapFields)
	completesFlag(cmd, "user", completePeople(a))
	completesFlag(cmd, "rotation", completeRotations(a))
	return cmd
}

func (o *swapRequestOptions) run(ctx context.Context) error {
	n := airra.NewSwap{Rotation: o.rotation, Reason: o.reason}
	var err error
	if n.Requester, err = o.app.person(o.user); err != nil {
		return err
	}
	if n.StartTime, n.EndTime, err = o.app.stretch(o.from, o.to); err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	w, err := keeping.RequestSwap(ctx, n)
	if err != nil {
		return err
	}
	return showSwaps(ctx, o.app, c, outcome[airra.Swap]{values: []airra.Swap{*w}, raws: []json.RawMessage{keeping.Kept()}})
}

func newSwapTakeCmd(a *App) *cobra.Command {
	var user string
	cmd := &cobra.Command{
		Use:   "take ID...",
		Short: "Be on call in the place of whoever asked",
		Long: `Take requests for cover: you, or --user, are on call then in the place of whoever
asked. It ends with 5 when somebody else was faster, or the request was cancelled.
A "-" reads the ids from standard input.`,
		Example: `  airra oncall swap take 0198f000-0000-7abc
  airra oncall swap take 0198f000-0000-7abc --user bob@example.com`,
		Args:              takes(1, -1, "at least one request, by its id"),
		ValidArgsFunction: completeSwaps(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			engineer, err := a.person(user)
			if err != nil {
				return err
			}
			return changeSwaps(cmd.Context(), a, args, func(ctx context.Context, c *client.Client, key string) (*airra.Swap, error) {
				return c.TakeSwap(ctx, key, engineer)
			})
		},
	}
	cmd.Flags().StringVar(&user, "user", me, "the `ENGINEER` who takes it")
	offers(cmd, swapFields)
	completesFlag(cmd, "user", completePeople(a))
	return cmd
}

func newSwapCancelCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cancel ID...",
		Short: "Take requests back",
		Long: `Take requests for cover back that nobody has taken yet. It ends with 5 when somebody
has. A "-" reads the ids from standard input.`,
		Example: `  airra oncall swap cancel 0198f000-0000-7abc
  airra oncall swap list -o name | airra oncall swap cancel -`,
		Args:              takes(1, -1, "at least one request, by its id"),
		ValidArgsFunction: completeSwaps(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return changeSwaps(cmd.Context(), a, args, func(ctx context.Context, c *client.Client, key string) (*airra.Swap, error) {
				return c.CancelSwap(ctx, key)
			})
		},
	}
	offers(cmd, swapFields)
	return cmd
}

func changeSwaps(ctx context.Context, a *App, args []string, do func(ctx context.Context, c *client.Client, key string) (*airra.Swap, error)) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Swap, error) {
		return valueOf(do(ctx, c, key))
	})
	if err != nil {
		return err
	}
	return showSwaps(ctx, a, c, out)
}

// completeSwaps completes the requests that are open.
func completeSwaps(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		swaps, err := c.FindSwaps(ctx, airra.SwapOpen)
		values := make([]string, len(swaps))
		for i, w := range swaps {
			values[i] = described(string(w.ID), "from "+stamp(w.StartTime)+" "+w.Reason)
		}
		return values, err
	})
}
