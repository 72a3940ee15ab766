package daemon

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// simulationRecord answers with one simulation, or fails.
type simulationRecord struct {
	airra.SimulationReader
	fail  error
	asked int
}

func (r *simulationRecord) Simulations(context.Context, airra.SimulationFilter) ([]airra.SimulationRun, error) {
	r.asked++
	return []airra.SimulationRun{{ID: "sim_1", ScenarioID: "pod_crash_loop"}}, r.fail
}

func TestGaugesGoOnAsTheyWereWhileTheDatabaseIsSilent(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	record := &simulationRecord{}
	d := &disturbances{store: record, now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(&log, nil))}
	sees := func(want, asked int) {
		t.Helper()
		if got := d.at(now); len(got) != want || record.asked != asked {
			t.Errorf("%d disturbances after %d questions, want %d after %d", len(got), record.asked, want, asked)
		}
	}
	sees(1, 1)
	now = now.Add(disturbanceAge - 1)
	sees(1, 1) // It is not old enough to be asked for again.
	now = now.Add(1)
	sees(1, 2)
	record.fail = errors.New("away")
	for asked := range 3 {
		now = now.Add(time.Second)
		sees(1, 3+asked)
	}
	record.fail = nil
	now = now.Add(time.Second)
	sees(1, 6)
	if text := log.String(); strings.Count(text, "cannot be read") != 1 || strings.Count(text, "can be read again") != 1 {
		t.Errorf("each is said once:\n%s", text)
	}
}
