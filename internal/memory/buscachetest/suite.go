// Package buscachetest is one set of promises about caches, limiters and buses,
// kept by the memory package and by the redis package alike.
package buscachetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// patience bounds a wait for something that must come; it is no measurement.
const patience = 10 * time.Second

// Parts is what one implementation offers.
type Parts struct {
	Cache   airra.Cache
	Limiter airra.Limiter
	Bus     airra.Bus
}

// Run proves the promises for fresh parts.
func Run(t *testing.T, fresh func(t *testing.T) Parts) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Parts){
		"cache gives back what was kept":               cacheKeeps,
		"cache keeps copies":                           cacheCopies,
		"cache forgets when the time is over":          cacheForgets,
		"cache takes no time to live as forget":        cacheForgetsAtOnce,
		"limiter allows the limit and then refuses":    limiterRefuses,
		"limiter tells keys apart":                     limiterTellsKeysApart,
		"limiter allows again after the announced":     limiterAllowsAgain,
		"limiter without a limit allows everything":    limiterUnlimited,
		"limiter never gives one event to two callers": limiterRaces,
		"bus tells every listener":                     busTellsAll,
		"bus gives a slow listener the newest":         busConflates,
		"bus closes the channel with the context":      busCloses,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

func cacheKeeps(t *testing.T, p Parts) {
	for _, value := range [][]byte{[]byte("value"), {}, {0, 255}} {
		if err := p.Cache.Set(t.Context(), "key", value, time.Minute); err != nil {
			t.Fatal(err)
		}
		wantCached(t, p.Cache, "key", value)
	}
	wantMissing(t, p.Cache, "another key")
}

func cacheCopies(t *testing.T, p Parts) {
	value := []byte("value")
	if err := p.Cache.Set(t.Context(), "key", value, time.Minute); err != nil {
		t.Fatal(err)
	}
	value[0] = 'X'
	got, _, err := p.Cache.Get(t.Context(), "key")
	if err != nil {
		t.Fatal(err)
	}
	got[1] = 'X'
	wantCached(t, p.Cache, "key", []byte("value"))
}

func cacheForgets(t *testing.T, p Parts) {
	if err := p.Cache.Set(t.Context(), "key", []byte("value"), 5*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the value is forgotten", func() bool {
		_, ok, err := p.Cache.Get(t.Context(), "key")
		return err == nil && !ok
	})
}

func cacheForgetsAtOnce(t *testing.T, p Parts) {
	for _, ttl := range []time.Duration{time.Minute, 0} {
		if err := p.Cache.Set(t.Context(), "key", []byte("value"), ttl); err != nil {
			t.Fatal(err)
		}
	}
	wantMissing(t, p.Cache, "key")
}

func limiterRefuses(t *testing.T, p Parts) {
	limit := airra.Limit{Events: 5, Per: time.Minute}
	for range 5 {
		wantAllowed(t, p.Limiter, "caller", limit)
	}
	ok, wait, err := p.Limiter.Allow(t.Context(), "caller", limit)
	if err != nil || ok {
		t.Fatalf("a sixth event: allowed %v, err %v", ok, err)
	}
	if wait <= 0 || wait > 12*time.Second {
		t.Errorf("the wait is %v, want at most a fifth of the period", wait)
	}
}

func limiterTellsKeysApart(t *testing.T, p Parts) {
	limit := airra.Limit{Events: 1, Per: time.Hour}
	wantAllowed(t, p.Limiter, "one", limit)
	wantAllowed(t, p.Limiter, "other", limit)
}

func limiterAllowsAgain(t *testing.T, p Parts) {
	limit := airra.Limit{Events: 1, Per: 50 * time.Millisecond}
	wantAllowed(t, p.Limiter, "caller", limit)
	eventually(t, "the event fits again", func() bool {
		ok, wait, err := p.Limiter.Allow(t.Context(), "caller", limit)
		if err == nil && !ok && wait <= 0 {
			t.Fatal("refused without a wait")
		}
		return err == nil && ok
	})
}

func limiterUnlimited(t *testing.T, p Parts) {
	for range 100 {
		wantAllowed(t, p.Limiter, "caller", airra.Limit{})
	}
}

func limiterRaces(t *testing.T, p Parts) {
	allowed := make(chan bool, 20)
	for range cap(allowed) {
		go func() {
			ok, _, err := p.Limiter.Allow(context.WithoutCancel(t.Context()), "caller", airra.Limit{Events: 7, Per: time.Hour})
			allowed <- ok && err == nil
		}()
	}
	count := 0
	for range cap(allowed) {
		if <-allowed {
			count++
		}
	}
	if count != 7 {
		t.Errorf("%d events were allowed, want 7", count)
	}
}

func busTellsAll(t *testing.T, p Parts) {
	first, second := p.Bus.Listen(t.Context()), p.Bus.Listen(t.Context())
	p.Bus.Announce(t.Context(), 7)
	for _, listener := range []<-chan int64{first, second} {
		if got := receive(t, listener); got != 7 {
			t.Errorf("heard %d, want 7", got)
		}
	}
}

func busConflates(t *testing.T, p Parts) {
	listener := p.Bus.Listen(t.Context())
	for id := range int64(100) {
		p.Bus.Announce(t.Context(), id+1)
	}
	p.Bus.Announce(t.Context(), 50) // late: a lower id was committed before
	last := int64(0)
	for last != 100 {
		id := receive(t, listener)
		if id <= last {
			t.Fatalf("heard %d after %d", id, last)
		}
		last = id
	}
}

func busCloses(t *testing.T, p Parts) {
	ctx, cancel := context.WithCancel(t.Context())
	listener := p.Bus.Listen(ctx)
	cancel()
	eventually(t, "the channel is closed", func() bool {
		select {
		case _, open := <-listener:
			return !open
		default:
			return false
		}
	})
	p.Bus.Announce(t.Context(), 8) // nobody is there: no panic, no wait
}

func wantCached(t *testing.T, cache airra.Cache, key string, want []byte) {
	t.Helper()
	got, ok, err := cache.Get(t.Context(), key)
	if err != nil || !ok {
		t.Fatalf("get %s: ok %v, err %v", key, ok, err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("get %s (-want +got):\n%s", key, diff)
	}
}

func wantMissing(t *testing.T, cache airra.Cache, key string) {
	t.Helper()
	if got, ok, err := cache.Get(t.Context(), key); err != nil || ok {
		t.Errorf("get %s: %q, ok %v, err %v; want nothing", key, got, ok, err)
	}
}

func wantAllowed(t *testing.T, limiter airra.Limiter, key string, limit airra.Limit) {
	t.Helper()
	if ok, wait, err := limiter.Allow(t.Context(), key, limit); err != nil || !ok {
		t.Fatalf("%s was refused: wait %v, err %v", key, wait, err)
	}
}

func receive(t *testing.T, listener <-chan int64) int64 {
	t.Helper()
	select {
	case id := <-listener:
		return id
	case <-time.After(patience):
		t.Fatal("nothing was heard")
		return 0
	}
}

// eventually asks again and again, since a real server counts in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal(fmt.Sprint("never: ", what))
		}
	}
}
