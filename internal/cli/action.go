package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newActionCmd(a *App) *cobra.Command {
	return newNounCmd("action", "Read and decide what is proposed",
		`An action is a remedy that was proposed for an incident. Nothing is executed
before a person has approved it by name. Name it by its ref (ACT-88), its id, or
the first four characters of its id.`,
		`  airra action list --pending
  airra action approve ACT-88 --by you@example.com --execute`,
		[]string{"act", "actions"},
		newActionListCmd(a), newActionViewCmd(a), newApproveCmd(a), newRejectCmd(a), newExecuteCmd(a), newActionVerdictCmd(a))
}

var actionFields = fieldsOf[airra.Action]()

func actionName(act airra.Action) string { return act.Ref }

// actionColumns are the columns of every table of actions.
func actionColumns(a *App) []column[airra.Action] {
	s := a.screen()
	text := func(name string, get func(act airra.Action) string) column[airra.Action] {
		return column[airra.Action]{name: name, wide: true, cell: func(act airra.Action) cell { return cell{data: get(act)} }}
	}
	return []column[airra.Action]{
		{name: "REF", cell: func(act airra.Action) cell { return cell{data: act.Ref, look: accent} }},
		{name: "STATUS", cell: func(act airra.Action) cell { return actionStatusCell(act.Status) }},
		{name: "INCIDENT", cell: func(act airra.Action) cell { return cell{data: act.IncidentRef} }},
		{name: "ACTION", shrink: true, keep: 19, cell: func(act airra.Action) cell { return cell{data: string(act.ActionType)} }},
		{name: "SERVICE", shrink: true, keep: 15, cell: func(act airra.Action) cell { return cell{data: string(act.TargetService)} }},
		{name: "RISK", cell: func(act airra.Action) cell {
			return cell{data: fmt.Sprintf("%.2f", act.RiskScore), text: fmt.Sprintf("%s %.2f %s", riskGlyph(act.RiskLevel), act.RiskScore, act.RiskLevel), short: fmt.Sprintf("%s %.2f", riskGlyph(act.RiskLevel), act.RiskScore)}
		}},
		{name: "MODE", drop: true, cell: func(act airra.Action) cell {
			return cell{data: string(act.ExecutionMode), text: words(act.ExecutionMode)}
		}},
		{name: "CREATED", short: "AGE", right: true, cell: func(act airra.Action) cell {
			return cell{data: stamp(act.CreatedAt), text: s.ago(act.CreatedAt)}
		}},
		text("RISK_LEVEL", func(act airra.Action) string { return string(act.RiskLevel) }),
		text("APPROVED_BY", func(act airra.Action) string { return textOf(act.ApprovedBy) }),
		text("REJECTED_BY", func(act airra.Action) string { return textOf(act.RejectedBy) }),
		text("EXECUTED", func(act airra.Action) string { return stampOf(act.ExecutedAt) }),
		text("RESULT", resultText),
		text("ID", func(act airra.Action) string { return string(act.ID) }),
	}
}

func resultText(act airra.Action) string {
	if act.ExecutionResult == nil {
		return ""
	}
	return act.ExecutionResult.Message
}

type actionListOptions struct {
	app      *App
	pending  bool
	status   string
	incident string
	limit    int
}

func newActionListCmd(a *App) *cobra.Command {
	o := &actionListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List actions, newest first",
		Long: `List actions, newest first. --pending lists those that wait for a decision,
oldest first, because the oldest has waited longest.`,
		Example: `  airra action list --pending
  airra action list --incident INC-142
  airra action list --status failed -o wide`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.pending, "pending", false, "only those that wait for a decision")
	f.StringVarP(&o.status, "status", "s", "", "only this `STATUS`: "+listOf(airra.ActionStatuses))
	f.StringVar(&o.incident, "incident", "", "only those of this `INCIDENT`")
	f.IntVarP(&o.limit, "limit", "L", 30, "at most this many")
	offers(cmd, actionFields)
	return cmd
}

func (o *actionListOptions) run(ctx context.Context) error {
	filter := airra.ActionFilter{Incident: airra.IncidentID(o.incident), Limit: o.limit}
	if o.status != "" {
		status, err := known("--status", []string{o.status}, airra.ActionStatuses)
		if err != nil {
			return err
		}
		filter.Status = status[0]
	}
	if o.pending {
		filter.Status = airra.ActionPendingApproval
	}
	if o.limit < 1 || o.limit > 100 {
		return usagef("", "--limit has to lie between 1 and 100")
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	var actions []airra.Action
	if o.pending && o.incident == "" {
		actions, err = keeping.PendingApprovals(ctx)
	} else {
		actions, err = keeping.FindActions(ctx, filter)
	}
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), actionColumns(o.app), actions, actionName, "No action fits.")
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}

