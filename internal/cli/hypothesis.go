package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newHypothesisCmd(a *App) *cobra.Command {
	return newNounCmd("hypothesis", "Read what may be the cause, and say what it was",
		`A hypothesis is a possible cause of an incident. Name it by its rank (1 is the
most likely), its category, or its id. A verdict on one teaches: it moves the
confidence of the same cause on the same service, and the incident is recalled
when another one looks like it.`,
		`  airra hypothesis list INC-142
  airra hypothesis verdict INC-142 1 confirmed --note "seen in the heap dump"`,
		[]string{"hyp", "hypotheses"},
		newHypothesisListCmd(a), newHypothesisVerdictCmd(a))
}

var hypothesisFields = fieldsOf[airra.Hypothesis]()

func hypothesisName(h airra.Hypothesis) string { return string(h.ID) }

// judgedCell says what people have found out about a hypothesis.
func judgedCell(h airra.Hypothesis) cell {
	switch {
	case h.Validated:
		return cell{data: string(airra.VerdictConfirmed), look: good}
	case h.ValidationFeedback != nil:
		return cell{data: string(airra.VerdictRejected), look: faint}
	default:
		return cell{text: "–", look: faint}
	}
}

func hypothesisColumns() []column[airra.Hypothesis] {
	text := func(name string, get func(h airra.Hypothesis) string) column[airra.Hypothesis] {
		return column[airra.Hypothesis]{name: name, wide: true, cell: func(h airra.Hypothesis) cell { return cell{data: get(h)} }}
	}
	return []column[airra.Hypothesis]{
		{name: "RANK", right: true, cell: func(h airra.Hypothesis) cell { return cell{data: fmt.Sprint(h.Rank)} }},
		{name: "CATEGORY", cell: func(h airra.Hypothesis) cell {
			return cell{data: h.Category, text: words(h.Category), look: accent}
		}},
		{name: "CONFIDENCE", short: "CONF", cell: func(h airra.Hypothesis) cell {
			return cell{data: jsonText(h.ConfidenceScore), text: fmt.Sprintf("%.2f", h.ConfidenceScore)}
		}},
		{name: "VERDICT", cell: judgedCell},
		{name: "DESCRIPTION", shrink: true, keep: 24, cell: func(h airra.Hypothesis) cell { return cell{data: h.Description} }},
		text("FEEDBACK", func(h airra.Hypothesis) string { return textOf(h.ValidationFeedback) }),
		text("REASONER", func(h airra.Hypothesis) string { return h.LLMModel }),
		text("ID", func(h airra.Hypothesis) string { return string(h.ID) }),
	}
}

func newHypothesisListCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list INCIDENT",
		Aliases: []string{"ls"},
		Short:   "List the possible causes of an incident, the most likely first",
		Long: `List the possible causes of an incident, the most likely first, with what people
have found out about them. "airra incident view" shows what speaks for them.`,
		Example: `  airra hypothesis list INC-142
  airra hypothesis list INC-142 --json category,confidence_score`,
		Args:              takes(1, 1, "an incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return listHypotheses(cmd.Context(), a, args[0]) },
	}
	offers(cmd, hypothesisFields)
	return cmd
}

func listHypotheses(ctx context.Context, a *App, incident string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	detail, err := keeping.FindIncident(ctx, incident)
	if err != nil {
		return err
	}
	var body struct {
		Hypotheses json.RawMessage `json:"hypotheses"`
	}
	if err := json.Unmarshal(keeping.Kept(), &body); err != nil {
		return fmt.Errorf("read the hypotheses again: %w", err)
	}
	r, err := listResult(body.Hypotheses, hypothesisColumns(), detail.Hypotheses, hypothesisName, "Nothing has been concluded yet.")
	if err != nil {
		return err
	}
	return a.emit(ctx, r)
}

// verdictWords are the verdicts that a command takes.
var verdictWords = []airra.Verdict{airra.VerdictConfirmed, airra.VerdictRejected, airra.VerdictUnknown}

type verdictOptions struct {
	app  *App
	note string
}

// bind adds what every verdict takes.
func (o *verdictOptions) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.note, "note", "", "how that is known")
}

// read takes the word, and the one who says it.
func (o *verdictOptions) read(word string) (airra.NewVerdict, error) {
	said, err := known("the verdict", []string{strings.ToLower(word)}, verdictWords)
	if err != nil {
		return airra.NewVerdict{}, err
	}
	return airra.NewVerdict{Verdict: said[0], Note: o.note}, nil
}

func newHypothesisVerdictCmd(a *App) *cobra.Command {
	o := &verdictOptions{app: a}
	cmd := &cobra.Command{
		Use:   "verdict INCIDENT HYPOTHESIS confirmed|rejected|unknown",
		Short: "Say whether a hypothesis was the cause",
		Long: `Say whether a hypothesis was the cause of an incident, in your name. A second
verdict takes the place of the first, "unknown" takes it back, and every number
that was learned from it is then what it was before. It stands for the cause: a
new analysis that comes to the same one has it too.`,
		Example: `  airra hypothesis verdict INC-142 1 confirmed
  airra hypothesis verdict INC-142 memory_leak rejected --note "the heap is flat"
  airra hypothesis verdict INC-142 1 unknown`,
		Args: takes(3, 3, "an incident, a hypothesis and one of "+listOf(verdictWords)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.hypothesis(cmd.Context(), args[0], args[1], args[2])
		},
	}
	incidents, words := completeIncidents(a), fixed(verdictWords)
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		switch len(args) {
		case 0:
			return incidents(cmd, args, toComplete)
		case 2:
			return words(cmd, args, toComplete)
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	o.bind(cmd)
	offers(cmd, hypothesisFields)
	return cmd
}

func (o *verdictOptions) hypothesis(ctx context.Context, incident, hypothesis, word string) error {
	v, err := o.read(word)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	h, err := keeping.JudgeHypothesis(ctx, incident, hypothesis, v)
	if err != nil {
		return err
	}
	return o.app.emit(ctx, result{
		raw: keeping.Kept(), names: []string{string(h.ID)},
		grid: func(wide bool) grid { return gridOf(hypothesisColumns(), []airra.Hypothesis{*h}, wide) },
		human: func(s *screen) {
			said := "no verdict stands"
			if h.ValidationFeedback != nil {
				said = *h.ValidationFeedback
			}
			s.linef("%s  %s", s.paint(strong, oneLine(words(h.Category))), oneLine(said))
		},
	})
}
