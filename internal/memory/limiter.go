package memory

import (
	"context"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

// MaxKeys is how many callers the limiter tells apart at once.
const MaxKeys = 10_000

// Limiter is an airra.Limiter after the generic cell rate algorithm: a key may
// spend its whole limit at once and gets the events back evenly over the
// period. It is the algorithm of the Redis limiter too, so that a caller sees
// the same rule whichever answers. A sliding window was rejected: it needs a
// list of moments per key where this needs one.
type Limiter struct {
	now func() time.Time

	mu  sync.Mutex
	due map[string]time.Time // when the key will have its whole limit back
}

// NewLimiter makes a limiter that reads the given clock.
func NewLimiter(now func() time.Time) *Limiter {
	return &Limiter{now: now, due: make(map[string]time.Time)}
}

// Allow counts one event of key when it fits under the limit, and otherwise
// says after which time it will. A limit without events or period allows
// everything. It never fails.
func (l *Limiter) Allow(_ context.Context, key string, limit airra.Limit) (bool, time.Duration, error) {
	if limit.Events <= 0 || limit.Per <= 0 {
		return true, 0, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()

	now := l.now()
	due := l.due[key]
	if due.Before(now) {
		due = now
	}
	due = due.Add(limit.Per / time.Duration(limit.Events))
	if wait := due.Sub(now) - limit.Per; wait > 0 {
		return false, wait, nil
	}
	l.makeRoom(key, now)
	l.due[key] = due
	return true, 0, nil
}

// Keys is how many callers are being counted now.
func (l *Limiter) Keys() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.due)
}

// makeRoom keeps the map bounded whatever number of addresses call. Keys that
// have their whole limit back are forgotten first, since forgetting them
// changes nothing; when all are in use an eighth of them, taken at random, gets
// its limit back early, which is milder than refusing callers who did nothing.
func (l *Limiter) makeRoom(key string, now time.Time) {
	if _, known := l.due[key]; known || len(l.due) < MaxKeys {
		return
	}
	for k, due := range l.due {
		if !due.After(now) {
			delete(l.due, k)
		}
	}
	for k := range l.due {
		if len(l.due) <= MaxKeys-MaxKeys/8 {
			return
		}
		delete(l.due, k)
	}
}
