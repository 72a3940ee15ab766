package redis_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/memory"
	"github.com/airra/airra/internal/memory/buscachetest"
	"github.com/airra/airra/internal/redis"
	"github.com/airra/airra/internal/testservers"
)

// patience bounds a wait for something that must come; it is no measurement.
const patience = 10 * time.Second

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestParts(t *testing.T) {
	t.Parallel()
	buscachetest.Run(t, func(t *testing.T) buscachetest.Parts {
		client := open(t, testservers.Redis(t), io.Discard)
		return buscachetest.Parts{Cache: client.Cache(), Limiter: client.Limiter(), Bus: client.Bus()}
	})
}

// open connects; the log goes to w.
func open(t *testing.T, address string, w io.Writer) *redis.Client {
	t.Helper()
	client, err := redis.Open(redis.Options{
		URL: address, Log: slog.New(slog.NewTextHandler(w, nil)), Now: time.Now,
		Limiter: memory.NewLimiter(time.Now), Bus: memory.NewBus(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return client
}

func TestProcessesShare(t *testing.T) {
	t.Parallel()
	address := testservers.Redis(t)
	one, other := open(t, address, io.Discard), open(t, address, io.Discard)

	t.Run("what is cached", func(t *testing.T) {
		t.Parallel()
		if err := one.Cache().Set(t.Context(), "key", []byte("value"), time.Minute); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := other.Cache().Get(t.Context(), "key"); string(got) != "value" || !ok || err != nil {
			t.Errorf("got %q, ok %v, err %v", got, ok, err)
		}
	})
	t.Run("their limits", func(t *testing.T) {
		t.Parallel()
		limit := airra.Limit{Events: 1, Per: time.Hour}
		if ok, _, err := one.Limiter().Allow(t.Context(), "caller", limit); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if ok, _, err := other.Limiter().Allow(t.Context(), "caller", limit); ok || err != nil {
			t.Errorf("the other process allowed a second event: %v, %v", ok, err)
		}
	})
	t.Run("their announcements", func(t *testing.T) {
		t.Parallel()
		listener := other.Bus().Listen(t.Context())
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		deadline := time.After(patience)
		for id := int64(1); ; id++ {
			one.Bus().Announce(t.Context(), id) // the subscription may not stand yet
			select {
			case heard := <-listener:
				if heard < 1 || heard > id {
					t.Errorf("heard %d after announcing %d", heard, id)
				}
				return
			case <-tick.C:
			case <-deadline:
				t.Fatal("nothing was heard")
			}
		}
	})
}

func TestLostRedisCostsNobodyARequest(t *testing.T) {
	t.Parallel()
	relay := newRelay(t, testservers.Redis(t))
	var log lockedBuffer
	client := open(t, relay.url, &log)
	if check := client.Check(t.Context()); check.Name != "redis" || check.State != airra.CheckUp || check.Required {
		t.Fatalf("check of a living server: %+v", check)
	}

	relay.cut()
	limit := airra.Limit{Events: 2, Per: time.Hour}
	for i, want := range []bool{true, true, false, false} {
		if ok, _, err := client.Limiter().Allow(t.Context(), "caller", limit); ok != want || err != nil {
			t.Errorf("event %d: allowed %v, err %v; want %v from the limiter of the process", i+1, ok, err, want)
		}
	}
	if err := client.Cache().Set(t.Context(), "key", []byte("value"), time.Minute); err != nil {
		t.Errorf("set: %v", err)
	}
	if _, ok, err := client.Cache().Get(t.Context(), "key"); ok || err != nil {
		t.Errorf("get: ok %v, err %v; want a miss", ok, err)
	}
	listener := client.Bus().Listen(t.Context())
	client.Bus().Announce(t.Context(), 5)
	select {
	case got := <-listener:
		if got != 5 {
			t.Errorf("heard %d, want 5 from this process", got)
		}
	case <-time.After(patience):
		t.Error("nothing was heard from this process")
	}
	if check := client.Check(t.Context()); check.State != airra.CheckDegraded || check.Detail == "" {
		t.Errorf("check of a lost server: %+v", check)
	}
	if lines := strings.Count(log.String(), "redis lost"); lines != 1 {
		t.Errorf("the loss was logged %d times, want once:\n%s", lines, log.String())
	}

	relay.mend()
	if check := client.Check(t.Context()); check.State != airra.CheckUp {
		t.Errorf("check of a server that is back: %+v", check)
	}
	if err := client.Cache().Set(t.Context(), "key", []byte("value"), time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := client.Cache().Get(t.Context(), "key"); !ok || err != nil {
		t.Errorf("get after the server is back: ok %v, err %v", ok, err)
	}
	if lines := strings.Count(log.String(), "redis is back"); lines != 1 {
		t.Errorf("the return was logged %d times, want once", lines)
	}
}

func TestOpenRefusesAnAddressWithoutTellingIt(t *testing.T) {
	t.Parallel()
	_, err := redis.Open(redis.Options{URL: "http://user:hunter2@host"})
	if airra.ErrorCode(err) != airra.CodeInvalid || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("err = %v", err)
	}
}

func TestCloseTwice(t *testing.T) {
	t.Parallel()
	client := open(t, "redis://127.0.0.1:1/0", io.Discard)
	for range 2 {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
}

// relay stands before a real server and can be cut.
type relay struct {
	url    string
	target string
	done   sync.WaitGroup
	mu     sync.Mutex
	broken bool
	conns  []net.Conn
}

func newRelay(t *testing.T, address string) *relay {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{target: target.Host}
	target.Host = listener.Addr().String()
	r.url = target.String()
	r.done.Go(func() { r.accept(listener) })
	t.Cleanup(func() {
		_ = listener.Close()
		r.cut()
		r.done.Wait()
	})
	return r
}

func (r *relay) accept(listener net.Listener) {
	for {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		r.join(near)
	}
}

func (r *relay) join(near net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	far, err := (&net.Dialer{}).Dial("tcp", r.target)
	if r.broken || err != nil {
		_ = near.Close()
		if err == nil {
			_ = far.Close()
		}
		return
	}
	r.conns = append(r.conns, near, far)
	for _, pair := range [][2]net.Conn{{near, far}, {far, near}} {
		r.done.Go(func() { _, _ = io.Copy(pair[0], pair[1]); _ = pair[0].Close() })
	}
}

func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = true
	for _, conn := range r.conns {
		_ = conn.Close()
	}
	r.conns = nil
}

func (r *relay) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = false
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
