package jobs

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOnlyAMovedClockIsGivenToRiver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now   func() time.Time
		moved bool
	}{
		"no clock is the real one":       {now: nil},
		"the real one has a name":        {now: time.Now},
		"the hands of a test are moved":  {now: (&hands{at: start}).now, moved: true},
		"and so may be any other clock ": {now: func() time.Time { return time.Now() }, moved: true},
	} {
		q, err := New(Database{}, Options{Now: c.now})
		must(t, err)
		config := q.riverConfig(nil)
		if (config.Test.Time != nil) != c.moved || config.LeaderElectionDisabled != c.moved {
			t.Errorf("%s: River has the clock %v", name, config.Test.Time)
		}
	}
}

// TestAClockThatIsMovedKillsNobody moves the time by an hour again and again,
// while two processes show their signs of life in it.
func TestAClockThatIsMovedKillsNobody(t *testing.T) {
	t.Parallel()
	clock := &hands{at: start}
	h := newHouse(t, template.Postgres(t), Options{Now: clock.now})
	w, begun := hanging(t)
	h.enqueue(t, analysis("a"))
	must(t, h.queue.Start(t.Context(), w))
	<-begun
	var other work
	must(t, h.newQueue(t, Options{Now: clock.now}).Start(t.Context(), &other))
	for _, step := range []time.Duration{time.Hour, silence, time.Millisecond} {
		clock.move(step)
		eventually(t, func() bool {
			signs, err := postgresDriver{pool: h.db.Postgres}.signs(t.Context())
			must(t, err)
			return len(signs) == 2 && !slices.ContainsFunc(signs, func(s sign) bool { return !s.seenAt.Equal(clock.now()) })
		})
	}
	if diff := cmp.Diff([]string{"running"}, h.states(t)); diff != "" || len(other.called()) != 0 {
		t.Errorf("both live, got %s and %q", diff, other.called())
	}
}
