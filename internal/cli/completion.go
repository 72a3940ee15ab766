package cli

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/tui"
)

// completionBudget is how long a person waits for the tab key before it feels
// broken. A server that is slower completes nothing.
const completionBudget = 300 * time.Millisecond

// shells are those for which a completion can be made.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletionCmd(*App) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script for a shell",
		Long: `Print the completion script for bash, zsh, fish or powershell. Incidents, actions,
services, engineers, rotations and what else has a name or an id are completed from
the server, with their titles.`,
		Example: `  source <(airra completion bash)
  airra completion zsh > "${fpath[1]}/_airra"
  airra completion fish > ~/.config/fish/completions/airra.fish`,
		Args:      takes(1, 1, "a shell: bash, zsh, fish or powershell"),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeCompletion(cmd.Root(), cmd.OutOrStdout(), args[0])
		},
	}
}

// writeCompletion writes the script that the shell sources. It is the same for
// every build, because the script asks the program what to complete.
func writeCompletion(root *cobra.Command, w io.Writer, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(w, true)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return root.GenFishCompletion(w, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	default:
		return usagef("", "completion takes %s, not %q", listOf(shells), shell)
	}
}

// completer is how cobra asks for the values of an argument.
type completer = func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective)

// completing makes a completer from a question to the server. Any failure
// completes nothing: there is no place for a message between a person and a
// half-typed word.
func completing(a *App, ask func(ctx context.Context, c *client.Client) ([]string, error)) completer {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completionBudget)
		defer cancel()
		c, err := a.client()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		values, err := ask(ctx, c)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return unused(values, args), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// unused leaves out what stands on the command line already.
func unused(values, args []string) []string {
	return slices.DeleteFunc(values, func(value string) bool {
		return slices.ContainsFunc(args, func(arg string) bool { return value == arg || len(value) > len(arg) && value[:len(arg)+1] == arg+"\t" })
	})
}

// described joins a value with its description the way shells want it.
func described(value, description string) string {
	return oneLine(value) + "\t" + oneLine(description)
}

func completeIncidents(a *App) completer { return completeIncidentsOf(a, airra.IncidentFilter{}) }

// completeIncidentsOf completes the incidents to which a command can be applied.
func completeIncidentsOf(a *App, filter airra.IncidentFilter) completer {
	filter.Page.PageSize = 50
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		page, err := c.FindIncidents(ctx, filter)
		values := make([]string, len(page.Items))
		for i, incident := range page.Items {
			values[i] = described(incident.Ref, words(incident.Status)+": "+incident.Title)
		}
		return values, err
	})
}

// completeActions completes actions of one status, or of any.
func completeActions(a *App, status airra.ActionStatus) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		ask := func(ctx context.Context) ([]airra.Action, error) {
			return c.FindActions(ctx, airra.ActionFilter{Limit: 50, Status: status})
		}
		if status == airra.ActionPendingApproval {
			ask = c.PendingApprovals
		}
		actions, err := ask(ctx)
		values := make([]string, len(actions))
		for i, act := range actions {
			values[i] = described(act.Ref, act.Name)
		}
		return values, err
	})
}

func completeServices(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		services, err := c.Services(ctx)
		values := make([]string, len(services))
		for i, s := range services {
			values[i] = described(string(s.Name), s.Tier)
		}
		return values, err
	})
}

func completeContexts(a *App) completer {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		file, err := a.readContexts()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		values := make([]string, 0, len(file.Contexts))
		for _, name := range slices.Sorted(maps.Keys(file.Contexts)) {
			values = append(values, described(name, file.Contexts[name].Server))
		}
		return unused(values, args), cobra.ShellCompDirectiveNoFileComp
	}
}

// fixed completes words that never change.
func fixed[S ~string](words []S) completer {
	values := make([]string, len(words))
	for i, w := range words {
		values[i] = string(w)
	}
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	}
}

// listed completes the last word of a list that commas separate.
func listed(words func(cmd *cobra.Command) []string) completer {
	return func(cmd *cobra.Command, _ []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		before := toComplete[:strings.LastIndexByte(toComplete, ',')+1]
		var values []string
		for _, word := range words(cmd) {
			if !slices.Contains(strings.Split(before, ","), word) {
				values = append(values, before+word)
			}
		}
		return values, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// statusesFor gives the statuses of what a command lists.
func statusesFor(cmd *cobra.Command) []string {
	if cmd.Parent().Name() == "action" {
		return strings.Split(listOf(airra.ActionStatuses), ", ")
	}
	return strings.Split(listOf(airra.IncidentStatuses), ", ")
}

// completeFlags gives the flags of the whole tree their completions, by name.
func completeFlags(root *cobra.Command, a *App) {
	byName := map[string]completer{
		"context":  completeContexts(a),
		"output":   fixed(formats),
		"color":    fixed([]string{"auto", "always", "never"}),
		"severity": fixed(airra.Severities),
		"service":  completeServices(a),
		"incident": completeIncidents(a),
		"status":   listed(statusesFor),
		"types":    listed(func(*cobra.Command) []string { return strings.Split(listOf(airra.EventTypes), ", ") }),
		"json":     listed(func(cmd *cobra.Command) []string { return strings.Split(cmd.Annotations[fieldsKey], "\n") }),
		"theme":    fixed(tui.Themes()),
		"for":      fixed([]string{"analyzed", "acked", "status=resolved", "action=done"}),
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for name, complete := range byName {
			flag := cmd.LocalNonPersistentFlags().Lookup(name)
			if cmd == root {
				flag = root.PersistentFlags().Lookup(name)
			}
			if flag != nil && flag.Value.Type() != "duration" {
				_ = cmd.RegisterFlagCompletionFunc(name, complete) // It fails only for a flag that is not there or was registered, and neither can be.
			}
		}
		for _, child := range cmd.Commands() {
			walk(child)
		}
	}
	walk(root)
}
