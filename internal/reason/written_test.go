package reason_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// onset is the moment at which the errors of every written case begin.
var onset = time.Date(2026, 3, 14, 2, 14, 30, 0, time.UTC)

// shop is the neighbourhood of payment-service; what else is declared comes
// beside it, or in the place of a service of the same name.
func shop(others ...airra.Service) airra.Topology {
	services := []airra.Service{
		{Name: "frontend", DependsOn: []airra.ServiceName{"api-gateway"}},
		{Name: "api-gateway", DependsOn: []airra.ServiceName{"payment-service"}},
		{Name: "payment-service", DependsOn: shopNeeds()},
		{Name: "database"},
		{Name: "redis"},
		{Name: "card-network"},
	}
	services = slices.DeleteFunc(services, func(s airra.Service) bool {
		return slices.ContainsFunc(others, func(other airra.Service) bool { return other.Name == s.Name })
	})
	return airra.NewTopology(append(services, others...))
}

func shopNeeds() []airra.ServiceName { return []airra.ServiceName{"database", "redis", "card-network"} }

// moved is a signal that left its band so many seconds after the errors began.
func moved(service airra.ServiceName, name string, after int, current, expected, sigma float64) airra.Signal {
	direction := airra.Up
	if current < expected {
		direction = airra.Down
	}
	at := onset.Add(time.Duration(after) * time.Second)
	return airra.Signal{
		Service: service, Name: name, Kind: airra.KindMetric, Current: current, Expected: expected,
		Sigma: sigma, Confidence: .95, Direction: direction, FirstSeen: at, LastSeen: at, Ongoing: true,
		Query: name + `{service="` + string(service) + `"}`,
	}
}

const payment = airra.ServiceName("payment-service")

// errorsRise is the top signal of every written case, the same in each.
func errorsRise() airra.Signal { return moved(payment, "error_rate", 0, 9, .5, 20) }

func changed(kind, summary string, before time.Duration) airra.Change {
	at := onset.Add(-before)
	return airra.Change{Kind: kind, Service: payment, Summary: summary, At: &at}
}

func remembered(ref, category string, days int, confirmed, rejected bool) airra.PastIncident {
	return airra.PastIncident{
		Ref: ref, Service: payment, Category: category, Signals: []string{"error_rate"},
		Confirmed: confirmed, Rejected: rejected, ResolvedAt: onset.AddDate(0, 0, -days),
	}
}

type writtenCase struct {
	name     string
	signals  []airra.Signal // besides the errors
	changes  []airra.Change
	history  []airra.PastIncident
	topology []airra.Service // beside the shop
	want     string
}

// ledgerFails is what both cases of a pair see: only whether payments need the
// ledger or the ledger needs payments tells cause from victim.
func ledgerFails() []airra.Signal {
	return []airra.Signal{
		moved("ledger", "error_rate", -40, 12, .1, 18),
		moved(payment, "latency_p95", -25, 4.1, .12, 12),
	}
}

// written are cases a person on call would tell apart, although the alarm that
// wakes them is the same.
func written() []writtenCase {
	return []writtenCase{
		{
			name: "errors alone are a fault of the service itself",
			want: airra.CategoryErrorSpike,
		},
		{
			name:    "errors six minutes after a deployment come from it",
			changes: []airra.Change{changed("deployment", "v2.5.0", 6*time.Minute)},
			want:    airra.CategoryDeploymentIssue,
		},
		{
			name:    "a deployment of yesterday and one after the fact explain nothing",
			changes: []airra.Change{changed("deployment", "v2.4.9", 26*time.Hour), changed("deployment", "v2.5.0", -8*time.Minute)},
			want:    airra.CategoryErrorSpike,
		},
		{
			name:    "waiting before failing is slowness that times out",
			signals: []airra.Signal{moved(payment, "latency_p95", -60, 4.1, .12, 12)},
			want:    airra.CategoryLatencySpike,
		},
		{
			name:    "failing before waiting is a fault, and the waiting its effect",
			signals: []airra.Signal{moved(payment, "latency_p95", 60, 4.1, .12, 12)},
			want:    airra.CategoryErrorSpike,
		},
		{
			name: "a database that slowed down first took the service with it",
			signals: []airra.Signal{
				moved("database", "latency_p95", -75, 2.2, .02, 15),
				moved(payment, "latency_p95", -45, 4.1, .12, 12),
			},
			want: airra.CategoryDatabaseIssue,
		},
		{
			name: "a database that slowed down afterwards is a victim",
			signals: []airra.Signal{
				moved("database", "latency_p95", 90, .2, .02, 8),
			},
			want: airra.CategoryErrorSpike,
		},
		{
			name: "a card network that failed first made the payments fail",
			signals: []airra.Signal{
				moved("card-network", "error_rate", -40, 12, .1, 18),
				moved(payment, "latency_p95", -25, 4.1, .12, 12),
			},
			want: airra.CategoryDependency,
		},
		{
			name: "independent neighbours disturbed together share the network",
			signals: []airra.Signal{
				moved("database", "latency_p95", -30, .4, .02, 14),
				moved("redis", "latency_p95", -30, .1, .001, 15),
				moved("card-network", "error_rate", -20, 4, .1, 13),
			},
			want: airra.CategoryNetworkIssue,
		},
		{
			name: "more requests first, then full processors, then errors",
			signals: []airra.Signal{
				moved("api-gateway", "request_rate", -120, 900, 90, 16),
				moved(payment, "request_rate", -105, 450, 45, 18),
				moved(payment, "cpu_usage", -75, .98, .35, 13),
			},
			want: airra.CategoryTrafficSpike,
		},
		{
			name: "memory rose for ten minutes, then waiting, then errors",
			signals: []airra.Signal{
				moved(payment, "memory_usage", -600, 2<<30, 512<<20, 14),
				moved(payment, "latency_p95", -120, .9, .12, 7),
			},
			want: airra.CategoryMemoryLeak,
		},
		{
			name: "the same errors were the database three times, as people confirmed",
			history: []airra.PastIncident{
				remembered("INC-97", airra.CategoryDatabaseIssue, 12, true, false),
				remembered("INC-81", airra.CategoryDatabaseIssue, 30, true, false),
				remembered("INC-44", airra.CategoryDatabaseIssue, 71, true, false),
			},
			want: airra.CategoryDatabaseIssue,
		},
		{
			name:     needsLedger,
			signals:  ledgerFails(),
			topology: []airra.Service{{Name: payment, DependsOn: append(shopNeeds(), "ledger")}, {Name: "ledger"}},
			want:     airra.CategoryDependency,
		},
		{
			name:     neededByLedger,
			signals:  ledgerFails(),
			topology: []airra.Service{{Name: payment, DependsOn: shopNeeds()}, {Name: "ledger", DependsOn: []airra.ServiceName{payment}}},
			want:     airra.CategoryLatencySpike,
		},
	}
}

