package daemon

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/config"
)

// help is a function and not one of cobra's templates: executing a template
// would link all of text/template into the daemon, and keep every method of every
// type alive with it.
func help(cmd *cobra.Command, _ []string) {
	w := cmd.OutOrStdout()
	about := cmd.Long
	if about == "" {
		about = "airrad " + cmd.Name() + ": " + cmd.Short + "."
	}
	_, _ = fmt.Fprintf(w, "%s\n\nUsage:\n  %s\n", about, useLine(cmd))
	listCommands(w, cmd)
	if flags := cmd.LocalFlags(); flags.HasAvailableFlags() {
		_, _ = fmt.Fprintf(w, "\nFlags:\n%s", flags.FlagUsages())
	}
	if !cmd.HasParent() {
		listSettings(w)
	}
}

func useLine(cmd *cobra.Command) string {
	line := cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		line = cmd.CommandPath() + " [command]"
	}
	return line
}

func listCommands(w io.Writer, cmd *cobra.Command) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	_, _ = fmt.Fprintln(w, "\nCommands:")
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			_, _ = fmt.Fprintf(w, "  %-13s %s\n", sub.Name(), sub.Short)
		}
	}
}

// listSettings prints the whole table; two lines for each setting keep it
// readable on 80 columns.
func listSettings(w io.Writer) {
	_, _ = fmt.Fprintln(w, "\nSettings, from the environment:")
	for _, row := range config.Settings() {
		initial := row.Default
		if initial == "" {
			initial = "not set"
		}
		_, _ = fmt.Fprintf(w, "  %s (%s)\n      %s; %s\n", row.Name, initial, row.Help, row.Form)
	}
}

// checkConfig prints what is in force. Files and rules have been checked by
// loading; a database or a server is not asked, so that it works before they do.
func (p Process) checkConfig(*cobra.Command, []string) error {
	cfg, err := p.load()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	for _, row := range cfg.Effective() {
		source := "default"
		if row.Set {
			source = "set"
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", row.Name, source, strings.TrimSpace(row.Value))
	}
	return table.Flush()
}
