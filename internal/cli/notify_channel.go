package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newNotifyChannelCmd(a *App) *cobra.Command {
	return newNounCmd("channel", "See the channels, add webhooks and take them away",
		`A channel is a way to reach people: email, slack and sms, which the settings of
airrad set up; webhooks, which are added here; and local commands, which only a
file on the server can define.`,
		`  airra notify channel list
  airra notify channel add pager https://hooks.example.com/airra`,
		[]string{"channels"},
		newChannelListCmd(a), newChannelAddCmd(a), newChannelRmCmd(a))
}

var channelFields = fieldsOf[airra.ChannelInfo]()

func channelName(c airra.ChannelInfo) string { return c.Name }

func channelColumns() []column[airra.ChannelInfo] {
	return []column[airra.ChannelInfo]{
		{name: "NAME", cell: func(c airra.ChannelInfo) cell { return cell{data: c.Name, look: accent} }},
		{name: "KIND", cell: func(c airra.ChannelInfo) cell { return cell{data: string(c.Kind)} }},
		{name: "STATE", cell: channelStateCell},
		{name: "TARGET", shrink: true, keep: 12, cell: func(c airra.ChannelInfo) cell { return cell{data: c.Target} }},
		{name: "REASON", shrink: true, cell: func(c airra.ChannelInfo) cell { return cell{data: c.DisabledReason} }},
		{name: "DISABLED", wide: true, cell: func(c airra.ChannelInfo) cell { return cell{data: stampOf(c.DisabledAt)} }},
	}
}

// channelStateCell says what becomes of a message on the channel.
func channelStateCell(c airra.ChannelInfo) cell {
	switch {
	case c.DisabledAt != nil:
		return cell{data: "disabled", text: "✗ disabled", look: alarm}
	case c.Configured:
		return cell{data: "ready", text: "● ready", look: good}
	default:
		return cell{data: "simulated", text: "◎ simulated", look: amber}
	}
}

func newChannelListCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the channels and whether they are set up",
		Long: `List the channels. What goes to one that is simulated is recorded and reaches
nobody; set it up with the settings of airrad. A webhook is disabled when its
receiver has said that it is gone. Of addresses only the host is shown, because
a path can be a secret.`,
		Example: `  airra notify channel list
  airra notify channel list -q '.[] | select(.configured | not) | .name'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return listChannels(cmd.Context(), a) },
	}
	offers(cmd, channelFields)
	return cmd
}

func listChannels(ctx context.Context, a *App) error {
	return emitList(ctx, a, func(c *client.Client) ([]airra.ChannelInfo, []column[airra.ChannelInfo], error) {
		channels, err := c.Channels(ctx)
		return channels, channelColumns(), err
	}, channelName, "There is no channel.")
}

type channelAddOptions struct {
	app        *App
	secretFile string
}

func newChannelAddCmd(a *App) *cobra.Command {
	o := &channelAddOptions{app: a}
	cmd := &cobra.Command{
		Use:   "add NAME URL",
		Short: "Add a webhook that policies and messages can name",
		Long: `Add a webhook. Every message to it is signed in the way of Standard Webhooks,
with a secret that is made for it and shown this once, in the member "secret" of
the answer. Give your own with --secret-file; it is never taken from the command
line, because other people can see the arguments of a command.`,
		Example: `  airra notify channel add pager https://hooks.example.com/airra
  airra notify channel add pager https://hooks.example.com/airra -q .secret > pager.secret
  airra notify channel add pager https://hooks.example.com/airra --secret-file pager.secret`,
		Args: takes(2, 2, "a name and a URL"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0], args[1]) },
	}
	cmd.Flags().StringVar(&o.secretFile, "secret-file", "", "read the secret, whsec_ and base64, from this `FILE`, - for standard input")
	offers(cmd, channelFields)
	return cmd
}

