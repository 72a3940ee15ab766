package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

// The groups of the root command's help.
const (
	groupNow    = "now"
	groupNouns  = "nouns"
	groupSystem = "system"
)

// newRootCmd makes the whole tree of commands.
func newRootCmd(a *App) *cobra.Command {
	root := &cobra.Command{
		Use:   "airra",
		Short: "See, decide and act on incidents",
		Long: `See what is wrong, why, and what could be done about it; decide by name, and
watch it happen; know who is on call, and reach them. Without a command, airra shows
the status.

The server is the one of --server, else of AIRRA_SERVER, else of the current
context, else http://127.0.0.1:8000.`,
		Example: `  airra status
  airra incident view INC-142
  airra approve ACT-88 --by you@example.com --execute --wait`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          nounArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return (&statusOptions{app: a}).run(cmd.Context())
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.global.check(cmd); err != nil {
				return err
			}
			return checkFields(cmd, a.global.fields)
		},
	}
	offers(root, statusFields)
	a.global.bind(root)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(helpFunc(a))
	root.SetUsageFunc(func(cmd *cobra.Command) error { _, err := fmt.Fprint(a.Out, helpText(cmd)); return err })
	root.CompletionOptions.DisableDefaultCmd = true
	root.Version = airra.Version
	root.SetVersionTemplate("airra {{.Version}}\n")
	root.SetHelpCommand(newHelpCmd(a))
	root.AddGroup(
		&cobra.Group{ID: groupNow, Title: "NOW"},
		&cobra.Group{ID: groupNouns, Title: "THINGS"},
		&cobra.Group{ID: groupSystem, Title: "AROUND IT"},
	)
	grouped(root, groupNow,
		newStatusCmd(a), newAckCmd(a), newUnackCmd(a), newApproveCmd(a), newRejectCmd(a), newResolveCmd(a), newNoteCmd(a), newUnnoteCmd(a),
		newWhoCmd(a), newPageCmd(a), newWatchCmd(a), newTUICmd(a), newDemoCmd(a))
	grouped(root, groupNouns,
		newIncidentCmd(a), newHypothesisCmd(a), newActionCmd(a), newEvidenceCmd(a), newServiceCmd(a), newEngineerCmd(a), newOnCallCmd(a), newEscalationCmd(a),
		newNotifyCmd(a), newReviewCmd(a), newLearnCmd(a), newPostmortemCmd(a), newStatsCmd(a), newSimCmd(a), newServerCmd(a))
	grouped(root, groupSystem,
		newAPICmd(a), newContextCmd(a), newDoctorCmd(a), newCompletionCmd(a), newVersionCmd(a))
	root.AddCommand(helpTopics()...)
	completeFlags(root, a)
	return root
}

func grouped(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, c := range commands {
		c.GroupID = group
		root.AddCommand(c)
	}
}

// newNounCmd makes a command that only holds others.
func newNounCmd(use, short, long, example string, aliases []string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long, Example: example, Aliases: aliases,
		Args: nounArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(verbs...)
	return cmd
}

// nounArgs refuses a verb that does not exist, and names those that are near.
func nounArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = 2
	hint := "See: " + cmd.CommandPath() + " --help"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "Did you mean: " + cmd.CommandPath() + " " + strings.Join(near, ", ") + "?"
	}
	return usagef(hint, "there is no command %q in %s", args[0], cmd.CommandPath())
}

// takes makes the check for a number of arguments, with a message that names
// what is missing. A most of -1 means any number.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := "Like: " + firstExample(cmd)
		if len(args) < least {
			return usagef(hint, "%s needs %s", cmd.CommandPath(), what)
		}
		if most >= 0 && len(args) > most {
			return usagef(hint, "%s takes only %s, so %q is too much", cmd.CommandPath(), what, args[most])
		}
		return nil
	}
}

// takesNone is for commands without arguments.
func takesNone(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("Like: "+firstExample(cmd), "%s takes no argument, so %q is too much", cmd.CommandPath(), args[0])
	}
	return nil
}

func firstExample(cmd *cobra.Command) string {
	line, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n")
	return line
}

// flagError turns cobra's complaint into ours. A --json without its value is no
// mistake but a question.
func flagError(cmd *cobra.Command, err error) error {
	if fields, ok := cmd.Annotations[fieldsKey]; ok && err.Error() == "flag needs an argument: --json" {
		return fieldListing{fields}
	}
	return usagef("See: "+cmd.CommandPath()+" --help", "%s", err.Error())
}
