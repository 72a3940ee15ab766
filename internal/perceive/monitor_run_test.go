package perceive_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/perceive/embedded"
	"github.com/airra/airra/internal/perceive/prometheus"
	"github.com/airra/airra/internal/simulate"
)

// gate is a metrics server whose door can be shut.
type gate struct {
	source *embedded.Source
	shut   atomic.Bool
}

// ServeHTTP answers as Prometheus does, from the embedded engine.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.shut.Load() {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	serveRange(w, r, g.source)
}

func TestASourceThatIsAwayIsAStateAndItsGapIsJudgedAfterwards(t *testing.T) {
	t.Parallel()
	s := newStand(errorsFrom(960, 1005), payments())
	door := &gate{source: s.source}
	server := httptest.NewServer(door)
	t.Cleanup(server.Close)
	remote, err := prometheus.New(prometheus.Options{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	config := payments()
	config.Source, config.Sink, config.StartedAt = remote, s, epoch
	s.monitor = perceive.NewMonitor(config)
	if err := s.to(t, 900); err != nil {
		t.Fatal(err)
	}
	door.shut.Store(true)
	if err := s.to(t, 1050); airra.ErrorCode(err) != airra.CodeUnavailable {
		t.Fatalf("tick says %v", err)
	}
	if _, note, err := s.monitor.State(); !strings.HasPrefix(note, "the last look failed: Prometheus at http://127.0.0.1") || err == nil {
		t.Errorf("note %q, error %v", note, err)
	}
	if len(s.incidents) != 0 {
		t.Fatalf("incidents from a source that is away: %v", s.story())
	}
	door.shut.Store(false)
	if err := s.to(t, 1065); err != nil {
		t.Fatal(err)
	}
	if len(s.incidents) != 1 || !s.incidents[0].Incident.DetectedAt.Equal(at(960)) || s.incidents[0].Signals[0].Ongoing {
		t.Errorf("after the gap: %+v", s.incidents)
	}
}

// counter is a sink that only counts, and fails while it is broken. Unlike a
// ledger it may be looked at while the monitor runs.
type counter struct {
	calls  atomic.Int64
	broken atomic.Bool
}

// Observe counts.
func (c *counter) Observe(context.Context, time.Time, []airra.Signal) error {
	c.calls.Add(1)
	if c.broken.Load() {
		return errLedger
	}
	return nil
}

func TestRunTicksAtOnceAndThenAtEveryIntervalAndLogsAChangeOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		sink := &counter{}
		sink.broken.Store(true)
		source := embedded.New(embedded.Options{Self: simulate.Gauges{}.WriteMetrics})
		monitor := perceive.NewMonitor(perceive.Config{
			Source: source, Signals: demoSignals(), Services: simulate.Services(), Sink: sink, StartedAt: time.Now(),
			Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		done := make(chan error)
		go func() { done <- monitor.Run(ctx) }()
		synctest.Wait()
		if n := sink.calls.Load(); n != 1 {
			t.Errorf("%d ticks at once, want 1", n)
		}
		<-time.After(61 * time.Second)
		synctest.Wait()
		if n := sink.calls.Load(); n != 5 {
			t.Errorf("%d ticks in a minute, want 5", n)
		}
		sink.broken.Store(false)
		<-time.After(60 * time.Second)
		stop()
		if err := <-done; err != nil {
			t.Errorf("a stop is no failure, but says %v", err)
		}
		if failed, again := strings.Count(log.String(), "monitor tick failed"), strings.Count(log.String(), "monitor works again"); failed != 1 || again != 1 {
			t.Errorf("%d failures and %d recoveries in the log, want one each:\n%s", failed, again, log.String())
		}
	})
}
