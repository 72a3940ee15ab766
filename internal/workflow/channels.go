package workflow

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// Channels lists the ways to reach people: the fixed ones, then the webhooks.
func (w *Workflow) Channels(ctx context.Context) ([]airra.ChannelInfo, error) {
	hooks, err := w.Store.WebhookChannels(ctx)
	if err != nil {
		return nil, err
	}
	infos := slices.Clone(w.Senders.Infos())
	for _, h := range hooks {
		infos = append(infos, notify.HookInfo(h))
	}
	return orEmpty(infos), nil
}

// checkChannels says with CodeInvalid which of some names is no channel's. The three
// well-known ones are always accepted, since they can be set up later and record what
// they would have sent until then.
func (w *Workflow) checkChannels(ctx context.Context, field string, names []string) error {
	if len(names) == 0 {
		return nil
	}
	infos, err := w.Channels(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		known := name == airra.ChannelEmail || name == airra.ChannelSlack || name == airra.ChannelSMS
		if !known && !slices.ContainsFunc(infos, func(c airra.ChannelInfo) bool { return c.Name == name }) {
			return airra.Invalid(field, "there is no channel %q; see: airra notify channel list", name)
		}
	}
	return nil
}

// maxChannelName bounds the name of a channel.
const maxChannelName = 50

// AddWebhook adds a webhook. The secret with which its messages are signed is in this
// one answer.
func (w *Workflow) AddWebhook(ctx context.Context, n airra.NewWebhookChannel) (*airra.ChannelInfo, error) {
	if err := checkChannelName(n.Name); err != nil {
		return nil, err
	}
	for _, c := range w.Senders.Infos() {
		if c.Name == n.Name {
			return nil, airra.Invalid("name", "%q is a channel already", n.Name)
		}
	}
	if err := notify.CheckURL(n.URL, w.AllowPrivate); err != nil {
		return nil, err
	}
	if err := chooseSecret(&n); err != nil {
		return nil, err
	}
	hook := &airra.WebhookChannel{Name: n.Name, URL: n.URL, Secret: n.Secret, AllowPrivate: w.AllowPrivate, CreatedBy: airra.ActorFrom(ctx), CreatedAt: w.now(), Version: 1}
	err := w.inTx(ctx, func(tx airra.Tx) error {
		w.auditOnly(ctx, tx, "channel_added", map[string]any{"name": hook.Name, "target": notify.HookInfo(*hook).Target})
		return tx.InsertWebhookChannel(ctx, hook)
	})
	if err != nil {
		return nil, err
	}
	info := notify.HookInfo(*hook)
	info.Secret = hook.Secret
	return &info, nil
}

// chooseSecret draws a secret where none was given, and checks one that was.
func chooseSecret(n *airra.NewWebhookChannel) (err error) {
	if n.Secret == "" {
		n.Secret, err = notify.NewSecret(rand.Reader)
		return err
	}
	_, err = notify.SecretKey(n.Secret)
	return err
}

func checkChannelName(name string) error {
	odd := strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
	if name == "" || len(name) > maxChannelName || odd {
		return airra.Invalid("name", "must be 1 to %d small letters, digits, - or _", maxChannelName)
	}
	return nil
}

// RemoveWebhook removes a webhook that no policy uses.
func (w *Workflow) RemoveWebhook(ctx context.Context, name string) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		hook, err := tx.WebhookChannel(ctx, name)
		if err != nil {
			return err
		}
		policies, err := tx.Policies(ctx)
		if err != nil {
			return err
		}
		for _, p := range policies {
			for _, s := range p.Steps {
				if slices.Contains(s.Channels, name) {
					return airra.Conflict("in_use", "the policy %q pages by %s; change it first", p.Name, name)
				}
			}
		}
		w.auditOnly(ctx, tx, "channel_removed", map[string]any{"name": hook.Name})
		return tx.DeleteWebhookChannel(ctx, hook.Name)
	})
}
