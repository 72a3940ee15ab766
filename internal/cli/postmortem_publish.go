package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newPostmortemPublishCmd(a *App) *cobra.Command {
	var withdraw bool
	cmd := &cobra.Command{
		Use:   "publish INCIDENT...",
		Short: "Make what a postmortem says count",
		Long: `Publish postmortems: their incidents are trusted most when later ones resemble
them, and where a postmortem says whether the first hypothesis was right, that is the
verdict on it. --withdraw takes the publication back. A "-" reads the names from
standard input.`,
		Example: `  airra postmortem publish INC-142
  airra postmortem publish INC-142 --withdraw`,
		Args:              takes(1, -1, "at least one incident with a postmortem"),
		ValidArgsFunction: completePostmortems(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return publishPostmortems(cmd.Context(), a, args, !withdraw)
		},
	}
	cmd.Flags().BoolVar(&withdraw, "withdraw", false, "take the publication back")
	offers(cmd, postmortemFields)
	return cmd
}

func publishPostmortems(ctx context.Context, a *App, args []string, published bool) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Postmortem, error) {
		return valueOf(c.UpdatePostmortem(ctx, key, airra.PostmortemText{Published: &published}))
	})
	if err != nil {
		return err
	}
	return showPostmortems(ctx, a, out)
}

func newPostmortemRmCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rm INCIDENT...",
		Aliases: []string{"remove"},
		Short:   "Take a postmortem away, and with it what it taught",
		Long: `Take postmortems away, each named by its incident. It asks first; --yes answers.
What is printed is what they were. A "-" reads the names from standard input.`,
		Example: `  airra postmortem rm INC-142
  airra postmortem rm INC-142 --yes -o json > kept.json`,
		Args:              takes(1, -1, "at least one incident with a postmortem"),
		ValidArgsFunction: completePostmortems(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return removePostmortems(cmd.Context(), a, args) },
	}
	offers(cmd, postmortemFields)
	return cmd
}

func removePostmortems(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	found, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Postmortem, error) {
		return valueOf(c.FindPostmortem(ctx, key))
	})
	if err != nil {
		return err
	}
	gone, err := removing[airra.Postmortem]{
		name: postmortemName, asks: "What was written about %s is lost. Take it away?",
		remove: func(p airra.Postmortem) error { return c.DeletePostmortem(ctx, p.ID) },
	}.run(ctx, a, found)
	if err != nil {
		return err
	}
	return show(ctx, a, gone, postmortemColumns(a), postmortemName, func(s *screen, p airra.Postmortem) {
		s.linef("%s  removed", s.paint(accent, oneLine(p.IncidentRef)))
	})
}
