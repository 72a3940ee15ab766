package redis

import (
	"context"
	"strconv"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Bus is an airra.Bus over all processes. Within the process it relies on the
// bus it was given, so an announcement reaches the listeners here even while
// the server is lost; Redis carries it to the others.
type Bus struct {
	client *Client
	topic  string
	outbox chan int64 // the newest id not yet published; one place
	mu     sync.Mutex // of those who put into the outbox
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// Bus gives the bus of this connection.
func (c *Client) Bus() *Bus { return c.bus }

// startBus starts one goroutine that publishes and one that hears the others.
// There is one subscription per process and not one per listener, since a
// listener is a browser or a terminal and there may be thousands.
func startBus(c *Client) *Bus {
	ctx, cancel := context.WithCancel(context.Background())
	// Channels belong to the whole server and not to one of its databases, so
	// the topic names the database: two installations may share a server.
	topic := prefix + "events:" + strconv.Itoa(c.rdb.Options().DB)
	b := &Bus{client: c, topic: topic, outbox: make(chan int64, 1), cancel: cancel}
	b.done.Go(func() { b.publish(ctx) })
	b.done.Go(func() { b.hear(ctx) })
	return b
}

func (b *Bus) stop() {
	b.cancel()
	b.done.Wait()
}

// Announce tells the listeners of this process at once and those of the others
// soon. It never waits for the network: it is called behind every commit.
func (b *Bus) Announce(ctx context.Context, lastEventID int64) {
	b.client.opts.Bus.Announce(ctx, lastEventID)
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case older := <-b.outbox:
		lastEventID = max(lastEventID, older)
	default:
	}
	b.outbox <- lastEventID
}

// Listen gives a channel of announcements that is closed when the context ends.
func (b *Bus) Listen(ctx context.Context) <-chan int64 { return b.client.opts.Bus.Listen(ctx) }

// publish sends what stands in the outbox. An id that cannot be sent is not
// kept: the others look into the database from time to time unasked.
func (b *Bus) publish(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-b.outbox:
			if !b.client.usable() {
				continue
			}
			if err := b.client.rdb.Publish(ctx, b.topic, id).Err(); err != nil {
				b.client.lost(ctx, err)
				continue
			}
			b.client.answered(ctx)
		}
	}
}

// hear hands on what other processes announce. The subscription connects again
// by itself; it tells of a lost connection only by its silence.
func (b *Bus) hear(ctx context.Context) {
	subscription := b.client.rdb.Subscribe(ctx, b.topic)
	defer func() { _ = subscription.Close() }()
	messages := subscription.Channel(redis.WithChannelSize(1))
	for {
		select {
		case <-ctx.Done():
			return
		case message, ok := <-messages:
			if !ok {
				return
			}
			id, err := strconv.ParseInt(message.Payload, 10, 64)
			if err != nil {
				continue // not ours: somebody else writes to this topic
			}
			b.client.opts.Bus.Announce(ctx, id)
		}
	}
}
