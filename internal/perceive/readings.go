package perceive

import (
	"fmt"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// recentPoints is how many points a reading carries for a sparkline.
const recentPoints = 40

// Readings gives where every golden signal of a service stands now, in the
// order of the configuration. A signal that was never seen, or not for five
// minutes, is no_data.
func (m *Monitor) Readings(service airra.ServiceName) []airra.SignalReading {
	m.mu.RLock()
	defer m.mu.RUnlock()
	readings := make([]airra.SignalReading, 0, len(m.config.Signals))
	for i, spec := range m.config.Signals {
		reading := airra.SignalReading{Name: spec.Name, Unit: spec.Unit, Query: spec.one(service), State: string(StateNoData), Recent: []float64{}}
		if t, ok := m.tracks[trackKey{i, service}]; ok {
			t.read(&reading, m.looked[i])
		}
		readings = append(readings, reading)
	}
	return readings
}

// read fills a reading from what the track last saw. A track that saw nothing is
// forgotten in the tick that made it.
func (t *track) read(reading *airra.SignalReading, looked time.Time) {
	at, last := moment(t.lastAt), t.last
	reading.At, reading.Current = &at, &last.Current
	if last.State != StateWarmingUp {
		reading.Sigma = &last.Sigma
	}
	if t.detector != nil {
		if mean, sd, n, settled := t.detector.Baseline(); n > 0 {
			reading.Expected, reading.StdDev, reading.Samples = &mean, &sd, n
			if settled {
				reading.Band = t.detector.bandOf(Judgement{Mean: mean, StdDev: sd})
			}
		}
	}
	before := t.before()
	for _, s := range before[max(0, len(before)-recentPoints):] {
		reading.Recent = append(reading.Recent, s.value)
	}
	switch {
	case looked.Sub(at) > silence:
		reading.State = string(StateNoData)
	case t.anomalous():
		reading.State = string(StateAnomalous)
	case t.last.State == StateWarmingUp:
		reading.State = string(StateWarmingUp)
	default:
		reading.State = string(StateNormal)
	}
}

// Anomalies gives the signals of a service that are anomalous now, far enough
// to open an incident, in the order of onset.
func (m *Monitor) Anomalies(service airra.ServiceName) []airra.Signal {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var found []airra.Signal
	for key, t := range m.tracks {
		if key.service == service && t.anomalous() {
			found = append(found, t.signal(t.run, true))
		}
	}
	return byOnset(found)
}

// Baseline gives mean, sample standard deviation and number of points of the
// baseline of a golden signal, and whether it is long enough to judge by.
func (m *Monitor) Baseline(service airra.ServiceName, metric string) (mean, sd float64, n int, ok bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	i := slices.IndexFunc(m.config.Signals, func(s SignalSpec) bool { return s.Name == metric })
	if t := m.tracks[trackKey{i, service}]; t != nil && t.detector != nil {
		return t.detector.Baseline()
	}
	return 0, 0, 0, false
}

// Known lists the services that are configured or were seen, in alphabetical
// order.
func (m *Monitor) Known() []airra.ServiceName {
	m.mu.RLock()
	defer m.mu.RUnlock()
	seen := map[airra.ServiceName]bool{}
	for _, name := range m.config.Services {
		seen[name] = name != Everything
	}
	for key := range m.tracks {
		seen[key.service] = true
	}
	var names []airra.ServiceName
	for name, known := range seen {
		if known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// State tells when the last tick was, how things are in one sentence for
// people, and the error of the last tick.
func (m *Monitor) State() (lastTick time.Time, note string, err error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.state.at, m.note(), m.state.err
}

func (m *Monitor) note() string {
	warming, fewest := m.warming()
	switch {
	case len(m.config.Services) == 0:
		return "no services are monitored: set AIRRA_MONITORED_SERVICES"
	case len(m.config.Signals) == 0:
		return "no signals are configured"
	case m.state.at.IsZero():
		return "the monitor has not looked yet"
	case m.state.err != nil:
		return "the last look failed: " + airra.ErrorMessage(m.state.err)
	case len(m.tracks) == 0:
		return "the queries return no series of the monitored services"
	case warming > 0:
		return fmt.Sprintf("warming up: %d of %d series have fewer than %d points, the shortest has %d",
			warming, len(m.tracks), m.options.Minimum, fewest)
	default:
		return fmt.Sprintf("watching %d series", len(m.tracks))
	}
}

// warming counts the series that have too few points to judge by.
func (m *Monitor) warming() (count, fewest int) {
	fewest = m.options.Minimum
	for _, t := range m.tracks {
		if t.detector == nil {
			continue
		}
		if _, _, n, ok := t.detector.Baseline(); !ok {
			count++
			fewest = min(fewest, n)
		}
	}
	return count, fewest
}
