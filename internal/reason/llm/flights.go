package llm

import (
	"context"
	"sync"

	"golang.org/x/sync/singleflight"
)

// flights joins callers who ask the same at the same time. The call belongs to
// all of them: one who leaves does not take it from the others, and when the
// last one has left it is cancelled, so that no call outlives its callers.
type flights struct {
	group  singleflight.Group
	mu     sync.Mutex
	active map[string]*flight
}

type flight struct {
	ctx    context.Context //nolint:containedctx // the context of the shared call, made and cancelled here
	cancel context.CancelFunc
	aboard int
}

func (f *flights) do(ctx context.Context, key string, call func(context.Context) (Response, error)) (Response, error) {
	joined := f.join(ctx, key)
	defer f.leave(key, joined)
	landed := f.group.DoChan(key, func() (any, error) { return call(joined.ctx) })
	select {
	case <-ctx.Done():
		return Response{}, ctx.Err()
	case result := <-landed:
		response, _ := result.Val.(Response)
		return response, result.Err
	}
}

func (f *flights) join(ctx context.Context, key string) *flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	current, ok := f.active[key]
	if !ok {
		shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
		current = &flight{ctx: shared, cancel: cancel}
		if f.active == nil {
			f.active = map[string]*flight{}
		}
		f.active[key] = current
	}
	current.aboard++
	return current
}

// leave forgets the call with its last caller, so that the next one starts anew
// instead of joining a call that is being cancelled.
func (f *flights) leave(key string, joined *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if joined.aboard--; joined.aboard > 0 {
		return
	}
	joined.cancel()
	if f.active[key] == joined {
		delete(f.active, key)
		f.group.Forget(key)
	}
}
