package reason_test

import (
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

func TestIndependentNeighboursShareTheNetwork(t *testing.T) {
	t.Parallel()
	at := func(redis int) airra.Case {
		return paymentCase(moved("database", "latency_p95", -30, .4, .02, 14), moved("redis", "latency_p95", redis, .1, .001, 15), errorsRise())
	}
	if got := reason.Rules(at(-25)).Hypotheses[0]; got.Category != airra.CategoryNetworkIssue || !strings.Contains(got.Description, "database and redis") {
		t.Errorf("ranked %s first: %s", got.Category, got.Description)
	}
	if got := reason.Rules(at(-300)).Hypotheses[0].Category; got == airra.CategoryNetworkIssue {
		t.Error("failures minutes apart are taken for one")
	}
}

func TestADatabaseIsNotAnyDependency(t *testing.T) {
	t.Parallel()
	analysis := reason.Rules(paymentCase(moved("database", "latency_p95", -30, .4, .02, 14), errorsRise()))
	if h := hypothesis(t, analysis, airra.CategoryDependency); cites(h.Evidence.Items, "topology", "database") {
		t.Errorf("the database is cited for another dependency: %+v", h.Evidence.Items)
	}
}

func TestADatabaseIsItsOwnProblem(t *testing.T) {
	t.Parallel()
	c := paymentCase(moved("database", "latency_p95", 0, 2, .02, 20), moved(payment, "latency_p95", 20, 2, .1, 8))
	c.Incident.AffectedService = "database"
	if got := reason.Rules(c).Hypotheses[0].Category; got != airra.CategoryDatabaseIssue {
		t.Errorf("ranked %s first", got)
	}
}

func TestTheEndOfAChainIsBlamed(t *testing.T) {
	t.Parallel()
	c := paymentCase(moved("ledger", "latency_p95", -60, 2, .1, 9), moved("database", "latency_p95", -90, 2, .02, 9), errorsRise())
	c.Topology = airra.NewTopology([]airra.Service{
		{Name: payment, DependsOn: []airra.ServiceName{"ledger"}}, {Name: "ledger", DependsOn: []airra.ServiceName{"database"}}, {Name: "database"},
	})
	best := reason.Rules(c).Hypotheses[0]
	if best.Category != airra.CategoryDatabaseIssue || !strings.Contains(best.Description, "(database)") {
		t.Errorf("ranked %s first: %s", best.Category, best.Description)
	}
}
