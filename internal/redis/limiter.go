package redis

import (
	"context"
	"fmt"
	"time"

	"github.com/go-redis/redis_rate/v10"

	"github.com/airra/airra/internal/airra"
)

// Limiter is an airra.Limiter whose counts all processes share. While the
// server is lost the limiter of the process answers: letting everybody through
// would open the door exactly when something is wrong, and refusing everybody
// would close it.
type Limiter struct {
	client *Client
	rate   *redis_rate.Limiter
}

// Limiter gives the limiter of this connection.
func (c *Client) Limiter() *Limiter {
	return &Limiter{client: c, rate: redis_rate.NewLimiter(c.rdb)}
}

// Allow counts one event of key when it fits under the limit, and otherwise
// says after which time it will. A limit without events or period allows
// everything. Only a caller that gave up gets an error.
func (l *Limiter) Allow(ctx context.Context, key string, limit airra.Limit) (bool, time.Duration, error) {
	if limit.Events <= 0 || limit.Per <= 0 {
		return true, 0, nil
	}
	if !l.client.usable() {
		return l.client.opts.Limiter.Allow(ctx, key, limit)
	}
	result, err := l.rate.Allow(ctx, prefix+key, redis_rate.Limit{Rate: limit.Events, Burst: limit.Events, Period: limit.Per})
	switch {
	case err == nil:
		l.client.answered(ctx)
		return result.Allowed > 0, max(result.RetryAfter, 0), nil
	case ctx.Err() != nil:
		return false, 0, fmt.Errorf("ask limiter: %w", ctx.Err())
	default:
		l.client.lost(ctx, err)
		return l.client.opts.Limiter.Allow(ctx, key, limit)
	}
}
