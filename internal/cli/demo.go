package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/tui"
)

type demoOptions struct {
	app      *App
	scenario string
	keep     bool
	cockpit  bool
}

// Bounds of the demo. A story takes some ten seconds; its simulation goes on a little
// longer, so that it is there to be looked at, and is stopped at the end.
const (
	demoPatience = 2 * time.Minute
	demoLength   = 40 * time.Second
)

func newDemoCmd(a *App) *cobra.Command {
	o := &demoOptions{app: a}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See a disturbance found, explained, decided and resolved, in less than a minute",
		Long: `Start an airrad of its own in a temporary directory, on a free port and with a key
of its own; let a scenario disturb one of its demo services; and tell what happens,
from the first sign to the resolution. The proposed action is approved in your name,
as a rehearsal: nothing is changed anywhere. Everything is cleaned up afterwards.

--tui opens the cockpit on it instead, where you decide; q leaves it. --keep leaves the server
running and says how to reach it.`,
		Example: `  airra demo
  airra demo --scenario pod_crash_loop
  airra demo --tui`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVar(&o.scenario, "scenario", "memory_leak_gradual", "the `SCENARIO` that disturbs a service")
	f.BoolVar(&o.keep, "keep", false, "leave the server running")
	f.BoolVar(&o.cockpit, "tui", false, "open the cockpit on it")
	offers(cmd, nil)
	waits(cmd)
	return cmd
}

func (o *demoOptions) run(ctx context.Context) (err error) {
	if o.cockpit && (!o.app.InTTY || !o.app.OutTTY) {
		return usagef("Without it, the demo tells its story in lines: airra demo", "--tui needs a terminal")
	}
	server, err := startDemoServer(o.app)
	if err != nil {
		return err
	}
	defer func() {
		if o.keep && err == nil {
			o.app.say("\n%s", o.reachable(server))
			return
		}
		err = server.leave(ctx, err)
	}()
	patience := demoPatience
	if o.app.global.timeout > 0 {
		patience = o.app.global.timeout
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := server.app.client()
	if err != nil {
		return err
	}
	if err := server.ready(limited, c); err != nil {
		return err
	}
	if c, err = server.app.client(); err != nil { // Again, because now there is a key.
		return err
	}
	if o.cockpit {
		return o.openCockpit(ctx, server, c)
	}
	o.intro(server)
	err = newDemoStory(server.app, c).tellAll(limited, o.scenario)
	if limited.Err() != nil && ctx.Err() == nil {
		return &exitError{code: ExitPending, message: "the story did not come to its end within " + patience.String(), hint: "Give it longer with --timeout."}
	}
	return err
}

// openCockpit starts the scenario for as long as it says, and leaves the rest to the
// person.
func (o *demoOptions) openCockpit(ctx context.Context, server *demoServer, c *client.Client) error {
	acting, _, err := server.app.acting(ctx)
	if err != nil {
		return err
	}
	if _, err := c.StartScenario(acting, o.scenario, airra.NewSimulation{}); err != nil {
		return err
	}
	left := "and stops the demo"
	if o.keep {
		left = "and lets the demo go on"
	}
	o.app.say("The cockpit opens on it. q leaves the cockpit %s.", left)
	cockpit := &tuiOptions{app: server.app, theme: string(tui.ThemeAuto), greeting: "this is the demo: q leaves " + left + ", ? shows the keys"}
	return cockpit.run(ctx)
}

func (o *demoOptions) intro(server *demoServer) {
	o.app.say("airrad runs at %s, with all that it keeps in %s.", server.url, server.dir)
	o.app.say("Five services are watched, once in a second. The built-in rules reason; no model is asked.")
	o.app.say("")
}

// demoActor is who decides where nobody has a name.
const demoActor = "demo"

// demoApp is the same command line, turned to the demo's server: what contexts and the
// environment say about other servers must not count here.
func demoApp(a *App, url, dataDir string) *App {
	turned := *a
	turned.global.server, turned.global.context, turned.global.timeout, turned.global.waits = "", "", 0, false
	if _, err := a.actor(); err != nil && a.global.as == "" {
		turned.global.as = demoActor
	}
	turned.Env = func(name string) string {
		switch name {
		case "AIRRA_SERVER":
			return url
		case "AIRRA_DATA_DIR":
			return dataDir
		case "AIRRA_API_KEY", "AIRRA_CONTEXT":
			return ""
		default:
			return a.Env(name)
		}
	}
	return &turned
}

// reachable says how the server that was left running is reached and stopped. A key of
// another server in the environment would win over the one in the directory.
func (o *demoOptions) reachable(s *demoServer) string {
	unset := ""
	if o.app.Env("AIRRA_API_KEY") != "" {
		unset = "unset AIRRA_API_KEY; "
	}
	return fmt.Sprintf("airrad goes on. In a shell:\n  %sexport AIRRA_SERVER=%s AIRRA_DATA_DIR=%s\n  airra tui\n  kill %d && rm -r %s   (when you are done)",
		unset, s.url, s.data(), s.cmd.Process.Pid, s.dir)
}
