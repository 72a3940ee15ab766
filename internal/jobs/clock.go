package jobs

import (
	"reflect"
	"time"
)

// clock gives River a time of its own, in which it then inserts, fetches and
// retries jobs. Without one River goes by the clock of the database, which is
// what several machines agree on; so only a clock that a test moves is given.
type clock struct{ now func() time.Time }

// Now is the time within the process.
func (c clock) Now() time.Time { return c.now() }

// NowOrNil is the time that statements are given instead of the database's own.
func (c clock) NowOrNil() *time.Time {
	now := c.now()
	return &now
}

// isWallClock tells the real clock from one that is moved. Whoever names the real
// one must not be answered with a queue that is good for tests only, and
// functions cannot be compared otherwise.
func isWallClock(now func() time.Time) bool {
	return now == nil || reflect.ValueOf(now).Pointer() == reflect.ValueOf(time.Now).Pointer()
}
