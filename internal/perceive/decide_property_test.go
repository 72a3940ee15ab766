package perceive_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// stretch is a time, in seconds, during which a signal really is outside.
type stretch struct {
	service, name string
	from, to      int
}

// disturbances draws random stretches, those of one signal apart from each
// other.
func disturbances(random *rand.Rand) []stretch {
	var all []stretch
	for _, service := range []string{"frontend", "order", "payment", "database", "mail"} {
		for _, name := range []string{"error_rate", "latency_p95"} {
			for from := random.IntN(900); from < 5400; {
				to := from + 15*random.IntN(20)
				all = append(all, stretch{service, name, from, to})
				from = to + 30 + random.IntN(1500)
			}
		}
	}
	return all
}

// watcher offers what a monitor process offers: what goes on, and what ended
// since it last handed something over, or since it was started.
type watcher struct {
	all   []stretch
	taken int
}

func (w *watcher) findings(now int) []airra.Signal {
	var found []airra.Signal
	for _, s := range w.all {
		switch {
		case s.from > now:
		case s.to >= now:
			found = append(found, outside(s.service, s.name, s.from, now, true))
		case s.to >= w.taken:
			found = append(found, outside(s.service, s.name, s.from, s.to, false))
		}
	}
	return found
}

// checkOneEach fails when a decision gives a service a second open incident
// within a window of another one.
func (l *ledger) checkOneEach(t *testing.T, d perceive.Decision) {
	t.Helper()
	if d.Kind != perceive.Open && d.Kind != perceive.MoveRoot {
		return
	}
	var onset time.Time
	for _, s := range d.Signals {
		if s.Service == d.Service && (onset.IsZero() || s.FirstSeen.Before(onset)) {
			onset = s.FirstSeen
		}
	}
	for _, k := range l.incidents {
		if k.Incident.ID != d.IncidentID && k.Incident.Open() && k.Incident.AffectedService == d.Service &&
			onset.Before(k.Incident.LastSeenAt.Add(window)) && !onset.Before(k.Incident.DetectedAt) {
			t.Errorf("%s of %s at %v although %s was disturbed until %v: %v", d.Kind, d.Service, onset,
				k.Incident.ID, k.Incident.LastSeenAt, l.story())
		}
	}
}

func TestNoInterleavingOpensTwoIncidentsForOneServiceAndWindow(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 99))
			l := &ledger{topology: shop()}
			w := &watcher{all: disturbances(random)}
			for now := 15; now < 6000; now += 15 + 15*random.IntN(3) {
				switch random.IntN(12) {
				case 0: // the process dies and another one starts with what is stored
					w.taken = now
				case 1: // the store is away: nothing is written, everything is offered again
					continue
				case 2: // a person decides something
					if n := len(l.incidents); n > 0 {
						l.is(random.IntN(n), airra.IncidentStatuses[random.IntN(len(airra.IncidentStatuses))])
						l.closeReopened()
					}
				}
				l.lookAt(t, now, w.findings(now))
				w.taken = now
			}
		})
	}
}

// lookAt is Observe with the property checked at every decision.
func (l *ledger) lookAt(t *testing.T, now int, findings []airra.Signal) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(now), 1))
	random.Shuffle(len(findings), func(i, j int) { findings[i], findings[j] = findings[j], findings[i] })
	for _, d := range perceive.Decide(at(now), findings, l.known(at(now)), l.topology, window) {
		l.checkOneEach(t, d)
		l.apply(d)
	}
	for _, f := range findings {
		if !slices.ContainsFunc(l.incidents, func(k airra.MonitoredIncident) bool {
			return slices.ContainsFunc(k.Signals, func(s airra.Signal) bool {
				return s.Service == f.Service && s.Name == f.Name && !s.LastSeen.Before(f.LastSeen)
			})
		}) {
			t.Errorf("%s of %s at second %d is in no incident", f.Name, f.Service, now)
		}
	}
}

// closeReopened keeps people from reopening what was followed by another
// incident of the same service: then there are two because a person said so.
func (l *ledger) closeReopened() {
	for i, k := range l.incidents {
		for _, later := range l.incidents[i+1:] {
			if later.Incident.AffectedService == k.Incident.AffectedService && later.Incident.Open() {
				l.is(i, airra.StatusResolved)
			}
		}
	}
}

func TestTheOrderOfFindingsDecidesNothing(t *testing.T) {
	t.Parallel()
	findings := []airra.Signal{
		outside("frontend", "error_rate", 15, 30, true), outside("payment", "latency_p95", 15, 30, true),
		outside("database", "latency_p95", 15, 30, true), outside("mail", "cpu_usage", 15, 30, true),
	}
	random := rand.New(rand.NewPCG(1, 1))
	var first string
	for range 50 {
		random.Shuffle(len(findings), func(i, j int) { findings[i], findings[j] = findings[j], findings[i] })
		got := fmt.Sprintf("%+v", perceive.Decide(at(30), findings, nil, shop(), window))
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("decisions differ:\n%s\n%s", first, got)
		}
	}
}
