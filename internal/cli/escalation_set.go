package cli

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type escalationSetOptions struct {
	app      *App
	fallback bool
	file     string
	steps    []string
	repeat   int
	repeats  bool // --repeat was given
	name     string
	example  bool
}

func newEscalationSetCmd(a *App) *cobra.Command {
	o := &escalationSetOptions{app: a}
	cmd := &cobra.Command{
		Use:   "set [SERVICE]",
		Short: "Write the policy of a service, or the default one",
		Long: `Write the policy of a service, or with --default the one that holds for all
others, as a whole: what was written before is replaced.

The steps come from a YAML or JSON file, see --example, or from --step, once for
each step in their order:

  TARGETS[:CHANNELS[:WAIT]]

  TARGETS   primary, secondary, tertiary, or engineers by e-mail address or
            name, separated by commas
  CHANNELS  email, slack, sms, or channels of "airra notify channel list",
            separated by commas; nothing means all that are set up
  WAIT      how long is waited for an acknowledgement, from 1s to 24h; nothing
            means 5m`,
		Example: `  airra escalation set payment-service --step "primary:email,slack:5m" --step "secondary,alice@example.com::10m" --repeat 1
  airra escalation set --default -F policy.yaml
  airra escalation set --example > policy.yaml`,
		Args:              takes(0, 1, "the name of a service"),
		ValidArgsFunction: completeServices(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.repeats = cmd.Flags().Changed("repeat")
			return o.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.fallback, "default", false, "the policy of every service that has none of its own")
	f.StringVarP(&o.file, "file", "F", "", "read the policy from this `FILE`, - for standard input")
	f.StringArrayVar(&o.steps, "step", nil, "a `STEP`, like primary:email,slack:5m")
	f.IntVar(&o.repeat, "repeat", 0, "how often the steps are gone through again after the first time")
	f.StringVar(&o.name, "name", "", "the `NAME` of the policy (default: that of the service, or "+airra.DefaultPolicyName+")")
	f.BoolVar(&o.example, "example", false, "print a policy to begin with, as YAML, and do nothing else")
	offers(cmd, policyFields)
	return cmd
}

func (o *escalationSetOptions) run(ctx context.Context, args []string) error {
	if o.example {
		_, err := io.WriteString(o.app.Out, policyExample)
		return err
	}
	policy, err := o.policy(args)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	written, err := keeping.SetPolicy(ctx, policy)
	if err != nil {
		return err
	}
	return showPolicy(ctx, o.app, c, *written, keeping.Kept())
}

func (o *escalationSetOptions) policy(args []string) (airra.NewPolicy, error) {
	n, err := o.body()
	if err != nil {
		return n, err
	}
	if n.Service, err = o.service(args, n.Service); err != nil {
		return n, err
	}
	if o.name != "" {
		n.Name = o.name
	}
	if o.repeats {
		n.Repeat = o.repeat
	}
	return n, nil
}

// body reads the steps from the one place from which they are to come.
func (o *escalationSetOptions) body() (airra.NewPolicy, error) {
	const hint = `Like: --step "primary:email:5m", or -F policy.yaml; begin with: airra escalation set --example`
	var n airra.NewPolicy
	switch {
	case o.file != "" && len(o.steps) > 0:
		return n, usagef("", "--file and --step both give the steps, so only one of them fits")
	case o.file != "":
		err := o.app.document(o.file, &n)
		return n, err
	case len(o.steps) == 0:
		return n, usagef(hint, "there are no steps: --step or --file is missing")
	}
	for _, text := range o.steps {
		step, err := parseStep(text)
		if err != nil {
			return n, err
		}
		n.Steps = append(n.Steps, step)
	}
	return n, nil
}

// service decides for what the policy is. The default one is never written by
// leaving something out, since it would page for every service.
func (o *escalationSetOptions) service(args []string, inFile airra.ServiceName) (airra.ServiceName, error) {
	named := inFile
	if len(args) > 0 {
		named = airra.ServiceName(args[0])
	}
	switch {
	case inFile != "" && named != inFile:
		return "", usagef("", "the file is for %s and the command for %s", inFile, named)
	case o.fallback && named != "":
		return "", usagef("", "--default is for every service without a policy, so %s does not fit", named)
	case !o.fallback && named == "":
		return "", usagef("Like: airra escalation set payment-service, or airra escalation set --default", "it is not said for what the policy is: a service or --default is missing")
	default:
		return named, nil
	}
}

// parseStep reads a step as --step takes it: targets, channels and wait, separated
// by colons.
func parseStep(text string) (airra.NewStep, error) {
	const hint = "Like: primary:email,slack:5m, or secondary,alice@example.com::10m"
	targets, rest, _ := strings.Cut(text, ":")
	channels, wait, _ := strings.Cut(rest, ":")
	step := airra.NewStep{Targets: commaList(targets), Channels: commaList(channels)}
	if len(step.Targets) == 0 {
		return step, usagef(hint, "--step %q names nobody", text)
	}
	if wait == "" {
		return step, nil
	}
	d, err := time.ParseDuration(wait)
	if err != nil || d < airra.MinWait || d > airra.MaxWait || d%time.Second != 0 {
		return step, usagef(hint, "--step waits whole seconds from 1s to 24h, not %q", wait)
	}
	step.WaitSeconds = int(d / time.Second)
	return step, nil
}

// commaList splits at commas and leaves out what is empty.
func commaList(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

const policyExample = `# An escalation policy: who is paged in which order.
# Write it with: airra escalation set -F policy.yaml

# For this service. Without a service the command needs --default, and the policy
# holds for every service that has none of its own.
service: payment-service

# Default: the name of the service.
name: payments

steps:
  # Whoever is on call as primary. Without channels: all that are set up.
  - targets: [primary]
    channels: [email, slack]
    wait_seconds: 300 # for an acknowledgement, before the next step

  # Levels and people, by e-mail address or name, can stand beside each other.
  - targets: [secondary, alice@example.com]
    wait_seconds: 600

# How often the steps are gone through again after the first time.
repeat: 1
`
