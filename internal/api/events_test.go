package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
	"github.com/airra/airra/internal/memory"
)

// reader is a client of the event stream. Its clock is that of the bubble.
type reader struct {
	header   http.Header
	mu       sync.Mutex
	text     bytes.Buffer
	status   int
	deadline time.Time
	slow     bool // takes nothing until the deadline, or for ever without one
	done     chan struct{}
	left     <-chan struct{}
	leave    context.CancelFunc
}

func (r *reader) Header() http.Header { return r.header }

func (r *reader) WriteHeader(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *reader) Write(p []byte) (int, error) {
	r.mu.Lock()
	slow, deadline := r.slow, r.deadline
	r.mu.Unlock()
	if slow && deadline.IsZero() {
		<-r.left
		return 0, context.Canceled
	}
	if slow {
		<-time.After(time.Until(deadline))
		return 0, os.ErrDeadlineExceeded
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *reader) Flush() {}

func (r *reader) SetWriteDeadline(at time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deadline = at
	return nil
}

// got gives what arrived since the last time, once nothing moves any more.
func (r *reader) got() string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	text := r.text.String()
	r.text.Reset()
	return text
}

// ids gives the ids that arrived since the last time.
func (r *reader) ids() []string {
	var found []string
	for line := range strings.SplitSeq(r.got(), "\n") {
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			found = append(found, id)
		}
	}
	return found
}

func (r *reader) ended() bool {
	synctest.Wait()
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// follow opens a stream in the bubble.
func (b *bench) follow(query string, headers ...string) *reader {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	r := httptest.NewRequestWithContext(ctx, "GET", "/api/v1/events"+query, nil)
	r.Header.Set("X-API-Key", key)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := &reader{header: http.Header{}, done: make(chan struct{}), left: ctx.Done(), leave: cancel}
	go func() {
		defer close(client.done)
		b.handler.ServeHTTP(client, r)
	}()
	b.Cleanup(func() { cancel(); <-client.done })
	return client
}

func TestStreamBeginsWhereTheClientSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, query string
		headers     []string
		want        []string
	}{
		{"now, without an id", "", nil, nil},
		{"at the beginning", "?after=0", nil, []string{"1", "2", "3"}},
		{"after an id", "?after=1", nil, []string{"2", "3"}},
		{"after the id of the header, which wins", "?after=0", []string{"Last-Event-ID", "2"}, []string{"3"}},
		{"with some types only", "?after=0&types=detected,comment_added", nil, []string{"1", "3"}},
		{"with one incident only", "?after=0&incident=INC-1", nil, []string{"1", "2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup(t)
				other := event(3, airra.EventComment)
				other.IncidentID = "another"
				b.backend.commit(other)
				client := b.follow(c.query, c.headers...)
				if diff := cmp.Diff(c.want, client.ids()); diff != "" {
					t.Errorf("ids (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestStreamFormat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		client := b.follow("?after=1")
		want := ": connected\nretry: 2000\n\n" +
			`id: 2` + "\n" + `event: pending_approval` + "\n" +
			`data: {"id":2,"incident_id":"` + incidentID + `","incident_ref":"INC-1","event_type":"pending_approval","description":"it happened","actor":"airra","metadata":{},"timestamp":"2026-03-01T12:00:00Z"}` + "\n\n"
		if diff := cmp.Diff(want, client.got()); diff != "" {
			t.Errorf("stream (-want +got):\n%s", diff)
		}
		if got := client.header.Get("Content-Type"); client.status != 200 || got != "text/event-stream; charset=utf-8" {
			t.Errorf("status %d, content type %q", client.status, got)
		}
	})
}

func TestStreamFollows(t *testing.T) {
	t.Parallel()
	t.Run("at once when events are announced", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			bus := memory.NewBus()
			b := setup(t, func(o *api.Options) { o.Bus = bus })
			client := b.follow("")
			client.got()
			began := time.Now()
			b.backend.commit(event(3, airra.EventComment))
			bus.Announce(t.Context(), 3)
			if diff := cmp.Diff([]string{"3"}, client.ids()); diff != "" || time.Since(began) != 0 {
				t.Errorf("after %v: %s", time.Since(began), diff)
			}
		})
	})
	t.Run("within two seconds when they are not", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			b := setup(t, func(o *api.Options) { o.Bus = nil })
			client := b.follow("")
			client.got()
			b.backend.commit(event(3, airra.EventComment))
			<-time.After(2 * time.Second)
			if diff := cmp.Diff([]string{"3"}, client.ids()); diff != "" {
				t.Error(diff)
			}
		})
	})
	t.Run("all of them when there are thousands", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			b := setup(t)
			for id := int64(3); id <= 1700; id++ {
				b.backend.commit(event(id, airra.EventComment))
			}
			client := b.follow("?after=0")
			if got := client.ids(); len(got) != 1700 || got[1699] != "1700" {
				t.Errorf("%d events", len(got))
			}
		})
	})
	t.Run("through a database that fails for a while", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			b := setup(t, func(o *api.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			client := b.follow("")
			client.got()
			b.backend.breakWith(errors.New("locked"))
			<-time.After(7 * time.Second)
			b.backend.breakWith(nil)
			b.backend.commit(event(3, airra.EventComment))
			<-time.After(2 * time.Second)
			if diff := cmp.Diff([]string{"3"}, client.ids()); diff != "" || client.ended() {
				t.Errorf("ended %v: %s", client.ended(), diff)
			}
			if got := strings.Count(log.String(), "locked"); got != 1 {
				t.Errorf("the failure was logged %d times, want once", got)
			}
		})
	})
}

