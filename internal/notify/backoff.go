package notify

import (
	"hash/fnv"
	"strconv"
	"time"
)

// waits grow quickly at first, because a server that restarts is back within
// seconds and somebody is to be woken, and then slowly, because one that is down
// for minutes is down for longer.
var waits = [...]time.Duration{
	2 * time.Second, 5 * time.Second, 15 * time.Second, time.Minute,
	5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour,
}

// Backoff is how long to wait after so many failed attempts at one message. Up to a
// quarter is added, so that messages that failed together do not come back together.
// It is derived from the key and not drawn, so that every daemon and every repetition
// of a transaction finds the same moment.
func Backoff(failures int, key string) time.Duration {
	wait := waits[min(max(failures, 1), len(waits))-1]
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(strconv.Itoa(failures) + " " + key)) // A hash takes everything.
	return wait + time.Duration(sum.Sum64()%uint64(wait/4))
}
