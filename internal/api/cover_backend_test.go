package api_test

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

func (b *backend) CreateOverride(ctx context.Context, n airra.NewOverride) (*airra.Override, error) {
	return call(ctx, b, n, func() (*airra.Override, error) {
		got := b.override
		got.CreatedBy = airra.ActorFrom(ctx)
		return &got, spanned(n.StartTime, n.EndTime)
	})
}

func (b *backend) FindOverrides(ctx context.Context, filter airra.OverrideFilter) ([]airra.Override, error) {
	return call(ctx, b, filter, func() ([]airra.Override, error) { return []airra.Override{b.override}, nil })
}

func (b *backend) DeleteOverride(ctx context.Context, key string) error {
	_, err := call(ctx, b, key, func() (any, error) { return nil, known(key, overrideID) })
	return err
}

func (b *backend) RequestSwap(ctx context.Context, n airra.NewSwap) (*airra.Swap, error) {
	return call(ctx, b, n, func() (*airra.Swap, error) {
		got := b.swap
		return &got, spanned(n.StartTime, n.EndTime)
	})
}

func (b *backend) FindSwaps(ctx context.Context, status airra.SwapStatus) ([]airra.Swap, error) {
	return call(ctx, b, status, func() ([]airra.Swap, error) { return []airra.Swap{b.swap}, nil })
}

func (b *backend) TakeSwap(ctx context.Context, key, engineer string) (*airra.Swap, error) {
	return b.swapped(ctx, key, engineer, func(s *airra.Swap) error {
		e, err := b.engineer(engineer)
		if err != nil {
			return err
		}
		return s.Take(e.ID, noon)
	})
}

func (b *backend) CancelSwap(ctx context.Context, key string) (*airra.Swap, error) {
	return b.swapped(ctx, key, key, func(s *airra.Swap) error { return s.Cancel(noon) })
}

func (b *backend) swapped(ctx context.Context, key string, argument any, fn func(*airra.Swap) error) (*airra.Swap, error) {
	return call(ctx, b, argument, func() (*airra.Swap, error) {
		if err := known(key, swapID); err != nil {
			return nil, err
		}
		if err := fn(&b.swap); err != nil {
			return nil, err
		}
		got := b.swap
		return &got, nil
	})
}

func (b *backend) CreateFeed(ctx context.Context, n airra.NewFeed) (*airra.Feed, error) {
	return call(ctx, b, n, func() (*airra.Feed, error) {
		got := b.feed
		got.URL = "https://airra.example.com/ical/v1/secret.ics"
		return &got, nil
	})
}

func (b *backend) FindFeeds(ctx context.Context) ([]airra.Feed, error) {
	return call(ctx, b, nil, func() ([]airra.Feed, error) { return []airra.Feed{b.feed}, nil })
}

func (b *backend) RevokeFeed(ctx context.Context, key string) (*airra.Feed, error) {
	return call(ctx, b, key, func() (*airra.Feed, error) {
		got, at := b.feed, noon
		got.RevokedAt = &at
		return &got, known(key, feedID)
	})
}

func (b *backend) SetPolicy(ctx context.Context, n airra.NewPolicy) (*airra.EscalationPolicy, error) {
	return call(ctx, b, n, func() (*airra.EscalationPolicy, error) {
		got := b.policy
		return &got, nil
	})
}

func (b *backend) FindPolicies(ctx context.Context) ([]airra.EscalationPolicy, error) {
	return call(ctx, b, nil, func() ([]airra.EscalationPolicy, error) { return []airra.EscalationPolicy{b.policy}, nil })
}

func (b *backend) FindPolicy(ctx context.Context, key string) (*airra.EscalationPolicy, error) {
	return call(ctx, b, key, func() (*airra.EscalationPolicy, error) {
		got := airra.BuiltInPolicy([]string{"email"})
		if key == b.policy.Name {
			got = b.policy
		}
		return &got, nil
	})
}

func (b *backend) DeletePolicy(ctx context.Context, key string) error {
	_, err := call(ctx, b, key, func() (any, error) {
		if key != b.policy.Name {
			return nil, airra.Errorf(airra.CodeNotFound, "there is no policy %s", key)
		}
		return nil, nil
	})
	return err
}
