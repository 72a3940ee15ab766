package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newLearnCmd(a *App) *cobra.Command {
	return newNounCmd("learn", "Say how incidents went, and see what that taught",
		`What people find out about an incident teaches: whether the cause was right,
whether the remedy helped, whether there was an incident at all. What nobody has
said is never counted, neither as right nor as wrong.`,
		`  airra learn outcome INC-142 --hypothesis 1 --correct --action ACT-88 --effective
  airra learn insights --days 90`,
		nil,
		newLearnOutcomeCmd(a), newLearnInsightsCmd(a), newLearnPatternsCmd(a))
}

type outcomeOptions struct {
	app                  *App
	hypothesis, action   string
	correct, wrong       bool
	effective, inert     bool
	falseAlarm, trueOne  bool
	notes, overrideCause string
}

func newLearnOutcomeCmd(a *App) *cobra.Command {
	o := &outcomeOptions{app: a}
	cmd := &cobra.Command{
		Use:   "outcome INCIDENT",
		Short: "Say everything about an incident at once",
		Long: `Say whether the cause was right, whether the remedy helped and whether the alarm
was justified, all or nothing of it, in your name. What is left out is not judged.
Saying the same again changes nothing. It shows the verdicts that stand then. They
are taken back one by one: "airra hypothesis verdict", "airra action verdict" and
"airra incident verdict" take "unknown".`,
		Example: `  airra learn outcome INC-142 --hypothesis 1 --correct
  airra learn outcome INC-142 --hypothesis 1 --wrong --action ACT-88 --ineffective --notes "it was the cable"
  airra learn outcome INC-142 --false-alarm`,
		Args:              takes(1, 1, "an incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&o.hypothesis, "hypothesis", "", "the `HYPOTHESIS`: a rank, a category or an id")
	f.BoolVar(&o.correct, "correct", false, "it was the cause")
	f.BoolVar(&o.wrong, "wrong", false, "it was not")
	f.StringVar(&o.action, "action", "", "the `ACTION`, like ACT-88")
	f.BoolVar(&o.effective, "effective", false, "it helped")
	f.BoolVar(&o.inert, "ineffective", false, "it did not")
	f.BoolVar(&o.falseAlarm, "false-alarm", false, "there was no incident")
	f.BoolVar(&o.trueOne, "true-alarm", false, "there was one")
	f.StringVar(&o.notes, "notes", "", "how that is known")
	f.StringVar(&o.overrideCause, "override", "", "a person went another way, and the `REASON`")
	offers(cmd, fieldsOf[airra.Judgement]())
	completesFlag(cmd, "action", completeActions(a, ""))
	return cmd
}

// report is what the flags say.
func (o *outcomeOptions) report() (airra.OutcomeReport, error) {
	r := airra.OutcomeReport{
		HypothesisID: o.hypothesis, ActionID: o.action, ResolutionNotes: o.notes, OverrideReason: o.overrideCause, HumanOverride: o.overrideCause != "",
	}
	for _, pair := range []struct {
		yes, no       bool
		yesFlag, flag string
		about, name   string // what it is about, and the flag that says so
		answer        **bool
	}{
		{o.correct, o.wrong, "--correct", "--wrong", o.hypothesis, "--hypothesis", &r.HypothesisCorrect},
		{o.effective, o.inert, "--effective", "--ineffective", o.action, "--action", &r.ActionEffective},
		{o.falseAlarm, o.trueOne, "--false-alarm", "--true-alarm", "the alarm", "", &r.FalseAlarm},
	} {
		said := pair.yes || pair.no
		switch {
		case pair.yes && pair.no:
			return r, usagef("", "%s and %s are opposites", pair.yesFlag, pair.flag)
		case said && pair.about == "":
			return r, usagef("Like: "+pair.name+" 1", "%s is missing: it says what %s is about", pair.name, pair.yesFlag)
		case !said && pair.name != "" && pair.about != "":
			return r, usagef("", "%s needs %s or %s", pair.name, pair.yesFlag, pair.flag)
		case said:
			*pair.answer = &pair.yes
		}
	}
	if r.HypothesisCorrect == nil && r.ActionEffective == nil && r.FalseAlarm == nil && !r.HumanOverride {
		return r, usagef("Like: airra learn outcome INC-142 --hypothesis 1 --correct", "nothing was said about the incident")
	}
	return r, nil
}

func (o *outcomeOptions) run(ctx context.Context, incident string) error {
	report, err := o.report()
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	if _, err := c.ReportOutcome(ctx, incident, report); err != nil {
		return err
	}
	return emitList(ctx, o.app, func(c *client.Client) ([]airra.Judgement, []column[airra.Judgement], error) {
		judgements, err := c.Judgements(ctx, incident)
		return judgements, judgementColumns(o.app), err
	}, func(j airra.Judgement) string { return j.ID }, "No verdict stands.")
}

func judgementColumns(a *App) []column[airra.Judgement] {
	s := a.screen()
	return []column[airra.Judgement]{
		{name: "ABOUT", cell: func(j airra.Judgement) cell { return cell{data: string(j.Subject), look: accent} }},
		{name: "WHICH", cell: func(j airra.Judgement) cell { return judgedWhich(j) }},
		{name: "VERDICT", cell: func(j airra.Judgement) cell { return cell{data: string(j.Verdict)} }},
		{name: "BY", cell: func(j airra.Judgement) cell { return cell{data: j.JudgedBy} }},
		{name: "NOTE", shrink: true, keep: 12, cell: func(j airra.Judgement) cell { return cell{data: j.Note} }},
		{name: "JUDGED", short: "AGE", right: true, cell: func(j airra.Judgement) cell {
			return cell{data: stamp(j.JudgedAt), text: s.ago(j.JudgedAt)}
		}},
		{name: "CONFIDENCE", wide: true, cell: func(j airra.Judgement) cell { return cell{data: jsonText(j.Confidence)} }},
		{name: "ID", wide: true, cell: func(j airra.Judgement) cell { return cell{data: j.ID} }},
	}
}

func judgedWhich(j airra.Judgement) cell {
	switch j.Subject {
	case airra.AboutHypothesis:
		return cell{data: j.Category, text: words(j.Category)}
	case airra.AboutAction:
		return cell{data: string(j.ActionType), text: words(string(j.ActionType))}
	default:
		return cell{data: j.Source}
	}
}
