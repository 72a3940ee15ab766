package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newEscalationCmd(a *App) *cobra.Command {
	return newNounCmd("escalation", "Say who is paged in which order",
		`An escalation policy says who is paged, on which channels, and how long is
waited for an acknowledgement before the next step. A service may have one of
its own; the default policy holds for all others, and where nobody has written
one, a built-in policy: primary, secondary, tertiary, five minutes each, and
once more from the start.

Incidents that are being paged already keep the policy with which they began.`,
		`  airra escalation view payment-service
  airra escalation set payment-service --step "primary:email,slack:5m" --step "secondary::10m"`,
		[]string{"esc", "escalations"},
		newEscalationListCmd(a), newEscalationViewCmd(a), newEscalationSetCmd(a), newEscalationRmCmd(a))
}

var policyFields = fieldsOf[airra.EscalationPolicy]()

func policyName(p airra.EscalationPolicy) string { return p.Name }

func policyColumns(a *App, names roll) []column[airra.EscalationPolicy] {
	s := a.screen()
	return []column[airra.EscalationPolicy]{
		{name: "NAME", cell: func(p airra.EscalationPolicy) cell { return cell{data: p.Name, look: accent} }},
		{name: "SERVICE", cell: policyServiceCell},
		{name: "STEPS", shrink: true, keep: 20, cell: func(p airra.EscalationPolicy) cell {
			return cell{data: strings.Join(stepTexts(p), " "), text: stepsInShort(p, names)}
		}},
		{name: "REPEAT", right: true, drop: true, cell: func(p airra.EscalationPolicy) cell { return cell{data: strconv.Itoa(p.Repeat)} }},
		{name: "LASTS", right: true, cell: func(p airra.EscalationPolicy) cell {
			return cell{data: strconv.Itoa(int(lasts(p) / time.Second)), text: span(lasts(p))}
		}},
		{name: "UPDATED", short: "AGE", right: true, cell: func(p airra.EscalationPolicy) cell {
			return updatedCell(s, p.UpdatedAt)
		}},
		{name: "ID", wide: true, cell: func(p airra.EscalationPolicy) cell { return cell{data: string(p.ID)} }},
	}
}

// updatedCell is when something was last written; what is built in never was.
func updatedCell(s *screen, at time.Time) cell {
	if at.IsZero() {
		return cell{text: "built in", look: faint}
	}
	return cell{data: stamp(at), text: s.ago(at)}
}

func policyServiceCell(p airra.EscalationPolicy) cell {
	if p.Service == nil {
		return cell{text: "all others", look: faint}
	}
	return cell{data: string(*p.Service)}
}

// stepsInShort is a policy on one line: whom each step means.
func stepsInShort(p airra.EscalationPolicy, names roll) string {
	texts := make([]string, len(p.Steps))
	for i, step := range p.Steps {
		texts[i] = targetsText(step, names)
	}
	return strings.Join(texts, " → ")
}

// lasts is how long a policy goes on until nobody is left to page.
func lasts(p airra.EscalationPolicy) time.Duration {
	var round time.Duration
	for _, step := range p.Steps {
		round += step.Wait()
	}
	return round * time.Duration(p.Repeat+1)
}

func targetsText(step airra.EscalationStep, names roll) string {
	texts := make([]string, len(step.Targets))
	for i, target := range step.Targets {
		texts[i] = targetText(target, names)
	}
	return strings.Join(texts, ", ")
}

func targetText(target airra.PageTarget, names roll) string {
	if target.EngineerID != "" {
		return names.name(target.EngineerID)
	}
	return oneLine(string(target.Level))
}

// stepText is whom a step means and how they are told.
func stepText(step airra.EscalationStep, names roll) string {
	text := targetsText(step, names)
	if len(step.Channels) > 0 {
		text += " by " + strings.Join(cleaned(step.Channels), ", ")
	}
	return text
}

// stepTexts are the steps in the words of --step, so that what a pipe reads can be
// typed again.
func stepTexts(p airra.EscalationPolicy) []string {
	texts := make([]string, len(p.Steps))
	for i, step := range p.Steps {
		targets := make([]string, len(step.Targets))
		for j, target := range step.Targets {
			targets[j] = string(target.Level) + string(target.EngineerID)
		}
		texts[i] = strings.Join(targets, ",") + ":" + strings.Join(step.Channels, ",") + ":" + waitFlag(step.Wait())
	}
	return texts
}

// waitFlag is a wait as a person would type it, without the units that are zero.
func waitFlag(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"0s", "0m"} {
		if short := strings.TrimSuffix(text, zero); short != text && strings.ContainsAny(short[len(short)-1:], "hm") {
			text = short
		}
	}
	return text
}

func newEscalationListCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the policies",
		Long: `List the policies, each with the order of those it pages and how long it goes on
until nobody is left. While nobody has written a default policy, the built-in
one stands in its place.`,
		Example: `  airra escalation list
  airra escalation list -o yaml`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return listPolicies(cmd.Context(), a) },
	}
	offers(cmd, policyFields)
	return cmd
}

func listPolicies(ctx context.Context, a *App) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	policies, err := keeping.FindPolicies(ctx)
	if err != nil {
		return err
	}
	names := a.namesIn(ctx, c, policies...)
	r, err := listResult(keeping.Kept(), policyColumns(a, names), policies, policyName,
		"There is no policy.")
	if err != nil {
		return err
	}
	return a.emit(ctx, r)
}

// namesIn asks for the names of the people in policies, where there are any.
func (a *App) namesIn(ctx context.Context, c *client.Client, policies ...airra.EscalationPolicy) roll {
	for _, p := range policies {
		for _, step := range p.Steps {
			for _, target := range step.Targets {
				if target.EngineerID != "" {
					return a.rollCall(ctx, c)
				}
			}
		}
	}
	return nil
}

func newEscalationViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view POLICY|SERVICE",
		Aliases: []string{"show"},
		Short:   "Draw the steps of a policy",
		Long: `Draw the steps of a policy: who is paged, how, and how long is waited then. A
policy is named by its name or its id. With the name of a service you see the
policy that holds there, the default or the built-in one included.

In a pipe each step stands as --step of "airra escalation set" takes it.`,
		Example: `  airra escalation view payment-service
  airra escalation view default -o yaml`,
		Args:              takes(1, 1, "a policy or a service"),
		ValidArgsFunction: completePolicies(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewPolicy(cmd.Context(), a, args[0]) },
	}
	offers(cmd, policyFields)
	return cmd
}

func viewPolicy(ctx context.Context, a *App, key string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	policy, err := keeping.FindPolicy(ctx, key)
	if err != nil {
		return err
	}
	return showPolicy(ctx, a, c, *policy, keeping.Kept())
}

// showPolicy shows one policy: drawn, or its properties in a pipe.
func showPolicy(ctx context.Context, a *App, c *client.Client, p airra.EscalationPolicy, raw []byte) error {
	names := a.namesIn(ctx, c, p)
	return a.emit(ctx, result{
		raw: raw, names: []string{p.Name}, grid: properties(policyProperties(p)),
		human: func(s *screen) { drawPolicy(s, p, names) },
	})
}

func policyProperties(p airra.EscalationPolicy) []property {
	list := []property{{"name", p.Name}, {"id", string(p.ID)}, {"service", policyServiceCell(p).data}, {"repeat", strconv.Itoa(p.Repeat)}}
	for i, text := range stepTexts(p) {
		list = append(list, property{fmt.Sprintf("step_%d", i+1), text})
	}
	return append(list, property{"lasts_seconds", strconv.Itoa(int(lasts(p) / time.Second))}, property{"updated_at", stamp(p.UpdatedAt)})
}

// drawPolicy draws the ladder.
func drawPolicy(s *screen, p airra.EscalationPolicy, names roll) {
	where := "for every service without a policy of its own"
	if p.Service != nil {
		where = "for " + oneLine(string(*p.Service))
	}
	if p.ID == "" {
		where += "; built in"
	}
	s.flow("", "  ", s.paint(strong, oneLine(p.Name))+"  "+s.paint(faint, where))
	type rung struct {
		number int
		step   airra.EscalationStep
	}
	rungs := make([]rung, len(p.Steps))
	for i, step := range p.Steps {
		rungs[i] = rung{i + 1, step}
	}
	gridOf([]column[rung]{
		{right: true, cell: func(r rung) cell { return cell{text: fmt.Sprintf("  %d", r.number), look: accent} }},
		{shrink: true, cell: func(r rung) cell { return cell{text: stepText(r.step, names)} }},
		{cell: func(r rung) cell { return cell{text: "wait " + exact(r.step.Wait())} }},
	}, rungs, false).human(s, false, s.width)
	s.flow("     ", "     ", s.paint(faint, repeatText(p)+"after "+span(lasts(p))+" nobody is left to page"))
}

func repeatText(p airra.EscalationPolicy) string {
	switch p.Repeat {
	case 0:
		return ""
	case 1:
		return "once more from the start; "
	default:
		return fmt.Sprintf("%d times more from the start; ", p.Repeat)
	}
}

// completePolicies completes the policies that were written.
func completePolicies(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		policies, err := c.FindPolicies(ctx)
		values := make([]string, len(policies))
		for i, p := range policies {
			values[i] = described(p.Name, stepsInShort(p, nil))
		}
		return values, err
	})
}
