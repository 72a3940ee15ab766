package perceive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Bounds of what a monitor remembers.
const (
	overlapSteps = 4               // points that are asked for again, for those that came late
	silence      = 5 * time.Minute // a series without points for so long has no present state
	maxTracks    = 50_000
)

// Monitor watches the golden signals of all services. Tick looks once and is
// what tests call; Run only ticks and logs. Readers may ask at any time.
type Monitor struct {
	config  Config
	options DetectorOptions

	ticking sync.Mutex // held for a whole tick
	mu      sync.RWMutex
	anchor  time.Time   // the grid of the queries begins here
	looked  []time.Time // by signal: up to where it was judged
	tracks  map[trackKey]*track
	pending []airra.Signal // ended findings that the sink has not taken
	warned  map[string]bool
	state   tickState
}

type trackKey struct {
	signal  int
	service airra.ServiceName
}

// tickState is how the last tick went.
type tickState struct {
	at     time.Time
	err    error
	series int
}

// NewMonitor makes a monitor; nothing happens before Run or Tick.
func NewMonitor(config Config) *Monitor {
	if config.Interval <= 0 {
		config.Interval = 15 * time.Second
	}
	if config.Step <= 0 {
		config.Step = 15 * time.Second
	}
	if config.Settle <= 0 {
		config.Settle = time.Second
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Monitor{
		config: config, options: DetectorOptions{Threshold: config.Threshold}.withDefaults(),
		looked: make([]time.Time, len(config.Signals)), tracks: map[trackKey]*track{}, warned: map[string]bool{},
	}
}

// Run ticks until the context ends, and returns nil then. A failure is logged
// when it begins, when it changes and when it ends, not at every tick.
func (m *Monitor) Run(ctx context.Context) error {
	ticker := time.NewTicker(m.config.Interval)
	defer ticker.Stop()
	var before string
	for {
		before = m.logChange(ctx, before, m.Tick(ctx, m.config.Now()))
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// logChange logs a failure that is new or has ended, and returns it in words.
// It compares what people may see of errors, since their causes hold port
// numbers and so never repeat.
func (m *Monitor) logChange(ctx context.Context, before string, err error) string {
	after := airra.ErrorMessage(err)
	switch {
	case ctx.Err() != nil || after == before:
	case err == nil:
		m.config.Log.InfoContext(ctx, "monitor works again")
	default:
		m.config.Log.WarnContext(ctx, "monitor tick failed", "err", err)
	}
	return after
}

// Tick looks once: it asks for every point since the last look, judges each
// once, and offers the findings to the sink. An error tells which signal could
// not be asked, or that the sink failed; everything else was done all the same,
// and what was missed is made up for by the next tick.
func (m *Monitor) Tick(ctx context.Context, now time.Time) error {
	m.ticking.Lock()
	defer m.ticking.Unlock()
	began := m.config.Now()
	var report TickReport
	err := errors.Join(m.look(ctx, now, &report), m.offer(ctx, now, &report))
	m.mu.Lock()
	m.state = tickState{at: now, err: err, series: report.Series}
	m.mu.Unlock()
	if m.config.OnTick != nil {
		report.Duration, report.Err = m.config.Now().Sub(began), err
		m.config.OnTick(report)
	}
	return err
}

// look asks every signal in turn. They are not asked at once: five queries of
// all services are enough load for a metrics server.
func (m *Monitor) look(ctx context.Context, now time.Time, report *TickReport) error {
	if len(m.config.Services) == 0 {
		return nil
	}
	to := m.newest(now)
	var failures []error
	for i, spec := range m.config.Signals {
		from, ok := m.since(i, to)
		if !ok {
			continue
		}
		series, err := m.config.Source.QueryRange(ctx, spec.all(m.config.Services), from, to, m.config.Step)
		if err != nil {
			failures = append(failures, fmt.Errorf("query %s: %w", spec.Name, err))
			continue
		}
		m.ingest(i, series, to, report)
	}
	return errors.Join(failures...)
}

// newest is the last moment of the grid that is complete at now. The grid hangs
// on the first tick and not on the epoch: else a sample could wait for nearly a
// whole step until a moment of the grid sees it, and then again for a tick.
func (m *Monitor) newest(now time.Time) time.Time {
	settled := now.Add(-m.config.Settle)
	if m.anchor.IsZero() {
		m.anchor = settled.Truncate(time.Millisecond)
	}
	return m.anchor.Add(settled.Sub(m.anchor) / m.config.Step * m.config.Step)
}

// since is from where signal i has to be asked for points up to to: on the
// first look a whole baseline, later the new points and a few before them.
func (m *Monitor) since(i int, to time.Time) (time.Time, bool) {
	history := to.Add(-time.Duration(m.options.Capacity) * m.config.Step)
	if m.looked[i].IsZero() {
		return history, true
	}
	if !m.looked[i].Before(to) {
		return time.Time{}, false
	}
	from := m.looked[i].Add(-overlapSteps * m.config.Step)
	if from.Before(history) {
		from = history
	}
	return from, true
}

// ingest judges the points of one signal.
func (m *Monitor) ingest(i int, answer []airra.Series, to time.Time, report *TickReport) {
	m.mu.Lock()
	defer m.mu.Unlock()
	spec := m.config.Signals[i]
	seen := make(map[airra.ServiceName]bool, len(answer))
	for _, s := range answer {
		service := airra.ServiceName(s.Labels[spec.label()])
		switch {
		case !m.watched(service):
			continue
		case seen[service]:
			m.warnOnce("several series of one service", "signal", spec.Name, "service", string(service))
			continue
		}
		seen[service] = true
		report.Series++
		if t := m.track(i, service); t != nil {
			m.follow(t, s.Points, report)
		}
	}
	m.looked[i] = to
	m.settle(i, to)
}

// follow hands points to their track and keeps the run they end.
func (m *Monitor) follow(t *track, points []airra.Point, report *TickReport) {
	wasAnomalous := t.anomalous()
	for _, p := range points {
		ended, judged := t.step(p.At.UnixMilli(), p.Value)
		if !judged {
			continue
		}
		report.Points++
		if t.last.State == StateAnomalous {
			report.Anomalous++
		}
		if !wasAnomalous && t.anomalous() {
			report.Detected++
		}
		wasAnomalous = t.anomalous()
		m.keep(t, ended)
	}
}

// keep remembers a run that has ended, unless it lies before the start of the
// process: the past is there to learn from, not to alarm anybody.
func (m *Monitor) keep(t *track, ended *run) {
	if ended == nil || (!ended.shown && moment(ended.lastAt).Before(m.config.StartedAt)) {
		return
	}
	m.pending = append(m.pending, t.signal(ended, false))
}

// settle ends what the answer no longer tells of. An alert that is not there
// does not fire. Any other series that is silent for long has no present state,
// so its run ends where it was last seen; after a whole baseline of silence it
// is forgotten.
func (m *Monitor) settle(i int, to time.Time) {
	newest := to.UnixMilli()
	for key, t := range m.tracks {
		if key.signal != i || t.lastAt >= newest {
			continue
		}
		quiet := time.Duration(newest-t.lastAt) * time.Millisecond
		switch {
		case t.detector == nil && t.run != nil:
			ended, _ := t.step(newest, 0)
			m.keep(t, ended)
		case quiet > time.Duration(m.options.Capacity)*m.config.Step:
			m.keep(t, t.finish(false))
			delete(m.tracks, key)
		case quiet > silence:
			m.keep(t, t.finish(false))
		}
	}
}

func (m *Monitor) watched(service airra.ServiceName) bool {
	return service != "" && (slices.Contains(m.config.Services, Everything) || slices.Contains(m.config.Services, service))
}

func (m *Monitor) track(i int, service airra.ServiceName) *track {
	key := trackKey{i, service}
	if t, ok := m.tracks[key]; ok {
		return t
	}
	if len(m.tracks) >= maxTracks {
		m.warnOnce("too many series to watch", "limit", maxTracks)
		return nil
	}
	t := newTrack(m.config.Signals[i], service, m.options)
	m.tracks[key] = t
	return t
}

func (m *Monitor) warnOnce(message string, args ...any) {
	key := fmt.Sprint(message, args)
	if m.warned[key] || len(m.warned) > 100 {
		return
	}
	m.warned[key] = true
	m.config.Log.Warn(message, args...) //nolint:sloglint // every caller passes a constant
}
