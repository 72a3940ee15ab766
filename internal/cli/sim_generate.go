package cli

import (
	"context"

	"github.com/spf13/cobra"
)

type simGenerateOptions struct {
	app  *App
	wait bool
}

func newSimGenerateCmd(a *App) *cobra.Command {
	o := &simGenerateOptions{app: a}
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Have an incident invented and analysed now",
		Long: `Have an incident of some service invented: by the model of
AIRRA_LLM_GENERATOR_MODEL where there is a key, else by the built-in grammar. It is
analysed like any other and marked as generated, so it counts in no measure, and
nobody is paged for it unless the server has AIRRA_GENERATOR_PAGES. A development
server invents one by itself every AIRRA_GENERATOR_INTERVAL.`,
		Example: `  airra sim generate
  airra sim generate --wait -q .title
  airra incident list --origin generated`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().BoolVar(&o.wait, "wait", false, "wait until the analysis has ended")
	offers(cmd, detailFields)
	return cmd
}

func (o *simGenerateOptions) run(ctx context.Context) error {
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	i, err := keeping.GenerateIncident(ctx)
	if err != nil {
		return err
	}
	if !o.wait {
		return showIncident(ctx, o.app, *i, keeping.Kept(), "invented")
	}
	detail, err := waitAnalysed(ctx, o.app, keeping, i.Ref)
	if err != nil {
		return err
	}
	return showDetail(ctx, o.app, incidentView{detail: *detail}, keeping.Kept())
}
