package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cache is an airra.Cache that all processes share.
type Cache struct{ client *Client }

// Cache gives the cache of this connection.
func (c *Client) Cache() *Cache { return &Cache{client: c} }

// Get gives the value, or ok false when it is not there or the server is lost.
// Only a caller that gave up gets an error.
func (c *Cache) Get(ctx context.Context, key string) (value []byte, ok bool, err error) {
	if !c.client.usable() {
		return nil, false, nil
	}
	value, err = c.client.rdb.Get(ctx, prefix+"cache:"+key).Bytes()
	switch {
	case err == nil, errors.Is(err, redis.Nil):
		c.client.answered(ctx)
		return value, err == nil, nil
	case ctx.Err() != nil:
		return nil, false, fmt.Errorf("read cache: %w", ctx.Err())
	default:
		c.client.lost(ctx, err)
		return nil, false, nil
	}
}

// Set keeps the value for ttl, in whole milliseconds. A ttl of zero or less
// forgets it: Redis itself would keep it for ever. A lost server keeps nothing.
func (c *Cache) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if !c.client.usable() {
		return nil
	}
	var err error
	if ttl <= 0 {
		err = c.client.rdb.Del(ctx, prefix+"cache:"+key).Err()
	} else {
		err = c.client.rdb.Set(ctx, prefix+"cache:"+key, value, max(ttl, time.Millisecond)).Err()
	}
	switch {
	case err == nil:
		c.client.answered(ctx)
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("write cache: %w", ctx.Err())
	default:
		c.client.lost(ctx, err)
		return nil
	}
}
