package cli

import (
	"context"
	"strings"

	"github.com/airra/airra/internal/client"
)

// Check proves that a command line would be understood: the command exists, and
// its flags and arguments fit. Nothing is run.
func Check(ctx context.Context, args []string) error {
	root := blank()
	root.SetContext(ctx)
	cmd, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
		return err
	}
	return cmd.Root().PersistentPreRunE(cmd, nil)
}

// CommandExamples gives the examples of every command, by the command's path.
func CommandExamples() map[string][]string {
	examples := map[string][]string{}
	root := blank()
	for _, cmd := range append(everyCommand(root), root) {
		examples[cmd.CommandPath()] = strings.Split(unindent(cmd.Example), "\n")
	}
	return examples
}

// ClientFor gives the options of the client that a command line would use.
func ClientFor(args []string) (client.Options, error) {
	a := &App{}
	cmd, rest, err := newRootCmd(a).Find(args)
	if err != nil {
		return client.Options{}, err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return client.Options{}, err
	}
	err = cmd.Root().PersistentPreRunE(cmd, nil)
	return a.clientOptions(target{}), err
}

// KeyFor gives the key that a command would send to a server.
func KeyFor(s Streams, server string) (string, error) {
	t, err := (&App{Streams: s, global: global{server: server}}).target()
	return t.key, err
}

// BrowserProgram is what opens an address on a system.
func BrowserProgram(system string, env func(string) string) []string {
	return browserProgram(system, env)
}