// The two cases that differ in the dependency graph alone.
const (
	needsLedger    = "a ledger that payments need failed first and made them fail"
	neededByLedger = "a ledger that needs payments is a victim of their slowness"
)

func (w writtenCase) asCase() airra.Case {
	return airra.Case{
		Incident: airra.Incident{AffectedService: payment, DetectedAt: onset},
		Signals:  append([]airra.Signal{errorsRise()}, w.signals...),
		Topology: shop(w.topology...), Changes: w.changes, History: w.history, Watched: topologyOf(w).Upstreams(payment),
		Now: onset.Add(5 * time.Minute),
	}
}

func topologyOf(w writtenCase) airra.Topology { return shop(w.topology...) }

func TestCasesWithTheSameAlarm(t *testing.T) {
	t.Parallel()
	right := 0
	for _, w := range written() {
		analysis := reason.Rules(w.asCase())
		for _, h := range analysis.Hypotheses {
			t.Logf("%-70s %d %-20s %.3f", w.name, h.Rank, h.Category, h.ConfidenceScore)
		}
		if got := analysis.Hypotheses[0].Category; got == w.want {
			right++
		} else {
			t.Logf("%s: ranked %s first, want %s", w.name, got, w.want)
		}
	}
	if right < 12 {
		t.Errorf("%d of 14 cases have the right cause first, want at least 12", right)
	}
}

func TestTheDependencyGraphAloneTellsCauseFromVictim(t *testing.T) {
	t.Parallel()
	byName := map[string]writtenCase{}
	for _, w := range written() {
		byName[w.name] = w
	}
	cause, victim := byName[needsLedger].asCase(), byName[neededByLedger].asCase()
	for name, c := range map[string]airra.Case{needsLedger: cause, neededByLedger: victim} {
		if got, want := reason.Rules(c).Hypotheses[0].Category, byName[name].want; got != want {
			t.Errorf("%s: ranked %s first, want %s", name, got, want)
		}
	}
	cause.Watched, victim.Watched = nil, nil // each watches what its graph declares
	graphsAside := cmp.Comparer(func(airra.Topology, airra.Topology) bool { return true })
	if diff := cmp.Diff(cause, victim, graphsAside); diff != "" {
		t.Errorf("the two differ in more than the graph: %s", diff)
	}
}

// ablations take one input away from a case and leave the others.
var ablations = map[string]func(*airra.Case){
	"order": func(c *airra.Case) {
		for i := range c.Signals {
			c.Signals[i].FirstSeen = onset
		}
	},
	"topology": func(c *airra.Case) { c.Topology = airra.Topology{} },
	"changes":  func(c *airra.Case) { c.Changes = nil },
	"history":  func(c *airra.Case) { c.History = nil },
	"kinds": func(c *airra.Case) {
		for i := range c.Signals {
			c.Signals[i].Name, c.Signals[i].Category = "metric", ""
		}
	},
}

func TestEveryInputMattersToSomeRanking(t *testing.T) {
	t.Parallel()
	for input, remove := range ablations {
		t.Run("without "+input, func(t *testing.T) {
			t.Parallel()
			overturned := 0
			for _, w := range written() {
				full, less := w.asCase(), w.asCase()
				remove(&less)
				if reason.Rules(full).Hypotheses[0].Category != reason.Rules(less).Hypotheses[0].Category {
					overturned++
				}
			}
			t.Logf("%d of 14 first ranks change without %s", overturned, input)
			if overturned == 0 {
				t.Errorf("no first rank depends on %s", input)
			}
		})
	}
}
