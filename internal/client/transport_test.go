package client_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// answering is a server that answers by hand.
func answering(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// dropped ends the connection without an answer.
func dropped(t *testing.T, w http.ResponseWriter) {
	t.Helper()
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Errorf("take the connection: %v", err)
		return
	}
	if err := connection.Close(); err != nil {
		t.Errorf("close the connection: %v", err)
	}
}

func TestABrokenConnectionIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var keys []string
	url := answering(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		keys = append(keys, r.Header.Get("Idempotency-Key"))
		first := len(keys) == 1
		mu.Unlock()
		if first {
			dropped(t, w)
			return
		}
		_, _ = w.Write([]byte(`{"ref":"INC-1"}`))
	})
	got, err := dial(t, url, "").CreateIncident(t.Context(), airra.NewIncident{Title: "t"})
	if err != nil || got.Ref != "INC-1" {
		t.Fatalf("got %v, %v", got, err)
	}
	if len(keys) != 2 || keys[0] == "" || keys[0] != keys[1] {
		t.Errorf("the two attempts came with the keys %q, and have to share one", keys)
	}
}

func TestAConnectionThatKeepsBreakingIsTold(t *testing.T) {
	t.Parallel()
	var attempts atomic.Int64
	url := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		attempts.Add(1)
		dropped(t, w)
	})
	_, err := dial(t, url, "").UnacknowledgeIncident(t.Context(), "INC-1")
	if airra.ErrorCode(err) != airra.CodeUnavailable || attempts.Load() != 1 {
		t.Errorf("a write without a key was tried %d times and gave %v", attempts.Load(), err)
	}
	_, err = dial(t, url, "").Status(t.Context())
	if airra.ErrorCode(err) != airra.CodeUnavailable || attempts.Load() != 3 {
		t.Errorf("a read was tried %d times and gave %v", attempts.Load()-1, err)
	}
}

func TestWhoIsNotAirradIsTold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		handle http.HandlerFunc
		code   airra.Code
		says   string
	}{
		{"a proxy whose server is away", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "bad gateway", http.StatusBadGateway) }, airra.CodeUnavailable, "answered 502"},
		{"a proxy that refuses", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }, airra.CodeBadRequest, "probably not airrad"},
		{"another service", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>hello")) }, airra.CodeBadRequest, "does not send"},
		{"JSON of another kind", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"error":"x"}`))
		}, airra.CodeBadRequest, "answered 404"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := dial(t, answering(t, test.handle), "").Status(t.Context())
			if airra.ErrorCode(err) != test.code || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v (%s)", err, airra.ErrorCode(err))
			}
		})
	}
}

func TestARedirectDoesNotGetTheKey(t *testing.T) {
	t.Parallel()
	elsewhere := answering(t, func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("it was followed with the key %q", r.Header.Get("X-API-Key"))
	})
	url := answering(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere, http.StatusFound) })
	_, err := dial(t, url, "secret").Status(t.Context())
	if err == nil || !strings.Contains(err.Error(), elsewhere) {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatDoesNotAnswerIsLeft(t *testing.T) {
	t.Parallel()
	url := answering(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c, err := client.New(client.Options{Server: url, Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Status(t.Context())
	if airra.ErrorCode(err) != airra.CodeUnavailable || !strings.Contains(err.Error(), "did not answer within 50ms") {
		t.Errorf("got %v", err)
	}
}

func TestACallerWhoGivesUpIsNotToldThatTheServerIsAway(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	url := answering(t, func(_ http.ResponseWriter, r *http.Request) { cancel(enough); <-r.Context().Done() })
	_, err := dial(t, url, "").Status(ctx)
	if !errors.Is(err, enough) || airra.ErrorCode(err) == airra.CodeUnavailable {
		t.Errorf("got %v", err)
	}
}

func TestAMissingServerNamesTheNextStep(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = dial(t, url, "").Status(t.Context())
	var own *airra.Error
	if !errors.As(err, &own) || own.Code != airra.CodeUnavailable || own.Hint != "Is airrad running? Start it with: airrad" {
		t.Errorf("got %#v", err)
	}
}

func TestServersThatAreNone(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"", "127.0.0.1:8000", "ftp://x", "http://", "://"} {
		if _, err := client.New(client.Options{Server: server}); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%q gives %v", server, err)
		}
	}
}

// streaming is a server of events that ends each connection after one event, as
// a server that restarts all the time would.
func streaming(t *testing.T, last int64, from *[]string) string {
	t.Helper()
	var mu sync.Mutex
	return answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/status" {
			_, _ = fmt.Fprintf(w, `{"last_event_id":%d}`, last)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		resume := r.Header.Get("Last-Event-ID")
		*from = append(*from, resume)
		w.Header().Set("Content-Type", "text/event-stream")
		var id int64
		_, _ = fmt.Sscan(resume, &id)
		// The event that was seen comes once more, cut and uncut: neither may
		// reach the reader twice.
		_, _ = fmt.Fprintf(w, ": hello\n\nid: %d\ndata: {\"id\":%d}\n\nid: %d\ndata: {\"id\":%d,\ndata: \"actor\":\"a\"}\n\nid: 9\ndata: {\"id\":9", id, id, id+1, id+1)
	})
}

func TestAStreamThatBreaksGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	var from []string
	lost := 0
	c := dial(t, streaming(t, 40, &from), "")
	var ids []int64
	for e, err := range c.Events(t.Context(), client.Stream{After: client.FromNow, Lost: func(error) { lost++ }}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Actor != "a" {
			t.Errorf("event %d came without its second line", e.ID)
		}
		if ids = append(ids, e.ID); len(ids) == 3 {
			break
		}
	}
	if diff := cmp.Diff([]int64{41, 42, 43}, ids); diff != "" {
		t.Errorf("the events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"40", "41", "42"}, from); diff != "" {
		t.Errorf("resumed after (-want +got):\n%s", diff)
	}
	if lost != 2 {
		t.Errorf("was told %d times that the connection was lost", lost)
	}
}

func TestALostStreamIsToldOnceAndSoIsItsReturn(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	url := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		switch n := asked.Add(1); n {
		case 2, 3:
			dropped(t, w) // Two attempts to connect again that fail.
		default:
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = fmt.Fprintf(w, "data: {\"id\":%d}\n\n", n)
		}
	})
	var told []string
	stream := client.Stream{Lost: func(error) { told = append(told, "lost") }, Back: func() { told = append(told, "back") }}
	for e, err := range dial(t, url, "").Events(t.Context(), stream) {
		if err != nil {
			t.Fatal(err)
		}
		if told = append(told, fmt.Sprint(e.ID)); e.ID == 4 {
			break
		}
	}
	if diff := cmp.Diff([]string{"1", "lost", "back", "4"}, told); diff != "" {
		t.Errorf("was told (-want +got):\n%s", diff)
	}
}

func TestAStreamThatIsRefusedEnds(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	url := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"code":"forbidden","detail":"the key is wrong"}`))
	})
	for _, err := range dial(t, url, "x").Events(t.Context(), client.Stream{After: 5}) {
		if airra.ErrorCode(err) != airra.CodeForbidden {
			t.Errorf("got %v", err)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
}

func TestAStreamEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	url := answering(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush()
		cancel()
		<-r.Context().Done()
	})
	for _, err := range dial(t, url, "").Events(ctx, client.Stream{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}
