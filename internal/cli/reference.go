package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

//go:generate go run ./generate

// Shells lists the shells for which Completion writes a script, with the names
// of the files it belongs into.
func Shells() map[string]string {
	return map[string]string{"bash": "airra.bash", "zsh": "airra.zsh", "fish": "airra.fish", "powershell": "airra.ps1"}
}

// Completion writes the completion script of a shell. It fails for a shell that
// Shells does not name.
func Completion(w io.Writer, shell string) error { return writeCompletion(blank(), w, shell) }

// Reference is the manual of all commands as Markdown, made from the same texts
// as their help.
func Reference() string {
	var b strings.Builder
	root := blank()
	b.WriteString("# airra\n\nThis file is made from the commands themselves by `go generate ./internal/cli`.\n")
	for _, cmd := range everyCommand(root) {
		writeCommand(&b, cmd)
	}
	b.WriteString("\n## Global flags\n\n```\n" + flagText(root.PersistentFlags()) + "\n```\n")
	for _, topic := range helpTopics() {
		fmt.Fprintf(&b, "\n## %s\n\n```\n%s\n```\n", topic.Short, strings.TrimSpace(topic.Long))
	}
	return b.String()
}

// blank is the tree of commands without an outside, for those who only read it.
func blank() *cobra.Command {
	return newRootCmd(&App{Streams: Streams{
		In: strings.NewReader(""), Out: io.Discard, Err: io.Discard,
		Env: func(string) string { return "" }, Now: func() time.Time { return time.Time{} },
	}})
}

// everyCommand lists the commands of a tree that a person can run, each noun
// before its verbs.
func everyCommand(root *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && cmd.Annotations[topicKey] == "" && cmd.Name() != "help" {
			all = append(append(all, cmd), everyCommand(cmd)...)
		}
	}
	return all
}

func writeCommand(b *strings.Builder, cmd *cobra.Command) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", cmd.CommandPath(), strings.TrimSpace(cmd.Long))
	fmt.Fprintf(b, "\n```\n%s\n```\n", usageLine(cmd))
	fmt.Fprintf(b, "\nExamples:\n\n```\n%s\n```\n", unindent(cmd.Example))
	cmd.InitDefaultHelpFlag()
	if flags := flagText(cmd.NonInheritedFlags()); flags != "" && cmd.NonInheritedFlags().HasAvailableFlags() {
		fmt.Fprintf(b, "\n```\n%s\n```\n", flags)
	}
}

func unindent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "  ")
	}
	return strings.Join(lines, "\n")
}
