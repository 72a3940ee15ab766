package jobs

import (
	"slices"
	"time"
)

// The rhythm of signs of life. A process that dies is found beatEvery +
// silence after its last one at the latest, and its jobs are looked for once a
// second: all in all well below ten seconds.
const (
	beatEvery = time.Second
	silence   = 6 * time.Second
	// forgetAfter is how long a dead process is still shown to operators.
	forgetAfter = 10 * time.Minute
)

// sign is the newest sign of life of a process.
type sign struct {
	owner  string
	seenAt time.Time
}

// sighting is a sign of life and the moment at which this process noticed it.
type sighting struct {
	sign    time.Time
	noticed time.Time
}

// lookout tells who is dead. It compares moments of its own clock only: the
// clocks of two machines may differ by more than the silence that means death,
// but a sign that does not change for that long has not changed on any clock.
type lookout struct {
	looked time.Time
	known  map[string]sighting
}

// look takes in the present signs. When it could not look for some time, as
// after an outage of the database, it starts over: silence that was not
// listened to proves nothing.
func (l *lookout) look(signs []sign, now time.Time) {
	listening := !l.looked.IsZero() && now.Sub(l.looked) < silence/2
	known := make(map[string]sighting, len(signs))
	for _, s := range signs {
		before, seen := l.known[s.owner]
		if !seen || !listening || !before.sign.Equal(s.seenAt) {
			before = sighting{sign: s.seenAt, noticed: now}
		}
		known[s.owner] = before
	}
	l.looked, l.known = now, known
}

// dead tells whether a process is: it has no sign at all, since every process
// gives one before it takes a job and takes it back only after its last one; or
// its sign has not changed for too long.
func (l *lookout) dead(owner string, now time.Time) bool {
	last, known := l.known[owner]
	return !known || now.Sub(last.noticed) >= silence
}

// silent names the other processes that have given no sign for too long.
func (l *lookout) silent(now time.Time) []string {
	var names []string
	for owner := range l.known {
		if l.dead(owner, now) {
			names = append(names, owner)
		}
	}
	slices.Sort(names)
	return names
}
