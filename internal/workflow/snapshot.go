package workflow

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// maxReadings bounds how many entries of a reported snapshot are judged. A
// service has five golden signals; somebody who sends hundreds sends a dump.
const maxReadings = 200

// baselinesOf asks the monitor about one service.
func (w *Workflow) baselinesOf(service airra.ServiceName) perceive.BaselineFunc {
	return func(signal string) (float64, float64, int, bool) { return w.Watcher.Baseline(service, signal) }
}

// nobodyKnows is the baseline of a service that is not watched.
func nobodyKnows(string) (mean, sd float64, samples int, ok bool) { return 0, 0, 0, false }

// knownSignals judges a reported snapshot at the moment of the report, when the
// monitor has a baseline for any of it: an hour later that baseline is another
// one, and the analysis must not depend on when it is run. Where nothing is known
// nothing is stored, and the analysis judges by the convention.
func (w *Workflow) knownSignals(i *airra.Incident) []airra.Signal {
	baselines := w.baselinesOf(i.AffectedService)
	if !slices.ContainsFunc(slices.Collect(maps.Keys(entries(i.MetricsSnapshot))), func(name string) bool {
		_, _, _, known := baselines(name)
		return known
	}) {
		return nil
	}
	return readableSignals(i.AffectedService, i.MetricsSnapshot, baselines, i.DetectedAt)
}

// readableSignals judges the entries of a snapshot that are numbers. A report is
// taken as it is: an entry like "95%" stays in the snapshot and tells the reasoner
// nothing.
func readableSignals(service airra.ServiceName, snapshot json.RawMessage, baseline perceive.BaselineFunc, at time.Time) []airra.Signal {
	all := entries(snapshot)
	var readable []airra.Signal
	names := slices.Sorted(maps.Keys(all))
	for _, name := range names[:min(len(names), maxReadings)] {
		one, err := json.Marshal(map[string]json.RawMessage{name: all[name]})
		if err != nil {
			continue
		}
		if signals, err := perceive.SnapshotSignals(service, one, baseline, at); err == nil {
			readable = append(readable, signals...)
		}
	}
	return readable
}

// entries are the members of a snapshot.
func entries(snapshot json.RawMessage) map[string]json.RawMessage {
	var all map[string]json.RawMessage
	if json.Unmarshal(snapshot, &all) != nil {
		return nil
	}
	return all
}
