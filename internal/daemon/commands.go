package daemon

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/reason"
)

// defaultServer is where airra looks for airrad when it is told nothing.
const defaultServer = "http://127.0.0.1:8000"

// newRoot puts the command tree together. understood becomes true as soon as a
// command begins, which tells a failure from a typing mistake.
func newRoot(process Process, understood *bool) *cobra.Command {
	root := &cobra.Command{
		Use:   "airrad",
		Short: "The AIRRA daemon: monitor, reasoner, job workers and API.",
		Long: "airrad watches services, opens incidents, ranks their causes and carries out\n" +
			"what a person has approved. Without a command it serves in the foreground.",
		Args:              cobra.NoArgs,
		RunE:              process.serve,
		PersistentPreRun:  func(*cobra.Command, []string) { *understood = true },
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetOut(process.Out)
	root.SetErr(process.Err)
	root.SetHelpFunc(help)
	root.AddCommand(
		&cobra.Command{
			Use: "serve", Short: "run the daemon in the foreground, as airrad alone does",
			Args: cobra.NoArgs, RunE: process.serve,
		},
		&cobra.Command{
			Use: "check-config", Short: "check the settings and print those in force",
			Args: cobra.NoArgs, RunE: process.checkConfig,
		},
		process.newMigrate(),
		process.newReset(),
		&cobra.Command{
			Use: "version", Short: "print the version",
			Args: cobra.NoArgs, RunE: process.version,
		},
	)
	return root
}

func (p Process) newMigrate() *cobra.Command {
	migrate := &cobra.Command{
		Use: "migrate", Short: "look after the database's schema; serve also brings it up to date",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("say what to do: airrad migrate up, or airrad migrate status")
		},
	}
	migrate.AddCommand(
		&cobra.Command{
			Use: "up", Short: "bring the schema up to date; safe to repeat",
			Args: cobra.NoArgs, RunE: p.migrateUp,
		},
		&cobra.Command{
			Use: "status", Short: "list the migrations and which of them are applied",
			Args: cobra.NoArgs, RunE: p.migrateStatus,
		},
	)
	return migrate
}

func (p Process) newReset() *cobra.Command {
	var yes bool
	reset := &cobra.Command{
		Use: "reset", Short: "delete everything in the database and make its schema anew",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.reset(cmd, yes) },
	}
	reset.Flags().BoolVar(&yes, "yes", false, "really delete everything")
	return reset
}

// load reads the settings for a command that is not the daemon, and prints the
// warnings.
func (p Process) load() (config.Config, error) {
	cfg, warnings, err := config.Load(p.Environ)
	for _, warning := range warnings {
		_, _ = fmt.Fprintln(p.Err, "airrad: warning: "+warning.Message)
	}
	return cfg, err
}

func (p Process) serve(cmd *cobra.Command, _ []string) error {
	cfg, warnings, err := config.Load(p.Environ)
	if err != nil {
		return err
	}
	log := p.logger(cfg)
	for _, warning := range warnings {
		log.Warn("a setting has no effect", "setting", warning.Name, "reason", warning.Message)
	}
	created, err := config.EnsureAPIKey(&cfg)
	if err != nil {
		return err
	}
	if created {
		log.Info("generated an API key", "dir", cfg.DataDir, "file", config.APIKeyFile)
	}
	return Run(cmd.Context(), cfg, log, append(p.Options, WithReady(p.welcome))...)
}

// welcome tells a person who started airrad by hand what to type next.
func (p Process) welcome(i Info) {
	demo := ""
	switch {
	case i.Demo && i.Spikes:
		demo = "\n  Five demo services are watched; one of them spikes every two minutes."
	case i.Demo:
		demo = "\n  Five demo services are watched; disturb one with airra sim start."
	}
	server := ""
	if i.URL != defaultServer {
		server = "  export AIRRA_SERVER=" + i.URL + "\n"
	}
	if i.DataDir != "" {
		server += "  export AIRRA_DATA_DIR=" + i.DataDir + "   (the API key is there)\n"
	}
	key := "AIRRA_API_KEY"
	if i.KeyFile != "" {
		key = "in " + i.KeyFile
	}
	_, _ = fmt.Fprintf(p.Out, `
airrad answers at %s (%s, reasoning: %s).%s
  A browser shows the same there; it asks for a name and the API key (%s).

In another terminal:
%s  airra status            what is going on, and what needs you
  airra incident list     every incident, newest first
  airra watch             what happens, as it happens

Ctrl-C stops it.

`, i.URL, i.Database, i.Reasoner, demo, key, server)
}

// logger writes for people in development and for machines in production.
func (p Process) logger(cfg config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel, ReplaceAttr: redacted}
	if cfg.Production() {
		return slog.New(slog.NewJSONHandler(p.Err, options))
	}
	return slog.New(slog.NewTextHandler(p.Err, options))
}

// redacted keeps secrets out of the log, wherever a text came from.
func redacted(_ []string, a slog.Attr) slog.Attr {
	switch value := a.Value.Any().(type) {
	case string:
		a.Value = slog.StringValue(reason.Redact(value))
	case error:
		a.Value = slog.StringValue(reason.Redact(value.Error()))
	}
	return a
}

func (p Process) migrateUp(cmd *cobra.Command, _ []string) error {
	cfg, err := p.load()
	if err != nil {
		return err
	}
	if err := Migrate(cmd.Context(), cfg); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.Out, "The schema is up to date.")
	return err
}

func (p Process) migrateStatus(cmd *cobra.Command, _ []string) error {
	cfg, err := p.load()
	if err != nil {
		return err
	}
	return MigrateStatus(cmd.Context(), cfg, p.Out)
}

func (p Process) reset(cmd *cobra.Command, yes bool) error {
	cfg, err := p.load()
	if err != nil {
		return err
	}
	if !yes {
		return errors.New("reset deletes all incidents, actions and history; add --yes to do it")
	}
	if err := Reset(cmd.Context(), cfg); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.Out, "The database is empty and its schema is up to date.")
	return err
}

func (p Process) version(*cobra.Command, []string) error {
	_, err := fmt.Fprintf(p.Out, "airrad %s (%s, %s/%s)\n", airra.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
