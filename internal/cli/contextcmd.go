package cli

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/client"
)

func newContextCmd(a *App) *cobra.Command {
	return newNounCmd("context", "Keep servers and their keys under names",
		`A context is a server under a name, with its key. They are kept in
airra/config.yaml of your XDG configuration directory, readable for you alone. The
key of a context is never sent to any other server.`,
		`  airra context add prod --server https://airra.example.com --key-file prod.key
  airra context use prod`,
		nil, newContextListCmd(a), newContextUseCmd(a), newContextAddCmd(a), newContextRmCmd(a))
}

// contextRow is one context as a row.
type contextRow struct {
	Name    string `json:"name"`
	Server  string `json:"server"`
	Current bool   `json:"current"`
	HasKey  bool   `json:"has_key"` // the key itself is never shown
}

func newContextListCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the contexts",
		Long:    `List the contexts. The current one has a mark. Keys are never shown.`,
		Example: `  airra context list
  airra context list -o name`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return listContexts(cmd.Context(), a) },
	}
	offers(cmd, fieldsOf[contextRow]())
	return cmd
}

func listContexts(ctx context.Context, a *App) error {
	file, err := a.readContexts()
	if err != nil {
		return err
	}
	rows := []contextRow{}
	for _, name := range slices.Sorted(maps.Keys(file.Contexts)) {
		c := file.Contexts[name]
		rows = append(rows, contextRow{Name: name, Server: c.Server, Current: name == file.Current, HasKey: c.APIKey != ""})
	}
	columns := []column[contextRow]{
		{name: "NAME", cell: func(r contextRow) cell { return cell{data: r.Name, look: accent} }},
		{name: "CURRENT", cell: func(r contextRow) cell { return yesNo(r.Current, "● current") }},
		{name: "SERVER", cell: func(r contextRow) cell { return cell{data: r.Server} }},
		{name: "KEY", cell: func(r contextRow) cell { return yesNo(r.HasKey, "kept") }},
	}
	r, err := listResult([]byte(jsonText(rows)), columns, rows, func(r contextRow) string { return r.Name },
		"There is no context. Make one: airra context add NAME --server URL")
	if err != nil {
		return err
	}
	return a.emit(ctx, r)
}

func yesNo(yes bool, text string) cell {
	if yes {
		return cell{data: "true", text: text}
	}
	return cell{data: "false", text: "–"}
}

func newContextUseCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:   "use NAME",
		Short: "Make a context the current one",
		Long: `Make a context the current one: its server is used wherever neither --server nor
AIRRA_SERVER names another. A "-" means none.`,
		Example: `  airra context use prod
  airra context use -`,
		Args:              takes(1, 1, "the name of a context"),
		ValidArgsFunction: completeContexts(a),
		RunE:              func(_ *cobra.Command, args []string) error { return useContext(a, args[0]) },
	}
}

func useContext(a *App, name string) error {
	file, err := a.readContexts()
	if err != nil {
		return err
	}
	if name == "-" {
		file.Current = ""
		return a.writeContexts(file)
	}
	if _, ok := file.Contexts[name]; !ok {
		return unknownContext(name)
	}
	file.Current = name
	return a.writeContexts(file)
}

func unknownContext(name string) error {
	return &exitError{code: ExitNotFound, message: "there is no context " + name, hint: "See: airra context list"}
}

func newContextAddCmd(a *App) *cobra.Command {
	var keyFile string
	var use bool
	cmd := &cobra.Command{
		Use:   "add NAME --server URL",
		Short: "Keep a server under a name",
		Long: `Keep a server under a name, or change one that is kept. The key is read from a
file, or from standard input with "--key-file -", because other people can see
the arguments of a command.`,
		Example: `  airra context add prod --server https://airra.example.com --key-file prod.key
  echo "$KEY" | airra context add prod --server https://airra.example.com --key-file - --use`,
		Args: takes(1, 1, "a name"),
		RunE: func(_ *cobra.Command, args []string) error { return addContext(a, args[0], keyFile, use) },
	}
	cmd.Flags().StringVar(&keyFile, "key-file", "", "read the API key from this `FILE`, - for standard input")
	cmd.Flags().BoolVar(&use, "use", false, "make it the current one")
	return cmd
}

func addContext(a *App, name, keyFile string, use bool) error {
	if a.global.server == "" {
		return usagef("Like: --server https://airra.example.com", "--server is missing")
	}
	if name == "-" || name != strings.TrimSpace(name) || name == "" {
		return usagef("", "%q is no name for a context", name)
	}
	if _, err := client.New(client.Options{Server: a.global.server}); err != nil {
		return err
	}
	file, err := a.readContexts()
	if err != nil {
		return err
	}
	added := namedServer{Server: strings.TrimRight(a.global.server, "/")}
	if keyFile != "" {
		key, err := a.textFile(keyFile)
		if err != nil {
			return err
		}
		added.APIKey = strings.TrimSpace(key)
	}
	if file.Contexts == nil {
		file.Contexts = map[string]namedServer{}
	}
	file.Contexts[name] = added
	if use {
		file.Current = name
	}
	return a.writeContexts(file)
}

func newContextRmCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:     "rm NAME...",
		Aliases: []string{"remove"},
		Short:   "Forget contexts and their keys",
		Long:    `Forget contexts and their keys. When the current one is among them, there is no current one any more.`,
		Example: `  airra context rm staging
  airra context rm staging old-prod`,
		Args:              takes(1, -1, "the name of a context"),
		ValidArgsFunction: completeContexts(a),
		RunE:              func(_ *cobra.Command, args []string) error { return removeContexts(a, args) },
	}
}

func removeContexts(a *App, names []string) error {
	file, err := a.readContexts()
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, ok := file.Contexts[name]; !ok {
			return unknownContext(name)
		}
		delete(file.Contexts, name)
		if file.Current == name {
			file.Current = ""
		}
	}
	return a.writeContexts(file)
}
