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
	aboard  int
	cancels []context.CancelFunc // of the calls under way: almost always one
}

func (f *flights) do(ctx context.Context, key string, call func(context.Context) (Response, error)) (Response, error) {
	joined := f.join(key)
	defer f.leave(key, joined)
	landed := f.group.DoChan(key, func() (any, error) {
		shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
		defer cancel()
		f.cancelWithLast(joined, cancel)
		return call(shared)
	})
	select {
	case <-ctx.Done():
		return Response{}, ctx.Err()
	case result := <-landed:
		response, _ := result.Val.(Response)
		return response, result.Err
	}
}

func (f *flights) join(key string) *flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	current, ok := f.active[key]
	if !ok {
		current = &flight{}
		if f.active == nil {
			f.active = map[string]*flight{}
		}
		f.active[key] = current
	}
	current.aboard++
	return current
}

// cancelWithLast ends a call with its last caller, who may have left before the
// call began.
func (f *flights) cancelWithLast(joined *flight, cancel context.CancelFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if joined.aboard == 0 {
		cancel()
		return
	}
	joined.cancels = append(joined.cancels, cancel)
}

// leave forgets the call with its last caller, so that the next one starts anew
// instead of joining a call that is being cancelled.
func (f *flights) leave(key string, joined *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if joined.aboard--; joined.aboard > 0 {
		return
	}
	for _, cancel := range joined.cancels {
		cancel()
	}
	delete(f.active, key)
	f.group.Forget(key)
}
