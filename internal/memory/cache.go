// Package memory keeps what may be lost in the process itself: cached answers,
// the counts of the rate limits, and the hints that events were committed. It
// is what one airrad needs and all that the embedded default uses; the redis
// package offers the same three things to several of them.
package memory

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"
)

// Cache is an airra.Cache of bounded size. The least useful entries leave when
// it is full.
type Cache struct {
	entries *otter.Cache[string, entry]
	now     func() time.Time
}

type entry struct {
	value   []byte
	expires time.Time
}

// entryOverhead is about what an entry costs beside its bytes.
const entryOverhead = 128

// NewCache makes a cache of at most maxBytes, keys and bookkeeping included.
//
// Expiry is judged here against now and not by the cache underneath: that one
// would start a goroutine of its own, which nobody could wait for, and would
// read another clock.
func NewCache(maxBytes int, now func() time.Time) (*Cache, error) {
	entries, err := otter.New(&otter.Options[string, entry]{
		MaximumWeight: uint64(max(maxBytes, 1)),
		Weigher: func(key string, e entry) uint32 {
			return uint32(min(len(key)+len(e.value)+entryOverhead, maxWeight))
		},
		Executor: func(task func()) { task() },
	})
	if err != nil {
		return nil, fmt.Errorf("make cache: %w", err)
	}
	return &Cache{entries: entries, now: now}, nil
}

const maxWeight = 1 << 30

// Get gives a copy of the value, or ok false when it is not there or its time
// is over. It never fails.
func (c *Cache) Get(_ context.Context, key string) (value []byte, ok bool, err error) {
	e, found := c.entries.GetIfPresent(key)
	if !found {
		return nil, false, nil
	}
	if !c.now().Before(e.expires) {
		c.entries.Invalidate(key)
		return nil, false, nil
	}
	return bytes.Clone(e.value), true, nil
}

// Set keeps a copy of the value for ttl. A ttl of zero or less keeps nothing
// and forgets what was there. It never fails.
func (c *Cache) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	if ttl <= 0 {
		c.entries.Invalidate(key)
		return nil
	}
	c.entries.Set(key, entry{value: bytes.Clone(value), expires: c.now().Add(ttl)})
	return nil
}
