package client

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

const (
	rotationsPath = onCallPath + "/rotations"
	overridesPath = onCallPath + "/overrides"
	swapsPath     = onCallPath + "/swaps"
	feedsPath     = onCallPath + "/feeds"
)

// CreateRotation makes a rotation.
func (c *Client) CreateRotation(ctx context.Context, r airra.RotationUpdate) (*airra.Rotation, error) {
	return askFor[airra.Rotation](ctx, c, request{method: http.MethodPost, path: rotationsPath, body: r})
}

// FindRotations lists all rotations.
func (c *Client) FindRotations(ctx context.Context) ([]airra.Rotation, error) {
	return ask[[]airra.Rotation](ctx, c, request{method: http.MethodGet, path: rotationsPath})
}

// FindRotation gives one rotation.
func (c *Client) FindRotation(ctx context.Context, key string) (*airra.Rotation, error) {
	return askFor[airra.Rotation](ctx, c, request{method: http.MethodGet, path: keyed(rotationsPath, key)})
}

// ReplaceRotation makes a rotation what is given, as a whole.
func (c *Client) ReplaceRotation(ctx context.Context, key string, r airra.RotationUpdate) (*airra.Rotation, error) {
	return askFor[airra.Rotation](ctx, c, request{method: http.MethodPut, path: keyed(rotationsPath, key), body: r})
}

// DeleteRotation removes a rotation.
func (c *Client) DeleteRotation(ctx context.Context, key string) error {
	return c.tell(ctx, request{method: http.MethodDelete, path: keyed(rotationsPath, key)})
}

// CreateOverride puts somebody else on call for a while.
func (c *Client) CreateOverride(ctx context.Context, n airra.NewOverride) (*airra.Override, error) {
	return askFor[airra.Override](ctx, c, request{method: http.MethodPost, path: overridesPath, body: n})
}

// FindOverrides lists overrides in the order of their start.
func (c *Client) FindOverrides(ctx context.Context, f airra.OverrideFilter) ([]airra.Override, error) {
	q := query{}
	q.set("rotation", string(f.RotationID))
	q.set("from", moment(f.From))
	q.set("to", moment(f.To))
	return ask[[]airra.Override](ctx, c, request{method: http.MethodGet, path: overridesPath, query: q.values()})
}

// DeleteOverride takes an override away.
func (c *Client) DeleteOverride(ctx context.Context, key string) error {
	return c.tell(ctx, request{method: http.MethodDelete, path: keyed(overridesPath, key)})
}

// RequestSwap asks the others to cover a span of time.
func (c *Client) RequestSwap(ctx context.Context, n airra.NewSwap) (*airra.Swap, error) {
	return askFor[airra.Swap](ctx, c, request{method: http.MethodPost, path: swapsPath, body: n})
}

// FindSwaps lists requests for cover; an empty status means all of them.
func (c *Client) FindSwaps(ctx context.Context, status airra.SwapStatus) ([]airra.Swap, error) {
	q := query{}
	q.set("status", string(status))
	return ask[[]airra.Swap](ctx, c, request{method: http.MethodGet, path: swapsPath, query: q.values()})
}

// TakeSwap gives the span of a request to an engineer.
func (c *Client) TakeSwap(ctx context.Context, key, engineer string) (*airra.Swap, error) {
	return askFor[airra.Swap](ctx, c, request{method: http.MethodPost, path: keyed(swapsPath, key, "take"), body: filled{"engineer_id": engineer}})
}

// CancelSwap takes an open request back.
func (c *Client) CancelSwap(ctx context.Context, key string) (*airra.Swap, error) {
	return askFor[airra.Swap](ctx, c, request{method: http.MethodPost, path: keyed(swapsPath, key, "cancel")})
}

// CreateFeed makes the secret address of a calendar, which only this answer holds.
func (c *Client) CreateFeed(ctx context.Context, n airra.NewFeed) (*airra.Feed, error) {
	return askFor[airra.Feed](ctx, c, request{method: http.MethodPost, path: feedsPath, body: n})
}

// FindFeeds lists the addresses that were given out, without their secrets.
func (c *Client) FindFeeds(ctx context.Context) ([]airra.Feed, error) {
	return ask[[]airra.Feed](ctx, c, request{method: http.MethodGet, path: feedsPath})
}

// RevokeFeed ends an address.
func (c *Client) RevokeFeed(ctx context.Context, key string) (*airra.Feed, error) {
	return askFor[airra.Feed](ctx, c, request{method: http.MethodDelete, path: keyed(feedsPath, key)})
}
