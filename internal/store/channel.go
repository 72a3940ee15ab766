package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

const channelNoun = "Channel"

// channelRow is a row of webhook_channels. A channel is its name: there is no id.
type channelRow struct {
	bun.BaseModel `bun:"table:webhook_channels,alias:channel"`

	NameKey        string `bun:",pk"`
	Name           string
	URL            string `bun:"url"`
	Secret         string
	AllowPrivate   bool
	DisabledAt     *time.Time
	DisabledReason string
	CreatedBy      string
	CreatedAt      time.Time
	Version        int64
}

func rowOfChannel(c *airra.WebhookChannel) channelRow {
	return channelRow{
		NameKey: fold(c.Name), Name: c.Name, URL: c.URL, Secret: c.Secret, AllowPrivate: c.AllowPrivate, DisabledAt: c.DisabledAt,
		DisabledReason: c.DisabledReason, CreatedBy: c.CreatedBy, CreatedAt: c.CreatedAt, Version: c.Version,
	}
}

func (r *channelRow) channel() airra.WebhookChannel {
	return airra.WebhookChannel{
		Name: r.Name, URL: r.URL, Secret: r.Secret, AllowPrivate: r.AllowPrivate, DisabledAt: moment(r.DisabledAt),
		DisabledReason: r.DisabledReason, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC(), Version: r.Version,
	}
}

// WebhookChannel finds a channel by its name, in any case of the letters.
func (r reader) WebhookChannel(ctx context.Context, name string) (*airra.WebhookChannel, error) {
	var rows []channelRow
	if err := r.db.NewSelect().Model(&rows).Where("name_key = ?", fold(name)).Scan(ctx); err != nil {
		return nil, fault("read a channel", err)
	}
	if len(rows) == 0 {
		return nil, notFound(channelNoun)
	}
	channel := rows[0].channel()
	return &channel, nil
}

// WebhookChannels gives all channels by name.
func (r reader) WebhookChannels(ctx context.Context) ([]airra.WebhookChannel, error) {
	var rows []channelRow
	if err := r.db.NewSelect().Model(&rows).Scan(ctx); err != nil {
		return nil, fault("read channels", err)
	}
	slices.SortFunc(rows, func(a, b channelRow) int { return cmp.Compare(a.NameKey, b.NameKey) })
	return itemsOf(rows, (*channelRow).channel), nil
}

// InsertWebhookChannel adds a channel.
func (t *tx) InsertWebhookChannel(ctx context.Context, c *airra.WebhookChannel) error {
	row := rowOfChannel(c)
	row.Version = 1
	if err := t.insert(ctx, "insert a channel", &row); err != nil {
		if clash(err) != "" {
			return airra.Errorf(airra.CodeBadRequest, "a channel with the name %s exists already", c.Name)
		}
		return err
	}
	c.Version = row.Version
	return nil
}

// SaveWebhookChannel writes a channel that was read, unless somebody else has since.
func (t *tx) SaveWebhookChannel(ctx context.Context, c *airra.WebhookChannel) error {
	row := rowOfChannel(c)
	if err := t.save(ctx, &row, &row.Version, "name_key", "name", "created_at"); err != nil {
		return err
	}
	c.Version = row.Version
	return nil
}

// DeleteWebhookChannel removes a channel.
func (t *tx) DeleteWebhookChannel(ctx context.Context, name string) error {
	return t.remove(ctx, (*channelRow)(nil), "name_key", fold(name), channelNoun)
}
