package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type rotationSetOptions struct {
	app     *App
	file    string
	example bool
}

func newRotationSetCmd(a *App) *cobra.Command {
	o := &rotationSetOptions{app: a}
	cmd := &cobra.Command{
		Use:   "set -F FILE",
		Short: "Write a rotation from a file",
		Long: `Write a rotation from a YAML or JSON file: make it, or replace the one that has its
name, as a whole. People stand in it by e-mail address or name, days of the week by
their names. --example prints one to begin with.`,
		Example: `  airra oncall rotation set --example > payments.yaml
  airra oncall rotation set -F payments.yaml
  generate-rota | airra oncall rotation set -F -`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVarP(&o.file, "file", "F", "", "read the rotation from this `FILE`, - for standard input")
	cmd.Flags().BoolVar(&o.example, "example", false, "print a rotation to begin with, as YAML, and do nothing else")
	offers(cmd, rotationFields)
	return cmd
}

func (o *rotationSetOptions) run(ctx context.Context) error {
	if o.example {
		_, err := io.WriteString(o.app.Out, rotationExample)
		return err
	}
	if o.file == "" {
		return usagef("Begin with: airra oncall rotation set --example", "--file is missing")
	}
	content, err := o.app.textFile(o.file)
	if err != nil {
		return err
	}
	r, err := readRotation(o.file, content)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	written, verb, err := writeRotation(ctx, keeping, r)
	if err != nil {
		return err
	}
	raw := keeping.Kept()
	if err := showRotation(ctx, o.app, c, *written, raw); err != nil {
		return err
	}
	o.app.say("%s. See what follows: airra oncall show %q --month, airra oncall lint", verb, oneLine(written.Name))
	return nil
}

// writeRotation replaces the rotation of the same name, or makes it. The names are
// asked for before, since a refusal to replace can mean that somebody in the file
// does not exist, and not the rotation.
func writeRotation(ctx context.Context, c *client.Client, r airra.RotationUpdate) (written *airra.Rotation, verb string, err error) {
	rotations, err := c.FindRotations(ctx)
	if err != nil {
		return nil, "", err
	}
	if old := rotationNamed(rotations, r.Name); old != nil {
		written, err = c.ReplaceRotation(ctx, string(old.ID), r)
		return written, "Replaced", err
	}
	written, err = c.CreateRotation(ctx, r)
	return written, "Made", err
}

const rotationExample = `# A rotation: a rule by which people take turns.
# Write it with: airra oncall rotation set -F payments.yaml

# A rotation that has this name already is replaced.
name: payments

# For whom it is. Without a service and a team it is for everything.
service: payment-service
# team: payments

# primary is called first, then secondary, then tertiary.
priority: primary

# All times below are in the wall clock of this zone, in summer and in winter.
time_zone: Europe/Berlin

# Where two layers have somebody, the later one counts.
layers:
  - name: week
    kind: weekly # daily, weekly, or custom for turns of so many hours
    every: 1 # a turn is this many days, weeks or hours
    start: 2026-03-02 # the date of the first turn
    handoff: "09:00" # when one hands over to the next
    members: [alice@example.com, bob@example.com, david@example.com] # in the order of their turns

  # Office hours belong to somebody else.
  - name: office hours
    kind: daily
    handoff: "09:00"
    members: [maria@example.com]
    restrictions: # the only times at which this layer has anybody
      - weekdays: [mon-fri]
        from: "09:00"
        until: "17:00"
`
