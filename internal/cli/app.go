package cli

import (
	"context"
	"fmt"
	"os/user"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// App is what every command shares: the streams and what the global flags said.
type App struct {
	Streams
	global global
	until  time.Time // the end of waiting, once that has begun
}

// global holds the flags that every command has.
type global struct {
	context   string
	server    string
	output    string
	fields    []string
	jq        string
	noHeaders bool
	colour    string
	noInput   bool
	yes       bool
	timeout   time.Duration
	waits     bool // the command waits for something, and timeout is for that
	as        string
	quiet     bool
}

func (g *global) bind(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVarP(&g.context, "context", "C", "", "`NAME` of the context to use, see: airra context list")
	f.StringVar(&g.server, "server", "", "`URL` of airrad (default "+defaultServer+")")
	f.StringVarP(&g.output, "output", "o", "", "`FORMAT`: json, jsonl, yaml, name, wide or csv (default: a table on a terminal, tab-separated columns in a pipe)")
	f.StringSliceVar(&g.fields, "json", nil, "print these `FIELDS` as JSON; without a value list the fields there are")
	f.StringVarP(&g.jq, "jq", "q", "", "filter the JSON with this jq `EXPRESSION`")
	f.BoolVar(&g.noHeaders, "no-headers", false, "leave the header line out")
	f.StringVar(&g.colour, "color", "auto", "`WHEN` to colour: auto, always or never")
	f.BoolVar(&g.noInput, "no-input", false, "never ask; end with 2 where an answer is needed")
	f.BoolVarP(&g.yes, "yes", "y", false, "answer yes to every question")
	f.DurationVar(&g.timeout, "timeout", 0, "how long to wait, like 30s or 5m (default: 5s for an answer, 15s for a quick incident, 10m with --wait)")
	f.StringVar(&g.as, "as", "", "`NAME` of the one who acts (default AIRRA_USER, else your e-mail or user name)")
	f.BoolVar(&g.quiet, "quiet", false, "print no messages, only data and errors")
}

// check refuses what no command could make sense of.
func (g *global) check(cmd *cobra.Command) error {
	switch g.colour {
	case "auto", "always", "never":
	default:
		return usagef("", "--color takes auto, always or never, not %q", g.colour)
	}
	if g.timeout < 0 {
		return usagef("", "--timeout cannot be negative")
	}
	g.waits = waiting(cmd)
	return checkFormat(cmd, g.output)
}

// waitsKey marks the commands that always wait for something to happen.
const waitsKey = "airra_waits"

// waits says that a command always waits.
func waits(cmd *cobra.Command) { cmd.Annotations[waitsKey] = "yes" }

// waiting says whether a command was told to wait, so that --timeout is for what
// it waits for. Without this, a script that gives an execution ten minutes would
// give them to a server that never answers, too.
func waiting(cmd *cobra.Command) bool {
	flag := cmd.Flags().Lookup("wait")
	return cmd.Annotations[waitsKey] != "" || flag != nil && flag.Value.String() == "true"
}

// defaultWait is how long --wait waits when it was not told.
const defaultWait = 10 * time.Minute

func (g *global) waitFor() time.Duration {
	if g.timeout > 0 {
		return g.timeout
	}
	return defaultWait
}

// client makes the client for the server that flags, environment and contexts
// name, in this order.
func (a *App) client() (*client.Client, error) {
	t, err := a.target()
	if err != nil {
		return nil, err
	}
	return client.New(a.clientOptions(t))
}

func (a *App) clientOptions(t target) client.Options {
	options := client.Options{Server: t.server, APIKey: t.key, UserAgent: "airra/" + airra.Version}
	if a.global.waits {
		options.Longest = a.global.timeout
	} else {
		options.Timeout = a.global.timeout
	}
	return options
}

// acting gives the client and a context in which the person acts by name. Every
// command that changes something uses it; one that only reads needs no name.
func (a *App) acting(ctx context.Context) (context.Context, *client.Client, error) {
	actor, err := a.actor()
	if err != nil {
		return nil, nil, err
	}
	c, err := a.client()
	return airra.WithActor(ctx, actor), c, err
}

// fitsActor says whether the server accepts a name as that of a person: 2 to 255
// letters, digits and a few signs. An expression for it was rejected, because
// building it took longer than all the rest of the start.
func fitsActor(name string) bool {
	length := utf8.RuneCountInString(name)
	return length >= 2 && length <= 255 && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("_.-@+", r)
	})
}

// actor finds the name of the one who acts. A name that was given has to fit; a
// guess that does not fit is passed over.
func (a *App) actor() (string, error) {
	for _, given := range []struct{ from, name string }{{"--as", a.global.as}, {"AIRRA_USER", a.Env("AIRRA_USER")}} {
		if given.name == "" {
			continue
		}
		if !fitsActor(given.name) {
			return "", usagef("Use 2 to 255 letters, digits and . - _ @ +, like you@example.com", "%s is %q, which is no name the audit trail takes", given.from, given.name)
		}
		return given.name, nil
	}
	for _, guess := range []string{a.Env("GIT_AUTHOR_EMAIL"), a.Env("EMAIL"), a.Env("USER"), a.Env("LOGNAME"), systemUser()} {
		if fitsActor(guess) {
			return guess, nil
		}
	}
	return "", usagef("Give one: --as you@example.com, or set AIRRA_USER.", "there is no name to act under")
}

func systemUser() string {
	current, err := user.Current()
	if err != nil {
		return ""
	}
	return current.Username
}

// say tells a person something about the data, on standard error.
func (a *App) say(format string, args ...any) {
	if !a.global.quiet {
		_, _ = fmt.Fprintf(a.Err, format+"\n", args...) // Nobody can be told that standard error is closed.
	}
}

// screen begins what a person will read.
func (a *App) screen() *screen {
	return &screen{colour: a.colour(a.global.colour), width: a.Width, now: a.Now()}
}

// interactive says whether a question may be asked.
func (a *App) interactive() bool { return a.InTTY && a.ErrTTY && !a.global.noInput }
