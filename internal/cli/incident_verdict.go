package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newIncidentVerdictCmd(a *App) *cobra.Command {
	o := &verdictOptions{app: a}
	cmd := &cobra.Command{
		Use:   "verdict INCIDENT confirmed|rejected|unknown",
		Short: "Say whether there was an incident at all",
		Long: `Say whether an alarm was justified, in your name: confirmed when there was an
incident, rejected when it was a false alarm. A second verdict takes the place of
the first, and "unknown" takes it back: the numbers of its detectors are then what
they were before.`,
		Example: `  airra incident verdict INC-142 rejected --note "the probe was broken"
  airra incident verdict INC-142 unknown`,
		Args: takes(2, 2, "an incident and one of "+listOf(verdictWords)),
		RunE: func(cmd *cobra.Command, args []string) error { return o.alarm(cmd.Context(), args[0], args[1]) },
	}
	incidents, words := completeIncidents(a), fixed(verdictWords)
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return incidents(cmd, args, toComplete)
		}
		return words(cmd, args, toComplete)
	}
	o.bind(cmd)
	offers(cmd, incidentFields)
	return cmd
}

func (o *verdictOptions) alarm(ctx context.Context, incident, word string) error {
	v, err := o.read(word)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	i, err := keeping.JudgeAlarm(ctx, incident, v)
	if err != nil {
		return err
	}
	r := tableResult(incidentColumns(o.app), []airra.Incident{*i}, incidentName, "")
	r.raw = keeping.Kept()
	r.human = func(s *screen) { s.linef("%s  alarm: %s", s.paint(strong, oneLine(i.Ref)), alarmWords[v.Verdict]) }
	return o.app.emit(ctx, r)
}

// alarmWords say what a verdict on an alarm means.
var alarmWords = map[airra.Verdict]string{
	airra.VerdictConfirmed: "justified", airra.VerdictRejected: "false", airra.VerdictUnknown: "no verdict stands",
}
