package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// feedRow is a row of feeds.
type feedRow struct {
	bun.BaseModel `bun:"table:feeds,alias:feed"`

	ID         string `bun:",pk"`
	EngineerID *string
	RotationID *string
	CreatedBy  string
	CreatedAt  time.Time
	RevokedAt  *time.Time
	TokenHash  string
}

func rowOfFeed(f *airra.Feed) feedRow {
	return feedRow{
		ID: string(f.ID), EngineerID: (*string)(f.EngineerID), RotationID: (*string)(f.RotationID),
		CreatedBy: f.CreatedBy, CreatedAt: f.CreatedAt, RevokedAt: f.RevokedAt, TokenHash: f.TokenHash,
	}
}

func (r *feedRow) feed() airra.Feed {
	return airra.Feed{
		ID: airra.FeedID(r.ID), EngineerID: (*airra.EngineerID)(r.EngineerID), RotationID: (*airra.RotationID)(r.RotationID),
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC(), RevokedAt: moment(r.RevokedAt), TokenHash: r.TokenHash,
	}
}

// Feed finds one feed.
func (r reader) Feed(ctx context.Context, key airra.Key) (*airra.Feed, error) {
	row, err := findID(ctx, r, "Feed", key, func(row *feedRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	feed := row.feed()
	return &feed, nil
}

// FeedByHash finds the feed of a token, a revoked one too.
func (r reader) FeedByHash(ctx context.Context, tokenHash string) (*airra.Feed, error) {
	var rows []feedRow
	if err := r.db.NewSelect().Model(&rows).Where("token_hash = ?", tokenHash).Scan(ctx); err != nil {
		return nil, fault("read a feed", err)
	}
	if len(rows) == 0 {
		return nil, notFound("Feed")
	}
	feed := rows[0].feed()
	return &feed, nil
}

// Feeds gives all feeds in the order in which they were made. Of more than the
// bound it gives the latest.
func (r reader) Feeds(ctx context.Context) ([]airra.Feed, error) {
	var rows []feedRow
	if err := r.db.NewSelect().Model(&rows).OrderExpr("created_at DESC, id DESC").Limit(mostListed).Scan(ctx); err != nil {
		return nil, fault("read feeds", err)
	}
	slices.Reverse(rows)
	return itemsOf(rows, (*feedRow).feed), nil
}

// InsertFeed adds a feed.
func (t *tx) InsertFeed(ctx context.Context, f *airra.Feed) error {
	row := rowOfFeed(f)
	return t.insert(ctx, "insert a feed", &row)
}

// SaveFeed revokes a feed. Who revokes it a second time changes nothing: the first
// moment is the one from which on nobody could read it.
func (t *tx) SaveFeed(ctx context.Context, f *airra.Feed) error {
	result, err := t.db.NewUpdate().Model((*feedRow)(nil)).Set("revoked_at = coalesce(revoked_at, ?)", f.RevokedAt).Where("id = ?", string(f.ID)).Exec(ctx)
	if err != nil {
		return fault("revoke a feed", err)
	}
	changed, err := result.RowsAffected()
	if err == nil && changed == 0 {
		return notFound("Feed")
	}
	return fault("revoke a feed", err)
}
