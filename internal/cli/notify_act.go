package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newNotifyResendCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resend ID...",
		Short: "Send messages again",
		Long: `Send messages again to the same contacts, as new attempts. What was sent before
stays as it is. A "-" reads the ids from standard input.`,
		Example: `  airra notify resend 0198f000-0000-7abc
  airra notify list --status failed -o name | airra notify resend -`,
		Args:              takes(1, -1, "at least one notification, by its id"),
		ValidArgsFunction: completeNotifications(a, airra.NotificationFailed),
		RunE:              func(cmd *cobra.Command, args []string) error { return resend(cmd.Context(), a, args) },
	}
	offers(cmd, notificationFields)
	return cmd
}

func resend(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Notification, error) {
		return valueOf(c.ResendNotification(ctx, key))
	})
	if err != nil {
		return err
	}
	return show(ctx, a, out, notificationColumns(a), notificationName, notificationSentence)
}

type notifyTestOptions struct {
	app     *App
	channel string
}

func newNotifyTestCmd(a *App) *cobra.Command {
	o := &notifyTestOptions{app: a}
	cmd := &cobra.Command{
		Use:   "test ENGINEER...",
		Short: "Prove that a message reaches somebody",
		Long: `Send a test message to engineers and say what the channel answered. It ends with
1 when a message could not be sent, and with 8 when it is still being tried. On
a channel that is not set up it is only simulated, which proves nothing.

An engineer is named by e-mail address, name or id; @me is you. The contact
counts as verified when the link in the message has been opened and confirmed.`,
		Example: `  airra notify test @me
  airra notify test alice@example.com bob@example.com --channel slack`,
		Args:              takes(1, -1, "at least one engineer, like alice@example.com"),
		ValidArgsFunction: completePeople(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().StringVar(&o.channel, "channel", airra.ChannelEmail, "the `CHANNEL` to test, see: airra notify channel list")
	offers(cmd, notificationFields)
	completesFlag(cmd, "channel", completeChannels(a))
	return cmd
}

func (o *notifyTestOptions) run(ctx context.Context, args []string) error {
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Notification, error) {
		engineer, err := o.app.person(key)
		if err != nil {
			return airra.Notification{}, err
		}
		return valueOf(c.TestNotification(ctx, engineer, o.channel))
	})
	if err != nil {
		return err
	}
	err = show(ctx, o.app, out, notificationColumns(o.app), notificationName, notificationSentence)
	if err != nil {
		return err
	}
	return o.verdict(out.values)
}

// verdict ends a test that proved nothing yet, or the contrary, after its result was
// shown. Of several the worst counts.
func (o *notifyTestOptions) verdict(sent []airra.Notification) error {
	var worst error
	for _, n := range sent {
		if n.Status == airra.NotificationSimulated {
			o.app.say("Nothing left: the channel %s is not set up. See: airra notify channel list", oneLine(n.Channel))
		}
		if err := unproven(n); exitCode(err) > exitCode(worst) {
			worst = err
		}
	}
	return worst
}

// unproven says why a test message proves nothing, or nil.
func unproven(n airra.Notification) error {
	hint := "See: airra notify view " + shortID(n.ID)
	switch n.Status {
	case airra.NotificationFailed:
		return &exitError{ExitFailed, "the message to " + n.EngineerName + " could not be sent by " + n.Channel + ": " + textOf(n.LastError), hint}
	case airra.NotificationPending, airra.NotificationSending:
		return &exitError{ExitPending, "the message to " + n.EngineerName + " has not left yet", hint}
	default:
		return nil
	}
}