func (o *channelAddOptions) run(ctx context.Context, name, url string) error {
	n := airra.NewWebhookChannel{Name: name, URL: url}
	if o.secretFile != "" {
		secret, err := o.app.textFile(o.secretFile)
		if err != nil {
			return err
		}
		n.Secret = strings.TrimSpace(secret)
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	added, err := keeping.AddWebhook(ctx, n)
	if err != nil {
		return err
	}
	if err := o.app.emit(ctx, result{
		raw: keeping.Kept(), names: []string{added.Name}, grid: properties(channelProperties(*added)),
		human: func(s *screen) { drawAdded(s, *added) },
	}); err != nil {
		return err
	}
	if added.Secret != "" {
		o.app.say("Keep the secret: it is shown only this once. The receiver checks with it that a message is ours.")
	}
	return nil
}

func channelProperties(c airra.ChannelInfo) []property {
	return []property{
		{"name", c.Name},
		{"kind", string(c.Kind)},
		{"state", channelStateCell(c).data},
		{"configured", strconv.FormatBool(c.Configured)},
		{"target", c.Target},
		{"secret", c.Secret},
	}
}

func drawAdded(s *screen, c airra.ChannelInfo) {
	s.linef("%s  %s  %s  %s", s.paint(accent, oneLine(c.Name)), oneLine(string(c.Kind)), paintCell(s, channelStateCell(c)), oneLine(c.Target))
	if c.Secret == "" {
		return
	}
	// A line is cut at the edge of the terminal, and half a secret is none.
	s.text.WriteString("secret  " + s.paint(strong, oneLine(c.Secret)) + "\n")
}

func newChannelRmCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rm NAME...",
		Aliases: []string{"remove"},
		Short:   "Take webhooks away, with their secrets",
		Long: `Take webhooks away. Their secrets go with them, and what is still to be sent
there is recorded as simulated from then on, so it asks first; --yes answers.
What is printed is what they were. A "-" reads the names from standard input.`,
		Example: `  airra notify channel rm pager
  airra notify channel rm pager backup --yes`,
		Args:              takes(1, -1, "at least one webhook, by its name"),
		ValidArgsFunction: completeChannels(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return removeChannels(cmd.Context(), a, args) },
	}
	offers(cmd, channelFields)
	return cmd
}

func removeChannels(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	var raws []json.RawMessage
	found, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.ChannelInfo, error) {
		channel, raw, err := findChannel(ctx, c, key)
		if err == nil {
			raws = append(raws, raw)
		}
		return channel, err
	})
	if err != nil {
		return err
	}
	found.raws = raws
	gone, err := removing[airra.ChannelInfo]{
		name: channelName, asks: "Nothing will be sent to %s any more. Take it away?",
		remove: func(channel airra.ChannelInfo) error { return c.RemoveWebhook(ctx, channel.Name) },
	}.run(ctx, a, found)
	if err != nil {
		return err
	}
	return show(ctx, a, gone, channelColumns(), channelName, func(s *screen, channel airra.ChannelInfo) {
		s.linef("%s  removed", s.paint(accent, oneLine(channel.Name)))
	})
}

// findChannel finds one channel in the list of all, which is all that the API gives.
func findChannel(ctx context.Context, c *client.Client, name string) (channel airra.ChannelInfo, raw json.RawMessage, err error) {
	channels, err := c.Channels(ctx)
	if err != nil {
		return channel, nil, err
	}
	var items []json.RawMessage
	if err := json.Unmarshal(c.Kept(), &items); err != nil {
		return channel, nil, fmt.Errorf("read the list again: %w", err)
	}
	at := slices.IndexFunc(channels, func(channel airra.ChannelInfo) bool { return strings.EqualFold(channel.Name, name) })
	if at < 0 {
		return channel, nil, &exitError{code: ExitNotFound, message: "there is no channel " + name, hint: "See: airra notify channel list"}
	}
	return channels[at], items[at], nil
}
