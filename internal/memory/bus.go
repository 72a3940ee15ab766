package memory

import (
	"context"
	"sync"
)

// Bus is an airra.Bus within one process. Delivery: every listener gets the
// newest id there is, in growing order; ids that a slow listener did not fetch
// in time are replaced by newer ones.
type Bus struct {
	mu        sync.Mutex
	last      int64
	listeners map[chan int64]struct{}
}

// NewBus makes a bus without listeners.
func NewBus() *Bus { return &Bus{listeners: make(map[chan int64]struct{})} }

// Announce tells all listeners that events up to lastEventID are committed. An
// id that is not above all earlier ones tells nothing new and is dropped: two
// transactions may commit in one order and announce in the other. It never
// waits for a listener.
func (b *Bus) Announce(_ context.Context, lastEventID int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if lastEventID <= b.last {
		return
	}
	b.last = lastEventID
	for listener := range b.listeners {
		replace(listener, lastEventID)
	}
}

// replace puts the id into a channel of one place, in the room of an older one
// if need be. Only one goroutine at a time sends, so the second try finds room.
func replace(listener chan int64, id int64) {
	select {
	case listener <- id:
		return
	default:
	}
	select {
	case <-listener:
	default:
	}
	listener <- id
}

// Listen gives a channel of announcements that is closed when the context ends.
func (b *Bus) Listen(ctx context.Context) <-chan int64 {
	listener := make(chan int64, 1)
	b.mu.Lock()
	b.listeners[listener] = struct{}{}
	b.mu.Unlock()
	context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners, listener)
		close(listener)
	})
	return listener
}
