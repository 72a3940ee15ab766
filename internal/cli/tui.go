package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/tui"
)

type tuiOptions struct {
	app      *App
	theme    string
	readOnly bool
	bell     bool
	mouse    bool
	lines    bool
	greeting string
}

func newTUICmd(a *App) *cobra.Command {
	o := &tuiOptions{app: a}
	cmd := &cobra.Command{
		Use:   "tui",
		Short: "Open the cockpit: everything on one screen, live",
		Long: `Open the cockpit: what needs you, every incident with its causes and proposals, the
approvals, who is on call and what was sent, kept up to date while you look. ? shows
the keys, : goes to a screen or an incident, q leaves.

Nothing is approved or executed without a dialog that says what will happen, and every
act is kept as the airra command that does the same; @ lists them. --read-only changes
nothing at all, for a screen on a wall.

--accessible is the same in plain lines, for screen readers, for terminals that can do
nothing, and for scripts: no colours, no cursor, nothing is drawn again. It asks, and one
line answers; help tells what can be typed. ACCESSIBLE or AIRRA_ACCESSIBLE, set to
anything, do the same.

Without a terminal it prints what airra status prints, unless it is in plain lines.`,
		Example: `  airra tui
  airra tui --theme light --bell
  airra tui --read-only --context prod
  airra tui --accessible
  printf 'approvals\nq\n' | airra tui --accessible --read-only`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVar(&o.theme, "theme", string(tui.ThemeAuto), "`NAME` of the looks: "+listOf(tui.Themes()))
	cmd.Flags().BoolVar(&o.readOnly, "read-only", false, "look only: nothing can be changed")
	cmd.Flags().BoolVar(&o.bell, "bell", false, "ring when somebody is paged, or only for you if you are an engineer here")
	cmd.Flags().BoolVar(&o.mouse, "mouse", false, "let the wheel move and a click choose; selecting text then needs shift")
	cmd.Flags().BoolVar(&o.lines, "accessible", false, "plain lines and prompts, for screen readers")
	offers(cmd, statusFields)
	return cmd
}

func (o *tuiOptions) run(ctx context.Context) error {
	looks := tui.Theme(o.theme)
	if !looks.Valid() {
		return usagef("", "--theme takes %s, not %q", listOf(tui.Themes()), o.theme)
	}
	if o.accessible() {
		return o.prompt(ctx)
	}
	if !o.app.InTTY || !o.app.OutTTY {
		o.app.say("airra: the cockpit needs a terminal; this is what airra status says.")
		return (&statusOptions{app: o.app}).run(ctx)
	}
	if !o.app.colour(o.app.global.colour) {
		looks = tui.ThemeMono
	}
	options, err := o.options(looks)
	if err != nil {
		return err
	}
	return o.open(ctx, options)
}

// accessible says whether the person wants lines in the place of a screen.
func (o *tuiOptions) accessible() bool {
	return o.lines || o.app.Env("ACCESSIBLE") != "" || o.app.Env("AIRRA_ACCESSIBLE") != ""
}

// prompt holds the conversation in plain lines until the person leaves.
func (o *tuiOptions) prompt(ctx context.Context) error {
	options, err := o.options(tui.ThemeMono)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return tui.Prompt(ctx, options, tui.Lines{In: o.app.In, Out: o.app.Out, Echo: !o.app.InTTY})
}

// options are what the cockpit is made of. A server that does not answer is no error
// here: the cockpit says so, and goes on trying.
func (o *tuiOptions) options(looks tui.Theme) (tui.Options, error) {
	actor, err := o.app.actor()
	if err != nil && !o.readOnly {
		return tui.Options{}, err
	}
	t, err := o.app.target()
	if err != nil {
		return tui.Options{}, err
	}
	c, err := client.New(o.app.clientOptions(t))
	if err != nil {
		return tui.Options{}, err
	}
	file, err := o.app.readContexts()
	if err != nil {
		return tui.Options{}, err
	}
	return tui.Options{
		Sections: file.Sections, Keep: o.keepSections,
		Backend: c, Feed: feedOf(c), Actor: actor, Context: o.serverName(t), Now: o.app.Now,
		Theme: looks, ReadOnly: o.readOnly, Editor: o.app.editor(), Paper: postmortemPaper(), Open: o.app.opener(), Bell: o.bell, Mouse: o.mouse,
		Greeting: o.greeting,
	}, nil
}

// keepSections writes the saved sections beside the contexts. The file is read anew,
// since it may have changed while the cockpit was open.
func (o *tuiOptions) keepSections(all []tui.SavedSection) error {
	file, err := o.app.readContexts()
	if err != nil {
		return err
	}
	file.Sections = all
	return o.app.writeContexts(file)
}

// editor is the program that the person writes in, with its arguments.
func (a *App) editor() []string {
	return strings.Fields(cmp.Or(a.Env("VISUAL"), a.Env("EDITOR")))
}

// serverName is what the person calls the server: its context, else its address.
func (o *tuiOptions) serverName(t target) string {
	if name, _, err := o.app.chosenContext(); err == nil && name != "" && t.serverFrom == "context "+name {
		return name
	}
	if u, err := url.Parse(t.server); err == nil && u.Host != "" {
		return u.Host
	}
	return t.server
}

// feedOf is the event stream of a server in the words of the cockpit.
func feedOf(c *client.Client) tui.Feed {
	return func(ctx context.Context, after int64, lost func(error), back func()) iter.Seq2[airra.Event, error] {
		return c.Events(ctx, client.Stream{After: after, Lost: lost, Back: back})
	}
}

// framesPerSecond is how often Bubble Tea looks for a new frame, also when there is none.
// Each look wakes the processor: sixty of them are most of what a cockpit at rest costs,
// and thirty show a key after 17 ms on the average.
const framesPerSecond = 30

// open runs the cockpit until the person leaves. What it has begun ends with it.
func (o *tuiOptions) open(ctx context.Context, options tui.Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	program := tea.NewProgram(tui.New(ctx, options), tea.WithContext(ctx), tea.WithInput(o.app.In), tea.WithOutput(o.app.Out),
		tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond))
	if _, err := program.Run(); err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("the cockpit: %w", err)
	}
	return nil
}
