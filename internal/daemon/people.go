package daemon

import (
	"context"
	"crypto/sha256"
	"time"

	_ "time/tzdata" // Rotations name zones, and a bare machine has no list of them.

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/command"
	"github.com/airra/airra/internal/notify/email"
	"github.com/airra/airra/internal/notify/slack"
	"github.com/airra/airra/internal/notify/webhook"
)

// senders makes the channels that the settings describe. Those that are not set up
// are made too: they record what they would have sent.
func (d *Daemon) senders() *notify.Senders {
	smtp := d.cfg.SMTP
	room := slack.New(slack.Options{URL: d.cfg.SlackWebhookURL, Now: d.opts.now})
	fixed := []notify.Channel{
		email.New(email.Options{Host: smtp.Host, Port: smtp.Port, User: smtp.User, Password: smtp.Password, From: smtp.From, TLS: email.TLS(smtp.TLS)}),
		room,
	}
	for _, c := range d.cfg.Commands {
		fixed = append(fixed, command.New(command.Options{Name: c.Name, Argv: c.Argv, Timeout: c.Timeout}))
	}
	hooks := webhook.New(webhook.Options{AllowPrivate: d.cfg.WebhookAllowPrivate, Now: d.opts.now})
	d.onClose("channels", func() error {
		room.Close()
		hooks.Close()
		return nil
	})
	return notify.NewSenders(fixed, func(w airra.WebhookChannel) notify.Channel { return hooks.Channel(w) })
}

// linkSecret is what the tokens of links are worked out from. It hangs on the API key,
// which all daemons of one database share anyway, so that a link works whichever of
// them sent it; and it is not the key itself, so that a token says nothing about it.
func (d *Daemon) linkSecret() []byte {
	sum := sha256.Sum256([]byte("acknowledgement links\x00" + d.cfg.APIKey))
	return sum[:]
}

// rescueEvery is how often lost pages are looked for. There should be none.
const rescueEvery = 30 * time.Second

// rescuePages looks for them until the daemon stops. Every daemon does: what one of
// them takes up the others find taken.
func (d *Daemon) rescuePages(ctx context.Context) error {
	ticker := time.NewTicker(rescueEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if _, err := d.flow.RescuePages(ctx); err != nil && ctx.Err() == nil {
			d.log.WarnContext(ctx, "late pages cannot be looked for", "err", err)
		}
	}
}
