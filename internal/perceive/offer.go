package perceive

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// maxPending bounds the findings that wait for a sink.
const maxPending = 10_000

// offer gives the findings to the sink, if this process is the one that may.
func (m *Monitor) offer(ctx context.Context, now time.Time, report *TickReport) error {
	findings := m.findings()
	if ctx.Err() != nil {
		return nil
	}
	if m.config.Leader != nil && !m.config.Leader(ctx) {
		m.forget(now.Add(-silence))
		return nil
	}
	report.Offered = len(findings)
	if m.config.Sink == nil {
		m.taken()
		return nil
	}
	if err := m.config.Sink.Observe(ctx, now, findings); err != nil {
		m.forget(now.Add(-time.Hour))
		return fmt.Errorf("hand over findings: %w", err)
	}
	m.taken()
	return nil
}

// findings are the ended runs and those that go on, in the order of onset.
func (m *Monitor) findings() []airra.Signal {
	m.mu.Lock()
	defer m.mu.Unlock()
	findings := slices.Clone(m.pending)
	for _, t := range m.tracks {
		if t.anomalous() {
			t.run.shown = true
			findings = append(findings, t.signal(t.run, true))
		}
	}
	return byOnset(findings)
}

// taken clears what the sink has.
func (m *Monitor) taken() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pending = nil
}

// forget bounds what waits for a sink: findings that ended before the limit
// are history by the time it takes them.
func (m *Monitor) forget(limit time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pending = slices.DeleteFunc(m.pending, func(s airra.Signal) bool { return s.LastSeen.Before(limit) })
	if over := len(m.pending) - maxPending; over > 0 {
		m.pending = slices.Delete(m.pending, 0, over)
	}
}