type actionViewOptions struct{ app *App }

func newActionViewCmd(a *App) *cobra.Command {
	o := &actionViewOptions{app: a}
	cmd := &cobra.Command{
		Use:     "view ID...",
		Aliases: []string{"show"},
		Short:   "Read an action: what it does, its risk, who decided",
		Long: `Read an action: what it would do to what, the sum behind its risk, who decided
and what came of it. A "-" reads the ids from standard input.`,
		Example: `  airra action view ACT-88
  airra action view ACT-88 -q .status`,
		Args:              takes(1, -1, "at least one action, like ACT-88"),
		ValidArgsFunction: completeActions(a, ""),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	offers(cmd, actionFields)
	return cmd
}

func (o *actionViewOptions) run(ctx context.Context, args []string) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Action, error) {
		act, err := c.FindAction(ctx, key)
		if err != nil {
			return airra.Action{}, err
		}
		return *act, nil
	})
	if err != nil {
		return err
	}
	if !out.many && len(out.values) == 1 {
		act := out.values[0]
		return o.app.emit(ctx, result{
			raw: out.raws[0], names: []string{act.Ref}, grid: properties(actionProperties(act)),
			human: func(s *screen) { drawAction(s, act) },
		})
	}
	return show(ctx, o.app, out, actionColumns(o.app), actionName, drawAction)
}

func actionProperties(act airra.Action) []property {
	return []property{
		{"ref", act.Ref},
		{"id", string(act.ID)},
		{"incident", act.IncidentRef},
		{"action_type", string(act.ActionType)},
		{"service", string(act.TargetService)},
		{"resource", textOf(act.TargetResource)},
		{"status", string(act.Status)},
		{"risk_level", string(act.RiskLevel)},
		{"risk_score", fmt.Sprintf("%.3f", act.RiskScore)},
		{"blast_radius", act.BlastRadius},
		{"execution_mode", string(act.ExecutionMode)},
		{"approved_by", textOf(act.ApprovedBy)},
		{"approved_at", stampOf(act.ApprovedAt)},
		{"rejected_by", textOf(act.RejectedBy)},
		{"rejection_reason", textOf(act.RejectionReason)},
		{"executed_at", stampOf(act.ExecutedAt)},
		{"result", resultText(act)},
		{"parameters", string(act.Parameters)},
		{"description", act.Description},
	}
}

func drawAction(s *screen, act airra.Action) {
	s.blank()
	s.linef("%s  %s %s   %s   for %s", s.paint(strong, oneLine(act.Ref)), oneLine(string(act.ActionType)), oneLine(string(act.TargetService)),
		paintCell(s, actionStatusCell(act.Status)), oneLine(act.IncidentRef))
	s.wrapped("", act.Description)
	s.flow("risk     ", "         ", fmt.Sprintf("%s %s %.2f%s", riskGlyph(act.RiskLevel), oneLine(string(act.RiskLevel)), act.RiskScore, riskSum(act)))
	s.linef("touches  %s blast radius%s", oneLine(act.BlastRadius), resourceText(act))
	s.linef("mode     %s", modeText(act.ExecutionMode))
	if line := decisionLine(s, act); line != "" {
		s.wrapped("", sentence(strings.ToUpper(line[:1])+line[1:]))
	}
	if act.ExecutionResult != nil && len(act.ExecutionResult.Details) > 0 {
		for _, name := range slices.Sorted(maps.Keys(act.ExecutionResult.Details)) {
			s.wrappedIn(faint, "         ", words(name)+": "+detailText(act.ExecutionResult.Details[name]))
		}
	}
	if next := nextStep(act); next != "" {
		s.section("NEXT")
		s.line("  " + s.paint(accent, oneLine(next)))
	}
}

// detailText is a detail of an execution for a person.
func detailText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return jsonText(value)
}

func resourceText(act airra.Action) string {
	if act.TargetResource == nil {
		return ""
	}
	return ", " + oneLine(*act.TargetResource)
}

func modeText(mode airra.ExecutionMode) string {
	switch mode {
	case airra.ModeDryRun:
		return "dry run: nothing will be changed"
	case airra.ModeLive:
		return "live: this changes things"
	default:
		return oneLine(words(mode))
	}
}
