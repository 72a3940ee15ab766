package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpFunc prints a command's help to standard output. Examples come right
// after the purpose, because that is what most people open a help for.
func helpFunc(a *App) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, _ []string) {
		_, _ = fmt.Fprint(a.Out, helpText(cmd)) // cobra leaves no way to tell.
	}
}

// newHelpCmd makes the help of a command or topic. That of cobra ends with 0
// when it finds nothing, which a script would take for an answer.
func newHelpCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Read about a command or a topic", Hidden: true,
		Long:    "Read about a command or a topic.",
		Example: "  airra help approve\n  airra help exit-codes",
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("See: airra --help", "there is no command or topic %q", strings.Join(args, " "))
			}
			found.InitDefaultHelpFlag()
			_, err = fmt.Fprint(a.Out, helpText(found))
			return err
		},
	}
}

func helpText(cmd *cobra.Command) string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(cmd.Long) + "\n")
	if cmd.Annotations[topicKey] != "" {
		return b.String()
	}
	part(&b, "EXAMPLES", strings.TrimRight(cmd.Example, "\n"))
	part(&b, "USAGE", "  "+usageLine(cmd))
	if len(cmd.Aliases) > 0 {
		part(&b, "ALSO", "  "+strings.Join(cmd.Aliases, ", "))
	}
	commandParts(&b, cmd)
	part(&b, "FLAGS", flagText(cmd.NonInheritedFlags()))
	if cmd.HasParent() {
		part(&b, "GLOBAL FLAGS", flagText(cmd.InheritedFlags()))
	}
	if fields := cmd.Annotations[fieldsKey]; fields != "" && cmd.HasParent() {
		part(&b, "FIELDS FOR --json", wrapWords("  ", strings.Split(fields, "\n"), 78))
	}
	return b.String()
}

func part(b *strings.Builder, title, body string) {
	if strings.TrimSpace(body) != "" {
		fmt.Fprintf(b, "\n%s\n%s\n", title, strings.TrimRight(body, "\n"))
	}
}

func usageLine(cmd *cobra.Command) string {
	takesArguments := strings.Contains(cmd.Use, " ") // It is a verb too, as page is.
	if cmd.HasAvailableSubCommands() && cmd.HasParent() && !takesArguments {
		return cmd.CommandPath() + " COMMAND"
	}
	return cmd.UseLine()
}

func flagText(flags *pflag.FlagSet) string { return strings.TrimRight(flags.FlagUsages(), "\n") }

func commandParts(b *strings.Builder, cmd *cobra.Command) {
	if len(cmd.Groups()) == 0 {
		part(b, "COMMANDS", commandLines(cmd, ""))
		return
	}
	for _, group := range cmd.Groups() {
		part(b, group.Title, commandLines(cmd, group.ID))
	}
	part(b, "READ MORE", topicLines(cmd))
}

func commandLines(cmd *cobra.Command, group string) string {
	var b strings.Builder
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && c.GroupID == group && c.Annotations[topicKey] == "" {
			fmt.Fprintf(&b, "  %-12s %s\n", c.Name(), c.Short)
		}
	}
	return b.String()
}

func topicLines(cmd *cobra.Command) string {
	var b strings.Builder
	for _, c := range cmd.Commands() {
		if c.Annotations[topicKey] != "" {
			fmt.Fprintf(&b, "  airra help %-12s %s\n", c.Name(), c.Short)
		}
	}
	return b.String()
}

// wrapWords sets words in lines no longer than width.
func wrapWords(indent string, list []string, width int) string {
	var b strings.Builder
	line := indent
	for i, word := range list {
		if i < len(list)-1 {
			word += ","
		}
		if len(line)+len(word)+1 > width && line != indent {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = indent
		}
		line += word + " "
	}
	b.WriteString(strings.TrimRight(line, " "))
	return b.String()
}

// topicKey marks a command that is only a text to read.
const topicKey = "airra_topic"

