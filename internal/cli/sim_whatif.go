package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newSimWhatIfCmd(a *App) *cobra.Command {
	var q airra.WhatIf
	cmd := &cobra.Command{
		Use:   "whatif ACTION | TYPE SERVICE",
		Short: "Say what would come of an action",
		Long: `Say what would come of an action, from the verdicts on earlier ones: how often it
helped, what it risks and how long it takes. Where nobody has judged such an action
yet, the answer says that it is an assumption. Rehearsals count only where nothing
was executed, and the answer says so, too.

The risk is what this type of action risks, more where a failure reaches further, less
where the service has been down for long. A proposal's risk adds doubt and the tier of
the service to a base of its own: that is another scale, so do not compare the two.

Name an action that was proposed, or a type of action and a service.`,
		Example: `  airra sim whatif ACT-88
  airra sim whatif restart_pod payment-service --category memory_leak`,
		Args: takes(1, 2, "an action, like ACT-88, or a type of action and a service"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				q.ActionID = args[0]
				return whatIf(cmd.Context(), a, q)
			}
			types, err := known("TYPE", args[:1], airra.ActionTypes)
			if err != nil {
				return err
			}
			q.ActionType, q.Service = types[0], airra.ServiceName(args[1])
			return whatIf(cmd.Context(), a, q)
		},
		ValidArgsFunction: completeActions(a, airra.ActionPendingApproval),
	}
	cmd.Flags().StringVar(&q.Category, "category", "", "the suspected `CAUSE`, like memory_leak")
	offers(cmd, fieldsOf[airra.WhatIfAnswer]())
	return cmd
}

func whatIf(ctx context.Context, a *App, q airra.WhatIf) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	answer, err := keeping.WhatIf(ctx, q)
	if err != nil {
		return err
	}
	return a.emit(ctx, result{
		raw: keeping.Kept(), names: []string{string(answer.ActionType)}, grid: properties(whatIfProperties(*answer)),
		human: func(s *screen) { drawWhatIf(s, *answer) },
	})
}

func whatIfProperties(w airra.WhatIfAnswer) []property {
	return []property{
		{"action_type", string(w.ActionType)},
		{"service", string(w.Service)},
		{"category", w.Category},
		{"recommended", strconv.FormatBool(w.Recommended)},
		{"basis", w.Basis},
		{"success_rate", fmt.Sprintf("%.2f", w.SuccessRate)},
		{"effective", strconv.Itoa(w.Effective)},
		{"outcomes", strconv.Itoa(w.Outcomes)},
		{"scope", w.Scope},
		{"risk", fmt.Sprintf("%.2f", w.Risk)},
		{"risk_level", string(w.RiskLevel)},
		{"expected_downtime_seconds", strconv.FormatInt(w.ExpectedSeconds, 10)},
		{"worst_downtime_seconds", strconv.FormatInt(w.WorstSeconds, 10)},
		{"recovery_seconds", strconv.FormatInt(w.RecoverySeconds, 10)},
		{"reversible", strconv.FormatBool(w.Reversible)},
		{"touched_services", listOf(w.TouchedServices)},
		{"reasons", strings.Join(w.Reasons, " ")},
	}
}

func drawWhatIf(s *screen, w airra.WhatIfAnswer) {
	verdict := s.paint(good, "recommended")
	if !w.Recommended {
		verdict = s.paint(amber, "not recommended")
	}
	about := oneLine(string(w.Service))
	if w.Category != "" {
		about += " for " + oneLine(words(w.Category))
	}
	s.linef("%s on %s  %s", s.paint(strong, oneLine(words(w.ActionType))), about, verdict)
	s.linef("  success   %3.0f %% %s  %s", 100*w.SuccessRate, s.paint(accent, bar(w.SuccessRate, 20)), s.paint(faint, oneLine(basisText(w))))
	s.linef("  risk      %.2f  %s %s  %s", w.Risk, s.paint(accent, bar(w.Risk, 20)), oneLine(string(w.RiskLevel)), s.paint(faint, "not the scale of a proposal's risk"))
	seconds := func(n int64) string { return exact(time.Duration(n) * time.Second) }
	s.linef("  downtime  %s expected, %s at worst; recovered after %s", seconds(w.ExpectedSeconds), seconds(w.WorstSeconds), seconds(w.RecoverySeconds))
	s.linef("  touches   %s", oneLine(listOf(w.TouchedServices)))
	for _, reason := range w.Reasons {
		s.wrapped("  ", reason)
	}
}

func basisText(w airra.WhatIfAnswer) string {
	if w.Basis == airra.BasisPrior {
		return "assumed"
	}
	return fmt.Sprintf("%s, %d of %d, %s", w.Basis, w.Effective, w.Outcomes, w.Scope)
}
