package cli

import (
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// showReviews shows reviews after they were made or moved.
func showReviews(ctx context.Context, a *App, out outcome[airra.Review]) error {
	return show(ctx, a, out, reviewColumns(a, reviewNames{}), reviewName, reviewSentence)
}

func showReview(ctx context.Context, a *App, r airra.Review, raw []byte) error {
	return showReviews(ctx, a, outcome[airra.Review]{values: []airra.Review{r}, raws: []json.RawMessage{raw}})
}

// reviewSentence says in one line where a review stands, and what comes next.
func reviewSentence(s *screen, r airra.Review) {
	s.line(s.paint(accent, shortID(r.ID)) + "  " + paintCell(s, reviewStatusCell(r.Status)))
	if next := nextOfReview(airra.ReviewDetail{Review: r, Incident: airra.Incident{Ref: shortID(r.IncidentID)}}); next != "" {
		s.line("Next: " + s.paint(accent, oneLine(next)))
	}
}

type reviewAssignOptions struct {
	app      *App
	priority string
	notes    string
}

func newReviewAssignCmd(a *App) *cobra.Command {
	o := &reviewAssignOptions{app: a}
	cmd := &cobra.Command{
		Use:   "assign INCIDENT ENGINEER",
		Short: "Ask an engineer for a review",
		Long: `Ask an engineer for a review of what was concluded of an incident. An engineer
is named by e-mail address, name or id; @me is you. It ends with 5 when a review
of the incident is under way already, or when the engineer cannot take one on.`,
		Example: `  airra review assign INC-142 alice@example.com
  airra review assign INC-142 @me --priority high --notes "is it really the deploy?"`,
		Args:              takes(2, 2, "an incident and an engineer"),
		ValidArgsFunction: completeAssign(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0], args[1]) },
	}
	cmd.Flags().StringVar(&o.priority, "priority", string(airra.PriorityNormal), "how urgent: "+listOf(airra.NotificationPriorities))
	cmd.Flags().StringVar(&o.notes, "notes", "", "what to look at")
	offers(cmd, reviewFields)
	completesFlag(cmd, "priority", fixed(airra.NotificationPriorities))
	return cmd
}

func (o *reviewAssignOptions) run(ctx context.Context, incident, engineer string) error {
	priority, err := known("--priority", []string{o.priority}, airra.NotificationPriorities)
	if err != nil {
		return err
	}
	if engineer, err = o.app.person(engineer); err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	review, err := keeping.RequestReview(ctx, incident, airra.NewReview{Engineer: engineer, Priority: priority[0], Notes: o.notes})
	if err != nil {
		return err
	}
	return showReview(ctx, o.app, *review, keeping.Kept())
}

func newReviewStartCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "start REVIEW...",
		Short: "Begin to work on a review",
		Long: `Begin to work on reviews. The time until they are submitted is counted from
here. A "-" reads the ids from standard input.`,
		Example: `  airra review start 0198f000-0000-7abc
  airra review list --engineer @me --status assigned -o name | airra review start -`,
		Args:              takes(1, -1, "at least one review, by its id"),
		ValidArgsFunction: completeReviews(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return startReviews(cmd.Context(), a, args) },
	}
	offers(cmd, reviewFields)
	return cmd
}

func startReviews(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Review, error) {
		return valueOf(c.StartReview(ctx, key))
	})
	if err != nil {
		return err
	}
	return showReviews(ctx, a, out)
}

type reviewSubmitOptions struct {
	app     *App
	file    string
	example bool
}

func newReviewSubmitCmd(a *App) *cobra.Command {
	o := &reviewSubmitOptions{app: a}
	cmd := &cobra.Command{
		Use:   "submit REVIEW -F FILE",
		Short: "Hand in what you found",
		Long: `Hand in what you found, from a file of YAML or JSON. --example prints one to
begin with. The incident is not touched; what is done is decided with "airra
review choose".`,
		Example: `  airra review submit --example > review.yaml
  airra review submit 0198f000-0000-7abc -F review.yaml`,
		Args:              takes(0, 1, "a review, by its id"),
		ValidArgsFunction: completeReviews(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().StringVarP(&o.file, "file", "F", "", "read the findings from this `FILE`, - for standard input (required)")
	cmd.Flags().BoolVar(&o.example, "example", false, "print a file to begin with, as YAML, and do nothing else")
	offers(cmd, reviewFields)
	return cmd
}

func (o *reviewSubmitOptions) run(ctx context.Context, args []string) error {
	const hint = "Like: airra review submit 0198f000-0000-7abc -F review.yaml; begin with: airra review submit --example"
	switch {
	case o.example:
		_, err := io.WriteString(o.app.Out, submissionExample)
		return err
	case len(args) == 0:
		return usagef(hint, "airra review submit needs a review, by its id")
	case o.file == "":
		return usagef(hint, "--file is missing")
	}
	var submission airra.ReviewSubmission
	if err := o.app.document(o.file, &submission); err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	review, err := keeping.SubmitReview(ctx, args[0], submission)
	if err != nil {
		return err
	}
	return showReview(ctx, o.app, *review, keeping.Kept())
}

const submissionExample = `# What an engineer found.
# Hand it in with: airra review submit REVIEW -F review.yaml

# What you think of each hypothesis, by any names.
ai_hypotheses_reviewed:
  deployment_issue: plausible, the errors began with v2.5.0
  dependency_failure: not seen, the database answers as always

# What you think of how sure it is.
ai_confidence_assessment: Too sure, the deploy is only one of two changes of that hour.

# What else it could be, each in your own words. May be left out.
alternative_hypotheses:
  - category: configuration
    description: The pool of connections was halved at the same time.
    confidence: 0.6

# What you would do.
suggested_approach:
  action: rollback_deployment
  first: set the pool back to 40 and watch for five minutes

# From 0 to 1.
engineer_confidence_score: 0.8

notes: Seen in the log of the pool; nothing in the traces.

# May be left out.
tags: [configuration, database]
`