// helpTopics are the texts behind `airra help TOPIC`.
func helpTopics() []*cobra.Command {
	return []*cobra.Command{
		newTopic("exit-codes", "How a command says how it ended", exitCodesText()),
		newTopic("environment", "The variables that airra reads", environmentText),
		newTopic("formatting", "Tables, pipes, JSON, and how to choose", formattingText),
	}
}

func newTopic(name, short, text string) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short, Long: text, Hidden: true,
		Annotations: map[string]string{topicKey: "yes"},
		Args:        takesNone,
		RunE:        func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
}

func exitCodesText() string {
	var b strings.Builder
	b.WriteString("Every command of airra ends with one of these codes. They never change their\nmeaning, so a script can depend on them.\n\n")
	for _, m := range exitMeanings {
		first := fmt.Sprintf("  %3d  ", m.code)
		b.WriteString(first + strings.TrimLeft(wrapText(m.meaning, len(first), 78), " ") + "\n")
	}
	b.WriteString(`
Where several ids were given, all of them are tried, and the highest code wins.

A script that approves and wants to know:

  airra approve ACT-88 --by you@example.com --execute --wait --timeout 60s --no-input
  case $? in
    0) echo done ;;
    5) echo "somebody else decided" ;;
    8) echo "still running" ;;
    *) echo "failed" ;;
  esac`)
	return b.String()
}

// wrapText sets a text in lines of at most width, all indented.
func wrapText(text string, indent, width int) string {
	space := strings.Repeat(" ", indent)
	var b strings.Builder
	line := space
	for _, word := range strings.Fields(text) {
		if len(line)+len(word) > width && line != space {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = space
		}
		line += word + " "
	}
	b.WriteString(strings.TrimRight(line, " "))
	return b.String()
}

const environmentText = `airra reads these variables. A flag goes before a variable, a variable before
the current context, a context before the default.

  AIRRA_SERVER     The URL of airrad. Default: http://127.0.0.1:8000
  AIRRA_API_KEY    The key. Without it, the key of the current context is used when
                   the server is that of the context, and for a server on this
                   machine the file that airrad keeps in its data directory.
  AIRRA_DATA_DIR   Where a local airrad keeps its data, when not in the default place.
  AIRRA_USER       The name under which you act, like you@example.com. Without it:
                   GIT_AUTHOR_EMAIL, EMAIL, or your user name. Where a command
                   takes an engineer, @me stands for it.

  NO_COLOR         Any value: no colours.
  CLICOLOR         0: no colours.
  CLICOLOR_FORCE   Anything but 0: colours even in a pipe; goes before NO_COLOR.

  ACCESSIBLE       Any value: airra tui asks in plain lines, for screen readers.
  AIRRA_ACCESSIBLE The same for airra alone.

  XDG_CONFIG_HOME  Where the contexts are kept, in airra/config.yaml.
  XDG_STATE_HOME   Where a local airrad keeps its data, in airra.`

const formattingText = `What a command shows depends on where it goes.

On a terminal it is a table or a screen for people: cut at the edge, with
relative times, each state as a glyph and a word.

In a pipe it is one line for each thing, columns separated by tabs, with a
header that --no-headers leaves out. Nothing is cut or coloured, times are
RFC 3339 in UTC, and a tab, newline or backslash inside a value is written as
\t, \n or \\. The format never changes silently to anything else.

  -o json     the API's own answer, unchanged; an array for several ids
  -o jsonl    one object on each line
  -o yaml     the same as YAML
  -o name     only the refs, one on each line
  -o wide     the table with more columns, uncut
  -o csv      all columns for a spreadsheet

  --json ref,title    only these members; --json alone lists what there is
  -q '.items[].ref'   filter with jq, which is built in; strings come bare

A "-" in the place of ids reads them from standard input, so these work:

  airra incident list --open --service payment-service | airra ack -
  airra incident list --open -o name | airra note - "rolling back"`