func TestStreamsRunNoHealthChecks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		for range 50 {
			for _, query := range []string{"", "?after=0", "?incident=INC-1&types=detected"} {
				b.follow(query).got()
			}
		}
		<-time.After(time.Minute)
		if b.backend.checked != 0 {
			t.Errorf("150 streams, held for a minute, ran the checks %d times", b.backend.checked)
		}
	})
}

func TestStreamBeats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		client := b.follow("")
		client.got()
		<-time.After(46 * time.Second)
		if got := strings.Count(client.got(), ": heartbeat\n\n"); got != 3 {
			t.Errorf("%d heartbeats in 46 s, want 3", got)
		}
	})
}

func TestStreamEnds(t *testing.T) {
	t.Parallel()
	t.Run("with its client", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client := setup(t).follow("")
			client.got()
			client.leave()
			if !client.ended() {
				t.Error("it goes on")
			}
		})
	})
	t.Run("with the server", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			stopping := make(chan struct{})
			client := setup(t, func(o *api.Options) { o.Stopping = stopping }).follow("")
			client.got()
			close(stopping)
			if !client.ended() {
				t.Error("it goes on")
			}
		})
	})
	t.Run("when the client takes nothing for ten seconds", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			b := setup(t)
			client := b.follow("")
			client.got()
			client.mu.Lock()
			client.slow = true
			client.mu.Unlock()
			b.backend.commit(event(3, airra.EventComment))
			<-time.After(13 * time.Second)
			if !client.ended() {
				t.Error("it goes on")
			}
		})
	})
}

func TestStreamRefusesBeforeItBegins(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.problem(b.send("GET", "/api/v1/events?incident=INC-999", ""), 404, airra.CodeNotFound)
	b.problem(b.send("GET", "/api/v1/events", "", "Last-Event-ID", "x"), 422, airra.CodeInvalid)
}

// A real connection ends too: the server's shutdown waits for its streams.
func TestStreamOverTheNetwork(t *testing.T) {
	t.Parallel()
	stopping := make(chan struct{})
	b := setup(t, func(o *api.Options) { o.Stopping = stopping })
	server := httptest.NewUnstartedServer(b.handler)
	server.Config.ReadTimeout, server.Config.WriteTimeout = time.Minute, time.Minute
	server.Config.RegisterOnShutdown(func() { close(stopping) })
	server.Start()
	defer server.Close()

	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/api/v1/events/?after=0", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-API-Key", key)
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var text []byte
	for !bytes.Contains(text, []byte("id: 2\n")) {
		piece := make([]byte, 512)
		n, err := response.Body.Read(piece)
		if text = append(text, piece[:n]...); err != nil {
			t.Fatalf("%v after %s", err, text)
		}
	}
	if err := server.Config.Shutdown(t.Context()); err != nil {
		t.Error(fmt.Errorf("shut down: %w", err))
	}
}
