package workflow

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// CreateFeed makes the secret address of a calendar. The address is shown in this one
// answer; what is stored does not lead back to it.
func (w *Workflow) CreateFeed(ctx context.Context, n airra.NewFeed) (*airra.Feed, error) {
	if (n.Engineer == "") == (n.Rotation == "") {
		return nil, airra.Invalid("engineer", "or rotation is needed, and not both: whose calendar is it?")
	}
	token := rand.Text()
	f := &airra.Feed{ID: airra.FeedID(airra.NewID()), CreatedBy: airra.ActorFrom(ctx), CreatedAt: w.now(), TokenHash: hashToken(token)}
	err := w.inTx(ctx, func(tx airra.Tx) (err error) {
		if f.RotationID, err = rotationOf(ctx, tx, n.Rotation); err != nil {
			return err
		}
		if n.Engineer != "" {
			e, err := engineerOf(ctx, tx, "engineer", n.Engineer)
			if err != nil {
				return err
			}
			f.EngineerID = &e.ID
		}
		w.auditOnly(ctx, tx, "feed_created", map[string]any{"feed_id": f.ID})
		return tx.InsertFeed(ctx, f)
	})
	if err != nil {
		return nil, err
	}
	f.URL = w.Facts.PublicURL + "/ical/v1/" + token + ".ics"
	return f, nil
}

// FindFeeds lists the calendars that were given out.
func (w *Workflow) FindFeeds(ctx context.Context) ([]airra.Feed, error) { return w.Store.Feeds(ctx) }

// RevokeFeed makes an address stop working.
func (w *Workflow) RevokeFeed(ctx context.Context, key string) (*airra.Feed, error) {
	k, err := airra.ParseKey("feed_id", key)
	if err != nil {
		return nil, err
	}
	var revoked *airra.Feed
	err = w.inTx(ctx, func(tx airra.Tx) error {
		f, err := tx.Feed(ctx, k)
		if err != nil {
			return err
		}
		revoked = f
		if f.RevokedAt != nil {
			return nil
		}
		now := w.now()
		f.RevokedAt = &now
		w.auditOnly(ctx, tx, "feed_revoked", map[string]any{"feed_id": f.ID})
		return tx.SaveFeed(ctx, f)
	})
	if err != nil {
		return nil, err
	}
	return revoked, nil
}

// A calendar reaches so far back and ahead.
const (
	feedPast   = 4 * 7 * 24 * time.Hour
	feedFuture = 26 * 7 * 24 * time.Hour
)

// ReadFeed gives the calendar behind a token.
func (w *Workflow) ReadFeed(ctx context.Context, token string) ([]byte, error) {
	f, err := w.Store.FeedByHash(ctx, hashToken(token))
	if err != nil {
		return nil, err
	}
	if f.RevokedAt != nil {
		return nil, airra.Errorf(airra.CodeNotFound, "Feed not found")
	}
	now := w.now()
	from, to := now.Add(-feedPast), now.Add(feedFuture)
	roster, err := w.Store.Roster(ctx, from, to)
	if err != nil {
		return nil, err
	}
	in := oncall.FeedInput{Engineers: roster.Engineers, Rotations: roster.Rotations, URL: w.Facts.PublicURL, Now: now}
	for _, s := range oncall.Shifts(roster, from, to) {
		mine := f.EngineerID != nil && s.EngineerID == *f.EngineerID
		ours := f.RotationID != nil && s.RotationID != nil && *s.RotationID == *f.RotationID
		if mine || ours {
			in.Shifts = append(in.Shifts, s)
		}
	}
	in.Name = feedName(f, roster)
	return oncall.Feed(in), nil
}

func feedName(f *airra.Feed, roster airra.Roster) string {
	for _, e := range roster.Engineers {
		if f.EngineerID != nil && e.ID == *f.EngineerID {
			return "On call: " + e.Name
		}
	}
	for _, r := range roster.Rotations {
		if f.RotationID != nil && r.ID == *f.RotationID {
			return "On call: " + r.Name
		}
	}
	return "On call"
}
