package memory_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/memory"
	"github.com/airra/airra/internal/memory/buscachetest"
)

func TestParts(t *testing.T) {
	t.Parallel()
	buscachetest.Run(t, func(t *testing.T) buscachetest.Parts {
		return buscachetest.Parts{Cache: newCache(t, 1<<20, time.Now), Limiter: memory.NewLimiter(time.Now), Bus: memory.NewBus()}
	})
}

func newCache(t *testing.T, size int, now func() time.Time) *memory.Cache {
	t.Helper()
	cache, err := memory.NewCache(size, now)
	if err != nil {
		t.Fatal(err)
	}
	return cache
}

func TestCacheStaysWithinItsBytes(t *testing.T) {
	t.Parallel()
	cache := newCache(t, 64<<10, time.Now)
	for i := range 1000 {
		if err := cache.Set(t.Context(), fmt.Sprint("key ", i), make([]byte, 1<<10), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	for i := range 1000 {
		if _, ok, _ := cache.Get(t.Context(), fmt.Sprint("key ", i)); ok {
			kept++
		}
	}
	if kept == 0 || kept > 64 {
		t.Errorf("%d entries of a kilobyte are kept in 64 kilobytes", kept)
	}
}

func TestCacheForgetsExactlyAtTheEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	cache := newCache(t, 1<<20, func() time.Time { return now })
	if err := cache.Set(t.Context(), "key", []byte("value"), time.Minute); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute - time.Nanosecond)
	if _, ok, _ := cache.Get(t.Context(), "key"); !ok {
		t.Error("forgotten too early")
	}
	now = now.Add(time.Nanosecond)
	if _, ok, _ := cache.Get(t.Context(), "key"); ok {
		t.Error("kept too long")
	}
}

func TestLimiterGivesEventsBackEvenly(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	limiter := memory.NewLimiter(func() time.Time { return now })
	limit := airra.Limit{Events: 5, Per: time.Minute}
	for range 5 {
		ask(t, limiter, "caller", limit)
	}
	if ok, wait, _ := limiter.Allow(t.Context(), "caller", limit); ok || wait != 12*time.Second {
		t.Fatalf("allowed %v, wait %v; want a refusal for 12s", ok, wait)
	}
	now = now.Add(12 * time.Second)
	if ok, _, _ := limiter.Allow(t.Context(), "caller", limit); !ok {
		t.Error("refused after the wait")
	}
	if ok, _, _ := limiter.Allow(t.Context(), "caller", limit); ok {
		t.Error("two events came back in a fifth of the period")
	}
}

func TestLimiterStaysBoundedAndKeepsTheBusy(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	limiter := memory.NewLimiter(func() time.Time { return now })
	limit := airra.Limit{Events: 1, Per: time.Minute}
	for i := range memory.MaxKeys - 1 {
		ask(t, limiter, fmt.Sprint("old ", i), limit)
	}
	now = now.Add(2 * time.Minute)
	ask(t, limiter, "busy", limit)
	for i := range memory.MaxKeys / 2 {
		ask(t, limiter, fmt.Sprint("new ", i), limit)
	}
	if ok, _, _ := limiter.Allow(t.Context(), "busy", limit); ok {
		t.Error("a key in use was forgotten while there were idle ones")
	}
	for i := range 3 * memory.MaxKeys {
		ask(t, limiter, fmt.Sprint("flood ", i), limit)
	}
	if keys := limiter.Keys(); keys > memory.MaxKeys {
		t.Errorf("%d keys are kept", keys)
	}
}

func ask(t *testing.T, limiter *memory.Limiter, key string, limit airra.Limit) {
	t.Helper()
	if _, _, err := limiter.Allow(t.Context(), key, limit); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkLimiter(b *testing.B) {
	limiter := memory.NewLimiter(time.Now)
	for b.Loop() {
		_, _, _ = limiter.Allow(b.Context(), "caller", airra.Limit{Events: 5, Per: time.Minute})
	}
}
